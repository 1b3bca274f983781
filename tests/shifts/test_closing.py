"""Closing a day: nothing goes ahead, everybody hears it, and nothing is planned there."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.days.models import DayKind, DayOff
from buurtcoop.days.queries import closed_on
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, jobs, operations
from buurtcoop.shifts.models import Claim, PromiseState, Series, Shift, ShiftState
from buurtcoop.shifts.planning_rules import MomentPast
from buurtcoop.shifts.rules import NotYourRole
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import a_service, an_evening
from tests.shifts.series import FIRST, GUESTS, a_series, days_of_shifts, line, shifts_of

REASON = "De vloer wordt gelakt."


@pytest.fixture
def series(eettafel: Service, cast: Cast) -> Series:
    """Every Thursday, of which the first is the day to close."""
    return a_series(eettafel, cast)


def planned_on(day: date) -> int:
    found = select(func.count()).where(
        Shift.starts_at >= clock.start_of(day),
        Shift.starts_at < clock.start_of(day + timedelta(days=1)),
        Shift.state == ShiftState.PLANNED,
    )
    return db().scalars(found).one()


def test_closing_a_day_calls_everything_off_and_tells_everybody_once_per_shift(
    series: Series, cast: Cast
) -> None:
    first = shifts_of(series)[0]
    made = operations.claim(line(first), cast.bram.id, seen_by(cast.bram))
    other = an_evening(a_service("Speelmiddag"), clock.at(FIRST, time(22)))
    operations.claim(other.give, cast.bram.id, seen_by(cast.bram))

    foreseen = operations.preview_close(FIRST, seen_by(cast.coor))
    assert [(each.service_name, each.people) for each in foreseen.shifts] == [
        ("Eettafel", ("Bram Proef",)),
        ("Speelmiddag", ("Bram Proef",)),
    ]
    assert planned_on(FIRST) == 2

    assert operations.close_day(FIRST, REASON, seen_by(cast.coor)) == foreseen
    assert planned_on(FIRST) == 0
    assert planned_on(FIRST + timedelta(weeks=1)) == 1
    db().refresh(made)
    assert made.state is PromiseState.CALLED_OFF
    assert shifts_of(series)[0].reason == REASON
    told = select(Message.recipient_id).where(Message.rule == "shifts.called_off")
    assert list(db().scalars(told)) == [cast.bram.id] * 2
    assert checks.broken() == []


def test_a_closed_day_takes_nothing_any_more(series: Series, cast: Cast) -> None:
    later = date(2027, 3, 18)
    operations.close_day(later, REASON, seen_by(cast.coor))
    operations.extend_series(series.id, date(2027, 3, 31))
    assert later not in days_of_shifts(series)
    assert date(2027, 3, 25) in days_of_shifts(series)


def test_closing_twice_is_once(series: Series, cast: Cast) -> None:
    for number in (1, 0):
        closing = operations.close_day(FIRST, REASON, seen_by(cast.coor))
        assert len(closing.shifts) == number
    found = db().scalars(select(DayOff)).one()
    assert (found.kind, found.name) == (DayKind.CLOSED, "De vloer wordt gelakt")


def test_a_closed_day_does_not_open_by_the_job(series: Series, cast: Cast) -> None:
    operations.close_day(FIRST, REASON, seen_by(cast.coor))
    assert jobs.extend_all_series(clock.now()) == 0
    assert planned_on(FIRST) == 0


def test_what_began_today_goes_on(eettafel: Service, cast: Cast) -> None:
    today = clock.today()
    running = an_evening(eettafel, clock.now() - timedelta(minutes=30))
    coming = an_evening(eettafel, clock.now() + timedelta(hours=5))
    closing = operations.close_day(today, REASON, seen_by(cast.coor))
    assert [each.shift_id for each in closing.shifts] == [coming.shift_id]
    assert db().get_one(Shift, running.shift_id).state is ShiftState.PLANNED


@pytest.mark.parametrize("night", [date(2027, 3, 28), date(2027, 10, 31)])
def test_a_day_of_another_length_is_closed_whole_and_no_more(
    eettafel: Service, cast: Cast, night: date
) -> None:
    """On the nights of the clock a day has 23 or 25 hours."""
    inside = [clock.at(night, time(0)), clock.at(night, time(23, 30))]
    outside = [
        clock.at(night - timedelta(days=1), time(23, 30)),
        clock.at(night + timedelta(days=1), time(0)),
    ]
    for start in (*inside, *outside):
        an_evening(eettafel, start, length=timedelta(minutes=20))
    closing = operations.close_day(night, REASON, seen_by(cast.coor))
    assert [each.starts_at for each in closing.shifts] == inside


def test_closing_ends_claims_of_nobody_else(series: Series, cast: Cast) -> None:
    second = shifts_of(series)[1]
    made = operations.claim(line(second), cast.bram.id, seen_by(cast.bram))
    operations.close_day(FIRST, REASON, seen_by(cast.coor))
    assert db().get_one(Claim, made.id, populate_existing=True).state is PromiseState.PROMISED


def test_only_who_looks_after_the_rota_closes_a_day_and_only_ahead(
    series: Series, cast: Cast
) -> None:
    with pytest.raises(NotYourRole):
        operations.close_day(FIRST, REASON, seen_by(cast.bram))
    with pytest.raises(NotYourRole):
        operations.preview_close(FIRST, seen_by(cast.bram))
    with pytest.raises(MomentPast):
        operations.close_day(clock.today() - timedelta(days=1), REASON, seen_by(cast.coor))
    assert closed_on(FIRST) is None
    assert planned_on(FIRST) == 1


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.long)])
def test_nothing_slips_into_a_day_that_is_being_closed(
    instance: Instance, cast: Cast, rounds: int
) -> None:
    """While one closes a day, others plan on it and move to it."""
    with instance.writing():
        service, by = a_service(), seen_by(cast.coor)
    with roomy(instance) as spacious:
        for round_ in range(rounds):
            day = date(2027, 2, 1) + timedelta(days=round_)
            with instance.writing():
                elsewhere = [
                    an_evening(service, clock.at(date(2027, 5, 1), time(8 + number))).shift_id
                    for number in range(4)
                ]

            def act(number: int, day: date = day, elsewhere: list[int] = elsewhere) -> None:
                what: dict[str, Any] = {"day": day, "starts_at": time(8 + number), "minutes": 60}
                if number == 7:
                    operations.close_day(day, REASON, by)
                elif number < 4:
                    operations.move(elsewhere[number], reason="", by=by, **what)
                else:
                    operations.plan(service.id, place="", lines=[GUESTS], by=by, **what)

            outcome = contend(spacious, act, 8)
            assert outcome.errors == []
            with instance.reading():
                assert planned_on(day) == 0
                assert closed_on(day) is not None
