"""Orders, quotes and turns one by one; names of others only for who leads the round."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.purchases.models import (
    GroupPurchase,
    Interest,
    MaintenanceTurn,
    PurchaseOrder,
    Quote,
)
from buurtcoop.purchases.queries.rounds import is_member, leads, of_own_home, purchase_at
from buurtcoop.purchases.rules import LIVE, READ, OrderState


def orders_for(viewer: Viewer, slug: str) -> Sequence[PurchaseOrder]:
    """All orders of a round by number, with person and home. Raises LookupError."""
    purchase = _led(viewer, slug)
    found = _with_all(select(PurchaseOrder)).where(PurchaseOrder.purchase_id == purchase.id)
    return db().scalars(found.order_by(PurchaseOrder.number)).all()


def interests_for(viewer: Viewer, slug: str) -> Sequence[Interest]:
    """Who would want how many, the oldest first, with the person. Raises LookupError."""
    purchase = _led(viewer, slug)
    return (
        db()
        .scalars(
            select(Interest)
            .where(Interest.purchase_id == purchase.id, Interest.ended_at.is_(None))
            .options(joinedload(Interest.person))
            .order_by(Interest.made_at, Interest.id)
        )
        .all()
    )


def turns_for(viewer: Viewer, slug: str) -> Sequence[MaintenanceTurn]:
    """All turns of a round, the newest first, with the person. Raises LookupError."""
    purchase = _led(viewer, slug)
    return (
        db()
        .scalars(
            select(MaintenanceTurn)
            .where(MaintenanceTurn.purchase_id == purchase.id)
            .options(joinedload(MaintenanceTurn.person))
            .order_by(MaintenanceTurn.due_on.desc(), MaintenanceTurn.id.desc())
        )
        .all()
    )


def order_for(viewer: Viewer, order_id: int) -> PurchaseOrder:
    """An order of the own home, or of a round the viewer leads. Raises LookupError."""
    found = db().scalar(_with_all(select(PurchaseOrder)).where(PurchaseOrder.id == order_id))
    if found is None or not viewer.may(READ):
        raise LookupError(order_id)
    if not leads(viewer, found.purchase) and not _at_home(viewer, order_id):
        raise LookupError(order_id)
    return found


def turn_for(viewer: Viewer, turn_id: int) -> MaintenanceTurn:
    """A turn of a round one bought in or leads. Raises LookupError."""
    found = db().get(MaintenanceTurn, turn_id)
    if found is None or not viewer.may(READ):
        raise LookupError(turn_id)
    if not leads(viewer, found.purchase) and order_of(found.purchase_id, viewer.id) is None:
        raise LookupError(turn_id)
    return found


def order_of(purchase_id: int, person_id: int) -> PurchaseOrder | None:
    """What this person, or somebody at the same address, bought in this round."""
    return db().scalar(
        select(PurchaseOrder).where(
            PurchaseOrder.purchase_id == purchase_id,
            PurchaseOrder.state == OrderState.FIXED,
            of_own_home(person_id),
        )
    )


def own_rounds(person_id: int) -> Sequence[PurchaseOrder]:
    """The orders of a person, the newest first, with round and supplier."""
    return (
        db()
        .scalars(
            select(PurchaseOrder)
            .where(PurchaseOrder.person_id == person_id)
            .options(
                joinedload(PurchaseOrder.purchase),
                joinedload(PurchaseOrder.quote).joinedload(Quote.supplier),
            )
            .order_by(PurchaseOrder.id.desc())
        )
        .all()
    )


def buys(person_id: int) -> ColumnElement[bool]:
    """Whether this person has a live order, as part of another question."""
    return exists().where(PurchaseOrder.person_id == person_id, PurchaseOrder.state.in_(LIVE))


def own_turns(person_id: int) -> Sequence[MaintenanceTurn]:
    """The turns of a person that are still to be done, the first due first, with the round."""
    return (
        db()
        .scalars(
            select(MaintenanceTurn)
            .where(
                MaintenanceTurn.person_id == person_id,
                MaintenanceTurn.done_on.is_(None),
                MaintenanceTurn.declined_at.is_(None),
            )
            .options(joinedload(MaintenanceTurn.purchase))
            .order_by(MaintenanceTurn.due_on)
        )
        .all()
    )


def next_buyer(purchase_id: int, *, but: Collection[int], on: date) -> PurchaseOrder | None:
    """Whose turn it is: of the buyers who are members, who had the fewest; then by number.

    `but`: orders that said no this time.
    """
    had = (
        select(func.count())
        .where(MaintenanceTurn.order_id == PurchaseOrder.id, MaintenanceTurn.declined_at.is_(None))
        .scalar_subquery()
    )
    return (
        db()
        .scalars(
            select(PurchaseOrder)
            .where(
                PurchaseOrder.purchase_id == purchase_id,
                PurchaseOrder.state == OrderState.FIXED,
                PurchaseOrder.id.not_in(but),
                is_member(PurchaseOrder.person_id, on),
            )
            .order_by(had, PurchaseOrder.number)
            .limit(1)
        )
        .first()
    )


def _led(viewer: Viewer, slug: str) -> GroupPurchase:
    purchase = purchase_at(slug)
    if not leads(viewer, purchase):
        raise LookupError(slug)
    return purchase


def _at_home(viewer: Viewer, order_id: int) -> bool:
    found = select(PurchaseOrder.id).where(PurchaseOrder.id == order_id, of_own_home(viewer.id))
    return db().scalar(found) is not None


def _with_all(orders: Select[PurchaseOrder]) -> Select[PurchaseOrder]:
    return orders.options(
        joinedload(PurchaseOrder.purchase),
        joinedload(PurchaseOrder.person),
        joinedload(PurchaseOrder.household),
        joinedload(PurchaseOrder.quote).joinedload(Quote.supplier),
    )
