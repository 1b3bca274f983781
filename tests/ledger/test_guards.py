"""What the database refuses whatever the code does, and that each guard is what refuses it."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import IntegrityError, ProgrammingError

from buurtcoop.core.instance import Instance
from buurtcoop.ledger.checks import GUARDS, POSTGRESQL_GUARDS, SQLITE_GUARDS
from tests.ledger.guarded import BREACHES, EMPTYING, SHELL_BREACHES, Breach
from tests.ledger.laid import ROWS, lay

ON_BOTH = [breach for breach in BREACHES if not breach.only]
ON_SQLITE = [breach for breach in BREACHES if breach.only == "sqlite"]


@contextmanager
def laid_out(engine: Engine) -> Iterator[Connection]:
    """A transaction with the rows of `guarded`, undone at the end."""
    with engine.connect() as connection:
        lay(connection)
        yield connection
        connection.rollback()


def refused(connection: Connection, breach: Breach) -> bool:
    """Whether the database says no, without hurting the transaction."""
    savepoint = connection.begin_nested()
    try:
        connection.execute(text(breach.sql))
    except IntegrityError:
        savepoint.rollback()
        return True
    savepoint.rollback()
    return False


def refused_only_by_its_guard(engine: Engine, breach: Breach) -> tuple[bool, bool]:
    """Whether it is refused with its guard, and without."""
    with laid_out(engine) as connection:
        breach.begin(connection)
        guarded = refused(connection, breach)
        breach.lift(connection)
        return guarded, refused(connection, breach)


def not_refused_by_its_guard_alone(engine: Engine, breaches: Iterable[Breach]) -> list[Breach]:
    """Those that are let through with their guard, or refused without it."""
    return [
        breach for breach in breaches if refused_only_by_its_guard(engine, breach) != (True, False)
    ]


def test_the_database_refuses_what_breaks_the_books_and_each_guard_is_needed(owner: Engine) -> None:
    assert not_refused_by_its_guard_alone(owner, ON_BOTH) == []


@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_postgresql_does_not_empty_the_books(owner: Engine) -> None:
    assert not_refused_by_its_guard_alone(owner, EMPTYING) == []


@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_sqlite_keeps_periods_apart_when_they_move(owner: Engine) -> None:
    assert not_refused_by_its_guard_alone(owner, ON_SQLITE) == []


@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_a_shell_on_the_file_cannot_replace_what_is_posted(instance: Instance) -> None:
    for breach in SHELL_BREACHES:
        with closing(shell(instance)) as connection:
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(breach.sql)

            connection.execute(f"DROP TRIGGER {breach.guard}")
            connection.execute(breach.sql)


@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_our_own_connection_cannot_replace_what_is_posted(owner: Engine) -> None:
    for breach in SHELL_BREACHES:
        with laid_out(owner) as connection:
            assert refused(connection, breach), breach


@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE line DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TRIGGER line_stays ON line",
        "CREATE OR REPLACE FUNCTION line_stays() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'",
        "TRUNCATE line",
        "DELETE FROM line",
        "UPDATE line SET amount = 1",
        "UPDATE entry SET memo = 'anders'",
        "DELETE FROM entry",
        "UPDATE ledger_account SET kind = 'asset'",
    ],
)
def test_the_app_login_cannot_take_a_guard_away(instance: Instance, statement: str) -> None:
    engine = create_engine(instance.settings.database)
    try:
        with (
            engine.connect() as connection,
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        ):
            connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_a_table_of_a_session_stands_in_for_none_of_ours(instance: Instance, owner: Engine) -> None:
    """Who serves may make a table for one session; the guards do not look in it."""
    with owner.begin() as connection:
        lay(connection)
        unshielded = connection.scalar(
            text(
                "SELECT count(*) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
                "WHERE NOT tgisinternal AND proconfig IS NULL"
            )
        )
    engine = create_engine(instance.settings.database)
    breach = "INSERT INTO public.entry (id, day, period_id, memo, key, made_at) VALUES "
    with engine.connect() as connection:
        connection.execute(text("CREATE TEMP TABLE period AS SELECT * FROM public.period"))
        connection.execute(text("UPDATE pg_temp.period SET state = 'open'"))
        with pytest.raises(IntegrityError, match="inside its open period"):
            connection.execute(text(f"{breach} (99, '2026-12-12', 2, 'm', 'k', now())"))
    engine.dispose()
    assert unshielded == 0


def test_every_guard_that_the_check_knows_is_proven_here() -> None:
    proven = {breach.guard for breach in (*BREACHES, *SHELL_BREACHES, *EMPTYING)}

    assert {*GUARDS, *SQLITE_GUARDS, *POSTGRESQL_GUARDS} - proven == set()


def shell(instance: Instance) -> sqlite3.Connection:
    """The file opened as the sqlite3 program does: no pragma of ours."""
    connection = sqlite3.connect(make_url(instance.settings.database).database or "")
    for statement in ROWS:
        connection.execute(statement)
    return connection
