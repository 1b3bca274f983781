"""Who may act, and what is held while a round or an order changes.

Order of locks, the same in the whole room: the round, then its orders by number. Whoever places,
changes or cancels an order holds its round, so a round is not fixed or ended meanwhile; the
triggers hold it too, for what comes another way. SQLite has one writer and skips the locks.
"""

from typing import Any

from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.queries import membership_of
from buurtcoop.people.models import Person
from buurtcoop.purchases import rules
from buurtcoop.purchases.models import GroupPurchase, PurchaseOrder, Quote
from buurtcoop.purchases.queries import chosen_quote, leads
from buurtcoop.purchases.rules import OrderState, RoundState


def hold_round(purchase_id: int) -> GroupPurchase:
    """The round, locked until the transaction ends. Raises LookupError."""
    found = db().scalar(
        select(GroupPurchase)
        .where(GroupPurchase.id == purchase_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise LookupError(purchase_id)
    return found


def lead_round(purchase_id: int, by: Viewer, *states: RoundState) -> GroupPurchase:
    """The same for who runs it, in one of these states. Raises NotYourRound, RoundElsewhere."""
    purchase = hold_round(purchase_id)
    if not leads(by, purchase):
        raise rules.NotYourRound
    if purchase.state not in states:
        raise rules.RoundElsewhere
    return purchase


def hold_order(order_id: int) -> PurchaseOrder:
    """An order with its round, both locked. Raises LookupError."""
    purchase_id = db().scalar(select(PurchaseOrder.purchase_id).where(PurchaseOrder.id == order_id))
    if purchase_id is None:
        raise LookupError(order_id)
    hold_round(purchase_id)
    return (
        db()
        .scalars(
            select(PurchaseOrder)
            .where(PurchaseOrder.id == order_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        .one()
    )


def hold_orders(purchase_id: int, *states: OrderState) -> list[PurchaseOrder]:
    """The orders of a round in these states, locked, by number."""
    return list(
        db().scalars(
            select(PurchaseOrder)
            .where(PurchaseOrder.purchase_id == purchase_id, PurchaseOrder.state.in_(states))
            .order_by(PurchaseOrder.number)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def lead_order(order_id: int, by: Viewer, *states: OrderState) -> PurchaseOrder:
    """An order for who runs its round, in one of these states.

    Raises NotYourRound, OrderEnded, LookupError.
    """
    order = hold_order(order_id)
    if not leads(by, order.purchase):
        raise rules.NotYourRound
    if order.state not in states:
        raise rules.OrderEnded
    return order


def change_row(order: PurchaseOrder, version: int, by: Viewer, **values: Any) -> None:
    """Change an order as it was shown: the version decides, so that nobody overwrites.

    Raises EditConflict with who was first.
    """
    changed = db().scalars(
        update(PurchaseOrder)
        .where(PurchaseOrder.id == order.id, PurchaseOrder.version == version)
        .values(version=version + 1, changed_by_id=by.person_id, **values)
        .returning(PurchaseOrder.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise rules.EditConflict(other_name=_who_changed(order.id))
    db().refresh(order)


def _who_changed(order_id: int) -> str:
    """The first name of who changed it last, else the name of the coop's own clockwork."""
    name = db().scalar(
        select(Person.call_name)
        .join(PurchaseOrder, PurchaseOrder.changed_by_id == Person.id)
        .where(PurchaseOrder.id == order_id)
    )
    return name or rules.SOMEBODY


def refuse_for_others(by: Viewer, person_id: int, purchase: GroupPurchase) -> None:
    """Anybody acts for oneself; for another who runs the round. Raises NotForOthers."""
    if by.person_id != person_id and not leads(by, purchase):
        raise rules.NotForOthers


def buyer(person_id: int) -> Person:
    """A member of today. Raises MembersOnly."""
    if membership_of(person_id, clock.today()) is None:
        raise rules.MembersOnly
    return db().get_one(Person, person_id)


def refuse_units(units: int) -> None:
    """Raises UnitsWrong."""
    if not 1 <= units <= rules.MOST_UNITS:
        raise rules.UnitsWrong(num=rules.MOST_UNITS)


def open_quote(purchase: GroupPurchase, quote_id: int) -> Quote:
    """The chosen quote, when it is the one that was shown, and ordering is open.

    Raises RoundElsewhere, OrderingOver, QuoteGone.
    """
    if purchase.state is not RoundState.ORDERING:
        raise rules.RoundElsewhere
    if not rules.may_order_on(clock.today(), purchase.order_by):
        raise rules.OrderingOver(day=purchase.order_by)
    quote = chosen_quote(purchase.id)
    if quote is None or quote.id != quote_id:
        raise rules.QuoteGone
    return quote
