"""Places of a crew line: taken, given back, kept for who waits. The database decides in one
statement each; the CHECK refuses more than there are.

Where seats are for children, the same statement counts the helpers who promised: no child comes
on the list before there are as many as its service asks at least, and no more children than they
can have. That holds since `hold_shift` holds all lines of such a shift. A helper may always
release; then nobody is added until there is another.

Order of locks: a line before what waits for it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true, update
from sqlalchemy.orm import aliased

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.rules import first_moment
from buurtcoop.services.models import Service
from buurtcoop.shifts import rules
from buurtcoop.shifts.messages import PLACE_OFFERED
from buurtcoop.shifts.models import CrewLine, Shift, Side, Waiting, WaitingState


def take_places(line_id: int, number: int) -> bool:
    """Take places on a line, all of them or none."""
    return _change(line_id, _fits(number), taken=number)


def give_back(line_id: int, number: int) -> None:
    """Free places that were taken; the CHECK refuses to free more."""
    _change(line_id, true(), taken=-number)


def hold_places(line_id: int, number: int) -> bool:
    """Keep free places for somebody, all of them or none."""
    return _change(line_id, _fits(number), held=number)


def let_go(line_id: int, number: int) -> bool:
    """Free places that were kept for somebody."""
    return _change(line_id, CrewLine.held >= number, held=-number)


def hold_lines(line_ids: Iterable[int]) -> None:
    """Let nobody else take, keep or wait on these lines until the transaction ends."""
    lines = select(CrewLine.id).where(CrewLine.id.in_(line_ids)).order_by(CrewLine.id)
    db().execute(lines.with_for_update(key_share=True))


def offer_next(
    line_id: int, *, starts_at: datetime, hold_hours: int, everybody: bool = True
) -> int:
    """Offer what is free on a line to who waits for it, who came first, first.

    Who waits for more than is free is passed over for now. Shortly before the start nothing is
    offered: then a place is simply free. Not `everybody`: only who was never offered a place, so
    that one place does not go round a list on which nobody answers. Returns how many people were
    offered a place. The line is held.
    """
    until = kept_until(starts_at, hold_hours)
    if until is None:
        return 0
    offered = 0
    for waiting in _who_waits(line_id, everybody=everybody):
        if not hold_places(line_id, waiting.people):
            continue
        offer(waiting, until)
        offered += 1
    return offered


def offer(waiting: Waiting, until: datetime) -> None:
    """Offer the place that is kept for this person until then, and say so; also once more."""
    waiting.state = WaitingState.OFFERED
    waiting.hold_until = until
    waiting.offers += 1
    db().flush()
    put(
        PLACE_OFFERED,
        subject_id=waiting.id,
        occurrence=str(waiting.offers),
        recipient_id=waiting.person_id,
        expires_at=until,
    )


def kept_until(starts_at: datetime, hold_hours: int) -> datetime | None:
    """Until when a place offered now is kept: hours from when the mail may leave, not at night.

    None when there is no time left for an answer.
    """
    asked = first_moment(clock.now(), rules.answer_until(starts_at), quiet_hours=True)
    return rules.held_until(asked, hold_hours, starts_at)


def offer_seats(shift_id: int, *, starts_at: datetime, hold_hours: int) -> int:
    """Offer the seats of a shift to who waits for them, when a helper for children joined.

    Returns how many people were offered a seat.
    """
    seats = select(CrewLine.id).where(CrewLine.shift_id == shift_id, CrewLine.side == Side.RECEIVE)
    return sum(
        offer_next(line_id, starts_at=starts_at, hold_hours=hold_hours)
        for line_id in db().scalars(seats.order_by(CrewLine.id)).all()
    )


def helpers_on(shift_id: int) -> int:
    """How many promised to help on a shift."""
    taken = select(func.coalesce(func.sum(CrewLine.taken), 0)).where(
        CrewLine.shift_id == shift_id, CrewLine.side == Side.GIVE
    )
    return int(db().scalar(taken) or 0)


@lru_cache(maxsize=64)
def _fits(number: int) -> ColumnElement[bool]:
    """That so many more can be on a line: there are places, and enough helpers for children.

    Kept, since putting the question together takes longer than asking it.
    """
    return and_(
        CrewLine.taken + CrewLine.held + number <= CrewLine.places,
        or_(CrewLine.side == Side.GIVE, _enough_carers(number)),
    )


def _enough_carers(number: int) -> ColumnElement[bool]:
    lines = aliased(CrewLine)
    here = lines.shift_id == CrewLine.shift_id
    per_carer = _of_service(Service.children_per_carer)
    helpers = select(func.coalesce(func.sum(lines.taken), 0)).where(here, lines.side == Side.GIVE)
    carers = helpers.correlate(CrewLine).scalar_subquery()
    children = select(func.coalesce(func.sum(lines.taken + lines.held), 0)).where(
        here, lines.side == Side.RECEIVE
    )
    coming = children.correlate(CrewLine).scalar_subquery()
    enough = and_(carers >= _at_least(), coming + number <= per_carer * carers)
    return or_(per_carer.is_(None), enough)


def _at_least() -> ColumnElement[int]:
    """How many helpers it takes for any child to come."""
    return _of_service(Service.helpers_at_least - Service.adults_besides)


def _of_service(column: Any) -> ColumnElement[int]:
    of_shift = select(column).join(Shift, Shift.service_id == Service.id)
    return of_shift.where(Shift.id == CrewLine.shift_id).correlate(CrewLine).scalar_subquery()


def _who_waits(line_id: int, *, everybody: bool) -> list[Waiting]:
    found = (
        select(Waiting)
        .where(
            Waiting.line_id == line_id,
            Waiting.state == WaitingState.WAITING,
            true() if everybody else Waiting.offers == 0,
        )
        .order_by(Waiting.queued_at, Waiting.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db().scalars(found))


def _change(line_id: int, condition: ColumnElement[bool], **by: int) -> bool:
    changed = db().scalars(
        update(CrewLine)
        .where(CrewLine.id == line_id, condition)
        .values({name: getattr(CrewLine, name) + number for name, number in by.items()})
        .returning(CrewLine.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None
