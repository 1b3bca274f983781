"""The two cooperatives of the pictures: one in the middle of its year, one founded this morning."""

from datetime import UTC, datetime
from pathlib import Path

from buurtcoop.core.encryption import new_ring, save_ring
from buurtcoop.core.instance import Instance
from buurtcoop.core.migration import upgrade
from buurtcoop.reminders.rounds import tick
from buurtcoop.settings import load_settings
from tests.cast import found_coop
from tests.mailing import connect
from tests.sink import sink
from tests.told import SECRET, tell

# Tuesday 12 January 2027, half past eight in the morning in Amsterdam.
MORNING = datetime(2027, 1, 12, 7, 30, tzinfo=UTC)


def empty_coop(folder: Path) -> Instance:
    """A coop with the cast and nothing else."""
    instance = _instance(folder)
    with instance.writing():
        found_coop()
    return instance


def full_coop(folder: Path) -> Instance:
    """The demo cooperative as it stands on that morning."""
    instance = _instance(folder)
    instance.close()
    tell(folder, {"BUURTCOOP_SECRET_KEY": SECRET})
    told = Instance(load_settings(folder, {"BUURTCOOP_SECRET_KEY": SECRET}))
    _deliver(told)
    return told


def _deliver(instance: Instance) -> None:
    """Let the mail of the morning go out, as the clockwork does."""
    with sink() as post:
        connect(instance, post, base_url=instance.settings.base_url)
        tick(instance)


def _instance(folder: Path) -> Instance:
    save_ring(new_ring(), folder / "keys.json")
    settings = load_settings(folder, {"BUURTCOOP_SECRET_KEY": SECRET})
    upgrade(settings.owner_database, settings.database)
    return Instance(settings)
