"""Ordering with a typed name, changing it together, and going while it is free."""

from sqlalchemy import exists, func, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.people.models import Person
from buurtcoop.purchases import rules
from buurtcoop.purchases.messages import ORDER_PLACED
from buurtcoop.purchases.models import PurchaseOrder
from buurtcoop.purchases.operations.holding import (
    buyer,
    change_row,
    hold_order,
    hold_round,
    open_quote,
    refuse_for_others,
    refuse_units,
)
from buurtcoop.purchases.operations.joining import end_interests_at_home
from buurtcoop.purchases.queries import leads
from buurtcoop.purchases.rules import FREE, LIVE, Agreed, OrderState

CANCELLED = N_("Deze bestelling is afgezegd.")


def order(
    purchase_id: int, person_id: int, units: int, agreed: Agreed, quote_id: int, by: Viewer
) -> PurchaseOrder:
    """Order for a household, with the typed name of who will contract with the supplier.

    It binds once the round is fixed. Holds afterwards: one live order of this address stands in
    the round, also when two people at one table order at once (the unique key decides), and one
    of this person, also after moving house (the round is held); none comes in while the round is
    fixed. Raises NotForOthers, MembersOnly, AddressMissing, UnitsWrong, NameMissing,
    RoundElsewhere, OrderingOver, QuoteGone, HouseholdOrdered, OrderedBefore, LookupError.
    """
    purchase = hold_round(purchase_id)
    refuse_for_others(by, person_id, purchase)
    refuse_units(units)
    _refuse_nameless(agreed)
    person = buyer(person_id)
    if person.household_id is None:
        raise rules.AddressMissing
    open_quote(purchase, quote_id)
    _refuse_second(purchase_id, person_id, person.household_id)
    now = clock.now()
    order_id = insert_once(
        db(),
        PurchaseOrder,
        purchase_id=purchase_id,
        number=_next_number(purchase_id),
        person_id=person_id,
        household_id=person.household_id,
        quote_id=quote_id,
        units=units,
        state=OrderState.PLACED,
        version=1,
        changed_by_id=by.person_id,
        placed_at=now,
        agreed_at=now,
        agreed_name=agreed.name.strip(),
        agreed_text=agreed.text,
        remarks="",
        ended_why="",
    )
    if order_id is None:
        raise rules.HouseholdOrdered
    placed = db().get_one(PurchaseOrder, order_id)
    record(by, "purchases.order", placed)
    end_interests_at_home(placed)
    _confirm(placed)
    return placed


def change_order(
    order_id: int, units: int, agreed: Agreed, quote_id: int, version: int, by: Viewer
) -> PurchaseOrder:
    """Order another number, or say yes to another quote. People at one address may both do so.

    Who types the name contracts with the supplier. `version` is that of the order as it was
    shown. Raises EditConflict when somebody changed it since, OrderFixed, OrderEnded, and what
    `order` raises.
    """
    changed = hold_order(order_id)
    person = _who_orders(changed, by)
    _refuse_bound(changed)
    refuse_units(units)
    _refuse_nameless(agreed)
    buyer(person.id)
    open_quote(changed.purchase, quote_id)
    _refuse_second(changed.purchase_id, person.id, changed.household_id)
    change_row(
        changed,
        version,
        by,
        state=OrderState.PLACED,
        person_id=person.id,
        quote_id=quote_id,
        units=units,
        agreed_at=clock.now(),
        agreed_name=agreed.name.strip(),
        agreed_text=agreed.text,
    )
    record(by, "purchases.change_order", changed)
    end_interests_at_home(changed)
    _confirm(changed)
    return changed


def cancel_order(order_id: int, version: int, by: Viewer) -> PurchaseOrder:
    """Go without cost: until the last day to order, or at any time while a yes is asked again.

    Cancelling twice is once. Raises NotForOthers, EditConflict, OrderFixed, OrderEnded,
    OrderingOver, LookupError.
    """
    left = hold_order(order_id)
    _who_orders(left, by)
    if left.state is OrderState.CANCELLED:
        return left
    _refuse_bound(left)
    last_day = left.purchase.order_by
    if left.state is OrderState.PLACED and not rules.may_order_on(clock.today(), last_day):
        raise rules.OrderingOver(day=last_day)
    change_row(left, version, by, state=OrderState.CANCELLED, ended_at=clock.now())
    record(by, "purchases.cancel_order", left)
    withdraw(PurchaseOrder.__tablename__, left.id, reason=CANCELLED)
    return left


def _refuse_bound(order: PurchaseOrder) -> None:
    """Raises OrderFixed, OrderEnded."""
    if order.state is OrderState.FIXED:
        raise rules.OrderFixed
    if order.state not in FREE:
        raise rules.OrderEnded


def _who_orders(order: PurchaseOrder, by: Viewer) -> Person:
    """Who contracts when `by` changes this order: the one at that address, or on paper the buyer.

    Raises NotForOthers.
    """
    person = db().get(Person, by.person_id) if by.signed_in else None
    if person is not None and person.household_id == order.household_id:
        return person
    if person is not None and person.id == order.person_id:
        return person
    if leads(by, order.purchase):
        return order.person
    raise rules.NotForOthers


def _refuse_second(purchase_id: int, person_id: int, household_id: int | None) -> None:
    """Who moved house has one order still. Raises OrderedBefore."""
    elsewhere = exists().where(
        PurchaseOrder.purchase_id == purchase_id,
        PurchaseOrder.person_id == person_id,
        PurchaseOrder.household_id != household_id,
        PurchaseOrder.state.in_(LIVE),
    )
    if db().scalar(select(elsewhere)):
        raise rules.OrderedBefore


def _refuse_nameless(agreed: Agreed) -> None:
    if not agreed.name.strip():
        raise rules.NameMissing


def _next_number(purchase_id: int) -> int:
    """Whoever holds the round gives the next number."""
    last = select(func.max(PurchaseOrder.number)).where(PurchaseOrder.purchase_id == purchase_id)
    return (db().scalar(last) or 0) + 1


def _confirm(order: PurchaseOrder) -> None:
    """Tell who ordered, once per version; what was said about an older one is taken back."""
    withdraw(PurchaseOrder.__tablename__, order.id)
    put(
        ORDER_PLACED,
        subject_id=order.id,
        occurrence=str(order.version),
        recipient_id=order.person_id,
        expires_at=rules.told_until(clock.now()),
    )
