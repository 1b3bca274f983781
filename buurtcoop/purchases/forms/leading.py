"""The words and numbers of a round, and the day on which its maintenance begins."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms.fields import SelectChoice

from buurtcoop.coop.models import Activity
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.purchases.forms.common import OWNER, TWO_YEARS_IN_DAYS, VersionForm
from buurtcoop.purchases.models import GroupPurchase
from buurtcoop.purchases.operations import Details
from buurtcoop.purchases.rules import MOST_UNITS
from buurtcoop.services.models import Service
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

LONGEST_NAME = 30
MOST_HOUSEHOLDS = 500
POINTS = 100  # basis points in one percent
PLAIN_WORDS = (
    *("name", "summary", "description", "unit_name", "unit_names"),
    *("not_promised", "instead", "decided_by"),
)
NUMBERS = ("least_units", "least_households")


def _unit_word(label: str, *, hint: str, why: str) -> Any:
    """A field with the word for what is bought."""
    return fields.line(label, hint=hint, why=why, owner=OWNER, longest=30, width="w7")


def _at_least(label: str, *, hint: str, most: int) -> Any:
    """A field with a number below which the round does not go ahead."""
    why = N_("Is dit aantal niet gehaald? Dan stopt de ronde zonder kosten.")
    check = ranges.between(1, most)
    return fields.count(label, hint=hint, why=why, owner=OWNER, optional=True, checks=(check,))


def _said_to_all(label: str, *, hint: str, why: str) -> Any:
    """A field with a few lines about what we do not do."""
    return fields.text(label, hint=hint, why=why, owner=OWNER, longest=600)


class RoundForm(VersionForm):
    """The words and the numbers of a round."""

    name = fields.line(
        N_("Hoe heet de ronde?"),
        hint=N_("Bijvoorbeeld Zonnepanelen 2027."),
        why=N_("Onder deze naam vindt iedereen hem."),
        owner=OWNER,
        longest=LONGEST_NAME,  # a subject of a mail holds it
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
    unit_name = _unit_word(
        N_("Hoe heet 1 ervan?"),
        hint=N_("Bijvoorbeeld paneel."),
        why=N_("Zo staat het bij de prijs."),
    )
    unit_names = _unit_word(
        N_("En meer dan 1?"),
        hint=N_("Bijvoorbeeld panelen."),
        why=N_("Zo staat het bij het aantal."),
    )
    least_units = _at_least(
        N_("Hoeveel zijn er samen minstens nodig?"),
        hint=N_("Vul dit in, of het aantal huishoudens, of allebei."),
        most=MOST_UNITS,
    )
    least_households = _at_least(
        N_("Hoeveel huishoudens zijn er minstens nodig?"),
        hint=N_("Een huishouden is 1 adres."),
        most=MOST_HOUSEHOLDS,
    )
    deposit = fields.count(
        N_("Welk deel betaalt een lid eerst, in procent?"),
        hint=N_("Bijvoorbeeld 20. Geen aanbetaling? Vul 0 in."),
        why=N_("De leverancier vraagt dit. Het lid betaalt aan de leverancier."),
        owner=OWNER,
        checks=(ranges.between(0, 100),),
    )
    not_promised = _said_to_all(
        N_("Wat beloven we niet?"),
        hint=N_("Bijvoorbeeld: we weten niet hoeveel stroom uw dak geeft."),
        why=N_("Dan weet iedereen waar we wel en niet voor zorgen."),
    )
    instead = _said_to_all(
        N_("Waar kan iemand dan terecht?"),
        hint=N_("Bijvoorbeeld het gratis energieloket van de gemeente."),
        why=N_("Een nee van ons is dan niet het einde."),
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


def details_of(purchase: GroupPurchase, lead_id: int) -> Details:
    """What a round says now, with another lead."""
    same = (*PLAIN_WORDS, *NUMBERS, "activity_id", "service_id", "deposit_points")
    return Details(**{name: getattr(purchase, name) for name in same}, lead_id=lead_id)


class LeadForm(VersionForm):
    """Who leads the round from now on; the people to choose from are those who were found."""

    person = fields.one_of(
        N_("Wie gaat deze ronde leiden?"),
        [],
        why=N_("Leden zien de naam en het telefoonnummer van deze persoon."),
        owner=OWNER,
    )

    @classmethod
    def among(cls, people: Sequence[Person], version: int) -> Self:
        """The form for one of these persons."""
        form = cls.sent(version=str(version))
        form.person.choices = [SelectChoice(str(each.id), each.full_name) for each in people]
        return form


def _words_of(purchase: GroupPurchase) -> dict[str, Any]:
    same = {name: getattr(purchase, name) for name in (*PLAIN_WORDS, *NUMBERS)}
    return same | {
        "version": str(purchase.version),
        "deposit": purchase.deposit_points // POINTS,
        "activity_id": str(purchase.activity_id),
        "service_id": str(purchase.service_id or ""),
    }


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
