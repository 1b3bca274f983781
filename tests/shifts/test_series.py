"""Starting a series and making its shifts ahead."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.days import operations as days
from buurtcoop.days.models import DayKind
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, jobs, operations
from buurtcoop.shifts.models import Claim, CrewLine, Series, Shift, Side
from buurtcoop.shifts.operations import LinePlan
from buurtcoop.shifts.planning_rules import DayClosed, MomentPast, SeriesEmpty
from buurtcoop.shifts.recurrence import RuleTooMany, RuleUnclear, monthly, weekly
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.pages import counting
from tests.shifts.rota import a_service
from tests.shifts.series import AT, FIRST, GUESTS, a_series, days_of_shifts, shifts_of

YEAR = date(2027, 12, 31)


def day_off(cast: Cast, kind: DayKind, first: date, last: date | None = None) -> None:
    days.add(kind, "Vrij", first, last or first, seen_by(cast.coor))


def test_a_series_goes_round_the_days_we_are_closed(eettafel: Service, cast: Cast) -> None:
    day_off(cast, DayKind.CLOSED, date(2027, 1, 20), date(2027, 1, 22))
    made = days_of_shifts(a_series(eettafel, cast, last_on=date(2027, 2, 4)))
    assert made == [FIRST, date(2027, 1, 28), date(2027, 2, 4)]


@pytest.mark.parametrize("kind", [DayKind.PUBLIC, DayKind.SCHOOL])
@pytest.mark.parametrize("skips", [True, False])
def test_a_series_goes_round_holidays_when_it_says_so(
    eettafel: Service, cast: Cast, kind: DayKind, skips: bool
) -> None:
    day_off(cast, kind, date(2027, 1, 21))
    skipped = {"skips_public": False, "skips_school": False, f"skips_{kind}": skips}
    made = days_of_shifts(a_series(eettafel, cast, last_on=date(2027, 1, 28), **skipped))
    assert (date(2027, 1, 21) not in made) is skips
    assert FIRST in made


def test_a_day_that_is_open_again_is_made_after_all(eettafel: Service, cast: Cast) -> None:
    day_off(cast, DayKind.CLOSED, date(2027, 1, 21))
    series = a_series(eettafel, cast)
    days.remove(1, seen_by(cast.coor))
    assert jobs.extend_all_series(clock.now()) == 1
    assert date(2027, 1, 21) in days_of_shifts(series)


def test_every_fourth_week_stays_every_fourth_week_as_time_passes(
    eettafel: Service, cast: Cast
) -> None:
    series = a_series(eettafel, cast, rule=weekly(FIRST, every=4), last_on=YEAR)
    for weeks in range(1, 20, 3):
        with clock.stopped(clock.now() + timedelta(weeks=weeks)):
            jobs.extend_all_series(clock.now())
    assert days_of_shifts(series)[:6] == [FIRST + timedelta(weeks=4 * n) for n in range(6)]


def test_the_second_tuesday_of_every_month(eettafel: Service, cast: Cast) -> None:
    first = date(2027, 2, 9)
    series = a_series(eettafel, cast, rule=monthly(first), first_on=first)
    operations.extend_series(series.id, date(2027, 4, 30))
    assert days_of_shifts(series) == [first, date(2027, 3, 9), date(2027, 4, 13)]


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"rule": "FREQ=HOURLY"}, RuleUnclear),
        ({"rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31"}, SeriesEmpty),
        ({"rule": "FREQ=DAILY", "last_on": date(2032, 1, 1)}, RuleTooMany),
        ({"first_on": date(2027, 1, 15), "last_on": date(2027, 1, 20)}, SeriesEmpty),
        ({"first_on": date(2026, 1, 1), "last_on": date(2026, 3, 1)}, MomentPast),
    ],
)
def test_a_series_that_can_not_be_is_refused(
    eettafel: Service, cast: Cast, other: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        a_series(eettafel, cast, **other)
    assert db().scalars(select(func.count()).select_from(Series)).one() == 0


def test_a_series_with_only_days_off_is_refused(eettafel: Service, cast: Cast) -> None:
    day_off(cast, DayKind.CLOSED, FIRST)
    with pytest.raises(SeriesEmpty):
        a_series(eettafel, cast, last_on=FIRST)


def test_nothing_is_planned_on_or_moved_to_a_day_we_are_closed(
    eettafel: Service, cast: Cast
) -> None:
    day_off(cast, DayKind.CLOSED, date(2027, 1, 22))
    [shift] = shifts_of(a_series(eettafel, cast, last_on=FIRST))
    with pytest.raises(DayClosed, match="dicht: Vrij"):
        operations.plan(
            eettafel.id,
            day=date(2027, 1, 22),
            starts_at=AT,
            minutes=60,
            place="",
            lines=[GUESTS],
            by=seen_by(cast.coor),
        )
    with pytest.raises(DayClosed):
        operations.move(
            shift.id,
            day=date(2027, 1, 22),
            starts_at=AT,
            minutes=60,
            reason="",
            by=seen_by(cast.coor),
        )


def test_every_shift_gets_the_lines_of_its_series(eettafel: Service, cast: Cast) -> None:
    washing = LinePlan(Side.GIVE, "afwassen", 3, minimum=1)
    series = a_series(eettafel, cast, lines=[washing, GUESTS])
    for shift in shifts_of(series):
        made = db().execute(
            select(CrewLine.role, CrewLine.places, CrewLine.minimum, CrewLine.taken)
            .where(CrewLine.shift_id == shift.id)
            .order_by(CrewLine.side)
        )
        assert list(made) == [("afwassen", 3, 1, 0), ("", 4, 0, 0)]
    assert checks.broken() == []


def test_who_holds_a_fixed_place_is_on_every_new_shift(eettafel: Service, cast: Cast) -> None:
    series = a_series(eettafel, cast, last_on=date(2027, 2, 25))
    operations.hold_fixed_place(
        series.lines[0].id, cast.bram.id, seen_by(cast.coor), starts_on=FIRST
    )
    series.last_on = date(2027, 3, 25)
    db().flush()
    assert operations.extend_series(series.id, date(2027, 3, 25)) == 4
    claims = db().scalars(select(Claim.shift_id).where(Claim.person_id == cast.bram.id))
    assert set(claims) == {shift.id for shift in shifts_of(series)}


def test_a_year_of_series_takes_no_more_statements_than_a_month(
    instance: Instance, cast: Cast
) -> None:
    """Days are many, statements few: a few per batch of rows, whatever the calendar holds."""
    with instance.writing():
        service = a_service()
        numbers = [
            a_series(service, cast, last_on=YEAR, starts_at=time(number)).id
            for number in range(8, 16)
        ]
    asked = []
    for until in (date(2027, 4, 30), date(2027, 12, 31)):
        with instance.writing(), counting(instance.writers) as statements:
            made = operations.extend_all(numbers, until)
            asked.append((statements(), made))
    assert asked[0][1] > 50
    assert asked[1][1] > 250
    assert asked[1][0] <= asked[0][0] + 4


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_two_who_make_shifts_at_once_make_each_once(
    instance: Instance, cast: Cast, rounds: int
) -> None:
    with instance.writing():
        series_id = a_series(a_service(), cast, last_on=YEAR).id
    with roomy(instance) as spacious:
        for round_ in range(rounds):
            until = date(2027, 3, 31) + timedelta(weeks=round_)

            def extend(number: int, until: date = until) -> int:
                return operations.extend_series(series_id, until)

            outcome = contend(spacious, extend, 8)
            assert outcome.errors == []
    with instance.reading():
        found = days_of_shifts(db().get_one(Series, series_id))
        assert len(found) == len(set(found))
        lines = select(CrewLine.shift_id, func.count()).group_by(CrewLine.shift_id)
        assert {count for _shift, count in db().execute(lines)} == {2}
        assert db().scalars(select(func.count()).select_from(Shift)).one() == len(found)
