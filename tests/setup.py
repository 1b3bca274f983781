"""How an empty database is made for tests: by the migrations, as in real life; and its owner."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

from buurtcoop.core.database import is_sqlite
from buurtcoop.core.instance import Instance
from buurtcoop.core.migration import upgrade


def prepare_database(owner_url: str, app_url: str) -> None:
    """Bring an empty database to the newest version."""
    upgrade(owner_url, app_url)


@contextmanager
def as_owner(instance: Instance) -> Iterator[Engine]:
    """The database as its owner sees it: with every right, so only a guard says no."""
    if is_sqlite(instance.settings.database):
        yield instance.writers
        return
    engine = create_engine(instance.settings.owner_database)
    yield engine
    engine.dispose()
