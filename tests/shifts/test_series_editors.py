"""Who may change a series, what can't be, and several who do it at one moment."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, operations
from buurtcoop.shifts.models import Claim, PromiseState, Series, Side
from buurtcoop.shifts.operations import LinePlan, SeriesPlan
from buurtcoop.shifts.planning_rules import SeriesChanged, SeriesEmpty, ServiceNotRunning
from buurtcoop.shifts.recurrence import RuleUnclear
from buurtcoop.shifts.rules import NotYourRole
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import a_service, members
from tests.shifts.series import (
    FIRST,
    GUESTS,
    HELPERS,
    a_series,
    change,
    hour,
    line,
    plan,
    shifts_of,
)


@pytest.fixture
def series(eettafel: Service, cast: Cast) -> Series:
    """Every Thursday, nine of them made."""
    return a_series(eettafel, cast)


def told(rule: str) -> list[int]:
    said = select(Message.recipient_id).where(Message.rule == rule).order_by(Message.id)
    return list(db().scalars(said))


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"rule": "FREQ=HOURLY"}, RuleUnclear),
        ({"rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31"}, SeriesEmpty),
        ({"last_on": FIRST - timedelta(days=1)}, SeriesEmpty),
        ({"lines": {999: HELPERS}}, LookupError),
    ],
)
def test_what_can_not_be_is_refused_before_and_after_looking(
    series: Series, cast: Cast, other: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        operations.preview_change(series.id, plan(series, **other), seen_by(cast.coor))
    with pytest.raises(refusal):
        change(series, cast, **other)
    assert series.version == 1


def test_a_series_does_not_outlive_its_service(
    series: Series, eettafel: Service, cast: Cast
) -> None:
    eettafel.stops_on = date(2027, 3, 1)
    db().flush()
    with pytest.raises(ServiceNotRunning, match="Eettafel"):
        change(series, cast, starts_at=time(18))
    change(series, cast, last_on=date(2027, 2, 28))


def test_a_member_changes_nothing(series: Series, cast: Cast) -> None:
    by = seen_by(cast.bram)
    with pytest.raises(NotYourRole):
        operations.preview_change(series.id, plan(series), by)
    with pytest.raises(NotYourRole):
        operations.change_series(series.id, plan(series), version=1, by=by)


def test_what_is_not_there_is_not_changed(series: Series, cast: Cast) -> None:
    with pytest.raises(LookupError):
        operations.preview_change(999, plan(series), seen_by(cast.coor))
    with pytest.raises(LookupError):
        operations.change_series(999, plan(series), version=1, by=seen_by(cast.coor))


def test_the_second_of_two_editors_is_told_to_look_first(series: Series, cast: Cast) -> None:
    change(series, cast, starts_at=time(18))
    with pytest.raises(SeriesChanged, match="Iemand anders veranderde deze reeks net"):
        operations.change_series(
            series.id, plan(series, starts_at=time(19)), version=1, by=seen_by(cast.coor)
        )
    assert {hour(shift) for shift in shifts_of(series)} == {time(18)}


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.long)])
def test_of_two_editors_at_one_moment_one_succeeds(
    instance: Instance, cast: Cast, rounds: int
) -> None:
    with instance.writing():
        series_id, by = a_series(a_service(), cast).id, seen_by(cast.coor)
    with roomy(instance) as spacious:
        for round_ in range(rounds):

            def edit(number: int, version: int = round_ + 1) -> None:
                series = db().get_one(Series, series_id)
                wish = plan(series, starts_at=time(8 + number, version))
                operations.change_series(series_id, wish, version=version, by=by)

            outcome = contend(spacious, edit, 6)
            assert outcome.exact, (outcome.errors, outcome.refused)
            with instance.reading():
                series = db().get_one(Series, series_id)
                assert series.version == round_ + 2
                assert {hour(shift) for shift in shifts_of(series)} == {series.starts_at}


@pytest.mark.parametrize("rounds", [2, pytest.param(15, marks=pytest.mark.long)])
def test_who_promises_while_a_series_changes_is_told_or_was_late(
    instance: Instance, cast: Cast, rounds: int
) -> None:
    """Somebody claims the very day that falls out: called off and told, or there is no such day."""
    lines = [LinePlan(Side.GIVE, "koken", 9), GUESTS]
    with instance.writing():
        service, by = a_service(), seen_by(cast.coor)
        people = [person.id for person in members(7)]
    with roomy(instance) as spacious:
        for round_ in range(rounds):
            with instance.writing():
                series = a_series(service, cast, lines=lines, starts_at=time(8 + round_ % 8))
                wanted = [line(shift) for shift in shifts_of(series)[:7]]
                wish = plan(series, rule="FREQ=WEEKLY;BYDAY=FR", starts_at=time(20))

            def act(
                number: int,
                wish: SeriesPlan = wish,
                wanted: list[int] = wanted,
                series_id: int = series.id,
            ) -> None:
                if number == 7:
                    operations.change_series(series_id, wish, version=1, by=by)
                    return
                operations.claim(wanted[number], people[number], by)

            outcome = contend(spacious, act, 8)
            assert [each for each in outcome.errors if not each.startswith("LookupError")] == []
            with instance.reading():
                assert checks.broken() == []
                lost = select(Claim.id).where(Claim.state == PromiseState.CALLED_OFF)
                assert len(told("shifts.called_off")) == len(db().scalars(lost).all())
