"""Series to change: what the tests of planning begin with."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import CrewLine, Series, Shift, Side
from buurtcoop.shifts.operations import Change, LinePlan, SeriesPlan, plan_of
from tests.cast import Cast, seen_by

HELPERS, GUESTS = LinePlan(Side.GIVE, "koken", 2), LinePlan(Side.RECEIVE, "", 4)
FIRST, LAST = date(2027, 1, 14), date(2027, 6, 24)
AT = time(16)


def a_series(service: Service, cast: Cast, **other: Any) -> Series:
    """Every Thursday at four, with two helpers and four guests."""
    asked: dict[str, Any] = {
        "rule": "FREQ=WEEKLY;BYDAY=TH",
        "starts_at": AT,
        "minutes": 180,
        "place": "De Knotwilg",
        "first_on": FIRST,
        "last_on": LAST,
        "lines": [HELPERS, GUESTS],
        "by": seen_by(cast.coor),
    }
    return operations.start_series(service.id, **{**asked, **other})


def shifts_of(series: Series) -> list[Shift]:
    """Its shifts as they stand in the database, by original day."""
    found = select(Shift).where(Shift.series_id == series.id).order_by(Shift.original_on)
    return list(db().scalars(found.execution_options(populate_existing=True)))


def days_of_shifts(series: Series) -> list[date]:
    return [shift.original_on for shift in shifts_of(series)]


def line(shift: Shift, side: Side = Side.GIVE) -> int:
    """The number of the line of this side."""
    lines = select(CrewLine.id).where(CrewLine.shift_id == shift.id, CrewLine.side == side)
    return db().scalars(lines).one()


def plan(series: Series, **other: Any) -> SeriesPlan:
    """The series as it is, with something else."""
    return replace(plan_of(series), **other)


def change(series: Series, cast: Cast, **other: Any) -> Change:
    """Change it, as who looks at it now."""
    return operations.change_series(
        series.id, plan(series, **other), version=series.version, by=seen_by(cast.coor)
    )


def hour(shift: Shift) -> time:
    """When it begins, on the wall."""
    return clock.local(shift.starts_at).time()
