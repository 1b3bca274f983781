"""The forms of buying together: for who joins, and for who leads a round."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms import Form, HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.purchases.models import GroupPurchase
from buurtcoop.purchases.operations import Details, Offer
from buurtcoop.purchases.rules import MOST_UNITS
from buurtcoop.services.models import Service
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

OWNER = "coordinator"
LONGEST_NOTE = 300
LONGEST_NAME = 120
HIGHEST_PRICE = Money(10_000_000)
MOST_HOUSEHOLDS = 500
TWO_YEARS_IN_DAYS = 730
MOST_WARRANTY = 40
POINTS = 100  # basis points in one percent
PLAIN_WORDS = (
    *("name", "summary", "description", "unit_name", "unit_names"),
    *("not_promised", "instead", "decided_by"),
)
NUMBERS = ("least_units", "least_households")
HOW_TO_WRITE = N_("Schrijf hem zo: 21-11-2026.")


def not_to_come(form: Form, field: Any) -> None:
    """A day that was there: what is noted did happen."""
    if field.data is not None and field.data > clock.today():
        raise ValidationError(_(N_("Deze dag komt nog. Kies een dag tot en met vandaag.")))


def costs_something(form: Form, field: Any) -> None:
    """A price above nothing, and not more than a house."""
    if field.data is not None and not NOTHING < field.data <= HIGHEST_PRICE:
        raise ValidationError(
            _(
                N_("Kies een bedrag van %(min)s tot en met %(max)s."),
                min=Money(1),
                max=HIGHEST_PRICE,
            )
        )


def _happened(label: str, why: str) -> Any:
    return fields.day(
        label,
        hint=HOW_TO_WRITE,
        why=why,
        owner=OWNER,
        checks=(not_to_come, ranges.near(TWO_YEARS_IN_DAYS)),
    )


def _typed_name(label: str, hint: str, why: str) -> Any:
    return fields.line(label, hint=hint, why=why, owner=OWNER, longest=LONGEST_NAME)


def _reason(label: str, why: str) -> Any:
    return fields.text(
        label,
        hint=N_("Schrijf een hele zin, zonder namen van leden."),
        why=why,
        owner=OWNER,
        longest=LONGEST_NOTE,
    )


class InterestForm(BaseForm):
    """How many somebody would want, bound to nothing."""

    units = fields.count(
        N_("Hoeveel wilt u er ongeveer?"),
        hint=N_("Een gok is genoeg. U zit nergens aan vast."),
        why=N_("Zo weten we of er genoeg huishoudens zijn, en vragen we de goede prijs."),
        owner=OWNER,
        checks=(ranges.between(1, MOST_UNITS),),
    )
    note = fields.text(
        N_("Wilt u iets doorgeven?"),
        hint=N_("Bijvoorbeeld: mijn dak ligt op het oosten."),
        why=N_("Wie de ronde leidt, kan er dan rekening mee houden."),
        owner=OWNER,
        optional=True,
        longest=LONGEST_NOTE,
    )


class OrderForm(BaseForm):
    """A binding order: the number and the price were shown, the name is typed under it.

    Hidden: how many, which quote was read, and which version of the order stood there.
    """

    plain = BaseForm.plain | {"units", "quote", "version"}

    units = HiddenField()
    quote = HiddenField()
    version = HiddenField()
    name = _typed_name(
        N_("Typ uw naam"),
        N_("Typ hem zoals op een brief."),
        N_("Zo weten we dat u het eens bent met deze tekst."),
    )

    @property
    def read(self) -> tuple[int, int, int]:
        """Units, quote and version as they were shown; nought for what is no number."""
        sent = (self.units.data, self.quote.data, self.version.data)
        units, quote, version = (_whole(value) for value in sent)
        return units, quote, version


class PaperOrderForm(OrderForm):
    """The same, signed on paper by a member without a computer."""

    name = _typed_name(
        N_("Welke naam staat onder het papier?"),
        N_("Typ hem zoals het lid tekende."),
        N_("Het papier is het bewijs. Bewaar het bij de ronde."),
    )


def _whole(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class VersionForm(BaseForm):
    """About one round or order; hidden: the version of it that was read."""

    plain = BaseForm.plain | {"version"}

    version = HiddenField()

    @property
    def read_version(self) -> int:
        """The version that was read; nought for what is no number."""
        return _whole(self.version.data)


class RoundForm(VersionForm):
    """The words and the numbers of a round."""

    name = fields.line(
        N_("Hoe heet de ronde?"),
        hint=N_("Bijvoorbeeld Zonnepanelen 2027."),
        why=N_("Onder deze naam vindt iedereen hem."),
        owner=OWNER,
        longest=80,
    )
    summary = fields.line(
        N_("Waar gaat het om, in 1 zin?"),
        hint=N_("Bijvoorbeeld: Samen zonnepanelen kopen, met een goede prijs."),
        why=N_("Deze zin staat in de lijst."),
        owner=OWNER,
        longest=160,
    )
    description = fields.text(
        N_("Wat kopen we, en hoe gaat het?"),
        hint=N_("Een lege regel maakt een nieuw stukje."),
        why=N_("Leden lezen dit voordat ze meedoen."),
        owner=OWNER,
    )
    unit_name = fields.line(
        N_("Hoe heet 1 ervan?"),
        hint=N_("Bijvoorbeeld paneel."),
        why=N_("Zo staat het bij de prijs."),
        owner=OWNER,
        longest=30,
        width="w7",
    )
    unit_names = fields.line(
        N_("En meer dan 1?"),
        hint=N_("Bijvoorbeeld panelen."),
        why=N_("Zo staat het bij het aantal."),
        owner=OWNER,
        longest=30,
        width="w7",
    )
    least_units = fields.count(
        N_("Hoeveel zijn er samen minstens nodig?"),
        hint=N_("Vul dit in, of het aantal huishoudens, of allebei."),
        why=N_("Is dit aantal niet gehaald? Dan stopt de ronde zonder kosten."),
        owner=OWNER,
        optional=True,
        checks=(ranges.between(1, MOST_UNITS),),
    )
    least_households = fields.count(
        N_("Hoeveel huishoudens zijn er minstens nodig?"),
        hint=N_("Een huishouden is 1 adres."),
        why=N_("Is dit aantal niet gehaald? Dan stopt de ronde zonder kosten."),
        owner=OWNER,
        optional=True,
        checks=(ranges.between(1, MOST_HOUSEHOLDS),),
    )
    deposit = fields.count(
        N_("Welk deel betaalt een lid eerst, in procent?"),
        hint=N_("Bijvoorbeeld 20. Geen aanbetaling? Vul 0 in."),
        why=N_("De leverancier vraagt dit. Het lid betaalt aan de leverancier."),
        owner=OWNER,
        checks=(ranges.between(0, 100),),
    )
    not_promised = fields.text(
        N_("Wat beloven we niet?"),
        hint=N_("Bijvoorbeeld: we weten niet hoeveel stroom uw dak geeft."),
        why=N_("Dan weet iedereen waar we wel en niet voor zorgen."),
        owner=OWNER,
        longest=600,
    )
    instead = fields.text(
        N_("Waar kan iemand dan terecht?"),
        hint=N_("Bijvoorbeeld het gratis energieloket van de gemeente."),
        why=N_("Een nee van ons is dan niet het einde."),
        owner=OWNER,
        longest=600,
    )
    decided_by = fields.line(
        N_("Wie besloot dit, en wanneer?"),
        hint=N_("Bijvoorbeeld: het bestuur, op 5 januari 2027."),
        why=N_("Zo is later terug te vinden wie dit wilde."),
        owner=OWNER,
        longest=160,
    )
    activity_id = fields.picked(
        N_("Bij welke activiteit horen de uren?"),
        why=N_("Zo telt het werk voor deze ronde mee."),
        owner=OWNER,
    )
    service_id = fields.picked(
        N_("Bij welk aanbod hoort dit?"),
        why=N_("Zo weten leden bij wie ze met vragen terecht kunnen."),
        owner=OWNER,
        optional=True,
    )

    @classmethod
    def about(
        cls,
        activities: Sequence[Activity],
        services: Sequence[Service],
        purchase: GroupPurchase | None = None,
    ) -> Self:
        """The form, filled in for a round that is there."""
        form = cls.sent(**(_words_of(purchase) if purchase else {}))
        form.activity_id.choices = [SelectChoice(str(each.id), each.name) for each in activities]
        form.service_id.choices = [
            SelectChoice("", Lazy(N_("Bij geen aanbod"))),
            *(SelectChoice(str(each.id), each.name) for each in services),
        ]
        return form

    def other_words(self, purchase: GroupPurchase) -> list[tuple[str, str]]:
        """What somebody else wrote meanwhile: label and words of each field that differs."""
        if self.read_version == purchase.version:
            return []
        return [
            (str(self[name].label.text), str(getattr(purchase, name) or ""))
            for name in (*PLAIN_WORDS, *NUMBERS)
            if getattr(purchase, name) != self[name].data
        ]

    def details(self, lead_id: int) -> Details:
        """What was filled in, with who leads the round."""
        return Details(
            **{name: self[name].data for name in PLAIN_WORDS},
            least_units=self.least_units.data,
            least_households=self.least_households.data,
            lead_id=lead_id,
            activity_id=int(self.activity_id.data),
            service_id=int(self.service_id.data) if self.service_id.data else None,
            deposit_points=self.deposit.data * POINTS,
        )


def _words_of(purchase: GroupPurchase) -> dict[str, Any]:
    same = {name: getattr(purchase, name) for name in (*PLAIN_WORDS, *NUMBERS)}
    return same | {
        "version": str(purchase.version),
        "deposit": purchase.deposit_points // POINTS,
        "activity_id": str(purchase.activity_id),
        "service_id": str(purchase.service_id or ""),
    }


class QuoteForm(BaseForm):
    """What a supplier offers."""

    supplier = fields.line(
        N_("Welke leverancier?"),
        hint=N_("De naam zoals die op de offerte staat."),
        why=N_("Leden kopen bij dit bedrijf, niet bij ons."),
        owner=OWNER,
        longest=120,
    )
    phone = fields.phone(
        N_("Telefoonnummer van de leverancier"),
        why=N_("Na de koop belt het lid met dit bedrijf."),
        owner=OWNER,
        optional=True,
    )
    unit_price = fields.euro(
        N_("Prijs voor 1"),
        hint=N_("Wat een huishouden betaalt. Schrijf het zo: 345,00."),
        why=N_("Hiermee rekenen we elk bedrag uit, tot op de cent."),
        owner=OWNER,
        checks=(costs_something,),
    )
    fixed_costs = fields.euro(
        N_("Vaste kosten voor de hele ronde"),
        hint=N_("Bijvoorbeeld een steiger. Geen vaste kosten? Vul 0 in."),
        why=N_("We delen dit bedrag over alle huishoudens."),
        owner=OWNER,
        checks=(ranges.amount_up_to(HIGHEST_PRICE),),
    )
    vat = fields.line(
        N_("Wat zegt de offerte over btw?"),
        hint=N_("Bijvoorbeeld: 0 procent btw, al in de prijs."),
        why=N_("Zo vergelijken we dezelfde bedragen."),
        owner=OWNER,
        longest=120,
    )
    warranty_years = fields.count(
        N_("Hoeveel jaar garantie?"),
        hint=N_("Een heel aantal jaren, zoals 15."),
        why=N_("Een lage prijs met weinig garantie kan duurder zijn."),
        owner=OWNER,
        checks=(ranges.between(0, MOST_WARRANTY),),
    )
    delivery = fields.line(
        N_("Wanneer en hoe komt het?"),
        hint=N_("Bijvoorbeeld: in april, in 1 dag per huis."),
        why=N_("Leden kijken ook naar de tijd."),
        owner=OWNER,
        longest=200,
    )
    included = fields.text(
        N_("Wat zit er in de prijs?"),
        hint=N_("Bijvoorbeeld: panelen, omvormer en leggen op het dak."),
        why=N_("Zo vergelijken we hetzelfde met hetzelfde."),
        owner=OWNER,
        longest=600,
    )
    valid_until = fields.day(
        N_("Tot en met welke dag geldt de offerte?"),
        hint=HOW_TO_WRITE,
        why=N_("Bestellen kan niet langer dan dit."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )

    def offer(self) -> Offer:
        """What was filled in."""
        names = ("supplier", "unit_price", "fixed_costs", "vat", "warranty_years")
        return Offer(
            **{name: self[name].data for name in names},
            supplier_phone=self.phone.data or None,
            delivery=self.delivery.data,
            included=self.included.data,
            valid_until=self.valid_until.data,
        )


class OpenForm(BaseForm):
    """Until when members can order."""

    order_by = fields.day(
        N_("Tot en met welke dag kunnen leden bestellen?"),
        hint=HOW_TO_WRITE,
        why=N_("Na deze dag gaat de ronde door, of stopt hij zonder kosten."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )


class ValidForm(BaseForm):
    """The supplier keeps a price longer."""

    valid_until = fields.day(
        N_("Tot en met welke dag geldt de offerte?"),
        hint=HOW_TO_WRITE,
        why=N_("Bestellen kan niet langer dan dit."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )


class WithdrawForm(BaseForm):
    """The supplier took a quote back."""

    why = _reason(
        N_("Waarom neemt de leverancier de offerte terug?"),
        N_("Deze zin staat in het bericht en op de pagina."),
    )
    go_on = fields.one_of(
        N_("Hoe gaat het verder?"),
        [
            ("yes", Lazy(N_("We zoeken een andere offerte"))),
            ("no", Lazy(N_("De ronde stopt zonder kosten"))),
        ],
        why=N_("Iedereen krijgt bericht van wat u kiest."),
        owner=OWNER,
    )


class PaidForm(VersionForm):
    """Somebody told us that something was paid to, or by, the supplier."""

    day = _happened(
        N_("Op welke dag?"), N_("Zo zien we wat er gebeurd is. Het geld gaat niet via ons.")
    )


class DeliveryForm(VersionForm):
    """The day it comes."""

    day = fields.day(
        N_("Op welke dag komt het?"),
        hint=HOW_TO_WRITE,
        why=N_("Het lid krijgt hier bericht van."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )


class DeliveredForm(VersionForm):
    """The day it came."""

    day = _happened(
        N_("Op welke dag kwam het?"), N_("Binnen 2 weken kijken we samen of het goed is.")
    )


class ReleaseForm(VersionForm):
    """An order that stood is let go, as agreed with the supplier."""

    why = _reason(
        N_("Waarom gaat deze koop niet door?"),
        N_("Het lid leest dit terug. De leverancier moet het ook goed vinden."),
    )


class LeaverForm(VersionForm):
    """What was said with a buyer who leaves the cooperative."""

    words = _reason(
        N_("Wat is er besproken?"),
        N_("De koop blijft van dit lid en de leverancier, ook na het lidmaatschap."),
    )


class InspectionForm(VersionForm):
    """What was seen after delivery."""

    day = _happened(N_("Op welke dag keek u het na?"), N_("Zo weten we hoe lang het geleden is."))
    result = fields.one_of(
        N_("Werkt alles?"),
        [("yes", Lazy(N_("Ja, alles werkt"))), ("no", Lazy(N_("Nee, er is nog iets")))],
        why=N_("Is er nog iets? Dan helpen we u met de leverancier."),
        owner=OWNER,
    )
    remarks = fields.text(
        N_("Wat zag u?"),
        hint=N_("Bijvoorbeeld: 1 paneel zit los."),
        why=N_("Met deze woorden bellen we de leverancier."),
        owner=OWNER,
        optional=True,
        longest=600,
    )


class DoneForm(BaseForm):
    """A maintenance turn was done."""

    day = _happened(N_("Op welke dag deed u het?"), N_("Een jaar later is de volgende beurt."))
    remarks = fields.text(
        N_("Wat deed en zag u?"),
        hint=N_("Bijvoorbeeld: schoongemaakt, alles zit vast."),
        why=N_("Wie hierna aan de beurt is, leest dit."),
        owner=OWNER,
        optional=True,
        longest=600,
    )


class CareForm(BaseForm):
    """From when the yearly maintenance runs, if there is any."""

    first_on = fields.day(
        N_("Vóór welke dag is de eerste beurt onderhoud?"),
        hint=N_("Geen onderhoud nodig? Laat het vak leeg."),
        why=N_("Daarna is er elk jaar een beurt vóór dezelfde dag."),
        owner=OWNER,
        optional=True,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
