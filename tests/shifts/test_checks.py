"""Each invariant, broken on purpose behind the back of the operations."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, operations
from buurtcoop.shifts.models import Claim, CrewLine, PromiseState, Shift, ShiftState
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, an_evening


def test_an_ordinary_evening_breaks_nothing(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.book(evening.receive, cast.bram.id, seen_by(cast.bram), people=2)
    assert checks.broken() == []


def test_a_wrong_count_is_found(evening: Evening, cast: Cast) -> None:
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=2)
    db().execute(update(CrewLine).where(CrewLine.id == evening.receive).values(taken=1))
    assert checks.broken() == [f"Crew line {evening.receive} says 1 taken, and 2 are promised."]


def test_a_count_without_promises_is_found(evening: Evening) -> None:
    db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(taken=1))
    assert checks.broken() == [f"Crew line {evening.give} says 1 taken, and 0 are promised."]


def test_a_promise_on_a_shift_that_was_called_off_is_found(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    db().execute(update(Shift).values(state=ShiftState.CANCELLED, reason="Zomaar."))
    assert checks.broken() == [f"Claim {claim.id} counts on a shift that was called off."]


def test_being_in_two_places_is_found(evening: Evening, eettafel: Service, cast: Cast) -> None:
    """Also when a third shift lies between the two that overlap."""
    long = an_evening(eettafel, EVENING + timedelta(days=1))
    between = an_evening(eettafel, EVENING + timedelta(days=2))
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.book(between.receive, cast.bram.id, seen_by(cast.bram))
    operations.claim(long.give, cast.bram.id, seen_by(cast.bram))
    _put(between, EVENING - timedelta(hours=1), hours=1)
    _put(long, EVENING - timedelta(hours=2), hours=4)
    assert checks.broken() == [
        f"Person {cast.bram.id} is promised on shift {number} while another is not over."
        for number in sorted([evening.shift_id, between.shift_id])
    ]


def _put(evening: Evening, start: datetime, *, hours: int) -> None:
    """Put a shift at another time behind the back of everybody."""
    there = update(Shift).where(Shift.id == evening.shift_id)
    db().execute(there.values(starts_at=start, ends_at=start + timedelta(hours=hours)))


def test_a_shift_that_was_moved_over_another_is_left_to_people(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    other = an_evening(eettafel, EVENING + timedelta(days=1))
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.claim(other.give, cast.bram.id, seen_by(cast.bram))
    wall = clock.local(EVENING)
    operations.move(
        other.shift_id,
        day=wall.date(),
        starts_at=wall.time(),
        minutes=60,
        reason="",
        by=seen_by(cast.coor),
    )
    assert checks.broken() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE crew_line SET taken = places + 1",
        "UPDATE crew_line SET taken = -1",
        "UPDATE claim SET state = 'released_late'",
        "UPDATE claim SET side = 'receive'",
        "UPDATE shift SET ends_at = starts_at",
        "UPDATE shift SET state = 'cancelled', reason = ''",
        "UPDATE shift SET version = 0",
        "UPDATE shift SET moved_from = starts_at",
        "UPDATE booking SET people = 0",
    ],
)
def test_the_database_refuses_what_can_not_be(evening: Evening, cast: Cast, change: str) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.book(evening.receive, cast.bram.id, seen_by(cast.bram))
    with pytest.raises(IntegrityError), db().begin_nested():
        db().execute(text(change))


def test_the_database_holds_a_person_once_on_a_side(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    twice = Claim(
        shift_id=evening.shift_id,
        line_id=evening.give,
        person_id=cast.bram.id,
        made_by_id=cast.bram.id,
        made_at=clock.now(),
        state=PromiseState.PROMISED,
    )
    with pytest.raises(IntegrityError), db().begin_nested():
        db().add(twice)
