"""The demo cooperative, made once for all tests on the tenth of January 2027."""

from collections.abc import Iterator

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.settings import load_settings
from tests.postgres import Server
from tests.told import SECRET, TENTH, shared_demo, tell


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]
)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """The demo with its year behind it; read it, and copy it to change it."""
    environ = {"BUURTCOOP_SECRET_KEY": SECRET}
    if request.param == "sqlite":
        folder = shared_demo(tmp_path_factory)
    else:
        folder = tmp_path_factory.mktemp("demo")
        server: Server = request.getfixturevalue("postgres")
        database = server.fresh_database(request.getfixturevalue("postgres_template"))
        environ["BUURTCOOP_DATABASE_URL"] = database.app_url
        environ["BUURTCOOP_DATABASE_OWNER_URL"] = database.owner_url
        tell(folder, environ)
    instance = Instance(load_settings(folder, environ))
    yield instance
    instance.close()


@pytest.fixture(autouse=True)
def tenth(still_clock: None) -> Iterator[None]:
    """The clock stands still on the tenth."""
    with clock.stopped(TENTH):
        yield


@pytest.fixture
def demo(told: Instance) -> Iterator[Instance]:
    """The demo inside one reading transaction."""
    with told.reading():
        yield told
