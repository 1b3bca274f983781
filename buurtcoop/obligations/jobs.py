"""What happens because time passed: contacts begin and end, and what is long over is forgotten."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.queries import left_before
from buurtcoop.obligations import operations
from buurtcoop.obligations.models import DutyStep, Exemption, HourAsk, HourGift, Outreach
from buurtcoop.obligations.rules import FORMER_KEPT, REASONS_KEPT, ROWS_KEPT


def keep_in_touch(now: datetime) -> int:
    """End the contacts that are no longer needed, and begin those that are. Returns how many."""
    return operations.end_contacts() + operations.begin_contacts(clock.local(now).date())


def forget_reasons(now: datetime) -> int:
    """30 days after an exemption or a contact ended, its words go. Returns how many."""
    today = clock.local(now).date()
    ended = select(Outreach.id).where(Outreach.closed_at < now - REASONS_KEPT)
    reasons = db().scalars(
        update(Exemption)
        .where(Exemption.own_reason.is_not(None), Exemption.ends_on < today - REASONS_KEPT)
        .values(own_reason=None)
        .returning(Exemption.id)
    )
    notes = db().scalars(
        update(DutyStep)
        .where(DutyStep.note.is_not(None), DutyStep.outreach_id.in_(ended))
        .values(note=None)
        .returning(DutyStep.id)
    )
    return len(reasons.all()) + len(notes.all())


def forget_rows(now: datetime) -> int:
    """12 months after it ended, and a month after the last day as a member, all of it goes.

    Returns how many rows.
    """
    today = clock.local(now).date()
    long_ago = today - ROWS_KEPT
    left = list(db().scalars(left_before(today - FORMER_KEPT)))
    contacts = select(Outreach.id).where(
        or_(Outreach.closed_at < now - ROWS_KEPT, Outreach.person_id.in_(left))
    )
    gone = 0
    for statement in (
        delete(DutyStep).where(DutyStep.outreach_id.in_(contacts)).returning(DutyStep.id),
        delete(Outreach).where(Outreach.id.in_(contacts)).returning(Outreach.id),
        delete(HourGift).where(HourGift.month < long_ago).returning(HourGift.id),
        delete(HourAsk).where(HourAsk.month < long_ago).returning(HourAsk.id),
        delete(Exemption)
        .where(or_(Exemption.ends_on < long_ago, Exemption.person_id.in_(left)))
        .returning(Exemption.id),
    ):
        options = {"synchronize_session": False}
        gone += len(db().scalars(statement, execution_options=options).all())
    return gone
