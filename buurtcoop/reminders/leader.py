"""One clockwork per coop: the leader holds a lock that ends with its process.

On SQLite a lock on a file beside the database, on PostgreSQL an advisory lock on a connection of
its own (a direct one: a proxy that shares connections between transactions can't hold it).
Correctness does not hang on it: two at once would say nothing twice. It saves work.
"""

import fcntl
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from buurtcoop.core.database import is_sqlite
from buurtcoop.settings import Settings

# Any number, the same in every process; a lock holds within one database.
LOCK_NUMBER = 20_270_113


class Leadership(Protocol):
    """The lock of one process."""

    def take(self) -> bool:
        """Try to lead, without waiting. Raises DBAPIError when the database is away."""

    def holds(self) -> bool:
        """Whether this process still leads."""

    def release(self) -> None:
        """Let another lead."""


def leadership(settings: Settings) -> Leadership:
    """The lock that fits this database."""
    if is_sqlite(settings.database):
        return _FileLock(Path(f"{make_url(settings.database).database}.scheduler"))
    return _AdvisoryLock(settings.database)


class _FileLock:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self) -> bool:
        file = self._path.open("a", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def holds(self) -> bool:
        return self._file is not None

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None


class _AdvisoryLock:
    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def take(self) -> bool:
        connection = self._engine.connect()
        taken = connection.scalar(
            text("SELECT pg_try_advisory_lock(:number)"), {"number": LOCK_NUMBER}
        )
        if not taken:
            connection.close()
            return False
        self._connection = connection
        return True

    def holds(self) -> bool:
        """The lock lives as long as its connection; a lost one is a lost lock."""
        if self._connection is None:
            return False
        try:
            self._connection.scalar(text("SELECT 1"))
        except DBAPIError:
            self.release()
            return False
        return True

    def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # A connection that broke has let go of the lock already.
            with suppress(DBAPIError):
                connection.close()
