"""Hearing of a change: once, not of what one did oneself, and not after the start."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover import jobs, operations, queries
from buurtcoop.cover.models import Ask, Swap, Watch
from buurtcoop.members.models import Membership
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.rules import ShiftCancelled, ShiftPast, ShiftStarted
from tests.cast import Cast, seen_by
from tests.cover.told import say_all, still_true, told
from tests.shifts.rota import EVENING, Evening, an_evening

FREE, MOVED, CALLED_OFF = (
    "cover.place_free",
    "cover.watched_moved",
    "cover.watched_called_off",
)


@pytest.fixture
def full(eettafel: Service, cast: Cast) -> Evening:
    """Nothing is free: Bram helps and Truus eats; Anna watches."""
    evening = an_evening(eettafel, places=1, seats=1)
    shifts.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    shifts.book(evening.receive, cast.truus.id, seen_by(cast.truus))
    operations.watch(evening.shift_id, seen_by(cast.anna))
    return evening


def give_back(evening: Evening, by: Viewer) -> None:
    """Who helps there takes it back, a while later."""
    claim = shifts.claim(evening.give, by.id, by)
    with clock.stopped(clock.now() + timedelta(minutes=5)):
        shifts.release(claim.id, by)


def move(evening: Evening, by: Viewer, hour: int = 18) -> None:
    with clock.stopped(clock.now() + timedelta(minutes=hour)):
        shifts.move(
            evening.shift_id,
            day=date(2027, 1, 20),
            starts_at=time(hour),
            minutes=180,
            reason="De zaal is eerst bezet.",
            by=by,
        )


def test_a_place_that_comes_free_is_told_once(full: Evening, cast: Cast) -> None:
    assert say_all() == 0
    give_back(full, seen_by(cast.bram))

    assert say_all() == 1
    assert told(FREE) == ["Anna"]
    assert say_all() == 0
    assert still_true(FREE)


def test_a_place_that_was_taken_again_is_not_told(full: Evening, cast: Cast) -> None:
    give_back(full, seen_by(cast.bram))
    say_all()
    shifts.claim(full.give, cast.dees.id, seen_by(cast.dees))

    assert not still_true(FREE)
    assert say_all() == 0


def test_the_next_place_is_told_again(full: Evening, cast: Cast) -> None:
    for person in (cast.bram, cast.dees):
        give_back(full, seen_by(person))
        say_all()

    assert told(FREE) == ["Anna", "Anna"]


def test_a_seat_counts_as_well(full: Evening, cast: Cast) -> None:
    truus = seen_by(cast.truus)
    booking = shifts.book(full.receive, truus.id, truus)
    with clock.stopped(clock.now() + timedelta(minutes=5)):
        shifts.cancel(booking.id, truus)

    say_all()
    assert told(FREE) == ["Anna"]


def test_who_gave_the_place_back_oneself_hears_nothing(full: Evening, cast: Cast) -> None:
    operations.watch(full.shift_id, seen_by(cast.bram))
    give_back(full, seen_by(cast.bram))

    say_all()
    assert told(FREE) == ["Anna"]


def test_what_came_free_before_one_asked_is_not_told(evening: Evening, cast: Cast) -> None:
    give_back(evening, seen_by(cast.bram))
    with clock.stopped(clock.now() + timedelta(hours=1)):
        operations.watch(evening.shift_id, seen_by(cast.anna))

    assert say_all() == 0


def test_another_time_is_told_once_per_move(full: Evening, cast: Cast) -> None:
    move(full, seen_by(cast.coor))
    assert say_all() == 1
    assert say_all() == 0
    move(full, seen_by(cast.coor), 19)

    assert not still_true(MOVED)
    assert say_all() == 1
    assert told(MOVED) == ["Anna", "Anna"]


def test_who_moved_it_or_is_on_it_is_not_told_by_watching(full: Evening, cast: Cast) -> None:
    for person in (cast.coor, cast.bram):
        operations.watch(full.shift_id, seen_by(person))
    move(full, seen_by(cast.coor))

    say_all()
    assert told(MOVED) == ["Anna"]


def test_that_it_does_not_go_ahead_is_told_once(full: Evening, cast: Cast) -> None:
    for person in (cast.coor, cast.bram):
        operations.watch(full.shift_id, seen_by(person))
    shifts.call_off(full.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))

    say_all()
    assert told(CALLED_OFF) == ["Anna"]
    assert sorted(told("shifts.called_off")) == ["Bram", "Truus"]
    assert still_true(CALLED_OFF)
    assert say_all() == 0


def test_nothing_is_told_after_the_start(full: Evening, cast: Cast) -> None:
    give_back(full, seen_by(cast.bram))
    with clock.stopped(EVENING + timedelta(minutes=1)):
        assert say_all() == 0


def test_who_stops_hears_nothing_more(full: Evening, cast: Cast) -> None:
    give_back(full, seen_by(cast.bram))
    say_all()
    operations.stop_watching(full.shift_id, seen_by(cast.anna))

    assert not still_true(FREE)
    assert not queries.is_watching(cast.anna.id, full.shift_id)


def test_watching_twice_is_once(full: Evening, cast: Cast) -> None:
    operations.watch(full.shift_id, seen_by(cast.anna))

    assert db().scalar(select(func.count()).select_from(Watch)) == 1


def test_what_is_over_or_does_not_go_ahead_is_not_watched(evening: Evening, cast: Cast) -> None:
    anna = seen_by(cast.anna)
    with clock.stopped(EVENING + timedelta(hours=1)), pytest.raises(ShiftStarted):
        operations.watch(evening.shift_id, anna)
    with clock.stopped(EVENING + timedelta(days=1)), pytest.raises(ShiftPast):
        operations.watch(evening.shift_id, anna)
    shifts.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    with pytest.raises(ShiftCancelled):
        operations.watch(evening.shift_id, anna)


# --- What time does ---


def test_watching_ends_by_itself_after_the_evening(full: Evening, cast: Cast) -> None:
    assert jobs.end_watches(EVENING + timedelta(hours=1)) == 0
    assert jobs.end_watches(EVENING + timedelta(hours=4)) == 1
    assert not queries.is_watching(cast.anna.id, full.shift_id)


def test_who_is_no_member_any_more_hears_nothing(full: Evening, cast: Cast) -> None:
    last = clock.today()
    db().execute(
        update(Membership).where(Membership.person_id == cast.anna.id).values(ends_on=last)
    )

    assert jobs.end_watches(clock.now()) == 0
    with clock.stopped(clock.now() + timedelta(days=1)):
        assert jobs.end_watches(clock.now()) == 1
        shifts.call_off(full.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))
        assert say_all() == 0


def test_two_years_later_nobody_knows_who_was_asked_swapped_or_watched(
    full: Evening, eettafel: Service, cast: Cast
) -> None:
    bram, dees = seen_by(cast.bram), seen_by(cast.dees)
    other = an_evening(eettafel, EVENING + timedelta(days=7), places=2)
    theirs = shifts.claim(other.give, dees.id, dees).id
    operations.propose_swap(shifts.claim(full.give, bram.id, bram).id, theirs, bram)
    operations.ask(other.give, 1, seen_by(cast.coor))

    assert jobs.forget_cover(EVENING + timedelta(days=720)) == 0
    assert jobs.forget_cover(EVENING + timedelta(days=740)) == 3
    for kind in (Ask, Swap, Watch):
        assert db().scalar(select(func.count()).select_from(kind)) == 0
