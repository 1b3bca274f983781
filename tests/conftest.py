"""The furniture of all tests: a coop on both databases, a clock that stands still, the cast."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from buurtcoop.app import create_app
from buurtcoop.core import clock
from buurtcoop.core.encryption import new_ring, save_ring
from buurtcoop.core.instance import Instance
from buurtcoop.settings import load_settings
from tests.cast import Cast, found_coop
from tests.machine import postgresql
from tests.postgres import Database, Server
from tests.remembered import remember_pages, remember_statements
from tests.setup import prepare_database
from tests.visitor import Visitor

# A Tuesday at half past eight in the morning in Amsterdam.
MOMENT = datetime(2027, 1, 12, 7, 30, tzinfo=UTC)
SECRET = "a secret that only tests know, long enough"

remember_pages()

# The log goes where pytest shows it: with a test that fails.
structlog.configure(
    processors=[
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)


# What crowds, kills or measures wants the machine to itself.
ALONE = ("contention", "killed", "clockwork", "served")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pages and long walks are tried on PostgreSQL in the long run.

    What differs there lies below them, and is tried on both by itself.
    """
    for item in items:
        name, folder = item.path.name, item.path.parent.name
        if folder == "bench" or any(word in name for word in ALONE):
            item.add_marker(pytest.mark.alone)
        once = folder == "browser" or "visitor" in getattr(item, "fixturenames", ())
        once |= name.startswith(("test_pages", "test_routes")) or "any_order" in name
        if once and "postgresql" in item.name:
            item.add_marker(pytest.mark.again)


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    """The clock stands still at MOMENT."""
    with clock.stopped(MOMENT):
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    prepare_database(f"sqlite:///{path}", f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The throw-away PostgreSQL server of this run."""
    with postgresql() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    """A migrated, empty PostgreSQL database to clone."""

    def fill(database: Database) -> None:
        prepare_database(database.owner_url, database.app_url)

    return postgres.template("empty", fill)


@pytest.fixture(scope="session")
def sqlite_founded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A SQLite database with a founded cooperative to copy."""
    folder = tmp_path_factory.mktemp("founded")
    shutil.copy(sqlite_template, folder / "buurtcoop.db")
    found_in(folder, None)
    return folder / "buurtcoop.db"


@pytest.fixture(scope="session")
def postgres_founded(
    tmp_path_factory: pytest.TempPathFactory, postgres: Server, postgres_template: str
) -> str:
    """A PostgreSQL database with a founded cooperative to clone."""

    def fill(database: Database) -> None:
        found_in(tmp_path_factory.mktemp("founded"), database)

    return postgres.template("founded", fill, of=postgres_template)


def found_in(folder: Path, database: Database | None) -> None:
    """Found the cooperative of the tests, once for all that begin with it."""
    with clock.stopped(MOMENT), closing(opened_in(folder, database)) as made, made.writing():
        found_coop()


def opened_in(folder: Path, database: Database | None) -> Instance:
    """An instance in this folder with keys of its own; without a database on its SQLite."""
    environ = {"BUURTCOOP_SECRET_KEY": SECRET, "BUURTCOOP_THREADS": "8"}
    if database is not None:
        environ["BUURTCOOP_DATABASE_URL"] = database.app_url
        environ["BUURTCOOP_DATABASE_OWNER_URL"] = database.owner_url
    save_ring(new_ring(), folder / "keys.json")
    instance = Instance(load_settings(folder, environ))
    remember_statements(instance)
    return instance


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_instance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Instance]:
    """An instance with all tables on each database in turn, founded for who asks `instance`."""
    state = "founded" if "instance" in request.fixturenames else "template"
    with ExitStack() as stack:
        database: Database | None = None
        if request.param == "sqlite":
            shutil.copy(request.getfixturevalue(f"sqlite_{state}"), tmp_path / "buurtcoop.db")
        else:
            running: Server = request.getfixturevalue("postgres")
            database = running.fresh_database(request.getfixturevalue(f"postgres_{state}"))
            stack.callback(running.drop, database.name)
        instance = opened_in(tmp_path, database)
        stack.callback(instance.close)
        yield instance


@pytest.fixture
def instance(empty_instance: Instance) -> Instance:
    """A founded cooperative with the cast in it."""
    return empty_instance


@pytest.fixture
def cast(instance: Instance) -> Cast:
    """Anna asks, Bram helps, Coor coordinates, Truus keeps the money, Dirk is a stranger."""
    with instance.reading():
        return Cast.read()


@pytest.fixture
def opened(instance: Instance) -> Iterator[Instance]:
    """The instance inside one writing transaction, for tests of operations."""
    with instance.writing():
        yield instance


@pytest.fixture
def visitor(instance: Instance) -> Visitor:
    """A browser without scripts that nobody signed in with."""
    return Visitor(create_app(instance.settings, instance), instance)
