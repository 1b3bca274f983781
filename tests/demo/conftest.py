"""The demo cooperative, made once for all tests on the tenth of January 2027."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buurtcoop.core import clock
from buurtcoop.core.encryption import new_ring, save_ring
from buurtcoop.core.instance import Instance
from buurtcoop.demo.replay import Story
from buurtcoop.settings import load_settings
from tests.postgres import Server

# A Sunday at half past nine in the morning in Amsterdam.
TENTH = datetime(2027, 1, 10, 8, 30, tzinfo=UTC)
SECRET = "a secret that only tests know, long enough"


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]
)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """The demo with its year behind it; read it, and copy it to change it."""
    environ = {"BUURTCOOP_SECRET_KEY": SECRET}
    if request.param == "sqlite":
        folder = _shared(request, tmp_path_factory)
    else:
        folder = tmp_path_factory.mktemp("demo")
        server: Server = request.getfixturevalue("postgres")
        database = server.fresh_database(request.getfixturevalue("postgres_template"))
        environ["BUURTCOOP_DATABASE_URL"] = database.app_url
        environ["BUURTCOOP_DATABASE_OWNER_URL"] = database.owner_url
        _tell(folder, environ)
    instance = Instance(load_settings(folder, environ))
    yield instance
    instance.close()


def _shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the demo on SQLite, made once also when several processes test."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-told"
    with (folder.with_suffix(".lock")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = Path(tempfile.mkdtemp(dir=folder.parent))
            shutil.copy(request.getfixturevalue("sqlite_template"), making / "buurtcoop.db")
            _tell(making, {"BUURTCOOP_SECRET_KEY": SECRET})
            making.rename(folder)
    return folder


def _tell(folder: Path, environ: dict[str, str]) -> None:
    save_ring(new_ring(), folder / "keys.json")
    instance = Instance(load_settings(folder, environ))
    with clock.stopped(TENTH):
        for _told in Story(TENTH).tell(instance):
            continue
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
