"""The forms of who joins: what one would want, and the binding yes."""

from wtforms import HiddenField

from buurtcoop.core.words import N_
from buurtcoop.purchases.forms.common import LONGEST_NOTE, OWNER, typed_name, whole
from buurtcoop.purchases.rules import MOST_UNITS
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm


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
    name = typed_name(
        N_("Typ uw naam"),
        N_("Typ hem zoals op een brief."),
        N_("Zo weten we dat u het eens bent met deze tekst."),
    )

    @property
    def read(self) -> tuple[int, int, int]:
        """Units, quote and version as they were shown; nought for what is no number."""
        sent = (self.units.data, self.quote.data, self.version.data)
        units, quote, version = (whole(value) for value in sent)
        return units, quote, version


class PaperOrderForm(OrderForm):
    """The same, signed on paper by a member without a computer."""

    name = typed_name(
        N_("Welke naam staat onder het papier?"),
        N_("Typ hem zoals het lid tekende."),
        N_("Het papier is het bewijs. Bewaar het bij de ronde."),
    )
