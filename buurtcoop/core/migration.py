"""Bringing a database to another version, with the traps of both databases handled.

Always holds: one process at a time; all or nothing, in one transaction; on SQLite foreign keys
are off meanwhile (a rebuilt table would take its children along) and checked before the end;
tables there before and after hold as many rows as before; a guard goes only when a migration
lifts it, and looks in our own tables alone. `migrate` makes a copy of what is there first.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

from buurtcoop.core.copies import make_copy
from buurtcoop.core.database import is_sqlite
from buurtcoop.core.guards import LIFTED, shield
from buurtcoop.settings import Settings, data_folder

VERSIONS = "alembic_version"
TAKEN = "guards taken off for now"
LOCK_NUMBER = 20_270_112  # any number, the same in every process of ours


class MigrationRefused(Exception):
    """The database was left as it was; the text says why."""


@dataclass(frozen=True)
class Migrated:
    """What `migrate` did: from and to which version, and where the copy is."""

    before: str | None
    after: str
    copy: Path | None


def migrate(settings: Settings, *, with_copy: bool = True) -> Migrated:
    """Bring this coop's database to the newest version, after copying what is there.

    Raises MigrationRefused, CopyFailed.
    """
    owner, app = settings.owner_database, settings.database
    with _only_one(owner):
        before, newest = version_of(owner), newest_version()
        if before == newest:
            return Migrated(before, newest, None)
        copy = None
        if before and with_copy:
            copy = make_copy(owner, settings.instance / "copies", f"before-{newest}")
        transform(owner, app, lambda connection: command.upgrade(_config(connection), "head"))
        return Migrated(before, newest, copy)


def upgrade(owner_url: str, app_url: str, revision: str = "head") -> None:
    """Run the migrations up to this one, without a copy."""
    with _only_one(owner_url):
        transform(owner_url, app_url, lambda found: command.upgrade(_config(found), revision))


def downgrade(owner_url: str, app_url: str, revision: str) -> None:
    """Undo the migrations after this one, without a copy; `base` undoes all."""
    with _only_one(owner_url):
        transform(owner_url, app_url, lambda found: command.downgrade(_config(found), revision))


def newest_version() -> str:
    """The version this program needs."""
    return str(_scripts().get_current_head())


def all_versions() -> list[str]:
    """Every version there is, oldest first."""
    return [script.revision for script in _scripts().walk_revisions()][::-1]


def version_of(url: str) -> str | None:
    """The version of a database; None when it is empty or not there yet."""
    path = make_url(url).database if is_sqlite(url) else None
    if path is not None and not Path(path).exists():
        return None
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(data_folder("migrations")))
    config.attributes["connection"] = connection
    return config


def transform(owner_url: str, app_url: str, step: Callable[[Connection], None]) -> None:
    """Change the shape of a database in one transaction; see the module for what holds after.

    Raises MigrationRefused, and then nothing was changed.
    """
    engine = _owner_engine(owner_url)
    try:
        with engine.begin() as connection:
            _announce_logins(connection, owner_url, app_url)
            before = _counts(connection)
            take_guards(connection)
            step(connection)
            _lock_version(connection, app_url)
            _put_guards_back(connection)
            shield(connection)
            _refuse_loss(before, _counts(connection))
            _refuse_broken_links(connection)
    finally:
        engine.dispose()


def _owner_engine(url: str) -> Engine:
    engine = create_engine(url)
    if not is_sqlite(url):
        return engine
    Path(str(engine.url.database)).touch(mode=0o600)

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _announce_logins(connection: Connection, owner_url: str, app_url: str) -> None:
    """On PostgreSQL: what the owner makes, the app login may use; guards take rights back."""
    if connection.dialect.name == "sqlite":
        return
    owner, app = make_url(owner_url).username, make_url(app_url).username
    if not app or owner == app:
        raise MigrationRefused(
            "PostgreSQL needs two logins: database_url for the one that serves, "
            "database_owner_url for the one that migrates."
        )
    grant = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT"
    connection.exec_driver_sql(f'{grant} SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{app}"')
    connection.exec_driver_sql(f'{grant} USAGE, SELECT ON SEQUENCES TO "{app}"')
    connection.execute(
        text("SELECT set_config('buurtcoop.app_login', :login, true)"), {"login": app}
    )


def _lock_version(connection: Connection, app_url: str) -> None:
    """The login that serves reads which version this is, and can't change it."""
    if connection.dialect.name == "sqlite":
        return
    app = make_url(app_url).username
    connection.exec_driver_sql(f'REVOKE ALL ON {VERSIONS} FROM "{app}"')
    connection.exec_driver_sql(f'GRANT SELECT ON {VERSIONS} TO "{app}"')


def _counts(connection: Connection) -> dict[str, int]:
    tables = [name for name in inspect(connection).get_table_names() if name != VERSIONS]
    return {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608 - a name from the database itself
        for name in tables
    }


def take_guards(connection: Connection) -> None:
    """On SQLite: take all triggers away for now, for a rebuilt table drops its own.

    Called before the first version and after each, so that what one version guards and a later
    one rebuilds keeps its guard, also when both run in one go.
    """
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).all()
    for name, table, sql in found:
        connection.info.setdefault(TAKEN, {})[name] = (table, sql)
        connection.info.setdefault(LIFTED, set()).discard(name)
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _put_guards_back(connection: Connection) -> None:
    """Those of tables that are still there, but for what a version lifted for good."""
    taken, lifted = connection.info.pop(TAKEN, {}), connection.info.pop(LIFTED, set())
    tables = set(inspect(connection).get_table_names())
    for name, (table, sql) in taken.items():
        if table in tables and name not in lifted:
            connection.exec_driver_sql(sql)


def _refuse_loss(before: dict[str, int], after: dict[str, int]) -> None:
    for table in sorted(before.keys() & after.keys()):
        if before[table] != after[table]:
            raise MigrationRefused(
                f"The migration would leave {after[table]} rows in {table}, where "
                f"{before[table]} were. Nothing was changed."
            )


def _refuse_broken_links(connection: Connection) -> None:
    """PostgreSQL guards its foreign keys all along; SQLite is asked at the end."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise MigrationRefused(
            f"The migration would leave a row of {broken[0]} pointing at nothing in {broken[2]}. "
            "Nothing was changed."
        )


@contextmanager
def _only_one(owner_url: str) -> Iterator[None]:
    """Wait until no other process migrates this database."""
    if is_sqlite(owner_url):
        path = Path(f"{make_url(owner_url).database}.migrating")
        with path.open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        return
    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": LOCK_NUMBER})
            yield
    finally:
        engine.dispose()
