"""A throw-away PostgreSQL server for the tests, made from the installed binaries.

    with server() as postgres:
        database = postgres.fresh_database()
        create_engine(database.app_url)

One server per test run, shared by all its processes: whoever comes first starts it, and it ends
when the last user is gone, also when that user was killed (`tests/postgres_keeper.py`). It
listens on 127.0.0.1 only, with passwords made for this run, keeps its data in a temporary folder
and never syncs to disk. Under root it runs as the user `postgres` or `nobody`.

As in a real installation there are two logins: the owner migrates, the app serves.
"""

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import quote

import psycopg
from psycopg import sql

OWNER = "buurtcoop_owner"
APP = "buurtcoop_app"
DEBIAN = Path("/usr/lib/postgresql")
START_SECONDS = 60
# From this version on a template can be copied as files: half the time of writing it to the log.
COPIES_FILES = 150_000
KEEPER = Path(__file__).with_name("postgres_keeper.py")

# Keepers outlive the call that started them; held so that Python does not warn about that.
_started: list[subprocess.Popen[bytes]] = []


class PostgresMissing(Exception):
    """There is no PostgreSQL server program on this machine; the text says what to do."""


class PostgresFailed(Exception):
    """The server did not start; the text holds what it said."""


class Database(NamedTuple):
    """One fresh database, as its two logins see it."""

    owner_url: str
    app_url: str

    @property
    def name(self) -> str:
        """The name to drop it by, or to copy it from."""
        return self.owner_url.rsplit("/", 1)[1]


def binaries() -> Path:
    """The folder with initdb and postgres, the newest when there are more.

    Raises PostgresMissing.
    """
    found = sorted(
        DEBIAN.glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3].split(".")[0]),
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    raise PostgresMissing(
        "No PostgreSQL server on this machine (initdb not found), so the PostgreSQL half of the "
        "tests cannot run. On Debian: apt-get install postgresql"
    )


@dataclass(frozen=True)
class Server:
    """A running server, as one of its users sees it."""

    folder: Path
    pid: int
    port: int
    passwords: dict[str, str]

    def url(self, login: str, database: str) -> str:
        """The SQLAlchemy address of a database for a login."""
        password = quote(self.passwords[login])
        return f"postgresql+psycopg://{login}:{password}@127.0.0.1:{self.port}/{database}"

    def fresh_database(self, template: str | None = None) -> Database:
        """A database of its own, empty or a copy of `template`; the owner login owns it."""
        name = f"t_{secrets.token_hex(6)}"
        self._create(name, template)
        return Database(self.url(OWNER, name), self.url(APP, name))

    def template(
        self, name: str, fill: Callable[[Database], None], *, of: str | None = None
    ) -> str:
        """A database filled once per run, to copy from; the first who asks fills it.

        `fill` gets the database, empty or a copy of `of`, and must close its connections.
        """
        with _locked(self.folder / f"template-{name}.lock"):
            if not self._exists(name):
                draft = self.fresh_database(of)
                fill(draft)
                self._admin(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        sql.Identifier(draft.name), sql.Identifier(name)
                    )
                )
        return name

    def drop(self, name: str) -> None:
        """Remove a database, ending the connections that still use it."""
        self._admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _create(self, name: str, template: str | None) -> None:
        create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name),
            sql.Identifier(OWNER),
            sql.Identifier(template or "template0"),
        )
        with self.connect() as connection:
            if connection.info.server_version >= COPIES_FILES:
                create += sql.SQL(" STRATEGY FILE_COPY")
            connection.execute(create)

    def _exists(self, name: str) -> bool:
        with self.connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def _admin(self, statement: sql.Composed) -> None:
        with self.connect() as connection:
            connection.execute(statement)

    def connect(self) -> psycopg.Connection:
        """A connection as the server's own superuser, for what no login of a coop may do."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self.passwords["postgres"],
            dbname="postgres",
            autocommit=True,
        )


@contextmanager
def server(run: str | None = None) -> Iterator[Server]:
    """The server of this test run; started when nobody has yet.

    `run` names the run that shares it: by default all workers of one pytest-xdist run, or this
    process alone. Raises PostgresMissing, PostgresFailed.
    """
    bin_folder = binaries()
    run = run or os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"alone-{os.getpid()}"
    folder = Path(tempfile.gettempdir()) / f"buurtcoop-postgres-{os.getuid()}-{run[:16]}"
    with _share(folder):
        yield _joined(folder, bin_folder)


def _joined(folder: Path, bin_folder: Path) -> Server:
    """Join the running server, or start it: one at a time."""
    with _locked(folder / "start.lock"):
        if found := _found(folder):
            return found
        _start(folder, bin_folder)
        return _described(folder)


def _found(folder: Path) -> Server | None:
    """The server that runs already; what is left of one whose keeper was killed is removed."""
    if not (folder / "ready.json").exists():
        return None
    described = _described(folder)
    try:
        described.connect().close()
    except psycopg.OperationalError:
        (folder / "ready.json").unlink()
        shutil.rmtree(folder / "data")
        return None
    return described


def _described(folder: Path) -> Server:
    facts = json.loads((folder / "ready.json").read_text(encoding="utf-8"))
    return Server(folder, facts["pid"], facts["port"], facts["passwords"])


def _start(folder: Path, bin_folder: Path) -> None:
    log = folder / "keeper.log"
    log.touch(mode=0o600)
    with log.open("w", encoding="utf-8") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-P", str(KEEPER), str(folder), str(bin_folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C ends the tests, and by that the server in good order
        )
    _started.append(keeper)
    give_up = time.monotonic() + START_SECONDS
    while not (folder / "ready.json").exists():
        if keeper.poll() is not None or time.monotonic() > give_up:
            keeper.terminate()
            raise PostgresFailed(
                f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8').strip()}"
            )
        time.sleep(0.02)


@contextmanager
def _share(folder: Path) -> Iterator[None]:
    """Hold a share of the server: the keeper stops it when nobody does.

    A keeper that is just ending takes its folder along; then this starts with a new one.
    """
    while True:
        folder.mkdir(mode=0o711, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            raise PostgresFailed(f"{folder} belongs to somebody else.")
        path = folder / "users.lock"
        try:
            handle = path.open("a")
        except FileNotFoundError:
            continue
        with handle:
            fcntl.flock(handle, fcntl.LOCK_SH)
            if path.exists() and path.stat().st_ino == os.fstat(handle.fileno()).st_ino:
                yield
                return


@contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
