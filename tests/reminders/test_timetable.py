"""The timetable holds every message, reminder and job there is, and each can be made."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import buurtcoop
from buurtcoop.messaging.rules import Rule
from buurtcoop.reminders.timetable import NIGHT, TIMETABLE
from buurtcoop.settings import data_folder

HOUSE = Path(buurtcoop.__file__).parent


def furniture(name: str) -> Iterator[ModuleType]:
    """This piece of furniture of every room that has it."""
    found = [*HOUSE.glob(f"*/{name}.py"), *HOUSE.glob(f"*/{name}/__init__.py")]
    for path in sorted(path.relative_to(HOUSE) for path in found):
        yield import_module(f"buurtcoop.{path.parts[0]}.{name}")


def test_every_message_of_every_room_is_in_the_timetable() -> None:
    rules = [rule for room in furniture("messages") for rule in room.RULES]

    assert sorted(rule.name for rule in rules) == sorted(rule.name for rule in TIMETABLE.rules)
    assert len({rule.name for rule in rules}) == len(rules)


def test_everything_that_is_due_by_time_is_in_the_timetable() -> None:
    rooms = {room.__name__: room.due for room in furniture("reminders")}

    assert {entry.due for entry in TIMETABLE.due} == set(rooms.values())


def test_every_job_of_every_room_is_in_the_timetable() -> None:
    jobs = {
        f"{room.__name__.split('.')[1]}.{name}": act
        for room in furniture("jobs")
        for name, act in inspect.getmembers(room, inspect.isfunction)
        if not name.startswith("_") and act.__module__ == room.__name__
    }

    assert {job.name: job.run for job in TIMETABLE.jobs} == jobs


def test_no_job_of_the_night_begins_in_the_hour_in_which_the_clock_jumps() -> None:
    assert NIGHT.hour > 2
    assert all(job.daily_at is None or job.daily_at.hour > 2 for job in TIMETABLE.jobs)


@pytest.mark.parametrize("rule", TIMETABLE.rules, ids=lambda rule: rule.name)
def test_each_message_has_a_template_and_says_what_it_is(rule: Rule) -> None:
    assert (data_folder("templates") / "mails" / f"{rule.name}.jinja").exists()
    assert rule.about
    assert rule.audience


def test_no_template_is_left_without_a_message() -> None:
    templates = {
        path.stem
        for path in (data_folder("templates") / "mails").glob("*.jinja")
        if not path.name.startswith("_")
    }

    assert templates == {rule.name for rule in TIMETABLE.rules}
