"""The forms of goals, of what both sides promised, and of reports."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms.fields import SelectChoice

from buurtcoop.core.words import N_
from buurtcoop.documents.rules import MEDIA_TYPES
from buurtcoop.funding.models import Counts, Promiser
from buurtcoop.ledger.forms import not_to_come
from buurtcoop.services.models import Service
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

OWNER = "coordinator"
TEN_YEARS_IN_DAYS = 3_653
MOST = 1_000_000
LONGEST = 300
COUNTS_WORDS = {
    Counts.EVENINGS: N_("Hoe vaak het doorging"),
    Counts.HOURS: N_("Uren van wie helpt"),
    Counts.PEOPLE: N_("Verschillende mensen die kwamen"),
    Counts.MEALS: N_("Maaltijden van wie kwam eten"),
    Counts.BY_HAND: N_("We tellen het zelf"),
    Counts.PEOPLE_BY_HAND: N_("We tellen zelf mensen"),
}
COUNTS_NOTES = {
    Counts.EVENINGS: N_("Uit het rooster. Wat niet doorging, telt niet mee."),
    Counts.HOURS: N_("Uit de uren die bij de activiteit staan."),
    Counts.PEOPLE: N_("Uit het rooster. Iemand telt 1 keer."),
    Counts.MEALS: N_("Uit het rooster: elke stoel van wie kwam."),
    Counts.BY_HAND: N_("U vult het getal in, met hoe u het weet."),
    Counts.PEOPLE_BY_HAND: N_("Zo lezen anderen nooit over minder dan 5 mensen."),
}
WHOSE_WORDS = {
    Promiser.WE: N_("Wij"),
    Promiser.THEY: N_("Wie het geld geeft"),
}


def _number(label: str, why: str) -> Any:
    return fields.count(label, why=why, owner=OWNER, checks=(ranges.between(1, MOST),))


def _day_done(label: str) -> Any:
    return fields.day(
        label,
        why=N_("Zo ziet iedereen wanneer het was."),
        owner=OWNER,
        checks=(not_to_come,),
    )


def _last_day(label: str, *, hint: str = "", optional: bool = False) -> Any:
    return fields.day(
        label,
        hint=hint,
        why=N_("Dan staat het op tijd in de agenda en op de lijst van vandaag."),
        owner=OWNER,
        optional=optional,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )


def _evidence() -> Any:
    return fields.text(
        N_("Waar ziet iemand dat aan?"),
        hint=N_("Bijvoorbeeld: lijst in de map, of brief van 3 mei. Noem geen namen."),
        why=N_("Wie het geld geeft, kan hiernaar vragen."),
        owner=OWNER,
        longest=LONGEST,
    )


def _photo() -> Any:
    return fields.photo(
        N_("Foto"),
        kinds=MEDIA_TYPES,
        hint=N_("JPEG, PNG of WebP, tot 10 MB. Liever zonder gezichten."),
        why=N_("Een foto zegt soms meer dan woorden."),
        owner=OWNER,
        optional=True,
    )


class GoalForm(BaseForm):
    """A new goal with its story."""

    words = fields.line(
        N_("Wat willen we bereiken?"),
        hint=N_("Bijvoorbeeld: elke week samen eten."),
        why=N_("Dit staat boven het getal, ook voor wie het geld geeft."),
        owner=OWNER,
        longest=LONGEST,
    )
    target = _number(N_("Hoeveel?"), N_("Zo ziet iedereen of we er zijn."))
    unit = fields.line(
        N_("Van wat?"),
        hint=N_("Bijvoorbeeld: avonden, uren of mensen."),
        why=N_("Dit woord staat achter het getal."),
        owner=OWNER,
        longest=40,
    )
    counts = fields.one_of(
        N_("Waar komt de telling vandaan?"),
        [(each.value, Lazy(word)) for each, word in COUNTS_WORDS.items()],
        why=N_("Wat we al weten, hoeft niemand meer in te vullen."),
        owner=OWNER,
    )
    service = fields.picked(
        N_("Van welk aanbod?"),
        hint=N_("Leeg is: van al het aanbod."),
        why=N_("Dan tellen we alleen dat."),
        owner=OWNER,
        optional=True,
    )
    chosen_by = fields.line(
        N_("Wie heeft dit doel gekozen?"),
        hint=N_("Bijvoorbeeld: de leden, op de vergadering van 12 mei."),
        why=N_("Een doel is van wie het koos."),
        owner=OWNER,
        longest=LONGEST,
    )
    tells_not = fields.text(
        N_("Wat zegt dit getal niet?"),
        hint=N_("Bijvoorbeeld: of het gezellig was, en wie niet durft te komen."),
        why=N_("Een getal vertelt nooit alles. Dat lezen mensen erbij."),
        owner=OWNER,
        longest=LONGEST,
    )

    def offering(self, services: Sequence[Service]) -> Self:
        """Let one of these be chosen; none is the first choice."""
        self["service"].choices = [
            SelectChoice("", Lazy(N_("Al het aanbod"))),
            *(SelectChoice(str(each.id), each.name) for each in services),
        ]
        return self


class EndGoalForm(BaseForm):
    """Stop with a goal."""

    why = fields.text(
        N_("Waarom stopt u met dit doel?"),
        hint=N_("Bijvoorbeeld: het getal zei te weinig. We kozen een ander doel."),
        why=N_("Het doel blijft staan, met deze woorden erbij."),
        owner=OWNER,
        longest=LONGEST,
    )


class CountForm(BaseForm):
    """So many more of what no room counts."""

    number = _number(N_("Hoeveel erbij?"), N_("Dit komt bij wat er al geteld is."))
    on_day = _day_done(N_("Op welke dag?"))
    evidence = _evidence()
    photo = _photo()


class ConditionForm(BaseForm):
    """What one side promised."""

    words = fields.text(
        N_("Wat is er beloofd?"),
        hint=N_("Schrijf het in gewone woorden. Bijvoorbeeld: 2 keer per jaar een gesprek."),
        why=N_("Zo weten beide kanten waar ze op mogen rekenen."),
        owner=OWNER,
        longest=LONGEST,
    )
    whose = fields.one_of(
        N_("Wie belooft dit?"),
        [(each.value, Lazy(word)) for each, word in WHOSE_WORDS.items()],
        why=N_("Een afspraak heeft 2 kanten."),
        owner=OWNER,
    )
    due_on = _last_day(
        N_("Laatste dag"), hint=N_("Leeg is: het geldt de hele tijd."), optional=True
    )


class MeetForm(BaseForm):
    """A promise was kept."""

    on = _day_done(N_("Op welke dag?"))
    evidence = _evidence()
    photo = _photo()


class DueForm(BaseForm):
    """Another last day of a promise, or none."""

    due_on = _last_day(
        N_("Laatste dag"), hint=N_("Leeg is: het geldt de hele tijd."), optional=True
    )


class ReportForm(BaseForm):
    """A report that the source wants."""

    words = fields.line(
        N_("Wat willen ze lezen?"),
        hint=N_("Bijvoorbeeld: verslag van het jaar, met de bedragen."),
        why=N_("Dan weet wie het schrijft wat erin moet."),
        owner=OWNER,
        longest=LONGEST,
    )
    due_on = _last_day(N_("Laatste dag"))


class ReportDayForm(BaseForm):
    """Another last day of a report."""

    due_on = _last_day(N_("Laatste dag"))


class HandInForm(BaseForm):
    """A report was handed in."""

    on = _day_done(N_("Op welke dag?"))
