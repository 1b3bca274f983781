"""The forms of the catalogue."""

from typing import Any, Self

from buurtcoop.coop.models import Activity
from buurtcoop.core.money import NOTHING
from buurtcoop.core.words import N_
from buurtcoop.services.models import Service
from buurtcoop.services.rules import HIGHEST_PRICE, ICONS, RANGES
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

OWNER = "coordinator"
FIVE_YEARS_IN_DAYS = 1_826
TERMS = ("release_hours", "claim_hours", "rest_hours", "hold_hours")


def name_field() -> Any:
    """The field of what it is called."""
    return fields.line(
        N_("Hoe heet het?"),
        hint=N_("Kort, zoals Eettafel."),
        why=N_("Onder deze naam vinden mensen het."),
        owner=OWNER,
        longest=60,
    )


def summary_field() -> Any:
    """The field of what it is, in one sentence."""
    return fields.line(
        N_("Wat is het, in 1 zin?"),
        hint=N_("Bijvoorbeeld: elke donderdag samen eten."),
        why=N_("Deze zin staat in de lijst met aanbod."),
        owner=OWNER,
        longest=120,
    )


def place_field() -> Any:
    """The field of where it usually is."""
    return fields.line(
        N_("Waar is het meestal?"),
        hint=N_("Bijvoorbeeld Buurthuis De Knotwilg, Molenwerf 2."),
        why=N_("Dan komt iedereen op de goede plek."),
        owner=OWNER,
        longest=120,
    )


def first_day_field() -> Any:
    """The field of its first day."""
    return fields.day(
        N_("Vanaf welke dag is het er?"),
        why=N_("Vóór die dag staat het niet in de lijst."),
        owner=OWNER,
        checks=(ranges.near(FIVE_YEARS_IN_DAYS),),
    )


def activity_field() -> Any:
    """The field of where its hours and euros count."""
    return fields.picked(
        N_("Bij welke activiteit tellen de uren en de euro’s?"),
        why=N_("Zo zien we per activiteit wat er gebeurt en wat het kost."),
        owner=OWNER,
    )


def price_field() -> Any:
    """The field of what a seat costs."""
    return fields.euro(
        N_("Wat kost een plek?"),
        hint=N_("Schrijf het zo: 4,00. Gratis? Laat het vak leeg."),
        why=N_("Mensen zien de prijs voordat ze komen."),
        owner=OWNER,
        optional=True,
        checks=(ranges.amount_up_to(HIGHEST_PRICE),),
    )


def decided_by() -> Any:
    """The field of who decided that price, or that it is free."""
    return fields.line(
        N_("Wie besloot over de prijs, of dat het gratis is?"),
        hint=N_("Bijvoorbeeld: het bestuur, op 12 januari."),
        why=N_("Zo kan iedereen navragen waarom het dit kost."),
        owner=OWNER,
        longest=120,
    )


def description_field(*, optional: bool = False) -> Any:
    """The field of what else there is to tell."""
    return fields.text(
        N_("Vertel er meer over"),
        hint=N_("Wat gebeurt er, en voor wie is het? Een lege regel begint een nieuw stuk."),
        why=N_("Zo weet iemand of het past."),
        owner=OWNER,
        optional=optional,
    )


def task_field(*, optional: bool = False) -> Any:
    """The field of what a helper does."""
    return fields.line(
        N_("Wat doet een helper?"),
        hint=N_("Een paar woorden, zoals: koken en afwassen."),
        why=N_("Dan weet een helper waar het om gaat."),
        owner=OWNER,
        longest=120,
        optional=optional,
    )


def number_field(column: str, label: str, *, hint: str, why: str, optional: bool = False) -> Any:
    """A field with a number of this column."""
    check = ranges.between(*RANGES[column])
    return fields.count(label, hint=hint, why=why, owner=OWNER, optional=optional, checks=(check,))


class ServiceForm(BaseForm):
    """A service in the words people read."""

    name = name_field()
    summary = summary_field()
    description = description_field()
    icon = fields.one_of(
        N_("Welk plaatje past erbij?"),
        [(name, Lazy(word)) for name, word in ICONS.items()],
        why=N_("Een plaatje helpt wie moeilijk leest."),
        owner=OWNER,
    )
    place = place_field()
    give_task = task_field()
    price = price_field()
    price_decided_by = decided_by()
    release_hours = number_field(
        "release_hours",
        N_("Tot hoeveel uur van tevoren kan iemand zich afmelden?"),
        hint=N_("24 uur is 1 dag."),
        why=N_("Zo blijft er tijd om een ander te vragen."),
    )
    claim_hours = number_field(
        "claim_hours",
        N_("Tot hoeveel uur van tevoren kan iemand zich opgeven?"),
        hint=N_("Tot het begint? Vul 0 in. 24 uur is 1 dag."),
        why=N_("Zo weet wie dit leidt op tijd wie er komt."),
    )
    rest_hours = number_field(
        "rest_hours",
        N_("Hoeveel uur rust hoort een helper ervoor en erna?"),
        hint=N_("Geen vaste rust? Vul 0 in."),
        why=N_("Niemand helpt dan 2 keer kort na elkaar."),
    )
    hold_hours = number_field(
        "hold_hours",
        N_("Hoeveel uur houden we een plek vrij voor wie wacht?"),
        hint=N_("Wie op de wachtlijst staat, heeft zo lang om te antwoorden."),
        why=N_("Daarna is de volgende aan de beurt."),
    )
    starts_on = first_day_field()
    activity_id = activity_field()

    @classmethod
    def about(cls, activities: list[Activity], service: Service) -> Self:
        """The form for this service; what was there before packs may not know who decided."""
        form = cls.sent(**_values(service))
        form.activity_id.choices = [(str(each.id), each.name) for each in activities]
        form.price_decided_by.optional = not service.pack
        return form

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        plain = ("name", "summary", "description", "icon", "place", "give_task")
        return {
            **{name: self[name].data for name in plain},
            "price": self.price.data or NOTHING,
            "price_decided_by": self.price_decided_by.data or "",
            **{name: self[name].data for name in TERMS},
            "starts_on": self.starts_on.data,
            "activity_id": int(self.activity_id.data),
        }


class StopForm(BaseForm):
    """The last day of a service, and why."""

    last_day = fields.day(
        N_("Wat is de laatste dag?"),
        why=N_("Na die dag kan niemand iets nieuws plannen."),
        owner=OWNER,
        checks=(ranges.ahead(FIVE_YEARS_IN_DAYS),),
    )
    reason = fields.line(
        N_("Waarom stopt het?"),
        hint=N_("1 hele zin, zoals: de keuken gaat dicht."),
        why=N_("Stoppen mag. Iedereen leest hier waarom."),
        owner=OWNER,
    )


def _values(service: Service) -> dict[str, Any]:
    names = (
        "name",
        "summary",
        "description",
        "icon",
        "place",
        "give_task",
        "price_decided_by",
        *TERMS,
        "starts_on",
    )
    return {
        **{name: getattr(service, name) for name in names},
        "price": service.price or None,
        "activity_id": str(service.activity_id),
    }
