"""Quotes: what a supplier offers, until when members order on it, and that it is taken back."""

from typing import Any

from wtforms import Form
from wtforms.validators import ValidationError

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.purchases.forms.common import OWNER, TWO_YEARS_IN_DAYS, reason
from buurtcoop.purchases.operations import Offer
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

HIGHEST_PRICE = Money(10_000_000)
MOST_WARRANTY = 40


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
        why=N_("Na deze dag gaat de ronde door, of stopt hij zonder kosten."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )


class ValidForm(BaseForm):
    """The supplier keeps a price longer."""

    valid_until = fields.day(
        N_("Tot en met welke dag geldt de offerte?"),
        why=N_("Bestellen kan niet langer dan dit."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )


class WithdrawForm(BaseForm):
    """The supplier took a quote back."""

    why = reason(
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
