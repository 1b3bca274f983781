"""The forms of sources and what they promise."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms.fields import SelectChoice

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.funding.models import KIND_WORDS, Certainty, FundingSource
from buurtcoop.ledger.forms import amount_from
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

OWNER = "treasurer"
TEN_YEARS_IN_DAYS = 3_653
KINDS = [(kind.value, Lazy(word)) for kind, word in KIND_WORDS.items()]
CERTAINTIES = [
    (Certainty.AWARDED.value, Lazy(N_("Ja, er is een brief of een afspraak"))),
    (Certainty.EXPECTED.value, Lazy(N_("Nee, we verwachten het"))),
]


def _amount(label: str, *, lowest: Money, why: str, optional: bool = False) -> Any:
    return fields.euro(
        label,
        hint=N_("Schrijf het zo: 12,50."),
        why=why,
        owner=OWNER,
        optional=optional,
        checks=(amount_from(lowest),),
    )


def _promised(*, optional: bool = False) -> Any:
    return _amount(
        N_("Hoeveel is er toegezegd?"),
        lowest=NOTHING,
        why=N_("Dan ziet u wat u nog kunt besteden."),
        optional=optional,
    )


def _promise_day(label: str) -> Any:
    return fields.day(
        label,
        why=N_("Een toezegging geldt voor een deel van 1 jaar, of voor het hele jaar."),
        owner=OWNER,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )


def _certainty() -> Any:
    return fields.one_of(
        N_("Is het zeker?"),
        CERTAINTIES,
        why=N_("Wat nog niet zeker is, laten we apart zien."),
        owner=OWNER,
    )


def _reference() -> Any:
    return fields.line(
        N_("Kenmerk van de brief"),
        hint=N_("Bijvoorbeeld het nummer, of de dag van de brief."),
        why=N_("Zo vindt de kascommissie de brief terug."),
        owner=OWNER,
        longest=80,
        optional=True,
    )


class SourceForm(BaseForm):
    """A new source, with its first promise when there is one."""

    name = fields.line(
        N_("Hoe heet de bron?"),
        hint=N_("Bijvoorbeeld Fonds Buurtkeuken."),
        why=N_("Onder deze naam vindt iedereen de bedragen."),
        owner=OWNER,
        longest=80,
    )
    kind = fields.one_of(
        N_("Wat voor bron is het?"),
        KINDS,
        why=N_("Zo zien we hoe het geld verdeeld is over leden, fondsen en gemeente."),
        owner=OWNER,
    )
    amount = _promised(optional=True)
    starts_on = _promise_day(N_("Eerste dag"))
    ends_on = _promise_day(N_("Laatste dag"))
    certainty = _certainty()
    reference = _reference()


class PromiseForm(BaseForm):
    """One more promise of a source that is there."""

    amount = _promised()
    starts_on = _promise_day(N_("Eerste dag"))
    ends_on = _promise_day(N_("Laatste dag"))
    certainty = _certainty()
    reference = _reference()


class AgreementForm(PromiseForm):
    """A promise of a source that is chosen here; it may still be asked for."""

    source = fields.picked(
        N_("Met wie is de afspraak?"),
        why=N_("Elke bron heeft een eigen potje en eigen afspraken."),
        owner=OWNER,
    )
    amount = _amount(
        N_("Om hoeveel geld gaat het?"),
        lowest=NOTHING,
        why=N_("Is er nog geen brief? Schrijf dan op wat u vroeg."),
    )

    def offer(self, sources: Sequence[FundingSource]) -> Self:
        """The sources to choose from."""
        self["source"].choices = [SelectChoice(str(each.id), each.name) for each in sources]
        return self


class ChangePromiseForm(BaseForm):
    """What may change of a promise: the letter came, or the amount became another."""

    amount = _promised()
    certainty = _certainty()
    reference = _reference()
