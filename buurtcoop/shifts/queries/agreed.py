"""What was promised with an agreement, and is still to come."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from buurtcoop.agreements.models import Agreement, AgreementKind
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.shifts.models import BookedChild, Booking, Shift
from buurtcoop.shifts.queries.promises import (
    AGREED,
    KINDS,
    Kind,
    is_live,
    read_promise,
    select_promise,
)
from buurtcoop.shifts.seen import Promise

SIDES = {kind: side for side, kind in AGREED.items()}


def promised_with(agreement: Agreement) -> list[Promise]:
    """What stands promised with this agreement and did not begin, by time; of a child its seats."""
    if agreement.kind is AgreementKind.GUARDIAN:
        kind: Kind = Booking
        these: ColumnElement[bool] = Booking.id.in_(
            [each.booking_id for each in children_with(agreement)]
        )
    else:
        kind = KINDS[SIDES[agreement.kind]]
        these = and_(
            kind.person_id == agreement.person_id, Shift.service_id == agreement.service_id
        )
    rows = db().execute(
        select_promise(kind)
        .where(these, is_live(kind), Shift.starts_at > clock.now())
        .order_by(Shift.starts_at, Shift.id)
    )
    return [read_promise(row) for row in rows]


def children_without_consent(now: datetime) -> list[BookedChild]:
    """Who still stands on a list to come with a consent that ended, the oldest shift first."""
    found = (
        select(BookedChild)
        .join(Shift, Shift.id == BookedChild.shift_id)
        .join(Agreement, Agreement.id == BookedChild.consent_id)
        .where(
            BookedChild.ended_at.is_(None),
            Agreement.ended_at.is_not(None),
            Shift.starts_at > now,
        )
        .order_by(BookedChild.shift_id, BookedChild.id)
    )
    return list(db().scalars(found))


def children_with(agreement: Agreement) -> list[BookedChild]:
    """Where this child comes with this consent and it did not begin, the oldest shift first."""
    found = (
        select(BookedChild)
        .join(Shift, Shift.id == BookedChild.shift_id)
        .where(
            BookedChild.consent_id == agreement.id,
            BookedChild.ended_at.is_(None),
            Shift.starts_at > clock.now(),
        )
        .order_by(BookedChild.shift_id)
    )
    return list(db().scalars(found))
