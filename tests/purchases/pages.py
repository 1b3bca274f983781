"""Rounds that are committed, for the tests of pages, and a few shorthands."""

from datetime import time

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.purchases import operations
from buurtcoop.purchases.models import PurchaseOrder
from buurtcoop.purchases.queries import chosen_quote, purchase_at
from tests.cast import Cast
from tests.purchases.market import DELIVERY, a_round, agreed, as_
from tests.visitor import Visitor

LIST = "/samen-kopen"


def opened(instance: Instance, cast: Cast) -> str:
    """A round in which members can order; its address."""
    with instance.writing():
        market = a_round(cast)
        market.opened()
        return f"{LIST}/{market.purchase.slug}"


def used(instance: Instance, cast: Cast) -> str:
    """A round that is delivered, and the first turn is Anna's; its address."""
    with instance.writing():
        market = a_round(cast)
        orders = market.fixed([(cast.anna, 8), (cast.truus, 6)])
        with clock.stopped(clock.at(DELIVERY, time(12))):
            market.delivered(orders)
            operations.take_into_use(market.id, DELIVERY, market.lead)
            operations.plan_turn(market.id, DELIVERY, market.lead)
        return f"{LIST}/{market.purchase.slug}"


def ordered(instance: Instance, page: str, person: Person, units: int) -> int:
    """This person ordered in the round at this address; the number of the order."""
    with instance.writing():
        purchase = purchase_at(page.rsplit("/", 1)[1])
        quote = chosen_quote(purchase.id)
        assert quote is not None
        name = agreed(person.full_name)
        return operations.order(purchase.id, person.id, units, name, quote.id, as_(person)).id


def the_order(instance: Instance) -> PurchaseOrder:
    """The newest order."""
    with instance.reading():
        return db().scalars(select(PurchaseOrder).order_by(PurchaseOrder.id.desc()).limit(1)).one()


def at_home_with(instance: Instance, person: Person, other: Person) -> None:
    """This person lives where the other lives."""
    with instance.writing():
        db().get_one(Person, person.id).household_id = other.household_id


def in_the_browser_of(visitor: Visitor, person: Person) -> Visitor:
    """Another browser, in which this person signed in."""
    return visitor.another().signed_in_as(person)
