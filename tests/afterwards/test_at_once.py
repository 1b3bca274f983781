"""The same thing by several devices at one moment: it happens once, and nobody sees an error."""

from sqlalchemy import func, select

from buurtcoop.afterwards.models import Lesson, Story, Thanks
from buurtcoop.afterwards.operations import say_how_it_went, take_back, thank
from buurtcoop.audit.models import AuditEntry
from buurtcoop.core.instance import Instance, db
from buurtcoop.documents.models import Attachment
from tests.afterwards.evening import Over
from tests.afterwards.told import a_photo, a_story
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy

DEVICES = 8
ROUNDS = 3


def how_many(instance: Instance, model: type) -> int:
    with instance.reading():
        return db().scalar(select(func.count()).select_from(model)) or 0


def test_eight_taps_at_once_are_one_lesson(evening: Over, instance: Instance, cast: Cast) -> None:
    def tap(number: int) -> None:
        say_how_it_went(evening.shift_id, seen_by(cast.bram), went_well=number % 2 == 0)

    with roomy(instance, DEVICES) as wide:
        for _round in range(ROUNDS):
            outcome = contend(wide, tap, DEVICES)
            assert (len(outcome.won), outcome.errors) == (DEVICES, [])

    assert how_many(instance, Lesson) == 1


def test_eight_thank_yous_at_once_are_one(evening: Over, instance: Instance, cast: Cast) -> None:
    with roomy(instance, DEVICES) as wide:
        outcome = contend(
            wide, lambda number: thank(evening.shift_id, seen_by(cast.anna), f"{number}"), DEVICES
        )

    assert outcome.exact
    assert outcome.refused == {"ThankedAlready": DEVICES - 1}
    assert how_many(instance, Thanks) == 1


def test_a_photo_stands_with_one_of_eight_stories(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        photo_id = a_photo(cast.anna)

    with roomy(instance, DEVICES) as wide:
        outcome = contend(
            wide,
            lambda _number: a_story(cast.anna, photo_id=photo_id, others_agreed=True),
            DEVICES,
        )

    assert outcome.exact
    assert outcome.refused == {"PhotoGone": DEVICES - 1}
    assert how_many(instance, Story) == 1


def test_taking_back_at_once_is_once(evening: Over, instance: Instance, cast: Cast) -> None:
    with instance.writing():
        story = a_story(cast.anna, photo_id=a_photo(cast.anna), others_agreed=True).id

    with roomy(instance, DEVICES) as wide:
        outcome = contend(wide, lambda _number: take_back(story, seen_by(cast.anna)), DEVICES)

    assert (len(outcome.won), outcome.errors) == (DEVICES, [])
    assert how_many(instance, Attachment) == 0
    with instance.reading():
        taken_back = select(func.count()).where(AuditEntry.verb == "afterwards.take_back")
        assert db().scalar(taken_back) == 1
