"""Orders that lapse without cost, and members who leave in between."""

from collections.abc import Iterable

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.purchases.messages import ORDER_LAPSED
from buurtcoop.purchases.models import GroupPurchase, Interest, PurchaseOrder
from buurtcoop.purchases.operations.holding import change_row, hold_orders
from buurtcoop.purchases.operations.joining import end_interests
from buurtcoop.purchases.queries import is_member
from buurtcoop.purchases.rules import CHANGE, FREE, LEFT, READ, OrderState, told_until

# Who acts when nobody does: time passed.
TIMETABLE = Viewer(acting_as="timetable", permissions=frozenset({READ, CHANGE}))
LAPSED = N_("Deze bestelling is vervallen.")


def lapse(orders: Iterable[PurchaseOrder], by: Viewer, why: str = "") -> int:
    """Let held orders lapse that bind nobody yet; nothing is owed. Returns how many did.

    `why` is a message id; with it the buyers hear it. Without, the end of the round tells them.
    """
    lapsed = list(orders)
    for order in lapsed:
        ended = {"state": OrderState.LAPSED, "ended_at": clock.now(), "ended_why": why}
        change_row(order, order.version, by, **ended)
        withdraw(PurchaseOrder.__tablename__, order.id, reason=LAPSED)
        if why:
            put(
                ORDER_LAPSED,
                subject_id=order.id,
                occurrence="1",
                recipient_id=order.person_id,
                expires_at=told_until(clock.now()),
            )
    return len(lapsed)


def lapse_leavers(purchase: GroupPurchase) -> int:
    """What who is no member any more wanted and ordered in a held round lapses. Returns how many.

    A contract stays: that is between buyer and supplier.
    """
    today = clock.today()
    members = set(
        db().scalars(
            select(PurchaseOrder.person_id).where(
                PurchaseOrder.purchase_id == purchase.id,
                is_member(PurchaseOrder.person_id, today),
            )
        )
    )
    orders = [order for order in hold_orders(purchase.id, *FREE) if order.person_id not in members]
    wishes = select(Interest.id).where(
        Interest.purchase_id == purchase.id,
        Interest.ended_at.is_(None),
        ~is_member(Interest.person_id, today),
    )
    ended = end_interests(db().scalars(wishes.order_by(Interest.id)).all(), LEFT)
    return ended + lapse(orders, TIMETABLE, LEFT)
