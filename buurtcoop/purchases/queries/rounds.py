"""Rounds as their readers see them: how many want and ordered, never who."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.people.models import Person
from buurtcoop.purchases.models import (
    GroupPurchase,
    Interest,
    MaintenanceTurn,
    PurchaseOrder,
    Quote,
)
from buurtcoop.purchases.rules import CHANGE, LIVE, READ, RUNNING, OrderState, RoundState


@dataclass(frozen=True)
class Standing:
    """How a round stands: units and households ordered, and how many would want how many."""

    units: int = 0
    households: int = 0
    interested: int = 0
    wished: int = 0


@dataclass(frozen=True)
class Round:
    """A round for one viewer: what all may see, and what is the viewer's own.

    `order` is the live order of the own household, `past_orders` those that ended, the newest
    first; `turns` are those of the own orders and the one to come.
    """

    purchase: GroupPurchase
    standing: Standing
    leads: bool
    quotes: Sequence[Quote] = ()
    interest: Interest | None = None
    order: PurchaseOrder | None = None
    past_orders: Sequence[PurchaseOrder] = ()
    turns: Sequence[MaintenanceTurn] = field(default=())

    @property
    def chosen(self) -> Quote | None:
        """The quote one can order on."""
        return next((each for each in self.quotes if each.chosen_at and each.stands), None)

    @property
    def reached(self) -> bool:
        """Whether as many were ordered as the round needs."""
        return self.purchase.threshold.reached(self.standing.units, self.standing.households)


def leads(viewer: Viewer, purchase: GroupPurchase) -> bool:
    """Whether this viewer runs this round: its lead, or who runs all of them."""
    if not viewer.may(READ):
        return False
    return viewer.may(CHANGE) or viewer.person_id == purchase.lead_id


def is_member(person_id: InstrumentedAttribute[int], on: date) -> ColumnElement[bool]:
    """That this person is a member on this day."""
    return exists().where(Membership.person_id == person_id, running_on(on))


def counts(on: date) -> ColumnElement[bool]:
    """That an order counts: there is a contract, or it may become one and its buyer is a member."""
    placed = (PurchaseOrder.state == OrderState.PLACED) & is_member(PurchaseOrder.person_id, on)
    return or_(PurchaseOrder.state == OrderState.FIXED, placed)


def standings(purchase_ids: Iterable[int]) -> dict[int, Standing]:
    """How these rounds stand today: {round: standing}."""
    wanted, today = list(purchase_ids), clock.today()
    ordered = db().execute(
        select(PurchaseOrder.purchase_id, func.sum(PurchaseOrder.units), func.count())
        .where(PurchaseOrder.purchase_id.in_(wanted), counts(today))
        .group_by(PurchaseOrder.purchase_id)
    )
    orders = {number: (units, households) for number, units, households in ordered}
    wished = db().execute(
        select(Interest.purchase_id, func.count(), func.sum(Interest.units))
        .where(
            Interest.purchase_id.in_(wanted),
            Interest.ended_at.is_(None),
            is_member(Interest.person_id, today),
        )
        .group_by(Interest.purchase_id)
    )
    wishes = {number: (people, units) for number, people, units in wished}
    return {
        number: Standing(*orders.get(number, (0, 0)), *wishes.get(number, (0, 0)))
        for number in wanted
    }


def standing_of(purchase_id: int) -> Standing:
    """How one round stands today."""
    return standings([purchase_id])[purchase_id]


def rounds_for(viewer: Viewer) -> list[Round]:
    """All rounds, those that still run first, the newest first. Anybody may know of them."""
    rows = db().scalars(select(GroupPurchase).order_by(GroupPurchase.id.desc())).all()
    known = standings(row.id for row in rows)
    orders = {row.purchase_id: row for row in _own(viewer) if row.live}
    rounds = [
        Round(row, known[row.id], leads(viewer, row), order=orders.get(row.id)) for row in rows
    ]
    return sorted(rounds, key=lambda each: each.purchase.state not in RUNNING)


def purchase_at(slug: str) -> GroupPurchase:
    """The round at this address. Raises LookupError."""
    found = db().scalar(
        select(GroupPurchase)
        .where(GroupPurchase.slug == slug)
        .options(joinedload(GroupPurchase.lead), joinedload(GroupPurchase.service))
    )
    if found is None:
        raise LookupError(slug)
    return found


def round_for(viewer: Viewer, slug: str) -> Round:
    """One round; anybody may know of it. Quotes are there once the lead shows them.

    A stranger sees the chosen one only. Raises LookupError.
    """
    purchase = purchase_at(slug)
    own = [row for row in _own(viewer) if row.purchase_id == purchase.id]
    runs_it = leads(viewer, purchase)
    return Round(
        purchase,
        standing_of(purchase.id),
        runs_it,
        quotes=_quotes_for(viewer, purchase, runs_it=runs_it),
        interest=interest_of(purchase.id, viewer.id) if viewer.signed_in else None,
        order=next((row for row in own if row.live), None),
        past_orders=[row for row in own if not row.live],
        turns=_turns(purchase.id, [row.id for row in own]) if viewer.may(READ) else (),
    )


def _quotes_for(viewer: Viewer, purchase: GroupPurchase, *, runs_it: bool) -> Sequence[Quote]:
    if not viewer.may(READ):
        chosen = chosen_quote(purchase.id)
        return () if chosen is None else (chosen,)
    shown = runs_it or purchase.state is not RoundState.INTEREST
    return quotes_of(purchase.id) if shown else ()


def quotes_of(purchase_id: int) -> Sequence[Quote]:
    """The quotes of a round with who offers, those that stand first, then the cheapest."""
    return (
        db()
        .scalars(
            select(Quote)
            .where(Quote.purchase_id == purchase_id)
            .options(joinedload(Quote.supplier))
            .order_by(Quote.withdrawn_at.is_not(None), Quote.unit_price, Quote.id)
        )
        .all()
    )


def chosen_quote(purchase_id: int) -> Quote | None:
    """The quote the round chose, while the supplier stands by it."""
    return db().scalar(
        select(Quote).where(
            Quote.purchase_id == purchase_id,
            Quote.chosen_at.is_not(None),
            Quote.withdrawn_at.is_(None),
        )
    )


def interest_of(purchase_id: int, person_id: int) -> Interest | None:
    """What this person said to want in this round, while it stands."""
    return db().scalar(
        select(Interest).where(
            Interest.purchase_id == purchase_id,
            Interest.person_id == person_id,
            Interest.ended_at.is_(None),
        )
    )


def of_own_home(person_id: int) -> ColumnElement[bool]:
    """That an order is of this person, or still stands at the own address."""
    home = select(Person.household_id).where(Person.id == person_id).scalar_subquery()
    at_home = (PurchaseOrder.household_id == home) & PurchaseOrder.state.in_(LIVE)
    return or_(PurchaseOrder.person_id == person_id, at_home)


def _own(viewer: Viewer) -> Sequence[PurchaseOrder]:
    if not viewer.signed_in:
        return ()
    return (
        db()
        .scalars(
            select(PurchaseOrder)
            .where(of_own_home(viewer.id))
            .options(
                joinedload(PurchaseOrder.quote).joinedload(Quote.supplier),
                joinedload(PurchaseOrder.person),
            )
            .order_by(PurchaseOrder.id.desc())
        )
        .all()
    )


def _turns(purchase_id: int, order_ids: Sequence[int]) -> Sequence[MaintenanceTurn]:
    open_now = MaintenanceTurn.done_on.is_(None)
    return (
        db()
        .scalars(
            select(MaintenanceTurn)
            .where(
                MaintenanceTurn.purchase_id == purchase_id,
                MaintenanceTurn.declined_at.is_(None),
                open_now | MaintenanceTurn.order_id.in_(order_ids),
            )
            .order_by(MaintenanceTurn.due_on.desc(), MaintenanceTurn.id)
        )
        .all()
    )
