"""Starting a series, and making its shifts ahead: many in a few statements."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from datetime import time as clock_time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_each_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.days.models import DayKind
from buurtcoop.days.queries import off_by_kind
from buurtcoop.shifts import planning_rules, recurrence, rules
from buurtcoop.shifts.models import CrewLine, Series, SeriesLine, Shift, ShiftState
from buurtcoop.shifts.operations.crews import LinePlan, crew_of
from buurtcoop.shifts.operations.fixed import fill
from buurtcoop.shifts.operations.planning import (
    refuse_not_running,
    refuse_role,
    service_of,
    share_days,
)

Off = dict[DayKind, frozenset[date]]


def start_series(
    service_id: int,
    *,
    rule: str,
    starts_at: clock_time,
    minutes: int,
    place: str,
    first_on: date,
    last_on: date,
    lines: Sequence[LinePlan],
    by: Viewer,
    skips_public: bool = False,
    skips_school: bool = False,
) -> Series:
    """Start a series by a rule of RFC 5545 and make its shifts to the horizon.

    It goes round the days we are closed, and round holidays when it skips those. On a day on
    which the clock skips its hour it begins at the first hour after. Raises NotYourRole,
    RuleUnclear, SeriesEmpty, RuleTooMany, MomentPast, ServiceNotOpen, ServiceNotRunning,
    TooFewPlanned, LookupError.
    """
    refuse_role(by, service_id)
    service = service_of(service_id)
    rule = recurrence.read(rule, first_on)
    recurrence.refuse_unfit(rule, first_on, last_on)
    off = skipped(off_by_kind(first_on, last_on), public=skips_public, school=skips_school)
    days = recurrence.days_of(rule, first_on, last_on, without=off)
    if not days:
        raise planning_rules.SeriesEmpty
    if rules.starts_anyway(days[-1], starts_at) <= clock.now():
        raise planning_rules.MomentPast
    for day in (days[0], days[-1]):
        refuse_not_running(service, day)
    crew = crew_of(service, lines)
    series = Series(
        service_id=service_id,
        rule=rule,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        first_on=first_on,
        last_on=last_on,
        skips_public=skips_public,
        skips_school=skips_school,
        version=1,
        lines=[series_line(line) for line in crew],
    )
    db().add(series)
    db().flush()
    record(by, "shifts.start_series", series)
    extend_series(series.id, horizon())
    return series


def extend_series(series_id: int, until: date) -> int:
    """Make the shifts of a series up to and including this day. Returns how many were made.

    Raises LookupError.
    """
    if db().get(Series, series_id) is None:
        raise LookupError(series_id)
    return extend_all([series_id], until)


def extend_all(series_ids: Collection[int], until: date) -> int:
    """Make the shifts of these series up to and including this day. Returns how many were made.

    Holds afterwards: one shift per series and original day, also when two do this at once. What
    was moved or called off does not come back, and no shift is made in the past, on a day that
    is off, or after the last day of the service. Who holds a fixed place is on the new ones.
    """
    share_days()
    found = hold_all(series_ids)
    today = clock.today()
    off = off_by_kind(today, until)
    rows: list[dict[str, Any]] = []
    for series in found:
        days = days_to_make(series, until, off)
        rows += rows_of(series, (day for day in days if day >= today))
    return len(make(found, rows))


def hold_all(series_ids: Collection[int]) -> list[Series]:
    """Series with their lines, the oldest first, held so that nobody else makes their shifts."""
    found = (
        select(Series)
        .where(Series.id.in_(series_ids))
        .options(joinedload(Series.service), selectinload(Series.lines))
        .order_by(Series.id)
        .with_for_update(of=Series, key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(db().scalars(found))


def make(series: Iterable[Series], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert these shifts unless they are there, with their lines and fixed helpers.

    Returns the ids of those that are new.
    """
    new = insert_each_once(db(), Shift, _missing(rows))
    if not new:
        return []
    lines = {each.id: each.lines for each in series}
    made = db().execute(
        select(Shift.id, Series.id)
        .join(Series, Series.id == Shift.series_id)
        .where(Shift.id.in_(new))
        .order_by(Shift.id)
    )
    insert_each_once(
        db(),
        CrewLine,
        [line_row(line, shift_id) for shift_id, number in made for line in lines[number]],
    )
    fill(new)
    return new


def rows_of(series: Series, days: Iterable[date]) -> Iterator[dict[str, Any]]:
    """The shifts of a series on these days, as far as they did not begin."""
    now = clock.now()
    for day in days:
        start = rules.starts_anyway(day, series.starts_at)
        if start > now:
            yield {
                "service_id": series.service_id,
                "series_id": series.id,
                "original_on": day,
                "starts_at": start,
                "ends_at": rules.ends(start, series.minutes),
                "place": series.place,
                "state": ShiftState.PLANNED,
                "version": 1,
                "moved_from": None,
                "moved_at": None,
                "reason": "",
            }


def line_row(line: SeriesLine, shift_id: int) -> dict[str, Any]:
    """The crew line of a shift that is made from this line of its series."""
    return {
        "shift_id": shift_id,
        "series_line_id": line.id,
        "side": line.side,
        "role": line.role,
        "places": line.places,
        "minimum": line.minimum,
        "skill_id": line.skill_id,
        "taken": 0,
        "held": 0,
    }


def series_line(line: LinePlan) -> SeriesLine:
    """A line of a series from its plan."""
    return SeriesLine(
        side=line.side,
        role=line.role,
        places=line.places,
        minimum=line.wanted,
        skill_id=line.skill_id,
        held=0,
    )


def days_to_make(series: Series, until: date, off: Off) -> list[date]:
    """The days of a series up to this day, round what is off, while its service runs."""
    last_on = min(day for day in (series.last_on, until, series.service.stops_on) if day)
    without = skipped(off, public=series.skips_public, school=series.skips_school)
    return recurrence.days_of(series.rule, series.first_on, last_on, without=without)


def skipped(off: Off, *, public: bool, school: bool) -> frozenset[date]:
    """Of the days that are off those a series goes round; always those on which we are closed."""
    return frozenset().union(
        off[DayKind.CLOSED],
        off[DayKind.PUBLIC] if public else (),
        off[DayKind.SCHOOL] if school else (),
    )


def horizon() -> date:
    """The day to which shifts are made ahead."""
    return clock.today() + timedelta(days=rules.HORIZON_DAYS)


def _missing(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without those whose day is there already: most of them, in a job that runs every night."""
    if not rows:
        return []
    known = db().execute(
        select(Shift.series_id, Shift.original_on).where(
            Shift.series_id.in_({row["series_id"] for row in rows}),
            Shift.original_on >= min(row["original_on"] for row in rows),
        )
    )
    there = {(number, day) for number, day in known}
    return [row for row in rows if (row["series_id"], row["original_on"]) not in there]
