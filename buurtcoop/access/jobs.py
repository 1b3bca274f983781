"""What goes because time passed."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from buurtcoop.access.models import Session, SignInRequest, Throttle
from buurtcoop.access.queries import ABSOLUTE_MEMBER, IDLE_MEMBER
from buurtcoop.core.instance import db

KEPT_FOR = timedelta(days=30)


def clean_up(now: datetime) -> int:
    """Remove sessions, requests for a link and counts that ended 30 days ago."""
    before = now - KEPT_FOR
    gone = (
        delete(Session)
        .where(
            or_(
                Session.ended_at < before,
                Session.made_at < before - ABSOLUTE_MEMBER,
                Session.seen_at < before - IDLE_MEMBER,
            )
        )
        .returning(Session.id),
        delete(SignInRequest).where(SignInRequest.made_at < before).returning(SignInRequest.id),
        delete(Throttle).where(Throttle.since < before).returning(Throttle.key),
    )
    return sum(len(db().scalars(statement).all()) for statement in gone)
