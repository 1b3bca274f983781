"""What should have been said by now because time passed.

The question whether somebody comes, the day before; the call for helpers, days ahead. Each asks
the database for what was not said yet, so a second look finds nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from buurtcoop.core.instance import db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due, Rule
from buurtcoop.shifts.messages import (
    ASKED,
    QUALIFICATION_ENDS,
    UNFILLED,
    lack_of,
    occurrence_of,
)
from buurtcoop.shifts.models import Shift, ShiftState, Side
from buurtcoop.shifts.queries import KINDS, coordinators, is_live, unfilled, unqualified
from buurtcoop.shifts.rules import (
    ANSWER_HOURS,
    ASK_AT,
    ASK_FOR_HELP_AT,
    ASK_FOR_HELP_DAYS,
    answer_until,
    asked_at,
    reached,
)


def due(now: datetime) -> Iterator[Due]:
    """Everything this room should have said by now."""
    for side in Side:
        yield from _questions(side, now)
    yield from _calls_for_help(now)
    yield from _what_places_ask(now)


def _questions(side: Side, now: datetime) -> Iterator[Due]:
    """To whom the question is due; not to who heard of this shift after that moment."""
    kind, rule = KINDS[side], ASKED[side]
    rows = db().execute(
        select(
            kind.id, kind.person_id, kind.made_at, Shift.starts_at, Shift.moved_at, Shift.version
        )
        .join(Shift, Shift.id == kind.shift_id)
        .where(
            is_live(kind),
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at > now + timedelta(hours=ANSWER_HOURS),
            Shift.starts_at < reached(now, ASK_AT, 1),
            ~_said(rule, kind.id),
        )
        .order_by(Shift.starts_at, kind.id)
    )
    for promise_id, person_id, made_at, starts_at, moved_at, version in rows:
        if max(made_at, moved_at or made_at) < asked_at(starts_at):
            yield Due(
                rule=rule,
                subject_id=promise_id,
                occurrence=occurrence_of(version),
                recipient_id=person_id,
                expires_at=answer_until(starts_at),
            )


def _calls_for_help(now: datetime) -> Iterator[Due]:
    """Shifts of the coming days that still need helpers, for every coordinator."""
    missing = unfilled(now, reached(now, ASK_FOR_HELP_AT, ASK_FOR_HELP_DAYS))
    if not missing:
        return
    said = heard(UNFILLED, [shift.id for shift in missing])
    people = coordinators()
    for shift in missing:
        occurrence = occurrence_of(shift.version)
        for person in people:
            if (shift.id, occurrence, person.id) in said:
                continue
            yield Due(
                rule=UNFILLED,
                subject_id=shift.id,
                occurrence=occurrence,
                recipient_id=person.id,
                expires_at=shift.starts_at,
            )


def _what_places_ask(now: datetime) -> Iterator[Due]:
    """To who has a place that asks for what will not count on the day; the place stays."""
    found = unqualified(now)
    if not found:
        return
    said = heard(QUALIFICATION_ENDS, [each.claim_id for each in found])
    for each in found:
        if (each.claim_id, lack_of(each), each.person_id) in said:
            continue
        yield Due(
            rule=QUALIFICATION_ENDS,
            subject_id=each.claim_id,
            occurrence=lack_of(each),
            recipient_id=each.person_id,
            expires_at=each.starts_at,
        )


def _said(rule: Rule, subject_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether this was said about this version of the shift."""
    return exists().where(
        Message.rule == rule.name,
        Message.subject_kind == rule.subject_kind,
        Message.subject_id == subject_id,
        Message.occurrence == cast(Shift.version, String),
    )
