"""The forms of sources, promises, and booking in words."""

from collections.abc import Callable, Sequence
from typing import Any, Self

from wtforms import Form
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.funding.models import KIND_WORDS, Certainty, FundingSource
from buurtcoop.funding.rules import HIGHEST, LOWEST
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

OWNER = "treasurer"
TEN_YEARS_IN_DAYS = 3_653
KINDS = [(kind.value, Lazy(word)) for kind, word in KIND_WORDS.items()]
CERTAINTIES = [
    (Certainty.AWARDED.value, Lazy(N_("Ja, er is een brief of een afspraak"))),
    (Certainty.EXPECTED.value, Lazy(N_("Nee, we verwachten het"))),
]


def from_(lowest: Money) -> Callable[[Form, Any], None]:
    """An amount from this much to what a neighbourhood can have."""

    def check(form: Form, field: Any) -> None:
        if field.data is not None and not lowest <= field.data <= HIGHEST:
            raise ValidationError(
                _(N_("Kies een bedrag van %(min)s tot en met %(max)s."), min=lowest, max=HIGHEST)
            )

    return check


def not_to_come(form: Form, field: Any) -> None:
    """A day that was there: what is booked did happen."""
    if field.data is not None and field.data > clock.today():
        raise ValidationError(_(N_("Deze dag komt nog. Kies een dag tot en met vandaag.")))


def _amount(label: str, *, lowest: Money, why: str, optional: bool = False) -> Any:
    return fields.euro(
        label,
        hint=N_("Schrijf het zo: 12,50."),
        why=why,
        owner=OWNER,
        optional=optional,
        checks=(from_(lowest),),
    )


def _booked_on() -> Any:
    return fields.day(
        N_("Op welke dag?"),
        hint=N_("De dag die op het bankafschrift staat."),
        why=N_("Het bedrag telt mee in het jaar van deze dag."),
        owner=OWNER,
        checks=(not_to_come,),
    )


def _activity() -> Any:
    return fields.picked(
        N_("Voor welke activiteit is het?"),
        why=N_("Zo zien we per activiteit wat het kost en wie het betaalt."),
        owner=OWNER,
    )


def _memo(hint: str) -> Any:
    return fields.line(
        N_("Waar ging het om?"),
        hint=hint,
        why=N_("De kascommissie en het bestuur lezen dit later terug."),
        owner=OWNER,
        longest=120,
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


class MoneyForm(BaseForm):
    """What both booking forms share: their lists, filled from the database."""

    def offer(self, **lists: Sequence[tuple[str, str]]) -> Self:
        """Fill the lists; one that has a single answer is answered."""
        for name, choices in lists.items():
            field = self[name]
            first = [] if len(choices) == 1 else [SelectChoice("", Lazy(N_("Kies uit de lijst")))]
            field.choices = [*first, *(SelectChoice(*choice) for choice in choices)]
        return self


class IncomeForm(MoneyForm):
    """Money came in."""

    source = fields.picked(
        N_("Van welke bron komt het?"),
        why=N_("Elke bron heeft een eigen potje. Zo weten we wat er nog is."),
        owner=OWNER,
    )
    amount = _amount(
        N_("Hoeveel kwam er binnen?"),
        lowest=LOWEST,
        why=N_("Dit bedrag staat ook op het bankafschrift."),
    )
    day = _booked_on()
    activity = _activity()
    memo = _memo(N_("Bijvoorbeeld: voorschot 1. Schrijf geen namen van leden op."))


class CostForm(MoneyForm):
    """Money went out."""

    source = fields.picked(
        N_("Uit welke bron betaalt u het?"),
        why=N_("Elke bron heeft een eigen potje. Zo weten we wat er nog is."),
        owner=OWNER,
    )
    amount = _amount(
        N_("Hoeveel ging er uit?"),
        lowest=LOWEST,
        why=N_("Dit bedrag staat ook op het bankafschrift."),
    )
    day = _booked_on()
    account = fields.picked(
        N_("Waar is het aan uitgegeven?"),
        why=N_("Een bron betaalt vaak maar 1 soort kosten. Zo zien we of het klopt."),
        owner=OWNER,
    )
    activity = _activity()
    memo = _memo(N_("Bijvoorbeeld: boodschappen. Schrijf geen namen van leden op."))


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


class ChangePromiseForm(BaseForm):
    """What may change of a promise: the letter came, or the amount became another."""

    amount = _promised()
    certainty = _certainty()
    reference = _reference()


def choices_of(
    sources: Sequence[FundingSource],
    activities: Sequence[Activity],
    accounts: Sequence[LedgerAccount] = (),
) -> dict[str, list[tuple[str, str]]]:
    """The lists of the booking forms."""
    lists = {
        "source": [(str(source.id), source.name) for source in sources],
        "activity": [(str(activity.id), activity.name) for activity in activities],
    }
    if accounts:
        lists["account"] = [(account.code, account.name) for account in accounts]
    return lists
