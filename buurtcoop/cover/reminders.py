"""What should have been said by now: that it is solved, and that something changed.

Each asks the database for what was not said yet, so a second look finds nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, or_, select

from buurtcoop.audit.models import AuditEntry
from buurtcoop.core.instance import db
from buurtcoop.cover.messages import (
    ASK,
    PLACE_FREE,
    SOLVED,
    WATCH,
    WATCHED_CALLED_OFF,
    WATCHED_MOVED,
    freed_by,
    reached,
)
from buurtcoop.cover.models import Answer, Ask, Watch
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due, Rule
from buurtcoop.shifts.messages import CALLED_OFF, SHIFT, occurrence_of
from buurtcoop.shifts.models import Claim, CrewLine, Shift, ShiftState
from buurtcoop.shifts.queries import KINDS, Kind, is_live
from buurtcoop.shifts.queries.promises import RELEASED

NOBODY = 0


def due(now: datetime) -> Iterator[Due]:
    """Everything this room should have said by now."""
    yield from _solved(now)
    yield from _moved(now)
    yield from _called_off(now)
    yield from _room(now)


def _solved(now: datetime) -> Iterator[Due]:
    """To whom we owe the end of a question: asked, not answered, and nobody is missing now."""
    rows = db().execute(
        select(Ask.id, Ask.person_id, Ask.version, Shift.starts_at)
        .join(Shift, Shift.id == Ask.shift_id)
        .join(CrewLine, CrewLine.id == Ask.line_id)
        .where(
            Ask.answer == Answer.OPEN,
            Ask.version == Shift.version,
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at > now,
            CrewLine.taken >= CrewLine.minimum,
            ~_promised(Claim, Ask.person_id, Ask.shift_id),
            reached(Ask.id),
            ~_said(SOLVED, ASK, Ask.id, cast(Ask.version, String)),
        )
        .order_by(Shift.starts_at, Ask.id)
    )
    for ask_id, person_id, version, starts_at in rows:
        yield Due(
            rule=SOLVED,
            subject_id=ask_id,
            occurrence=occurrence_of(version),
            recipient_id=person_id,
            expires_at=starts_at,
        )


def _moved(now: datetime) -> Iterator[Due]:
    """Who watches a shift that got another time; who is on it hears that anyway."""
    on_it = or_(*(_promised(kind, Watch.person_id, Watch.shift_id) for kind in KINDS.values()))
    watched = _watched(now, ShiftState.PLANNED, "shifts.move").where(
        Shift.moved_at > Watch.made_at,
        ~on_it,
        ~_said(WATCHED_MOVED, WATCH, Watch.id, cast(Shift.version, String)),
    )
    yield from _dues(WATCHED_MOVED, watched)


def _called_off(now: datetime) -> Iterator[Due]:
    """Who watches a shift that does not go ahead, and did not hear it for another reason."""
    heard = exists().where(
        Message.rule == CALLED_OFF.name,
        Message.subject_kind == SHIFT,
        Message.subject_id == Shift.id,
        Message.recipient_id == Watch.person_id,
    )
    watched = _watched(now, ShiftState.CANCELLED, "shifts.call_off").where(
        ~heard, ~_said(WATCHED_CALLED_OFF, WATCH, Watch.id, cast(Shift.version, String))
    )
    yield from _dues(WATCHED_CALLED_OFF, watched)


def _watched(now: datetime, state: ShiftState, verb: str) -> Select[int, int, int, datetime]:
    """Watches of shifts that became so since, but for who did it oneself."""
    did_it = (
        select(AuditEntry.actor_id)
        .where(
            AuditEntry.verb == verb,
            AuditEntry.subject_kind == SHIFT,
            AuditEntry.subject_id == Shift.id,
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
        .correlate(Shift)
        .scalar_subquery()
    )
    return (
        select(Watch.id, Watch.person_id, Shift.version, Shift.starts_at)
        .join(Shift, Shift.id == Watch.shift_id)
        .where(
            Watch.ended_at.is_(None),
            Shift.state == state,
            Shift.starts_at > now,
            Shift.version > Watch.version,
            func.coalesce(did_it, NOBODY) != Watch.person_id,
        )
        .order_by(Shift.starts_at, Watch.id)
    )


def _dues(rule: Rule, watched: Select[int, int, int, datetime]) -> Iterator[Due]:
    for watch_id, person_id, version, starts_at in db().execute(watched):
        yield Due(
            rule=rule,
            subject_id=watch_id,
            occurrence=occurrence_of(version),
            recipient_id=person_id,
            expires_at=starts_at,
        )


def _room(now: datetime) -> Iterator[Due]:
    """Who watches a shift on which somebody gave a place back, that is free by now."""
    for kind in KINDS.values():
        last = {row.watch_id: row for row in db().execute(_freed(kind, now))}
        said = heard(PLACE_FREE, list(last))
        for row in last.values():
            occurrence = freed_by(row.side, row.promise_id)
            if (row.watch_id, occurrence, row.person_id) not in said:
                yield Due(
                    rule=PLACE_FREE,
                    subject_id=row.watch_id,
                    occurrence=occurrence,
                    recipient_id=row.person_id,
                    expires_at=row.starts_at,
                )


def _freed(kind: Kind, now: datetime) -> Select[*tuple[Any, ...]]:
    """Promises given back by others since somebody watches, where there is room; the last last."""
    return (
        select(
            Watch.id.label("watch_id"),
            Watch.person_id,
            kind.side,
            kind.id.label("promise_id"),
            Shift.starts_at,
        )
        .join(Shift, Shift.id == Watch.shift_id)
        .join(kind, kind.shift_id == Shift.id)
        .join(CrewLine, CrewLine.id == kind.line_id)
        .where(
            Watch.ended_at.is_(None),
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at > now,
            kind.state.in_(RELEASED),
            kind.ended_at > Watch.made_at,
            kind.person_id != Watch.person_id,
            CrewLine.taken + CrewLine.held < CrewLine.places,
            ~_promised(kind, Watch.person_id, Watch.shift_id),
        )
        .order_by(kind.ended_at, kind.id)
    )


def _promised(kind: Kind, person_id: Any, shift_id: Any) -> ColumnElement[bool]:
    """That this person has a promise of this kind on this shift."""
    own = select(kind.id.label("id"), kind.person_id, kind.shift_id).where(is_live(kind)).subquery()
    return exists().where(own.c.person_id == person_id, own.c.shift_id == shift_id)


def _said(rule: Rule, subject_kind: str, subject_id: Any, occurrence: Any) -> ColumnElement[bool]:
    return exists().where(
        Message.rule == rule.name,
        Message.subject_kind == subject_kind,
        Message.subject_id == subject_id,
        Message.occurrence == occurrence,
    )
