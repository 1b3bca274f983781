"""The waiting list of a line as time passes and places come free.

Who came first is offered first what is free, and has some time to answer; then it is the turn of
the next. A place is offered before anybody else can take it. Order of locks: the lines of a
shift, oldest first, before what waits for them.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.shifts import rules
from buurtcoop.shifts.messages import OFFER_PASSED, WAITING
from buurtcoop.shifts.models import CrewLine, Shift, ShiftState, Waiting, WaitingState
from buurtcoop.shifts.operations.holding import Held, hold_shifts
from buurtcoop.shifts.operations.places import (
    hold_lines,
    hold_places,
    kept_until,
    let_go,
    offer,
    offer_next,
    take_places,
)


def take_in_turn(line_id: int, people: int, shift: Held, waiting_id: int | None) -> bool:
    """Take places of a line people wait for: what is kept for this person, else what is left.

    Holds afterwards: nobody who waits was passed over by who comes now, and who has a place
    waits no longer. False when there are not enough places. Raises OfferGone.
    """
    waiting = None if waiting_id is None else db().get_one(Waiting, waiting_id)
    lines = {line_id} if waiting is None else {line_id, waiting.line_id}
    hold_lines(lines)
    for each in sorted(lines):
        settle_row(each, starts_at=shift.starts_at, hold_hours=shift.hold_hours)
    if waiting is None:
        return take_places(line_id, people)
    db().refresh(waiting)
    kept = waiting.people if waiting.state is WaitingState.OFFERED else 0
    if kept:
        let_go(waiting.line_id, kept)
    if not take_places(line_id, people):
        # Another line, or more than was kept: what was kept stays kept.
        if kept:
            hold_places(waiting.line_id, kept)
        return False
    if not end_waiting(waiting, WaitingState.TAKEN):
        raise rules.OfferGone
    if kept:
        offer_next(waiting.line_id, starts_at=shift.starts_at, hold_hours=shift.hold_hours)
    return True


def settle_row(line_id: int, *, starts_at: datetime, hold_hours: int) -> int:
    """Bring the waiting list of a line up to now. The line is held.

    An offer that ran out goes to the end of the row; what is free is offered to who was never
    offered a place. Twice is once. Returns how many people it is about.
    """
    late = _offered().where(Waiting.line_id == line_id, Waiting.hold_until <= clock.now())
    passed = list(db().scalars(late))
    for waiting in passed:
        _to_the_end(waiting)
        put(
            OFFER_PASSED,
            subject_id=waiting.id,
            occurrence=str(waiting.offers),
            recipient_id=waiting.person_id,
            expires_at=starts_at,
        )
    return len(passed) + offer_next(
        line_id, starts_at=starts_at, hold_hours=hold_hours, everybody=False
    )


def offer_free_places(now: datetime) -> int:
    """Bring every waiting list up to now on which something changes. Twice is once.

    Returns how many people it is about.
    """
    late = and_(Waiting.state == WaitingState.OFFERED, Waiting.hold_until <= now)
    fits = and_(
        Waiting.state == WaitingState.WAITING,
        Waiting.offers == 0,
        Waiting.people <= CrewLine.places - CrewLine.taken - CrewLine.held,
    )
    rows = db().execute(
        select(Waiting.shift_id, Waiting.line_id)
        .join(Shift, Shift.id == Waiting.shift_id)
        .join(CrewLine, CrewLine.id == Waiting.line_id)
        .where(or_(late, fits), Shift.state == ShiftState.PLANNED, Shift.starts_at > now)
        .distinct()
    )
    lines: dict[int, list[int]] = defaultdict(list)
    for shift_id, line_id in rows:
        lines[shift_id].append(line_id)
    about = 0
    for shift in hold_shifts(list(lines)):
        if shift.state is not ShiftState.PLANNED:
            continue
        hold_lines(lines[shift.id])
        for line_id in sorted(lines[shift.id]):
            about += settle_row(line_id, starts_at=shift.starts_at, hold_hours=shift.hold_hours)
    return about


def offer_anew(shift: Shift) -> None:
    """After a move: who was offered a place hears the new time, and has time to answer again."""
    hold_lines(db().scalars(select(CrewLine.id).where(CrewLine.shift_id == shift.id)).all())
    until = kept_until(shift.starts_at, shift.service.hold_hours)
    for waiting in db().scalars(_offered().where(Waiting.shift_id == shift.id)).all():
        withdraw(WAITING, waiting.id, reason="moved")
        if until is None:
            _to_the_end(waiting)
            continue
        offer(waiting, until)


def close_rows(shift_ids: Sequence[int], reason: str) -> list[int]:
    """End the waiting lists of these shifts and let go what was kept. Returns who waited."""
    lines = select(CrewLine.id).where(CrewLine.shift_id.in_(shift_ids)).order_by(CrewLine.id)
    hold_lines(db().scalars(lines).all())
    db().execute(
        update(CrewLine)
        .where(CrewLine.shift_id.in_(shift_ids), CrewLine.held > 0)
        .values(held=0)
        .execution_options(synchronize_session=False)
    )
    ended = db().execute(
        update(Waiting)
        .where(Waiting.shift_id.in_(shift_ids), Waiting.ended_at.is_(None))
        .values(state=WaitingState.CLOSED, hold_until=None, ended_at=clock.now())
        .returning(Waiting.id, Waiting.person_id)
        .execution_options(synchronize_session=False)
    )
    people = []
    for waiting_id, person_id in ended.all():
        withdraw(WAITING, waiting_id, reason=reason)
        people.append(person_id)
    return people


def end_waiting(waiting: Waiting, state: WaitingState) -> bool:
    """End an entry once, as it was read: the database decides whether it is still so."""
    return _change(waiting, state=state, hold_until=None, ended_at=clock.now())


def _to_the_end(waiting: Waiting) -> None:
    """Let what was kept go, and let this person wait again, behind who came before now."""
    at = min(waiting.hold_until or clock.now(), clock.now())
    if _change(waiting, state=WaitingState.WAITING, hold_until=None, queued_at=at):
        let_go(waiting.line_id, waiting.people)


def _change(waiting: Waiting, **values: object) -> bool:
    """Change an entry when it still stands as it was read, and take back what was not sent."""
    changed = db().scalars(
        update(Waiting)
        .where(
            Waiting.id == waiting.id,
            Waiting.state == waiting.state,
            Waiting.offers == waiting.offers,
        )
        .values(values)
        .returning(Waiting.id)
        .execution_options(synchronize_session=False)
    )
    done = changed.first() is not None
    db().refresh(waiting)
    if done:
        withdraw(WAITING, waiting.id, reason="no longer so")
    return done


def _offered() -> Select[Waiting]:
    """What was offered and not answered, the oldest first."""
    return (
        select(Waiting)
        .where(Waiting.state == WaitingState.OFFERED)
        .order_by(Waiting.hold_until, Waiting.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
