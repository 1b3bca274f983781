#!/usr/bin/env bash
# tests/run.sh BIN short|long: runs the tests with the programs in BIN.
#
# Some tests need a browser or a PostgreSQL server. As root on Debian what is missing is
# installed; otherwise it is said which tests are left out and why. With CI=true leaving
# one out is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$1
which_tests=$2
MEMORY_KIB=2000000 # what the tests may need, and some

have_chromium() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    command -v google-chrome >/dev/null
}

have_postgres() {
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

install_with_apt() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "Installing $1 ..."
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$1"; } >/dev/null || return 1
}

leave_out() { # what, why
  if [ "${CI:-}" = true ]; then
    echo "CI leaves no test out: $1 cannot run, because $2." >&2
    exit 1
  fi
  echo "Left out: $1, because $2."
}

marks="not long and not guard and not again"
[ "$which_tests" = long ] && marks="(again or long or guard) and alone"
beside="(again or long or guard) and not alone"

if ! have_chromium && ! { install_with_apt chromium && have_chromium; }; then
  leave_out "every test marked browser (pages in a browser, accessibility)" \
    "there is no Chromium here and installing it takes root (apt-get install chromium)"
  marks="$marks and not browser"
  beside="$beside and not browser"
fi
if ! have_postgres && ! { install_with_apt postgresql && have_postgres; }; then
  leave_out "the PostgreSQL half of the tests on both databases" \
    "there is no PostgreSQL server here and installing it takes root (apt-get install postgresql)"
fi

# The databases of tests live in memory where there is room: on a disk they cost twice the time.
in_memory() {
  room=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1) || room=0
  if [ -n "${TMPDIR:-}" ] || [ "${room:-0}" -lt "$MEMORY_KIB" ]; then
    "$@"
    return
  fi
  memory=$(mktemp -d /dev/shm/buurtcoop-tests.XXXXXX)
  trap 'rm -rf "$memory" || true' EXIT
  chmod 711 "$memory" # the PostgreSQL server runs as another user than root
  TMPDIR=$memory "$@" -o tmp_path_retention_policy=failed
}

if [ "$which_tests" = short ]; then
  in_memory "$bin/python" -m pytest -n 2 --dist worksteal -m "$marks"
else
  in_memory "$bin/python" -m pytest -n 2 --dist worksteal -m "$beside"
  # What crowds, kills or measures runs one at a time, after all the rest, on the disk.
  "$bin/python" -m pytest -m "$marks"
fi
