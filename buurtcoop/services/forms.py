"""The forms of the catalogue."""

from collections.abc import Sequence
from typing import Any, Self

from buurtcoop.coop.models import Activity
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.services.rules import ICONS
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

OWNER = "coordinator"
HIGHEST_PRICE = Money(100_000)
TWO_WEEKS_IN_HOURS = 336
FIVE_YEARS_IN_DAYS = 1_826


class ServiceForm(BaseForm):
    """A service in the words people read."""

    name = fields.line(
        N_("Hoe heet het?"),
        hint=N_("Kort, zoals Eettafel."),
        why=N_("Onder deze naam vinden mensen het."),
        owner=OWNER,
        longest=60,
    )
    summary = fields.line(
        N_("Wat is het, in 1 zin?"),
        hint=N_("Bijvoorbeeld: elke donderdag samen eten."),
        why=N_("Deze zin staat in de lijst met aanbod."),
        owner=OWNER,
        longest=120,
    )
    description = fields.text(
        N_("Vertel er meer over"),
        hint=N_("Wat gebeurt er, en voor wie is het? Een lege regel begint een nieuw stuk."),
        why=N_("Zo weet iemand of het past."),
        owner=OWNER,
    )
    icon = fields.one_of(
        N_("Welk plaatje past erbij?"),
        [(name, Lazy(word)) for name, word in ICONS.items()],
        why=N_("Een plaatje helpt wie moeilijk leest."),
        owner=OWNER,
    )
    place = fields.line(
        N_("Waar is het meestal?"),
        hint=N_("Bijvoorbeeld Buurthuis De Knotwilg, Molenwerf 2."),
        why=N_("Dan komt iedereen op de goede plek."),
        owner=OWNER,
        longest=120,
    )
    give_task = fields.line(
        N_("Wat doet een helper?"),
        hint=N_("Een paar woorden, zoals: koken en afwassen."),
        why=N_("Dan weet een helper waar het om gaat."),
        owner=OWNER,
        longest=120,
    )
    price = fields.euro(
        N_("Wat kost een plek?"),
        hint=N_("Schrijf het zo: 4,00. Gratis? Laat het vak leeg."),
        why=N_("Mensen zien de prijs voordat ze komen."),
        owner=OWNER,
        optional=True,
        checks=(ranges.amount_up_to(HIGHEST_PRICE),),
    )
    release_hours = fields.count(
        N_("Tot hoeveel uur van tevoren kan iemand zich afmelden?"),
        hint=N_("24 uur is 1 dag."),
        why=N_("Zo blijft er tijd om een ander te vragen."),
        owner=OWNER,
        checks=(ranges.between(0, TWO_WEEKS_IN_HOURS),),
    )
    starts_on = fields.day(
        N_("Vanaf welke dag is het er?"),
        hint=N_("Schrijf hem zo: 21-11-2026."),
        why=N_("Vóór die dag staat het niet in de lijst."),
        owner=OWNER,
        checks=(ranges.near(FIVE_YEARS_IN_DAYS),),
    )
    activity_id = fields.picked(
        N_("Bij welke activiteit tellen de uren en de euro’s?"),
        why=N_("Zo zien we per activiteit wat er gebeurt en wat het kost."),
        owner=OWNER,
    )

    @classmethod
    def about(cls, activities: list[Activity], service: Service | None = None) -> Self:
        """The form for this service, or for a new one."""
        form = cls.sent(**(_values(service) if service else {}))
        form.activity_id.choices = [(str(each.id), each.name) for each in activities]
        return form

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        plain = ("name", "summary", "description", "icon", "place", "give_task")
        return {
            **{name: self[name].data for name in plain},
            "price": self.price.data or NOTHING,
            "release_hours": self.release_hours.data,
            "starts_on": self.starts_on.data,
            "activity_id": int(self.activity_id.data),
        }


class LeadForm(BaseForm):
    """Who is going to lead; the people to choose from are those who were found."""

    person = fields.one_of(
        N_("Wie gaat dit leiden?"),
        [],
        why=N_("Leden zien de naam en het telefoonnummer bij dit aanbod."),
        owner=OWNER,
    )

    @classmethod
    def among(cls, people: Sequence[Person]) -> Self:
        """The form to choose one of these people."""
        form = cls.sent()
        form.person.choices = [(str(person.id), person.full_name) for person in people]
        return form


class StopForm(BaseForm):
    """The last day of a service."""

    last_day = fields.day(
        N_("Wat is de laatste dag?"),
        hint=N_("Schrijf hem zo: 21-11-2026."),
        why=N_("Na die dag kan niemand iets nieuws plannen."),
        owner=OWNER,
        checks=(ranges.ahead(FIVE_YEARS_IN_DAYS),),
    )


def _values(service: Service) -> dict[str, Any]:
    names = (
        "name",
        "summary",
        "description",
        "icon",
        "place",
        "give_task",
        "release_hours",
        "starts_on",
    )
    return {
        **{name: getattr(service, name) for name in names},
        "price": service.price or None,
        "activity_id": str(service.activity_id),
    }
