"""One behaviour on SQLite and PostgreSQL: types, engines and the base of all tables.

Always holds: SQLite runs in WAL with full sync, foreign keys and strict tables; a writing
transaction begins immediate; a reading one can't write, on both. Moments are stored in UTC.
An error of the database carries no parameters: what people told us does not end up in a log.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from datetime import time as clock_time
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Enum,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Dialect, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from buurtcoop.core.money import Money

OLDEST_SQLITE = (3, 37, 0)
BUSY_MILLISECONDS = 15_000
NETWORK_SHARES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"})

NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s_index",
    "uq": "%(table_name)s_%(column_0_N_name)s_once",
    "ck": "%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_N_name)s_of_%(referred_table_name)s",
    "pk": "%(table_name)s_key",
}


class DatabaseUnfit(Exception):
    """The database can't keep its promises here; the text says why."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Naive values are refused; what comes back is aware and in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Cents(TypeDecorator[Money]):
    """An amount in whole cents."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        return None if value is None else value.cents

    def process_result_value(self, value: Any, dialect: Dialect) -> Money | None:
        return None if value is None else Money(int(value))


def choice(kinds: type[StrEnum]) -> Enum:
    """One of a fixed list of words, guarded by a CHECK on both databases."""
    return Enum(
        kinds,
        native_enum=False,
        create_constraint=True,
        length=30,
        name=f"known_{kinds.__name__.lower()}",
        values_callable=lambda kind: [word.value for word in kind],
    )


class Model(DeclarativeBase):
    """The base of every table: named constraints, strict on SQLite."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        str: String(),
        int: Integer(),
        bool: Boolean(),
        date: Date(),
        clock_time: Time(),
        datetime: UtcDateTime(),
        Money: Cents(),
    }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = getattr(cls, "__table__", None)
        if isinstance(table, Table):
            table.dialect_kwargs["sqlite_strict"] = True


@compiles(String, "sqlite")
@compiles(Text, "sqlite")
@compiles(Enum, "sqlite")
@compiles(Date, "sqlite")
@compiles(Time, "sqlite")
@compiles(DateTime, "sqlite")
def _as_text(kind: object, compiler: object, **_: object) -> str:
    return "TEXT"


@compiles(Integer, "sqlite")
@compiles(BigInteger, "sqlite")
@compiles(SmallInteger, "sqlite")
@compiles(Boolean, "sqlite")
def _as_integer(kind: object, compiler: object, **_: object) -> str:
    return "INTEGER"


def is_sqlite(url: str) -> bool:
    """Whether this address is the embedded database."""
    return make_url(url).get_backend_name() == "sqlite"


def writing_engine(url: str, *, connections: int) -> Engine:
    """An engine whose transactions may write; on SQLite they begin immediate."""
    return _engine(url, connections, writing=True)


def reading_engine(url: str, *, connections: int) -> Engine:
    """An engine whose transactions can't write, whatever the code tries."""
    return _engine(url, connections, writing=False)


def _engine(url: str, connections: int, *, writing: bool) -> Engine:
    if not is_sqlite(url):
        return create_engine(
            url,
            pool_size=connections,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,
            execution_options={} if writing else {"postgresql_readonly": True},
        )
    _refuse_unfit(make_url(url).database)
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": BUSY_MILLISECONDS / 1000},
    )
    _dress(engine, writing=writing)
    return engine


def _dress(engine: Engine, *, writing: bool) -> None:
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _record: object) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "temp_store=MEMORY",
            f"busy_timeout={BUSY_MILLISECONDS}",
            *(() if writing else ("query_only=ON",)),
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _refuse_unfit(path: str | None) -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseUnfit(f"SQLite {sqlite3.sqlite_version} is too old: 3.37 or newer is needed.")
    if not path or path == ":memory:":
        raise DatabaseUnfit("The database must be a file.")
    if _kind_of_disk(Path(path)) in NETWORK_SHARES:
        raise DatabaseUnfit(f"{path} is on a network share, where SQLite loses data. Use a disk.")


def _kind_of_disk(path: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, point, filesystem, *_ = line.split()
        inside = path.absolute().is_relative_to(point)
        if inside and len(point) >= len(best):
            best, kind = point, filesystem
    return kind


def insert_once(session: Session, model: type[Model], **values: Any) -> int | None:
    """Insert a row unless a unique key already holds it. Returns its id, or None if it was there.

    A concurrent insert of the same key waits and then finds it.
    """
    number: int | None = skip_if_there(session, model, model.__table__.c.id, **values)
    return number


def in_turn(session: Session, turn: int) -> None:
    """Wait until nobody else holds this turn, and hold it to the end of the transaction.

    On PostgreSQL an advisory lock; on SQLite a writing transaction is alone already.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(func.pg_advisory_xact_lock(turn)))


def insert_each_once(
    session: Session, model: type[Model], rows: Sequence[Mapping[str, Any]]
) -> list[int]:
    """As `insert_once` for many rows in few statements. Returns the ids of those that are new."""
    if not rows:
        return []
    statement = _insert(session, model).on_conflict_do_nothing()
    new = session.execute(statement.returning(model.__table__.c.id), list(rows))
    return list(new.scalars())


def skip_if_there(session: Session, model: type[Model], returned: Any, **values: Any) -> Any:
    """As `insert_once`, for a table with another key: returns that column, or None."""
    statement = _insert(session, model).values(**values).on_conflict_do_nothing()
    return session.execute(statement.returning(returned)).scalars().first()


def _insert(session: Session, model: type[Model]) -> Any:
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    return insert(model)
