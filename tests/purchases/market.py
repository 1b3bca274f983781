"""What rounds need: a round, quotes, neighbours who order, and who leads it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.purchases import operations
from buurtcoop.purchases.models import GroupPurchase, PurchaseOrder, Quote
from buurtcoop.purchases.operations import Details, Offer
from buurtcoop.purchases.rules import Agreed
from tests.cast import Cast, seen_by

LAST_DAY = date(2027, 2, 1)
DELIVERY = date(2027, 3, 1)
YES = "Ik bestel, en ik weet dat dit bindt als de drempel is gehaald."


def details(lead: Person, **changed: Any) -> Details:
    """Solar panels for the whole street: ten panels at least."""
    activity = db().scalars(select(Activity.id)).first()
    said: dict[str, Any] = {
        "name": "Zon op ons dak 2027",
        "summary": "Samen zonnepanelen kiezen en kopen.",
        "description": "We vragen offertes en kiezen samen.",
        "unit_name": "paneel",
        "unit_names": "panelen",
        "not_promised": "Wij zijn niet de verkoper.",
        "instead": "Vraag het de gemeente.",
        "decided_by": "Ledenvergadering van 3 december 2026",
        "lead_id": lead.id,
        "activity_id": activity,
        "least_units": 10,
        "deposit_points": 2_000,
    }
    return Details(**(said | changed))


def offer(supplier: str = "Zonnewijk Installaties", **changed: Any) -> Offer:
    """Three hundred and forty-five euros a panel, and nothing besides."""
    said: dict[str, Any] = {
        "supplier": supplier,
        "unit_price": Money(34_500),
        "fixed_costs": NOTHING,
        "vat": "0 procent btw",
        "warranty_years": 25,
        "delivery": "In maart, op het dak.",
        "included": "Panelen, omvormer en leggen.",
        "valid_until": LAST_DAY + timedelta(days=30),
    }
    return Offer(**(said | changed))


def agreed(name: str = "Anna Proef") -> Agreed:
    """A typed name under the words."""
    return Agreed(name=name, text=YES)


@dataclass
class Market:
    """A round with its lead, step by step."""

    purchase: GroupPurchase
    lead: Viewer
    quote: Quote | None = None

    @property
    def id(self) -> int:
        """The round."""
        return self.purchase.id

    @property
    def quote_id(self) -> int:
        """The quote that was chosen."""
        assert self.quote is not None
        return self.quote.id

    def quotes(self, **changed: Any) -> Quote:
        """One quote, shown to all."""
        self.quote = operations.add_quote(self.id, offer(**changed), self.lead)
        operations.show_quotes(self.id, self.lead)
        return self.quote

    def opened(self, *, last_day: date = LAST_DAY, **changed: Any) -> Quote:
        """Ordering is open on one quote until the last day."""
        quote = self.quotes(**changed)
        operations.open_ordering(self.id, quote.id, last_day, self.lead)
        return quote

    def order(self, person: Person, units: int) -> PurchaseOrder:
        """This person orders so many."""
        return operations.order(
            self.id, person.id, units, agreed(person.full_name), self.quote_id, as_(person)
        )

    def fixed(self, people: Sequence[tuple[Person, int]]) -> list[PurchaseOrder]:
        """These people ordered so many each until yesterday, and the round is fixed."""
        with days(-1):
            self.opened(last_day=clock.today())
            orders = [self.order(person, units) for person, units in people]
        operations.fix_round(self.id, self.lead)
        return orders

    def delivered(self, orders: Sequence[PurchaseOrder]) -> None:
        """All came on the first of March and was in order; it is that day."""
        for order in orders:
            operations.note_delivery(order.id, DELIVERY, order.version, self.lead)
            operations.inspect(order.id, DELIVERY, True, "", order.version, self.lead)


def a_round(cast: Cast, **changed: Any) -> Market:
    """A round that Dees leads, which Coor made."""
    purchase = operations.start(details(cast.dees, **changed), seen_by(cast.coor))
    return Market(purchase, Viewer(person_id=cast.dees.id, permissions=as_(cast.dees).permissions))


def as_(person: Person) -> Viewer:
    """A member at home, without a second factor."""
    return Viewer(person_id=person.id, permissions=frozenset({"purchases.read", "purchases.order"}))


def after_last_day() -> AbstractContextManager[None]:
    """The clock at the moment from which a round may be fixed, standing still."""
    return clock.stopped(clock.start_of(LAST_DAY + timedelta(days=1)))


def days(number: int) -> Any:
    """The clock so many days on, standing still."""
    return clock.stopped(clock.now() + timedelta(days=number))
