"""Planning shifts and series, moving a shift, calling one off. Nothing is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from sqlalchemy import select, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.services.models import Service
from buurtcoop.services.queries import led_by
from buurtcoop.shifts import recurrence, rules
from buurtcoop.shifts.messages import (
    ASKED,
    CALLED_OFF,
    MOVED,
    NAMES,
    SHIFT,
    UNFILLED,
    occurrence_of,
)
from buurtcoop.shifts.models import (
    CrewLine,
    PromiseState,
    Series,
    SeriesLine,
    Shift,
    ShiftState,
    Side,
)
from buurtcoop.shifts.operations.fixed import fill
from buurtcoop.shifts.operations.offering import close_rows, offer_anew
from buurtcoop.shifts.queries import KINDS, is_live, live_promises

CHANGE = "shifts.change"


@dataclass(frozen=True)
class LinePlan:
    """A crew line to be made."""

    side: Side
    role: str
    places: int
    minimum: int | None = None
    skill_id: int | None = None

    @property
    def wanted(self) -> int:
        """How many at least: all helpers when nobody said less, and any number of guests."""
        usual = self.places if self.side is Side.GIVE else 0
        return usual if self.minimum is None else self.minimum


def plan(
    service_id: int,
    *,
    day: date,
    starts_at: clock_time,
    minutes: int,
    place: str,
    lines: Sequence[LinePlan],
    by: Viewer,
) -> Shift:
    """Plan one shift, on the clock of Amsterdam, with its crew lines.

    Raises NotYourRole, TimeSkipped, MomentPast, ServiceNotRunning, LookupError.
    """
    _refuse_role(by, service_id)
    start = _future(day, starts_at)
    _refuse_not_running(_service(service_id), day)
    shift = Shift(
        service_id=service_id,
        series_id=None,
        original_on=day,
        starts_at=start,
        ends_at=rules.ends(start, minutes),
        place=place,
        state=ShiftState.PLANNED,
        version=1,
        moved_from=None,
        moved_at=None,
        reason="",
        lines=[_line(line) for line in lines],
    )
    db().add(shift)
    db().flush()
    record(by, "shifts.plan", shift)
    return shift


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

    Raises NotYourRole, SeriesEmpty, TimeSkipped when the clock skips this hour on one of its
    days, MomentPast, ServiceNotRunning, LookupError.
    """
    _refuse_role(by, service_id)
    service = _service(service_id)
    days = recurrence.days_of(rule, first_on, last_on)
    if not days:
        raise rules.SeriesEmpty
    for day in days:
        rules.starts(day, starts_at)
    _future(days[-1], starts_at)
    for day in (days[0], days[-1]):
        _refuse_not_running(service, day)
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
        lines=[
            SeriesLine(
                side=line.side,
                role=line.role,
                places=line.places,
                minimum=line.wanted,
                skill_id=line.skill_id,
                held=0,
            )
            for line in lines
        ],
    )
    db().add(series)
    db().flush()
    record(by, "shifts.start_series", series)
    extend_series(series.id, clock.today() + timedelta(days=rules.HORIZON_DAYS))
    return series


def extend_series(series_id: int, until: date) -> int:
    """Make the shifts of a series up to and including this day. Returns how many were made.

    Holds afterwards: one shift per series and original day, also when two do this at once. What
    was moved or called off does not come back, and no shift is made in the past or after the
    last day of the service.
    """
    series = db().get(Series, series_id)
    if series is None:
        raise LookupError(series_id)
    last_on = min(day for day in (series.last_on, until, series.service.stops_on) if day)
    first_on = max(series.first_on, clock.today())
    days = recurrence.days_of(series.rule, first_on, last_on)
    known = set(db().scalars(select(Shift.original_on).where(Shift.series_id == series_id)))
    made = [_make(series, day) for day in days if day not in known]
    new = [shift_id for shift_id in made if shift_id is not None]
    fill(new)
    return len(new)


def change_last_day(series_id: int, *, last_on: date, by: Viewer) -> Series:
    """Let a series run to another day, and make its shifts to the horizon.

    Shifts that were made after it stay until somebody calls them off. Raises NotYourRole,
    SeriesEmpty, TimeSkipped, ServiceNotRunning, LookupError.
    """
    series = db().get(Series, series_id)
    if series is None:
        raise LookupError(series_id)
    _refuse_role(by, series.service_id)
    days = recurrence.days_of(series.rule, series.first_on, last_on)
    if not days:
        raise rules.SeriesEmpty
    for day in days:
        rules.starts(day, series.starts_at)
    _refuse_not_running(series.service, days[-1])
    series.last_on = last_on
    db().flush()
    record(by, "shifts.change_last_day", series, f"{last_on}")
    extend_series(series_id, clock.today() + timedelta(days=rules.HORIZON_DAYS))
    return series


def move(
    shift_id: int,
    *,
    day: date,
    starts_at: clock_time,
    minutes: int,
    reason: str,
    by: Viewer,
) -> Shift:
    """Give a shift another time, and tell everybody on it, with the reason.

    Places stay until people answer; who said to come is asked anew. Moving to where it stands
    already changes nothing. Raises NotYourRole, TimeSkipped, MomentPast, ShiftCancelled,
    ShiftPast, LookupError.
    """
    shift = _alone(shift_id)
    _refuse_role(by, shift.service_id)
    start = _future(day, starts_at)
    end = rules.ends(start, minutes)
    _refuse_closed(shift)
    if (shift.starts_at, shift.ends_at) == (start, end):
        return shift
    shift.moved_from, shift.moved_at = shift.starts_at, clock.now()
    shift.starts_at, shift.ends_at = start, end
    shift.reason = reason
    shift.version += 1
    db().flush()
    _forget_answers(shift_id)
    record(by, "shifts.move", shift, reason)
    _tell_of_move(shift)
    offer_anew(shift)
    return shift


