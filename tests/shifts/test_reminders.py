"""What is said because time passes: when, to whom, and not twice."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.access.operations import grant
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.rules import Due
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations, reminders
from buurtcoop.shifts.messages import ASKED, UNFILLED
from buurtcoop.shifts.models import Side
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, an_evening

DAY_BEFORE = clock.at(date(2027, 1, 19), time(10))
MINUTE = timedelta(minutes=1)
Asked = list[tuple[str, int, str, int]]


def due(now: datetime) -> Asked:
    """What is due, as plain values."""
    return [
        (one.rule.name, one.subject_id, one.occurrence, one.recipient_id)
        for one in reminders.due(now)
    ]


def questions(now: datetime) -> Asked:
    return [one for one in due(now) if one[0] != UNFILLED.name]


def calls(now: datetime) -> Asked:
    return [one for one in due(now) if one[0] == UNFILLED.name]


def say(all_due: Iterable[Due]) -> None:
    """What the scheduler does with them."""
    for one in list(all_due):
        put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )


def move_to(evening: Evening, cast: Cast, day: date, hour: time) -> None:
    operations.move(
        evening.shift_id, day=day, starts_at=hour, minutes=180, reason="", by=seen_by(cast.coor)
    )


def test_the_day_before_at_ten_both_sides_are_asked(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    booking = operations.book(evening.receive, cast.anna.id, seen_by(cast.anna))
    assert questions(DAY_BEFORE - MINUTE) == []
    assert questions(DAY_BEFORE) == [
        (ASKED[Side.GIVE].name, claim.id, "1", cast.bram.id),
        (ASKED[Side.RECEIVE].name, booking.id, "1", cast.anna.id),
    ]


def test_the_question_expires_two_hours_before_the_start(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    [one] = [one for one in reminders.due(DAY_BEFORE) if one.rule is not UNFILLED]
    assert one.expires_at == EVENING - timedelta(hours=2)


def test_a_missed_day_is_caught_up_until_it_is_of_no_use(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert len(questions(EVENING - timedelta(hours=2) - MINUTE)) == 1
    assert questions(EVENING - timedelta(hours=2)) == []


def test_what_was_said_is_not_due_again(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(DAY_BEFORE):
        say(reminders.due(DAY_BEFORE))
        assert due(DAY_BEFORE + MINUTE) == []


def test_after_a_move_the_question_is_asked_for_the_new_day(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(DAY_BEFORE):
        say(reminders.due(DAY_BEFORE))
        move_to(evening, cast, date(2027, 1, 27), time(17))
    asked = clock.at(date(2027, 1, 26), time(10))
    assert questions(DAY_BEFORE + timedelta(hours=3)) == []
    assert questions(asked) == [(ASKED[Side.GIVE].name, claim.id, "2", cast.bram.id)]


def test_who_heard_of_the_shift_after_that_hour_is_not_asked_again(
    evening: Evening, cast: Cast
) -> None:
    """The confirmation or the news of another time was just sent; it said all this."""
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(DAY_BEFORE + MINUTE):
        operations.book(evening.receive, cast.anna.id, seen_by(cast.anna))
        move_to(evening, cast, date(2027, 1, 20), time(18))
    assert questions(DAY_BEFORE + 2 * MINUTE) == []


def test_nobody_is_asked_about_what_was_released_or_called_off(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.release(claim.id, seen_by(cast.bram))
    other = an_evening(eettafel, EVENING)
    operations.claim(other.give, cast.truus.id, seen_by(cast.truus))
    operations.call_off(other.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    assert questions(DAY_BEFORE) == []


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_over_the_change_of_the_clock_it_is_still_ten_the_day_before(
    eettafel: Service, cast: Cast, day: date
) -> None:
    evening = an_evening(eettafel, clock.at(day, time(17)))
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    ten = clock.at(day - timedelta(days=1), time(10))
    assert questions(ten - MINUTE) == []
    assert len(questions(ten)) == 1


def test_the_coordinator_hears_of_missing_helpers_three_days_ahead(
    evening: Evening, cast: Cast
) -> None:
    nine = clock.at(date(2027, 1, 17), time(9))
    assert calls(nine - MINUTE) == []
    assert calls(nine) == [(UNFILLED.name, evening.shift_id, "1", cast.coor.id)]


def test_with_enough_helpers_nobody_is_called(evening: Evening, cast: Cast) -> None:
    for person in (cast.bram, cast.truus):
        operations.claim(evening.give, person.id, seen_by(person))
    assert calls(DAY_BEFORE) == []


def test_one_call_per_coordinator_and_version(evening: Evening, cast: Cast) -> None:
    grant(cast.bo.id, RoleName.COORDINATOR, on=clock.today(), by=None)
    with clock.stopped(DAY_BEFORE):
        assert len(calls(DAY_BEFORE)) == 2
        say(reminders.due(DAY_BEFORE))
        assert calls(DAY_BEFORE + MINUTE) == []
        told = db().scalars(select(Message.recipient_id).where(Message.rule == UNFILLED.name))
        assert set(told) == {cast.coor.id, cast.bo.id}
