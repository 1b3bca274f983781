"""Questions about waiting lists: who waits, for what, and as which number."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import CrewLine, Shift, Side, Waiting
from buurtcoop.shifts.seen import Waits

_ahead = aliased(Waiting)


def waits(waiting_id: int) -> Waits | None:
    """One entry of a waiting list, whatever became of it."""
    found = _waits(Waiting.id == waiting_id)
    return found[0] if found else None


def waiting_list(shift_id: int) -> list[Waits]:
    """Everybody who waits on a shift, on both sides, line by line in order of turn."""
    return _waits(Waiting.shift_id == shift_id, Waiting.ended_at.is_(None))


def waiting_of(person_id: int) -> list[Waits]:
    """Where this person waits for something to come, by time."""
    return _waits(
        Waiting.person_id == person_id,
        Waiting.ended_at.is_(None),
        Shift.starts_at > clock.now(),
    )


def waits_on(person_id: int, shift_id: int) -> dict[Side, Waits]:
    """Where this person waits on a shift, per side."""
    found = _waits(
        Waiting.person_id == person_id,
        Waiting.shift_id == shift_id,
        Waiting.ended_at.is_(None),
    )
    return {entry.side: entry for entry in found}


def _waits(*conditions: ColumnElement[bool]) -> list[Waits]:
    """Entries with their shift and person: one statement."""
    rows = db().execute(
        select(
            Waiting.id,
            Waiting.side,
            Waiting.shift_id,
            Waiting.line_id,
            Waiting.people,
            Waiting.state,
            Waiting.offers,
            Waiting.queued_at,
            Waiting.hold_until,
            CrewLine.role,
            Service.name.label("service_name"),
            Shift.starts_at,
            Shift.place,
            _number().label("number"),
            and_(Service.asks_consent, Waiting.side == Side.RECEIVE).label("by_name"),
            Person,
        )
        .join(CrewLine, CrewLine.id == Waiting.line_id)
        .join(Shift, Shift.id == Waiting.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .join(Person, Person.id == Waiting.person_id)
        .where(*conditions)
        .order_by(Shift.starts_at, Shift.id, Waiting.line_id, Waiting.queued_at, Waiting.id)
    )
    found = []
    for row in rows:
        values: dict[str, Any] = dict(row._mapping)
        person: Person = values.pop("Person")
        found.append(
            Waits(
                **values,
                person_id=person.id,
                name=person.full_name,
                initials=person.initials,
                tint=person.tint,
            )
        )
    return found


def _number() -> ColumnElement[int]:
    """1 for who is first in turn: who came earlier for the same line, and this one."""
    earlier = (_ahead.queued_at < Waiting.queued_at) | (
        (_ahead.queued_at == Waiting.queued_at) & (_ahead.id < Waiting.id)
    )
    return (
        select(func.count() + 1)
        .where(_ahead.line_id == Waiting.line_id, _ahead.ended_at.is_(None), earlier)
        .correlate(Waiting)
        .scalar_subquery()
    )
