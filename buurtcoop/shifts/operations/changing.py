"""Changing a series, exactly as it was foreseen."""

from datetime import date, timedelta

from sqlalchemy import delete, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_each_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put
from buurtcoop.shifts import planning_rules
from buurtcoop.shifts.messages import SERIES_CHANGED, occurrence_of
from buurtcoop.shifts.models import CrewLine, Series, SeriesLine, Shift
from buurtcoop.shifts.operations.foreseeing import (
    Change,
    SeriesPlan,
    What,
    fitting,
    in_order,
    of_made,
    plan_of,
    refuse_fewer_places,
    refuse_taken,
    that_come,
    with_lines,
)
from buurtcoop.shifts.operations.planning import (
    cancel_whole,
    hold_alone,
    put_elsewhere,
    share_days,
)
from buurtcoop.shifts.operations.series import (
    extend_all,
    hold_all,
    line_row,
    make,
    rows_of,
    series_line,
)
from buurtcoop.shifts.queries import shifts_ahead

DAY = timedelta(days=1)
NO_REASON = "De vaste dagen zijn veranderd."  # what people read when the editor gave none


def change_series(series_id: int, plan: SeriesPlan, *, version: int, by: Viewer) -> Change:
    """Change a series and its shifts ahead, and tell who promised. Returns what became of them.

    `version` is what the editor looked at. Holds afterwards: of two who change the same version
    one succeeds (the conditional update decides); no line has fewer places than are taken or
    kept; no shift somebody moved or called off came back. Raises SeriesChanged, PlacesTaken,
    FixedPlacesTaken, RuleUnclear, SeriesEmpty, RuleTooMany, ServiceNotRunning, TooFewPlanned,
    NotYourRole, LookupError.
    """
    share_days()
    found = hold_all([series_id])
    if not found:
        raise LookupError(series_id)
    series = found[0]
    plan = fitting(series, plan, by)
    if plan.first_on not in (series.first_on, clock.today()):
        extend_all([series_id], plan.first_on - DAY)
    was = plan_of(series)
    coming = that_come(series, plan)
    refuse_fewer_places(series, plan)
    _change_row(series, plan, version)
    fresh = _change_lines(series, plan)
    made = make([series], list(rows_of(series, (each.day for each in coming))))
    ahead = shifts_ahead(series_id, plan.first_on, clock.now())
    held = hold_alone({each.id for each in ahead} - set(made))
    days = of_made(was, plan, sorted(held, key=lambda shift: shift.original_on), series)
    change = Change(in_order([*days, *coming]))
    _change_shifts(change, plan, {shift.original_on: shift for shift in held}, by)
    _change_crews(series, plan, fresh, with_lines(change))
    record(by, "shifts.change_series", series, plan.reason)
    for person_id, until in change.told_at_once.items():
        put(
            SERIES_CHANGED,
            subject_id=series_id,
            occurrence=occurrence_of(version + 1),
            recipient_id=person_id,
            expires_at=until,
        )
    return change


def _change_row(series: Series, plan: SeriesPlan, version: int) -> None:
    changed = db().scalars(
        update(Series)
        .where(Series.id == series.id, Series.version == version)
        .values(
            rule=plan.rule,
            starts_at=plan.starts_at,
            minutes=plan.minutes,
            place=plan.place,
            first_on=plan.first_on,
            last_on=plan.last_on,
            skips_public=plan.skips_public,
            skips_school=plan.skips_school,
            version=version + 1,
        )
        .returning(Series.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise planning_rules.SeriesChanged


def _change_lines(series: Series, plan: SeriesPlan) -> list[SeriesLine]:
    """The lines of the series itself. Returns those that are new."""
    for line in series.lines:
        wish = plan.lines.get(line.id)
        if wish is not None:
            line.role, line.places, line.minimum = wish.role, wish.places, wish.wanted
            line.skill_id = wish.skill_id
    fresh = [series_line(line) for line in plan.more_lines]
    series.lines.extend(fresh)
    db().flush()
    db().refresh(series)
    return fresh


def _change_shifts(change: Change, plan: SeriesPlan, shifts: dict[date, Shift], by: Viewer) -> None:
    at_once = change.told_at_once
    for each in change.of(What.CHANGES, What.MOVES):
        shift = shifts[each.day]
        start, end = plan.expected(each.day)
        if each.what is What.MOVES:
            put_elsewhere(
                shift,
                start=start,
                end=end,
                place=plan.place,
                reason=plan.reason,
                by=by,
                apart_from=at_once,
            )
        else:
            shift.starts_at, shift.ends_at, shift.place = start, end, plan.place
    db().flush()
    for each in change.of(What.CALLED_OFF):
        cancel_whole(shifts[each.day], reason=plan.reason or NO_REASON, by=by, apart_from=at_once)
    gone = [shifts[each.day].id for each in change.of(What.GOES)]
    if gone:
        db().execute(delete(CrewLine).where(CrewLine.shift_id.in_(gone)))
        db().execute(delete(Shift).where(Shift.id.in_(gone)))


def _change_crews(
    series: Series, plan: SeriesPlan, fresh: list[SeriesLine], shift_ids: list[int]
) -> None:
    """The lines of the shifts. Raises PlacesTaken: the database decides in one statement each."""
    refuse_taken(series, plan, shift_ids)
    for number, line in plan.lines.items():
        db().execute(
            update(CrewLine)
            .where(CrewLine.series_line_id == number, CrewLine.shift_id.in_(shift_ids))
            .values(role=line.role, places=line.places, minimum=line.wanted, skill_id=line.skill_id)
        )
    rows = [line_row(line, shift_id) for line in fresh for shift_id in shift_ids]
    insert_each_once(db(), CrewLine, rows)
