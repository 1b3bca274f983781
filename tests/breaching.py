"""Statements that break a rule, tried on a database with its guards and without them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError


def refused(connection: Connection, statement: str) -> bool:
    """Whether the database says no, without hurting the transaction."""
    savepoint = connection.begin_nested()
    try:
        connection.execute(text(statement))
    except IntegrityError:
        return True
    finally:
        savepoint.rollback()
    return False


@contextmanager
def undone(engine: Engine) -> Iterator[Connection]:
    """A transaction that leaves nothing."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def lift(connection: Connection, guard: str, table: str) -> None:
    """Take the guard of a table away."""
    place = "" if connection.dialect.name == "sqlite" else f" ON {table}"
    connection.execute(text(f"DROP TRIGGER {guard}{place}"))


def still_refused(
    engine: Engine, breaches: Iterable[tuple[str, str, str]]
) -> list[tuple[str, str]]:
    """(guard, statement) of each (guard, table, statement) that is refused without its guard."""
    found = []
    for guard, table, statement in breaches:
        with undone(engine) as connection:
            lift(connection, guard, table)
            if refused(connection, statement):
                found.append((guard, statement))
    return found
