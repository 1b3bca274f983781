"""Buying together: 18 households bought 198 panels last year, and rain barrels can be ordered.

Amounts are cents; € 345,00 a panel makes € 68.310,00, with 20 procent deposit.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.purchases import operations as buying
from buurtcoop.purchases.jobs import plan_turns
from buurtcoop.purchases.models import PurchaseOrder
from buurtcoop.purchases.operations import Details, Offer
from buurtcoop.purchases.rules import Agreed

SOLAR = "zon-op-ons-dak"
DECIDED = "Algemene vergadering, besluit 6"
PANELS = (8, 14, 9, 13, 10, 12) * 3  # 18 households, 198 panels
BARRELS = (1, 2, 1, 1, 3)
YES = "Ik koop dit van de leverancier. Het bindt mij als de drempel is gehaald."
NO_SELLER = "Wij verkopen niets en bewaren geen geld. U koopt van de leverancier."
DAY = timedelta(days=1)
SUNNY = (
    ("Zonnewijk Installaties", Money(34_500), 25, "In juni, in 2 weken tijd."),
    ("Dakkracht Waterveen", Money(36_200), 20, "In mei."),
    ("De Zonneploeg", Money(33_900), 12, "In september."),
)
RAINY = (
    ("Tonnenmakerij Het Vat", Money(8_950), 5, "Thuis gebracht, 2 weken na de laatste dag."),
    ("Groenbedrijf Waterveen", Money(9_900), 10, "Zelf ophalen bij De Knotwilg."),
)


@dataclass
class Buying:
    """A round and what came of it so far."""

    stage: Stage
    words: dict[str, Any]
    offers: Sequence[tuple[str, Money, int, str]]
    units: Sequence[int]
    least: int
    deposit: int = 0
    round_id: int = 0
    quote_id: int = 0
    order_ids: list[int] = field(default_factory=list)

    def begin(self) -> None:
        """Noor starts it, who leads the service leads it, and members say they are interested."""
        details = Details(
            **self.words,
            not_promised=NO_SELLER,
            decided_by=DECIDED,
            lead_id=self._lead().id,
            activity_id=self.stage.activity_ids[SOLAR],
            service_id=self.stage.service_ids[SOLAR],
            least_units=self.least,
            deposit_points=self.deposit,
        )
        self.round_id = buying.start(details, self.stage.coordinator()).id
        for place, number in self._buyers():
            person_id = self.stage.person_ids[place]
            buying.want(self.round_id, person_id, number, "", self.stage.viewer(person_id))

    def compare(self, valid_until: date) -> None:
        """The quotes come in, and lie side by side."""
        found = [
            buying.add_quote(
                self.round_id,
                Offer(
                    supplier=supplier,
                    supplier_phone="+31201234567",
                    unit_price=price,
                    fixed_costs=NOTHING,
                    vat="btw inbegrepen",
                    warranty_years=years,
                    delivery=when,
                    included="Alles, ook het plaatsen.",
                    valid_until=valid_until,
                ),
                self._lead(),
            )
            for supplier, price, years, when in self.offers
        ]
        self.quote_id = found[0].id
        buying.show_quotes(self.round_id, self._lead())

    def open(self, last_day: date) -> None:
        """The first quote is chosen; until this day one may order."""
        buying.open_ordering(self.round_id, self.quote_id, last_day, self._lead())

    def order(self) -> None:
        """Each household orders for itself."""
        for place, number in self._buyers():
            person_id = self.stage.person_ids[place]
            agreed = Agreed(name=self.stage.people[place].full_name, text=YES)
            by = self.stage.viewer(person_id)
            made = buying.order(self.round_id, person_id, number, agreed, self.quote_id, by)
            self.order_ids.append(made.id)

    def fix(self) -> None:
        """There are enough of them."""
        buying.fix_round(self.round_id, self._lead())

    def pay_deposits(self) -> None:
        """Each tells that the supplier has the deposit."""
        self._each(lambda *order: buying.note_deposit(order[0], clock.today(), *order[1:]))

    def deliver(self) -> None:
        """It came, it works, and the rest was paid."""
        today = clock.today()
        self._each(lambda *order: buying.note_delivery(order[0], today, *order[1:]))
        self._each(lambda *order: buying.inspect(order[0], today, True, "", *order[1:]))
        self._each(lambda *order: buying.note_rest(order[0], today, *order[1:]))

    def use(self, first_turn: date) -> None:
        """From then on somebody looks every year whether all still works."""
        buying.take_into_use(self.round_id, first_turn, self._lead())

    def _lead(self) -> Viewer:
        return self.stage.lead_of(SOLAR)

    def _buyers(self) -> list[tuple[int, int]]:
        """One member of each household who reads mail, as many as there are numbers."""
        homes = {
            (person.street, person.house_number): place
            for place, person in reversed(list(enumerate(self.stage.people)))
            if person.email and not person.leads
        }
        return list(zip(sorted(homes.values()), self.units, strict=False))

    def _each(self, act: Callable[[int, int, Viewer], object]) -> None:
        for order_id in self.order_ids:
            act(order_id, db().get_one(PurchaseOrder, order_id).version, self._lead())


def purchases(stage: Stage, year: int, now: datetime) -> Iterator[Event]:
    """Panels in this year, rain barrels in the last weeks."""
    panels = Buying(stage, _panels(year), SUNNY, PANELS, least=150, deposit=2_000)
    turn = clock.local(now).date() + 40 * DAY
    for month, day, act in (
        (2, 3, panels.begin),
        (3, 10, partial(panels.compare, date(year, 7, 1))),
        (3, 24, partial(panels.open, date(year, 4, 30))),
        (4, 14, panels.order),
        (5, 4, panels.fix),
        (5, 20, panels.pay_deposits),
        (6, 22, panels.deliver),
        (7, 6, partial(panels.use, turn)),
    ):
        yield Event(clock.at(date(year, month, day), time(11)), act)
    yield Event(now - 2 * DAY, partial(plan_turns, now - 2 * DAY))
    barrels = Buying(stage, BARREL_WORDS, RAINY, BARRELS, least=15)
    last_day = clock.local(now).date() + 20 * DAY
    yield Event(now - 30 * DAY, barrels.begin)
    yield Event(now - 14 * DAY, partial(barrels.compare, last_day + 30 * DAY))
    yield Event(now - 9 * DAY, partial(barrels.open, last_day))
    yield Event(now - 4 * DAY, barrels.order)


def _panels(year: int) -> dict[str, Any]:
    return {
        "name": f"Zonnepanelen {year}",
        "summary": "Samen zonnepanelen kiezen, kopen en laten leggen.",
        "description": (
            "Onze zoncoaches vragen offertes en leggen ze naast elkaar. Zijn we met genoeg, dan "
            "bestelt ieder zelf bij de leverancier.\n\n"
            "Daarna kijken we elk jaar samen of alles nog werkt."
        ),
        "unit_name": "paneel",
        "unit_names": "panelen",
        "instead": "Vragen over uw dak? Kom langs bij Zon op ons dak.",
    }


BARREL_WORDS = {
    "name": "Regentonnen",
    "summary": "Samen regentonnen kopen, voor een droge zomer.",
    "description": "Met 15 tonnen is de prijs laag. Zijn het er minder, dan koopt niemand iets.",
    "unit_name": "regenton",
    "unit_names": "regentonnen",
    "instead": "Vragen over uw tuin? Kom langs bij Klussen en tuin.",
}
