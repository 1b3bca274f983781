"""What the database itself refuses, in the words of both databases; made by migrations.

Released migrations call these functions: add new ones, never change what one makes. A guard is
a trigger, so the same sentence comes back as an IntegrityError on both. A table rebuilt by a
later migration keeps its guards: `core.migration` puts back what SQLite drops.
"""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

LIFTED = "buurtcoop_lifted_guards"


class Migrating(Protocol):
    """Alembic's `op`, as far as a guard needs it."""

    def get_bind(self) -> Connection:
        """The connection of the owner, inside the migration's transaction."""


def lifted(session: Session, names: Iterable[str]) -> list[str]:
    """The names of those guards that are not in force, as somebody took them away."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    found = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'"
    )
    there = set(session.execute(text(found)).scalars())
    return [name for name in names if name not in there]


def forbid(
    op: Migrating,
    name: str,
    *,
    table: str,
    event: str,
    why: str,
    when: str = "true",
    locking: str = "",
) -> None:
    """Refuse an event on a table while a condition holds.

    `event` is INSERT, UPDATE, DELETE or `UPDATE OF column`; `when` is SQL over `old` and `new`,
    subqueries allowed; `why` is the sentence in the error. `name` names trigger and function.
    `locking` is what PostgreSQL selects and locks before it looks (`1 FROM … FOR SHARE`), so
    that the rows the condition reads stay as they are; SQLite has one writer at a time.
    """
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_quoted(why)}'); END"
        )
        return
    _make_function(connection, name, when=when, why=why, locking=locking)
    connection.exec_driver_sql(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def append_only(op: Migrating, table: str, *, until: str = "false") -> None:
    """Rows of this table are added and never changed or removed, by nobody.

    `until` is SQL over `old`: from when a row may be forgotten after all. On PostgreSQL the app
    login keeps only the rights it needs for that, and TRUNCATE is refused as well.
    """
    why = f"Rows of {table} are only added"
    forbid(op, f"{table}_stays", table=table, event="UPDATE", why=why)
    forbid(op, f"{table}_remains", table=table, event="DELETE", why=why, when=f"NOT ({until})")
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        return
    _make_function(connection, f"{table}_is_not_emptied", when="true", why=why, locking="")
    connection.exec_driver_sql(
        f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_not_emptied()"
    )
    keep_rights(op, table, "SELECT, INSERT" if until == "false" else "SELECT, INSERT, DELETE")


def keep_rights(op: Migrating, table: str, rights: str) -> None:
    """Leave the app login only these rights on a table; SQLite has no logins."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        return
    login = _app_login(connection)
    connection.exec_driver_sql(f'REVOKE ALL ON {table} FROM "{login}"')
    connection.exec_driver_sql(f'GRANT {rights} ON {table} TO "{login}"')


def lift(op: Migrating, name: str, *, table: str) -> None:
    """Take a guard away for good: for a downgrade, or a migration that replaces it."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.info.setdefault(LIFTED, set()).add(name)
        return
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}()")


def lift_append_only(op: Migrating, table: str) -> None:
    """Undo `append_only`, before the table itself goes."""
    if op.get_bind().dialect.name != "sqlite":
        lift(op, f"{table}_is_not_emptied", table=table)
    lift(op, f"{table}_remains", table=table)
    lift(op, f"{table}_stays", table=table)


def shield(connection: Connection) -> None:
    """Let every guard look in our own tables alone; doing it twice is once.

    On PostgreSQL a session may make a table for itself, which stands before ours of the same
    name: a guard that looked there would see what an intruder put in it. SQLite's guards look in
    the file they stand in.
    """
    if connection.dialect.name == "sqlite":
        return
    open_ones = connection.exec_driver_sql(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE prorettype = 'trigger'::regtype "
        "AND pronamespace = 'public'::regnamespace AND proconfig IS NULL "
        "AND pg_get_userbyid(proowner) = current_user"
    )
    for function in open_ones.scalars().all():
        connection.exec_driver_sql(f"ALTER FUNCTION {function} SET search_path = public, pg_temp")


def _make_function(connection: Connection, name: str, *, when: str, why: str, locking: str) -> None:
    wait = f"  PERFORM {locking};\n" if locking else ""
    connection.exec_driver_sql(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$\n"
        "BEGIN\n"
        f"{wait}"
        f"  IF {when} THEN\n"
        "    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',\n"
        f"      MESSAGE = '{_quoted(why)}';\n"
        "  END IF;\n"
        "  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n"
        "  RETURN NEW;\n"
        "END $guard$"
    )


def _app_login(connection: Connection) -> str:
    """Who serves: `core.migration` says it to the transaction before the first migration."""
    return str(connection.scalar(text("SELECT current_setting('buurtcoop.app_login')")))


def _quoted(sentence: str) -> str:
    return sentence.replace("'", "''")
