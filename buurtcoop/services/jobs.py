"""What happens because time passed: wishes of long ago members are forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.queries import left_before
from buurtcoop.services.models import Wish, WishState, WishSupport

KEPT_AFTER_LEAVING = timedelta(days=2 * 365)


def forget_wishes(now: datetime) -> int:
    """2 years after the last day the words and the support of a member go.

    A wish that is still open is taken back with it. Returns how many rows were cleared.
    """
    today = clock.local(now).date()
    left = left_before(today - KEPT_AFTER_LEAVING)
    cleared = {"words": "", "erased_at": now}
    old = update(Wish).where(Wish.person_id.in_(left), Wish.words != "").returning(Wish.id)
    still_open = old.where(Wish.state == WishState.OPEN)
    ended = {"state": WishState.WITHDRAWN, "ended_at": now, **cleared}
    kept = {"synchronize_session": False}
    words = [
        *db().scalars(still_open.values(**ended).execution_options(**kept)),
        *db().scalars(old.values(**cleared).execution_options(**kept)),
    ]
    support = db().scalars(
        delete(WishSupport)
        .where(WishSupport.person_id.in_(left) | WishSupport.wish_id.in_(words))
        .returning(WishSupport.id)
        .execution_options(**kept)
    )
    return len(words) + len(support.all())
