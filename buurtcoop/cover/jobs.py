"""What happens to cover because time passes."""

from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.cover.models import Ask, Swap, Watch
from buurtcoop.cover.operations.swapping import end_offers
from buurtcoop.cover.queries import is_open
from buurtcoop.cover.rules import KEPT
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.shifts.models import Claim, Shift


def close_offers(now: datetime) -> int:
    """Let offers be gone of which a place ended or began. Returns how many were."""
    return end_offers(~is_open(now))


def end_watches(now: datetime) -> int:
    """Stop watching what is over, and for who is no member any more. Returns how many ended."""
    over = select(Shift.id).where(Shift.ends_at <= now)
    member = exists().where(
        Membership.person_id == Watch.person_id, running_on(clock.local(now).date())
    )
    ended = db().scalars(
        update(Watch)
        .where(Watch.ended_at.is_(None), or_(Watch.shift_id.in_(over), ~member))
        .values(ended_at=now)
        .returning(Watch.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


def forget_cover(now: datetime) -> int:
    """Erase who was asked, swapped and watched long ago. Returns how many rows went."""
    over = select(Shift.id).where(Shift.ends_at < now - KEPT)
    theirs = select(Claim.id).where(Claim.shift_id.in_(over))
    old = (
        (Ask, Ask.shift_id.in_(over)),
        (Watch, Watch.shift_id.in_(over)),
        (Swap, or_(Swap.claim_id.in_(theirs), Swap.other_claim_id.in_(theirs))),
    )
    return sum(
        len(db().scalars(delete(kind).where(which).returning(kind.id)).all()) for kind, which in old
    )
