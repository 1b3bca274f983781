"""A coop to measure on, on each database, made as the tests make theirs."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine

from buurtcoop.core.database import is_sqlite
from buurtcoop.core.encryption import new_ring, save_ring
from buurtcoop.core.instance import Instance
from buurtcoop.settings import load_settings
from tests.cast import found_coop
from tests.machine import postgresql
from tests.setup import prepare_database

DATABASES = ("sqlite", "postgresql")
SECRET = "a secret that only measurements know, long"


@contextmanager
def coop(database: str, *, connections: int = 8) -> Iterator[Instance]:
    """A founded coop with the cast in it, on this database; gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = {"BUURTCOOP_SECRET_KEY": SECRET, "BUURTCOOP_THREADS": str(connections)}
        if database == "postgresql":
            server = stack.enter_context(postgresql())
            fresh = server.fresh_database()
            environ["BUURTCOOP_DATABASE_URL"] = fresh.app_url
            environ["BUURTCOOP_DATABASE_OWNER_URL"] = fresh.owner_url
        settings = load_settings(folder, environ)
        prepare_database(settings.owner_database, settings.database)
        save_ring(new_ring(), folder / "keys.json")
        instance = Instance(settings)
        stack.callback(instance.close)
        with instance.writing():
            found_coop()
        yield instance


def settle(instance: Instance) -> None:
    """Let PostgreSQL know its tables, as it does by itself after a while."""
    if is_sqlite(instance.settings.database):
        return
    owner = create_engine(instance.settings.owner_database, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    owner.dispose()
