"""A coop as `buurtcoop init` founds it, once for all tests of commands."""

import shutil
from pathlib import Path

import pytest

from buurtcoop.core import clock
from tests.cli.shell import found, without_environment
from tests.conftest import MOMENT


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to copy: nearly all time of founding goes to the migrations."""
    folder = tmp_path_factory.mktemp("founded") / "coop"
    with clock.stopped(MOMENT), without_environment():
        assert found(folder).code == 0
    return folder


@pytest.fixture
def coop(founded: Path, tmp_path: Path) -> Path:
    """The folder of a founded coop."""
    return Path(shutil.copytree(founded, tmp_path / "coop"))
