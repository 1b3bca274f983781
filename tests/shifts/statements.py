"""Counting what is asked of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from buurtcoop.core.instance import Instance


@contextmanager
def counted(instance: Instance) -> Iterator[list[str]]:
    """The statements of a reading transaction, in order."""
    asked: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement != "BEGIN":
            asked.append(statement)

    event.listen(instance.readers, "before_cursor_execute", heard)
    try:
        with instance.reading():
            yield asked
    finally:
        event.remove(instance.readers, "before_cursor_execute", heard)
