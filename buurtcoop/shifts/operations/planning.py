"""Planning one shift, moving it, calling it off. Nothing is deleted."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from datetime import time as clock_time

from sqlalchemy import select, update

from buurtcoop.audit.operations import record
from buurtcoop.coop.models import Coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.days.queries import closed_on
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.services.models import Service
from buurtcoop.services.queries import led_by
from buurtcoop.shifts import planning_rules, rules
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
    Booking,
    CrewLine,
    PromiseState,
    Shift,
    ShiftState,
)
from buurtcoop.shifts.operations.children import end_with
from buurtcoop.shifts.operations.crews import LinePlan, crew_of
from buurtcoop.shifts.operations.offering import close_rows, offer_anew
from buurtcoop.shifts.queries import KINDS, is_live, live_promises

CHANGE = "shifts.change"


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

    Raises NotYourRole, TimeSkipped, MomentPast, ServiceNotOpen, ServiceNotRunning, TooFewPlanned,
    DayClosed, LookupError.
    """
    refuse_role(by, service_id)
    share_days()
    start = _future(day, starts_at)
    service = service_of(service_id)
    refuse_not_running(service, day)
    crew = crew_of(service, lines)
    refuse_closed_day(day)
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
        lines=[_line(line) for line in crew],
    )
    db().add(shift)
    db().flush()
    record(by, "shifts.plan", shift)
    return shift


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
    already changes nothing. Raises NotYourRole, TimeSkipped, MomentPast, DayClosed,
    ShiftCancelled, ShiftPast, LookupError.
    """
    share_days()
    shift = _alone(shift_id)
    refuse_role(by, shift.service_id)
    start = _future(day, starts_at)
    end = rules.ends(start, minutes)
    _refuse_over(shift)
    if (shift.starts_at, shift.ends_at) == (start, end):
        return shift
    refuse_closed_day(day)
    put_elsewhere(shift, start=start, end=end, place=shift.place, reason=reason, by=by)
    return shift


def put_elsewhere(
    shift: Shift,
    *,
    start: datetime,
    end: datetime,
    place: str,
    reason: str,
    by: Viewer,
    apart_from: Collection[int] = (),
) -> None:
    """Give a shift that is held another time or place, and tell everybody on it.

    `apart_from` are people who hear it in another way.
    """
    shift.moved_from, shift.moved_at = shift.starts_at, clock.now()
    shift.starts_at, shift.ends_at, shift.place = start, end, place
    shift.reason = reason
    shift.version += 1
    db().flush()
    _forget_answers(shift.id)
    record(by, "shifts.move", shift, reason)
    _tell_of_move(shift, apart_from)
    offer_anew(shift)


def call_off(shift_id: int, *, reason: str, by: Viewer) -> Shift:
    """Let a shift not go ahead: its promises end, and everybody on it hears why.

    Calling off twice is once. Raises NotYourRole, ShiftPast, LookupError.
    """
    shift = _alone(shift_id)
    refuse_role(by, shift.service_id)
    if shift.state is ShiftState.CANCELLED:
        return shift
    _refuse_over(shift)
    cancel_whole(shift, reason=reason, by=by)
    return shift


def cancel_whole(
    shift: Shift, *, reason: str, by: Viewer, apart_from: Collection[int] = ()
) -> None:
    """Let a shift that is held not go ahead, and tell everybody on it.

    `apart_from` are people who hear it in another way.
    """
    shift.state, shift.reason = ShiftState.CANCELLED, reason
    shift.version += 1
    db().flush()
    people = _end_promises(shift.id)
    record(by, "shifts.call_off", shift, reason)
    withdraw(SHIFT, shift.id, rules=[UNFILLED], reason="called off")
    for person_id in people:
        if person_id not in apart_from:
            put(
                CALLED_OFF,
                subject_id=shift.id,
                occurrence=occurrence_of(shift.version),
                recipient_id=person_id,
                expires_at=shift.starts_at,
            )


def hold_alone(shift_ids: Iterable[int]) -> list[Shift]:
    """Shifts, the oldest first, held so that nobody promises or releases meanwhile."""
    found = (
        select(Shift)
        .where(Shift.id.in_(list(shift_ids)))
        .order_by(Shift.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(db().scalars(found))


def refuse_role(by: Viewer, service_id: int) -> None:
    """Who looks after the whole rota, or leads this service today. Raises NotYourRole."""
    if not by.may(CHANGE) and service_id not in led_by(by.person_id, clock.today()):
        raise rules.NotYourRole


def share_days() -> None:
    """Let nobody close a day until the transaction ends: for who puts something in the rota.

    Comes before every other lock.
    """
    db().execute(select(Coop.id).with_for_update(read=True))


def refuse_closed_day(day: date) -> None:
    """Raises DayClosed."""
    closed = closed_on(day)
    if closed is not None:
        raise planning_rules.DayClosed(day=day, reason=closed.name)


def service_of(service_id: int) -> Service:
    """Raises LookupError."""
    found = db().get(Service, service_id)
    if found is None:
        raise LookupError(service_id)
    return found


def refuse_not_running(service: Service, day: date) -> None:
    """Raises ServiceNotOpen, ServiceNotRunning."""
    if service.opened_on is None:
        raise planning_rules.ServiceNotOpen(service=service.name)
    if day < service.starts_on or (service.stops_on is not None and day > service.stops_on):
        raise planning_rules.ServiceNotRunning(service=service.name, day=day)


def _future(day: date, hour: clock_time) -> datetime:
    start = rules.starts(day, hour)
    if start <= clock.now():
        raise planning_rules.MomentPast
    return start


def _refuse_over(shift: Shift) -> None:
    if shift.state is ShiftState.CANCELLED:
        raise rules.ShiftCancelled(reason=shift.reason)
    if shift.starts_at <= clock.now():
        raise rules.ShiftPast


def _alone(shift_id: int) -> Shift:
    """One of them. Raises LookupError."""
    found = hold_alone([shift_id])
    if not found:
        raise LookupError(shift_id)
    return found[0]


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


def _forget_answers(shift_id: int) -> None:
    """Who said to come at another time did not say so for this one."""
    for kind in KINDS.values():
        db().execute(
            update(kind)
            .where(kind.shift_id == shift_id, is_live(kind))
            .values(confirmed_at=None)
            .execution_options(synchronize_session=False)
        )


def _tell_of_move(shift: Shift, apart_from: Collection[int]) -> None:
    """Take back what was not sent about the old time; say the new one to everybody."""
    withdraw(SHIFT, shift.id, rules=[UNFILLED], reason="moved")
    for promised in live_promises(shift.id):
        rule = MOVED[promised.side]
        old = [rule, ASKED[promised.side]]
        withdraw(NAMES[promised.side], promised.id, rules=old, reason="moved")
        if promised.person_id not in apart_from:
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
        numbers = []
        for promise_id, person_id in ended:
            people[person_id] = None
            numbers.append(promise_id)
            withdraw(NAMES[side], promise_id, reason="called off")
        if kind is Booking and numbers:
            end_with(numbers)
    return list(people)
