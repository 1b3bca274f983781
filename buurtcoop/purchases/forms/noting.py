"""What is noted on an order or a turn, by its owner or by the lead."""

from buurtcoop.core.words import N_
from buurtcoop.purchases.forms.common import (
    OWNER,
    TWO_YEARS_IN_DAYS,
    VersionForm,
    happened,
    reason,
)
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy


class PaidForm(VersionForm):
    """Somebody told us that something was paid to, or by, the supplier."""

    day = happened(
        N_("Op welke dag?"), N_("Zo zien we wat er gebeurd is. Het geld gaat niet via ons.")
    )


class DeliveryForm(VersionForm):
    """The day it comes."""

    day = fields.day(
        N_("Op welke dag komt het?"),
        why=N_("Het lid krijgt hier bericht van."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )


class DeliveredForm(VersionForm):
    """The day it came."""

    day = happened(
        N_("Op welke dag kwam het?"), N_("Binnen 2 weken kijken we samen of het goed is.")
    )


class ReleaseForm(VersionForm):
    """An order that stood is let go, as agreed with the supplier."""

    why = reason(
        N_("Waarom gaat deze koop niet door?"),
        N_("Het lid leest dit terug. De leverancier moet het ook goed vinden."),
    )


class LeaverForm(VersionForm):
    """What was said with a buyer who leaves the cooperative."""

    words = reason(
        N_("Wat is er besproken?"),
        N_("De koop blijft van dit lid en de leverancier, ook na het lidmaatschap."),
    )


class InspectionForm(VersionForm):
    """What was seen after delivery."""

    day = happened(N_("Op welke dag keek u het na?"), N_("Zo weten we hoe lang het geleden is."))
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

    day = happened(N_("Op welke dag deed u het?"), N_("Een jaar later is de volgende beurt."))
    remarks = fields.text(
        N_("Wat deed en zag u?"),
        hint=N_("Bijvoorbeeld: schoongemaakt, alles zit vast."),
        why=N_("Wie hierna aan de beurt is, leest dit."),
        owner=OWNER,
        optional=True,
        longest=600,
    )
