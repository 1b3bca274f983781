"""The demo cooperative as it stood on the tenth of January 2027, made once for all tests."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buurtcoop.core import clock
from buurtcoop.core.encryption import new_ring, save_ring
from buurtcoop.core.instance import Instance
from buurtcoop.demo.replay import Story
from buurtcoop.settings import load_settings
from tests.setup import prepare_database

# A Sunday at half past nine in the morning in Amsterdam.
TENTH = datetime(2027, 1, 10, 8, 30, tzinfo=UTC)
SECRET = "a secret that only tests know, long enough"


def shared_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the demo on SQLite, made once also when several processes test."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-told"
    with (folder.with_suffix(".lock")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = Path(tempfile.mkdtemp(dir=folder.parent))
            address = f"sqlite:///{making / 'buurtcoop.db'}"
            prepare_database(address, address)
            tell(making, {"BUURTCOOP_SECRET_KEY": SECRET})
            making.rename(folder)
    return folder


def a_copy_of(folder: Path, to: Path) -> Instance:
    """The same demo in a folder of its own, to change it."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return Instance(load_settings(to, {"BUURTCOOP_SECRET_KEY": SECRET}))


def tell(folder: Path, environ: Mapping[str, str], moment: datetime = TENTH) -> None:
    """Replay the demo as made at this moment into the migrated database of this folder."""
    save_ring(new_ring(), folder / "keys.json")
    instance = Instance(load_settings(folder, environ))
    with clock.stopped(moment):
        for _told in Story(moment).tell(instance):
            continue
    instance.close()
