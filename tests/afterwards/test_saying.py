"""A lesson and a thank-you: once per person and shift, by who was there."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.afterwards.models import Lesson, Thanks
from buurtcoop.afterwards.operations import explain, say_how_it_went, thank
from buurtcoop.afterwards.queries import after_for, how_it_went, lessons_of, thanks_for, was_thanked
from buurtcoop.afterwards.rules import (
    LessonStands,
    NotOver,
    NotThere,
    ThankedAlready,
    TooLongAgo,
)
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts.models import PromiseState, Shift, ShiftState, Side
from tests.afterwards.evening import AFTER, Over, became, later
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING


def test_who_gave_and_who_received_say_how_it_went(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        say_how_it_went(evening.shift_id, seen_by(cast.bram), went_well=True)
        say_how_it_went(evening.shift_id, seen_by(cast.anna), went_well=False)
        explain(evening.shift_id, seen_by(cast.anna), "  Meer stoelen klaarzetten. ")

    with instance.reading():
        said = [
            (each.name, each.went_well, each.words)
            for each in lessons_of(evening.service_id).lessons
        ]
        counted = how_it_went(evening.service_id)
    assert said == [("Anna", False, "Meer stoelen klaarzetten."), ("Bram", True, "")]
    assert counted == (1, 1)


def test_a_tap_counts_once_and_may_change_on_the_day_itself(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        bram = seen_by(cast.bram)
        first = say_how_it_went(evening.shift_id, bram, went_well=True)
        again = say_how_it_went(evening.shift_id, bram, went_well=True)
        say_how_it_went(evening.shift_id, bram, went_well=False)
        explain(evening.shift_id, bram, "Eerder beginnen.")
        after_all = say_how_it_went(evening.shift_id, bram, went_well=True)

        assert first.id == again.id == after_all.id
        assert (after_all.went_well, after_all.words) == (True, "")
        assert db().scalar(select(func.count()).select_from(Lesson)) == 1


def test_a_lesson_stands_from_the_next_day_on(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        say_how_it_went(evening.shift_id, seen_by(cast.bram), went_well=True)

    with later(hours=4), instance.writing():
        with pytest.raises(LessonStands):
            say_how_it_went(evening.shift_id, seen_by(cast.bram), went_well=False)
        with pytest.raises(LessonStands):
            explain(evening.shift_id, seen_by(cast.bram), "Toch anders.")
        assert say_how_it_went(evening.shift_id, seen_by(cast.bram), went_well=True).went_well
        lesson = after_for(seen_by(cast.bram), evening.shift_id).lesson
        assert lesson is not None
        assert not lesson.open


def test_who_was_not_there_is_not_asked(evening: Over, instance: Instance, cast: Cast) -> None:
    became(instance, cast.bram, PromiseState.MISSED)
    became(instance, cast.dees, PromiseState.EXCUSED)

    with instance.writing():
        for person in (cast.bram, cast.dees, cast.bo, cast.dirk):
            with pytest.raises(NotThere):
                say_how_it_went(evening.shift_id, seen_by(person), went_well=True)
            with pytest.raises(LookupError):
                after_for(seen_by(person), evening.shift_id)


def test_who_was_marked_as_there_is_asked_as_well(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    became(instance, cast.bram, PromiseState.KEPT)

    with instance.writing():
        seen = after_for(seen_by(cast.bram), evening.shift_id)

        assert (seen.sides, seen.asked, seen.lesson) == (frozenset({Side.GIVE}), True, None)


def test_nothing_is_asked_before_the_end_nor_of_what_did_not_go_ahead(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with clock.stopped(EVENING + timedelta(hours=1)), instance.writing():
        with pytest.raises(NotOver):
            say_how_it_went(evening.shift_id, seen_by(cast.bram), went_well=True)
        with pytest.raises(LookupError):
            after_for(seen_by(cast.bram), evening.shift_id)
    with instance.writing():
        shift = db().get_one(Shift, evening.shift_id)
        shift.state, shift.reason = ShiftState.CANCELLED, "De kok is ziek."
        db().flush()
        with pytest.raises(NotOver):
            thank(evening.shift_id, seen_by(cast.anna), "Dank u wel.")
        with pytest.raises(LookupError):
            after_for(seen_by(cast.bram), evening.shift_id)


def test_after_sixty_days_we_ask_no_more(evening: Over, instance: Instance, cast: Cast) -> None:
    with later(days=60), instance.writing():
        with pytest.raises(TooLongAgo, match="60 dagen"):
            say_how_it_went(evening.shift_id, seen_by(cast.bram), went_well=True)
        assert not after_for(seen_by(cast.bram), evening.shift_id).asked


def test_who_received_thanks_all_who_gave_once(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        thank(evening.shift_id, seen_by(cast.anna), " Het was heerlijk. ")
        with pytest.raises(ThankedAlready):
            thank(evening.shift_id, seen_by(cast.anna), "En gezellig.")

    with instance.reading():
        since = AFTER - timedelta(days=1)
        for helper in (cast.bram, cast.dees):
            found = thanks_for(helper.id, since)
            assert [(each.name, each.words) for each in found] == [("Anna", "Het was heerlijk.")]
            assert was_thanked(helper.id, evening.shift_id)
        assert thanks_for(cast.anna.id, since) == []
        assert db().scalar(select(func.count()).select_from(Thanks)) == 1


def test_who_only_gave_does_not_thank(evening: Over, instance: Instance, cast: Cast) -> None:
    with instance.writing(), pytest.raises(NotThere):
        thank(evening.shift_id, seen_by(cast.bram), "Dank u wel, ik.")


def test_who_turned_out_to_be_missed_reads_no_thanks(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        thank(evening.shift_id, seen_by(cast.anna), "Het was heerlijk.")
    became(instance, cast.bram, PromiseState.MISSED)

    with instance.reading():
        assert thanks_for(cast.bram.id, AFTER - timedelta(days=1)) == []
        assert not was_thanked(cast.bram.id, evening.shift_id)


def test_a_shift_nobody_knows_is_not_there(instance: Instance, cast: Cast) -> None:
    with instance.writing(), pytest.raises(LookupError):
        say_how_it_went(999, seen_by(cast.bram), went_well=True)


def test_lessons_come_fifty_a_page_by_key(evening: Over, instance: Instance, cast: Cast) -> None:
    with instance.writing():
        db().add_all(
            Lesson(
                shift_id=_one_more(evening),
                person_id=cast.bram.id,
                went_well=True,
                words=str(number),
                said_at=clock.now(),
            )
            for number in range(120)
        )
    with instance.reading():
        first = lessons_of(evening.service_id)
        second = lessons_of(evening.service_id, after=first.next)
        third = lessons_of(evening.service_id, after=second.next)
        back = lessons_of(evening.service_id, before=third.previous)

    assert [len(each.lessons) for each in (first, second, third)] == [50, 50, 20]
    assert (first.previous, third.next) == (None, None)
    assert back == second
    assert [int(each.words) for each in first.lessons] == list(range(119, 69, -1))


def _one_more(evening: Over) -> int:
    """Another shift of the same service."""
    shift = Shift(
        service_id=evening.service_id,
        series_id=None,
        original_on=clock.today(),
        starts_at=EVENING,
        ends_at=EVENING + timedelta(hours=3),
        place="De Knotwilg",
        state=ShiftState.PLANNED,
        version=1,
        reason="",
    )
    db().add(shift)
    db().flush()
    return shift.id
