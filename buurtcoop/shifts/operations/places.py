"""Places of a crew line: taken, given back, kept for who waits. The database decides in one
statement each; the CHECK refuses more than there are.

Order of locks: a line before what waits for it.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, select, true, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.messaging.operations import put
from buurtcoop.shifts import rules
from buurtcoop.shifts.messages import PLACE_OFFERED
from buurtcoop.shifts.models import CrewLine, Waiting, WaitingState


def take_places(line_id: int, number: int) -> bool:
    """Take places on a line, all of them or none."""
    return _change(
        line_id, CrewLine.taken + CrewLine.held + number <= CrewLine.places, taken=number
    )


def give_back(line_id: int, number: int) -> None:
    """Free places that were taken; the CHECK refuses to free more."""
    _change(line_id, true(), taken=-number)


def hold_places(line_id: int, number: int) -> bool:
    """Keep free places for somebody, all of them or none."""
    return _change(line_id, CrewLine.taken + CrewLine.held + number <= CrewLine.places, held=number)


def let_go(line_id: int, number: int) -> bool:
    """Free places that were kept for somebody."""
    return _change(line_id, CrewLine.held >= number, held=-number)


def offer_next(line_id: int, *, starts_at: datetime, hold_hours: int) -> int:
    """Offer what is free on a line to who waits for it, who came first, first.

    Who waits for more than is free is passed over for now. Shortly before the start nothing is
    offered: then a place is simply free. Returns how many people were offered a place.
    """
    until = rules.held_until(clock.now(), hold_hours, starts_at)
    if until is None:
        return 0
    offered = 0
    for waiting in _who_waits(line_id):
        if not hold_places(line_id, waiting.people):
            continue
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
        offered += 1
    return offered


def _who_waits(line_id: int) -> list[Waiting]:
    found = (
        select(Waiting)
        .where(Waiting.line_id == line_id, Waiting.state == WaitingState.WAITING)
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
