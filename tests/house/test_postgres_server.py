"""The throw-away server: two logins, cheap databases, shared, and always gone afterwards."""

import os
import secrets
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from tests import postgres
from tests.machine import postgresql
from tests.postgres import Database, PostgresMissing, Server, server

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with postgresql() as shared:
        yield shared


@pytest.fixture
def database(running: Server) -> Iterator[Database]:
    made = running.fresh_database()
    yield made
    running.drop(made.name)


def test_the_owner_makes_tables_and_the_app_login_may_not(database: Database) -> None:
    run(database.owner_url, "CREATE TABLE chair (id integer)")

    with pytest.raises(ProgrammingError, match="permission denied"):
        run(database.app_url, "CREATE TABLE sofa (id integer)")


def test_the_app_login_reads_only_what_the_owner_granted(database: Database) -> None:
    run(database.owner_url, "CREATE TABLE chair (id integer)")

    with pytest.raises(ProgrammingError, match="permission denied"):
        run(database.app_url, "SELECT * FROM chair")

    run(database.owner_url, f"GRANT SELECT ON chair TO {postgres.APP}")
    run(database.app_url, "SELECT * FROM chair")


def test_a_wrong_password_opens_nothing(database: Database, running: Server) -> None:
    wrong = database.app_url.replace(running.passwords[postgres.APP], "guessed")

    with pytest.raises(OperationalError, match="password authentication failed"):
        run(wrong, "SELECT 1")


def test_a_copy_has_the_rows_of_its_template_which_is_filled_once(running: Server) -> None:
    fills: list[Database] = []

    def fill(draft: Database) -> None:
        fills.append(draft)
        run(draft.owner_url, "CREATE TABLE chair AS SELECT 4 AS legs")

    name = f"filled_{secrets.token_hex(4)}"
    running.template(name, fill)
    copy = running.fresh_database(running.template(name, fill))

    assert len(fills) == 1
    run(copy.owner_url, "INSERT INTO chair VALUES (3)")
    other = running.fresh_database(name)
    assert count(other.owner_url, "SELECT count(*) FROM chair") == 1


def test_a_database_in_use_can_be_dropped(running: Server) -> None:
    database = running.fresh_database()
    engine = create_engine(database.app_url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        running.drop(database.name)
        connection.invalidate()
    engine.dispose()

    with pytest.raises(OperationalError, match="does not exist"):
        run(database.app_url, "SELECT 1")


def test_who_comes_second_joins_the_same_server(running: Server) -> None:
    run_name = f"share-{secrets.token_hex(4)}"

    with server(run_name) as first, server(run_name) as second:
        assert second.pid == first.pid
        assert first.pid != running.pid


def test_the_server_is_gone_when_its_last_user_is(running: Server) -> None:
    with server(f"gone-{secrets.token_hex(4)}") as short:
        assert alive(short.pid)

    assert soon(lambda: not alive(short.pid))
    assert soon(lambda: not short.folder.exists())


def test_a_run_that_begins_while_the_last_one_ends_gets_a_server(running: Server) -> None:
    run_name = f"again-{secrets.token_hex(4)}"
    for _ in range(3):
        with server(run_name) as again:
            assert count(again.fresh_database().app_url, "SELECT 1") == 1


def test_a_killed_user_leaves_no_server_behind(running: Server) -> None:
    with separate_user(f"killed-{secrets.token_hex(4)}") as (user, pid):
        user.kill()

    assert soon(lambda: not alive(pid))


def test_a_killed_keeper_takes_its_server_along_and_the_next_user_gets_a_new_one(
    running: Server,
) -> None:
    run_name = f"kept-{secrets.token_hex(4)}"
    with separate_user(run_name) as (_, pid):
        os.kill(parent_of(pid), signal.SIGKILL)
        assert soon(lambda: not alive(pid))

        with server(run_name) as anew:
            assert count(anew.fresh_database().app_url, "SELECT 1") == 1


def test_a_machine_without_postgresql_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)

    with pytest.raises(PostgresMissing, match="apt-get install postgresql"):
        postgres.binaries()


@contextmanager
def separate_user(run_name: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that uses a server of its own, and the pid of that server."""
    script = f"""
        import sys
        from tests.postgres import server
        with server({run_name!r}) as used:
            print(used.pid, flush=True)
            sys.stdin.read()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as user:
        assert user.stdout is not None
        yield user, int(user.stdout.readline())


def run(url: str, statement: str) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def count(url: str, statement: str) -> int:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(text(statement)).scalar_one())
    finally:
        engine.dispose()


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])


def soon(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it becomes true within the time given."""
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True
