"""What always holds of the duty, over the whole database."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from buurtcoop.core.instance import db
from buurtcoop.hours.models import TimeEntry
from buurtcoop.obligations.models import DutyStep, HourGift, MemberDuty, Outreach
from buurtcoop.obligations.queries import counting
from buurtcoop.obligations.rules import last_of


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_two_at_once(), *_more_than_done(), *_loose_contacts()]


def _two_at_once() -> list[str]:
    other = aliased(MemberDuty)
    rows = db().execute(
        select(MemberDuty.id, other.id)
        .join(
            other,
            (MemberDuty.id < other.id)
            & (other.ends_on.is_(None) | (other.ends_on >= MemberDuty.starts_on))
            & (MemberDuty.ends_on.is_(None) | (MemberDuty.ends_on >= other.starts_on)),
        )
        .order_by(MemberDuty.id, other.id)
    )
    return [f"Member duties {one} and {two} run at the same time." for one, two in rows]


def _more_than_done() -> list[str]:
    """Never more than was once written down as done; hours may be taken back after a gift."""
    given = db().execute(
        select(HourGift.giver_id, HourGift.month, func.sum(HourGift.minutes))
        .group_by(HourGift.giver_id, HourGift.month)
        .order_by(HourGift.giver_id, HourGift.month)
    )
    broken = []
    for giver_id, month, minutes in given:
        done = db().scalar(
            select(func.coalesce(func.sum(TimeEntry.minutes), 0)).where(
                TimeEntry.person_id == giver_id,
                TimeEntry.on_day.between(month, last_of(month)),
                TimeEntry.minutes > 0,
                counting(),
            )
        )
        if minutes > (done or 0):
            broken.append(f"Person {giver_id} gave {minutes} minutes of {month} and did {done}.")
    return broken


def _loose_contacts() -> list[str]:
    """An open contact has one open step."""
    rows = db().scalars(
        select(Outreach.id)
        .outerjoin(DutyStep, (DutyStep.outreach_id == Outreach.id) & DutyStep.done_at.is_(None))
        .where(Outreach.closed_at.is_(None), DutyStep.id.is_(None))
        .order_by(Outreach.id)
    )
    return [f"Contact {number} is open, and nobody has to do anything." for number in rows]