def call_off(shift_id: int, *, reason: str, by: Viewer) -> Shift:
    """Let a shift not go ahead: its promises end, and everybody on it hears why.

    Calling off twice is once. Raises NotYourRole, ShiftPast, LookupError.
    """
    shift = _alone(shift_id)
    _refuse_role(by, shift.service_id)
    if shift.state is ShiftState.CANCELLED:
        return shift
    _refuse_closed(shift)
    shift.state, shift.reason = ShiftState.CANCELLED, reason
    shift.version += 1
    db().flush()
    people = _end_promises(shift_id)
    record(by, "shifts.call_off", shift, reason)
    withdraw(SHIFT, shift_id, rules=[UNFILLED], reason="called off")
    for person_id in people:
        put(
            CALLED_OFF,
            subject_id=shift_id,
            occurrence=occurrence_of(shift.version),
            recipient_id=person_id,
            expires_at=shift.starts_at,
        )
    return shift


def _refuse_role(by: Viewer, service_id: int) -> None:
    """Who looks after the whole rota, or leads this service today."""
    if not by.may(CHANGE) and service_id not in led_by(by.person_id, clock.today()):
        raise rules.NotYourRole


def _future(day: date, hour: clock_time) -> datetime:
    start = rules.starts(day, hour)
    if start <= clock.now():
        raise rules.MomentPast
    return start


def _service(service_id: int) -> Service:
    found = db().get(Service, service_id)
    if found is None:
        raise LookupError(service_id)
    return found


def _refuse_not_running(service: Service, day: date) -> None:
    if day < service.starts_on or (service.stops_on is not None and day > service.stops_on):
        raise rules.ServiceNotRunning(service=service.name, day=day)


def _refuse_closed(shift: Shift) -> None:
    if shift.state is ShiftState.CANCELLED:
        raise rules.ShiftCancelled(reason=shift.reason)
    if shift.starts_at <= clock.now():
        raise rules.ShiftPast


def _alone(shift_id: int) -> Shift:
    """The shift, held so that nobody promises or releases meanwhile. Raises LookupError."""
    shift = db().scalar(
        select(Shift)
        .where(Shift.id == shift_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if shift is None:
        raise LookupError(shift_id)
    return shift


def _line(line: LinePlan) -> CrewLine:
    return CrewLine(
        side=line.side,
        role=line.role,
        places=line.places,
        minimum=line.wanted,
        skill_id=line.skill_id,
        taken=0,
        held=0,
    )


def _make(series: Series, day: date) -> int | None:
    """One shift of a series, unless it is there or would begin in the past. Returns its number."""
    start = rules.starts(day, series.starts_at)
    if start <= clock.now():
        return None
    shift_id = insert_once(
        db(),
        Shift,
        service_id=series.service_id,
        series_id=series.id,
        original_on=day,
        starts_at=start,
        ends_at=rules.ends(start, series.minutes),
        place=series.place,
        state=ShiftState.PLANNED,
        version=1,
        moved_from=None,
        moved_at=None,
        reason="",
    )
    if shift_id is None:
        return None
    for line in series.lines:
        db().add(
            CrewLine(
                shift_id=shift_id,
                series_line_id=line.id,
                side=line.side,
                role=line.role,
                places=line.places,
                minimum=line.minimum,
                skill_id=line.skill_id,
                taken=0,
                held=0,
            )
        )
    db().flush()
    return shift_id


def _forget_answers(shift_id: int) -> None:
    """Who said to come at another time did not say so for this one."""
    for kind in KINDS.values():
        db().execute(
            update(kind)
            .where(kind.shift_id == shift_id, is_live(kind))
            .values(confirmed_at=None)
            .execution_options(synchronize_session=False)
        )


def _tell_of_move(shift: Shift) -> None:
    """Take back what was not sent about the old time; say the new one to everybody."""
    withdraw(SHIFT, shift.id, rules=[UNFILLED], reason="moved")
    for promised in live_promises(shift.id):
        rule = MOVED[promised.side]
        old = [rule, ASKED[promised.side]]
        withdraw(NAMES[promised.side], promised.id, rules=old, reason="moved")
        put(
            rule,
            subject_id=promised.id,
            occurrence=occurrence_of(shift.version),
            recipient_id=promised.person_id,
            expires_at=shift.starts_at,
        )


def _end_promises(shift_id: int) -> list[int]:
    """End every promise on a shift and free its places. Returns whose they were, each once."""
    people: dict[int, None] = dict.fromkeys(close_rows([shift_id], "called off"))
    db().execute(
        update(CrewLine)
        .where(CrewLine.shift_id == shift_id)
        .values(taken=0)
        .execution_options(synchronize_session=False)
    )
    for side, kind in KINDS.items():
        ended = db().execute(
            update(kind)
            .where(kind.shift_id == shift_id, is_live(kind))
            .values(state=PromiseState.CALLED_OFF, ended_at=clock.now())
            .returning(kind.id, kind.person_id)
            .execution_options(synchronize_session=False)
        )
        for promise_id, person_id in ended:
            people[person_id] = None
            withdraw(NAMES[side], promise_id, reason="called off")
    return list(people)
