"""A folder becomes the demo cooperative: its settings, its keys, and its year.

Always holds: a folder holds a whole demo or none. On SQLite it is made in a folder of its own
and moved into place at the end; elsewhere a mark stands there until it is done. A coop that was
not made as a demo is left alone.
"""

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from buurtcoop.coop.queries import is_founded, this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.migration import migrate, version_of
from buurtcoop.demo.bulk import LARGE, MEDIUM, Crowd
from buurtcoop.demo.replay import Story
from buurtcoop.settings import LOOPBACK, Settings, SettingsError, data_folder, load_settings

MAKING = "making"
SETTINGS = "settings.toml"


class Telling(Protocol):
    """Something that is put into an empty database, bit by bit."""

    def __len__(self) -> int:
        """How many bits there are."""

    def tell(self, instance: Instance) -> Iterator[int]:
        """Put it there. Yields how many bits were done each time."""


STORIES: dict[str, Callable[[datetime], Telling]] = {
    "S": Story,
    "M": lambda now: Crowd(MEDIUM, now),
    "L": lambda now: Crowd(LARGE, now),
}


class DemoRefused(SettingsError):
    """No demo can be made or served in this folder; the text says why."""


def is_demo(settings: Settings) -> bool:
    """Whether the demo is there. Raises DemoRefused for another coop, or half a demo."""
    if version_of(settings.database) is None:
        return False
    instance = Instance(settings)
    try:
        with instance.reading():
            founded = is_founded()
            demo = founded and this_coop().demo
    finally:
        instance.close()
    if founded and not demo:
        raise DemoRefused(
            f"The cooperative in {settings.instance} was not made as a demo; it stays as it is. "
            "Choose another folder: --instance DIR"
        )
    if founded and (settings.instance / MAKING).exists():
        raise DemoRefused(
            "Making the demo was broken off. Empty its database, then run this again."
        )
    return demo


def prepare(folder: Path, *, port: int | None, mail_port: int) -> Settings:
    """The settings of the demo in this folder, for these ports; writes what changed.

    Raises DemoRefused, SettingsError.
    """
    path = folder / SETTINGS
    before = path.read_text(encoding="utf-8") if path.exists() else None
    template = data_folder("config") / "demo.toml"
    values = tomllib.loads(template.read_text(encoding="utf-8"))
    if before is not None:
        is_demo(load_settings(folder))
        values = _kept(tomllib.loads(before), values)
    if port is not None:
        values |= {"port": port, "base_url": f"http://127.0.0.1:{port}"}
    values["mail_port"] = mail_port
    written = "# The settings of this demo, made by `buurtcoop demo`.\n" + "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()
    )
    if written != before:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(written, encoding="utf-8")
    settings = load_settings(folder)
    if settings.production or settings.mail_host not in LOOPBACK:
        raise DemoRefused(
            "A demo stays on this machine, with its mail. Take mode and mail_host out of the "
            "environment."
        )
    return settings


def _kept(before: dict[str, object], demo: dict[str, object]) -> dict[str, object]:
    """What somebody wrote stays, but for what keeps a demo on this machine."""
    ports = {name: before[name] for name in ("port", "base_url") if name in before}
    return before | demo | ports


def make(settings: Settings, size: str) -> None:
    """Make the demo of this size in a folder with keys; a bar shows how far it is."""
    with _in_place(settings) as place, _bar(size) as (progress, task):
        migrate(place, with_copy=False)
        instance = Instance(place)
        story = STORIES[size](clock.now())
        progress.update(task, total=len(story))
        for done in story.tell(instance):
            progress.advance(task, done)
        instance.close()


@contextmanager
def _in_place(settings: Settings) -> Iterator[Settings]:
    """Where to make it, so that it stands there as a whole or not at all."""
    making = settings.instance / MAKING
    if making.exists():
        shutil.rmtree(making)
    making.mkdir(mode=0o700)
    if settings.database_url:
        yield settings
    else:
        shutil.copy2(settings.instance / "keys.json", making)
        yield replace(settings, instance=making)
        for name in ("buurtcoop.db", "buurtcoop.db-wal", "buurtcoop.db-shm"):
            if (making / name).exists():
                (making / name).rename(settings.instance / name)
    shutil.rmtree(making)


@contextmanager
def _bar(size: str) -> Iterator[tuple[Progress, TaskID]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn()) as progress:
        yield progress, progress.add_task(f"Making the demo cooperative, size {size}", total=None)
