"""Every room's invariants are counted after, and hold in a coop with something in every room."""

import pkgutil
from importlib.util import find_spec

import buurtcoop
from buurtcoop.checks import ROOMS, broken
from buurtcoop.core.instance import Instance
from tests.cast import Cast
from tests.house.world import fill


def test_every_room_with_checks_is_counted_after() -> None:
    rooms = [room.name for room in pkgutil.iter_modules(buurtcoop.__path__) if room.ispkg]
    there = {f"buurtcoop.{room}.checks" for room in rooms if find_spec(f"buurtcoop.{room}.checks")}

    assert {room.__name__ for room in ROOMS} == there


def test_everything_holds_in_a_working_coop(instance: Instance, cast: Cast) -> None:
    fill(instance, cast)

    with instance.reading():
        assert list(broken()) == []
