"""How a shift is read: its columns, its lines, and the plain value made of them.

A list costs two statements at any size: the shifts with what the viewer promised, and their
lines; and one more, what the viewer can do, when a line asks for something.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Result, Row, Select, and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.qualifications.models import Skill
from buurtcoop.qualifications.queries import counts_until
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Booking, Claim, CrewLine, Shift, Waiting
from buurtcoop.shifts.queries.promises import is_live
from buurtcoop.shifts.seen import LineSeen, Own, ShiftSeen

NOBODY = 0
IN_TIME = (Shift.starts_at, Shift.id)

# Made once: putting a question together costs more than asking it.
WHO = "who"
_claim, _booking = aliased(Claim, name="own_claim"), aliased(Booking, name="own_booking")


def _own(kind: Any) -> ColumnElement[bool]:
    return and_(kind.shift_id == Shift.id, kind.person_id == bindparam(WHO), is_live(kind))


# The columns of a shift, with the live promises of whoever asks beside it.
SHIFTS: Select[*tuple[Any, ...]] = (
    select(
        Shift.id,
        Shift.service_id,
        Shift.starts_at,
        Shift.ends_at,
        Shift.place,
        Shift.state,
        Shift.version,
        Shift.series_id,
        Shift.moved_from,
        Shift.reason,
        Service.name.label("service_name"),
        Service.slug.label("service_slug"),
        Service.icon,
        Service.give_task,
        Service.price,
        Service.release_hours,
        Service.children_per_carer,
        (Service.helpers_at_least - Service.adults_besides).label("helpers_needed"),
        Service.asks_consent,
        (Service.card != "").label("has_card"),
        (Service.log_kinds != "").label("has_log"),
        Service.asks_diet,
        Service.asks_kilometres,
        _claim.id.label("claim_id"),
        _claim.line_id.label("claim_line_id"),
        _claim.confirmed_at.label("claim_confirmed_at"),
        _booking.id.label("booking_id"),
        _booking.line_id.label("booking_line_id"),
        _booking.people.label("booking_people"),
        _booking.confirmed_at.label("booking_confirmed_at"),
    )
    .join(Service, Service.id == Shift.service_id)
    .outerjoin(_claim, _own(_claim))
    .outerjoin(_booking, _own(_booking))
)
LINES = (
    select(
        CrewLine.id,
        CrewLine.shift_id,
        CrewLine.side,
        CrewLine.role,
        CrewLine.places,
        CrewLine.minimum,
        CrewLine.taken,
        CrewLine.held,
        CrewLine.skill_id,
        Skill.name.label("skill"),
        exists()
        .where(Waiting.line_id == CrewLine.id, Waiting.ended_at.is_(None))
        .label("waited_for"),
    )
    .outerjoin(Skill, Skill.id == CrewLine.skill_id)
    .where(CrewLine.shift_id.in_(bindparam("shifts", expanding=True)))
    .order_by(CrewLine.shift_id, CrewLine.side, CrewLine.id)
)


def asked(question: Select[*tuple[Any, ...]], viewer: Viewer) -> Result[*tuple[Any, ...]]:
    """The answer to a question about shifts, asked by this viewer."""
    return db().execute(question, {WHO: viewer.person_id or NOBODY})


def as_seen(rows: Sequence[Row[*tuple[Any, ...]]], viewer: Viewer) -> list[ShiftSeen]:
    """These rows as plain values, with their lines and what this viewer may take of them."""
    if not rows:
        return []
    lines = _lines([row.id for row in rows])
    asks = any(line["skill_id"] for found in lines.values() for line in found)
    held = counts_until(viewer.person_id) if asks and viewer.person_id else {}
    return [_seen(row, lines[row.id], None if viewer.person_id is None else held) for row in rows]


def _lines(shift_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {shift_id: [] for shift_id in shift_ids}
    for row in db().execute(LINES, {"shifts": shift_ids}):
        values = dict(row._mapping)
        found[values.pop("shift_id")].append(values)
    return found


def _line(values: dict[str, Any], day: date, held: dict[int, date | None] | None) -> LineSeen:
    """A line; `held` is until when the viewer has which skill, None for a stranger."""
    skill_id = values["skill_id"]
    if skill_id is None or held is None:
        return LineSeen(**values)
    until = held.get(skill_id, date.min)
    return LineSeen(**values, lacking=until is not None and until < day)


def _seen(
    row: Row[*tuple[Any, ...]],
    lines: list[dict[str, Any]],
    held: dict[int, date | None] | None,
) -> ShiftSeen:
    day = clock.local(row.starts_at).date()
    claim = row.claim_id and Own(
        id=row.claim_id,
        line_id=row.claim_line_id,
        people=1,
        confirmed=row.claim_confirmed_at is not None,
    )
    booking = row.booking_id and Own(
        id=row.booking_id,
        line_id=row.booking_line_id,
        people=row.booking_people,
        confirmed=row.booking_confirmed_at is not None,
    )
    return ShiftSeen(
        id=row.id,
        service_id=row.service_id,
        service_name=row.service_name,
        service_slug=row.service_slug,
        icon=row.icon,
        give_task=row.give_task,
        price=row.price,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        state=row.state,
        version=row.version,
        comes_back=row.series_id is not None,
        moved_from=row.moved_from,
        reason=row.reason,
        release_hours=row.release_hours,
        claim=claim,
        booking=booking,
        children_per_carer=row.children_per_carer,
        helpers_needed=max(0, row.helpers_needed),
        asks_consent=row.asks_consent,
        has_card=row.has_card,
        has_log=row.has_log,
        asks_diet=row.asks_diet,
        asks_kilometres=row.asks_kilometres,
        lines=tuple(_line(values, day, held) for values in lines),
    )
