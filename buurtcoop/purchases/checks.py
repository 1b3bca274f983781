"""What always holds of rounds, orders and turns, over the whole database."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select

from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.purchases.models import (
    GroupPurchase,
    Interest,
    MaintenanceTurn,
    PurchaseOrder,
    Quote,
)
from buurtcoop.purchases.pricing import Share, shares
from buurtcoop.purchases.rules import PRICED, RUNNING, OrderState, RoundState

BELONGS = {
    OrderState.PLACED: (RoundState.ORDERING,),
    OrderState.ASKED_AGAIN: (RoundState.QUOTES, RoundState.ORDERING),
    OrderState.FIXED: (RoundState.FIXED, RoundState.IN_USE),
}
WITH_QUOTE = (RoundState.ORDERING, RoundState.FIXED, RoundState.IN_USE)
BOUGHT = (RoundState.FIXED, RoundState.IN_USE)


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [
        *_prices(),
        *_orders_elsewhere(),
        *_rounds_without_quote(),
        *_not_reached(),
        *_wishes_elsewhere(),
        *_turns_of_others(),
    ]


def _prices() -> list[str]:
    """The prices of a contract are the shares of its total, counted again, to the cent."""
    bought: dict[Quote, list[PurchaseOrder]] = defaultdict(list)
    rows = db().execute(
        select(PurchaseOrder, Quote)
        .join(Quote, Quote.id == PurchaseOrder.quote_id)
        .where(PurchaseOrder.state.in_(PRICED))
        .order_by(Quote.id, PurchaseOrder.number)
    )
    for order, quote in rows:
        bought[quote].append(order)
    return [
        f"The price of order {order.id} is not its share of quote {quote.id}."
        for quote, orders in bought.items()
        for order, share in zip(orders, _shares(quote, orders), strict=True)
        if (order.price, order.deposit, order.rest) != share
    ]


def _shares(quote: Quote, orders: Sequence[PurchaseOrder]) -> list[tuple[Money, Money, Money]]:
    points = quote.purchase.deposit_points
    counted = shares(quote.terms, [order.units for order in orders], points)
    return [_columns(share) for share in counted]


def _columns(share: Share) -> tuple[Money, Money, Money]:
    return share.price, share.deposit, share.rest


def _orders_elsewhere() -> list[str]:
    """An order counts only while its round is where such an order can be, on a quote of it."""
    stray = or_(
        *(
            and_(PurchaseOrder.state == state, GroupPurchase.state.not_in(rounds))
            for state, rounds in BELONGS.items()
        ),
        Quote.purchase_id != PurchaseOrder.purchase_id,
        and_(
            PurchaseOrder.state.in_((OrderState.PLACED, OrderState.FIXED)),
            or_(Quote.chosen_at.is_(None), Quote.withdrawn_at.is_not(None)),
        ),
    )
    rows = db().scalars(
        select(PurchaseOrder.id)
        .join(GroupPurchase, GroupPurchase.id == PurchaseOrder.purchase_id)
        .join(Quote, Quote.id == PurchaseOrder.quote_id)
        .where(stray)
        .order_by(PurchaseOrder.id)
    )
    return [f"Order {number} does not fit its round or its quote." for number in rows]


def _rounds_without_quote() -> list[str]:
    chosen = exists().where(
        Quote.purchase_id == GroupPurchase.id,
        Quote.chosen_at.is_not(None),
        Quote.withdrawn_at.is_(None),
    )
    lost = GroupPurchase.state.in_(WITH_QUOTE) & ~chosen
    return [f"Round {number} has no quote that stands." for number in _rounds(lost)]


def _not_reached() -> list[str]:
    """What was fixed had enough orders at that moment; who was let go since counted then."""
    had = (
        select(
            PurchaseOrder.purchase_id,
            func.sum(PurchaseOrder.units).label("units"),
            func.count().label("households"),
        )
        .join(PurchaseOrder.quote)
        .where(PurchaseOrder.price.is_not(None), Quote.withdrawn_at.is_(None))
        .group_by(PurchaseOrder.purchase_id)
        .subquery()
    )
    enough = exists().where(
        had.c.purchase_id == GroupPurchase.id,
        had.c.units >= func.coalesce(GroupPurchase.least_units, 1),
        had.c.households >= func.coalesce(GroupPurchase.least_households, 1),
    )
    return [
        f"Round {number} was fixed with too few orders."
        for number in _rounds(GroupPurchase.state.in_(BOUGHT) & ~enough)
    ]


def _wishes_elsewhere() -> list[str]:
    rows = db().scalars(
        select(Interest.id)
        .join(Interest.purchase)
        .where(Interest.ended_at.is_(None), GroupPurchase.state.not_in(RUNNING))
        .order_by(Interest.id)
    )
    return [f"Interest {number} stands in a round that went on." for number in rows]


def _turns_of_others() -> list[str]:
    """A turn is of who bought in that round."""
    fits = and_(
        PurchaseOrder.purchase_id == MaintenanceTurn.purchase_id,
        PurchaseOrder.person_id == MaintenanceTurn.person_id,
        PurchaseOrder.state == OrderState.FIXED,
    )
    rows = db().scalars(
        select(MaintenanceTurn.id)
        .join(MaintenanceTurn.order)
        .where(not_(fits))
        .order_by(MaintenanceTurn.id)
    )
    return [f"Turn {number} is of somebody who did not buy." for number in rows]


def _rounds(where: ColumnElement[bool]) -> Sequence[int]:
    return db().scalars(select(GroupPurchase.id).where(where).order_by(GroupPurchase.id)).all()
