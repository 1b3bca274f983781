"""Booking in words: what came in or went out, whole or in parts."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from wtforms import HiddenField
from wtforms.fields import SelectChoice

from buurtcoop.coop.models import Activity
from buurtcoop.core.words import N_
from buurtcoop.funding.models import FundingSource
from buurtcoop.funding.rules import Part
from buurtcoop.ledger.forms import OWNER, amount_from, not_to_come, photo_of_receipt
from buurtcoop.ledger.models import LedgerAccount, Receipt
from buurtcoop.ledger.queries import receipt_number
from buurtcoop.ledger.rules import LOWEST
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

FEWEST, MOST = 2, 5
OWN_FUND = N_("Elke bron heeft een eigen potje. Zo weten we wat er nog is.")
PER_ACTIVITY = N_("Zo zien we per activiteit wat het kost en wie het betaalt.")
# What a part asks, with its number in front.
PART_LABELS = {
    "source": N_("Deel %(number)s: welke bron?"),
    "activity": N_("Deel %(number)s: welke activiteit?"),
    "amount": N_("Deel %(number)s: hoeveel?"),
}


def _amount(label: str) -> Any:
    return fields.euro(
        label,
        hint=N_("Schrijf het zo: 12,50."),
        why=N_("Dit bedrag staat ook op het bankafschrift."),
        owner=OWNER,
        checks=(amount_from(LOWEST),),
    )


def _source(label: str) -> Any:
    return fields.picked(label, why=OWN_FUND, owner=OWNER)


def _activity() -> Any:
    return fields.picked(N_("Voor welke activiteit is het?"), why=PER_ACTIVITY, owner=OWNER)


def _account() -> Any:
    return fields.picked(
        N_("Waar is het aan uitgegeven?"),
        why=N_("Een bron betaalt vaak maar 1 soort kosten. Zo zien we of het klopt."),
        owner=OWNER,
    )


def _day() -> Any:
    return fields.day(
        N_("Op welke dag?"),
        hint=N_("De dag die op het bankafschrift staat."),
        why=N_("Het bedrag telt mee in het jaar van deze dag."),
        owner=OWNER,
        checks=(not_to_come,),
    )


def _memo(hint: str) -> Any:
    return fields.line(
        N_("Waar ging het om?"),
        hint=hint,
        why=N_("De kascommissie en het bestuur lezen dit later terug."),
        owner=OWNER,
        longest=120,
    )


def _kept_receipt() -> Any:
    return fields.picked(
        N_("Welke bon hoort erbij?"),
        why=N_("Deze bonnen zijn er al en horen nog bij geen boeking."),
        owner=OWNER,
        optional=True,
    )


class MoneyForm(BaseForm):
    """What the booking forms share: their lists, filled from the database."""

    def offer(self, **lists: Sequence[tuple[str, str]]) -> Self:
        """Fill the lists; one that has a single answer is answered."""
        for name, choices in lists.items():
            first = [] if len(choices) == 1 else [SelectChoice("", Lazy(N_("Kies uit de lijst")))]
            for field in self:
                if field.name.partition("_")[0] == name:
                    field.choices = [*first, *(SelectChoice(*choice) for choice in choices)]
        return self

    def offer_receipts(self, loose: Sequence[Receipt]) -> Self:
        """Let one of the receipts that came in before be chosen; none is the first choice."""
        self["receipt"].choices = [
            SelectChoice("", Lazy(N_("Geen bon"))),
            *(SelectChoice(str(each.id), _named(each)) for each in loose),
        ]
        return self

    @property
    def receipt_id(self) -> int | None:
        """The receipt that was chosen."""
        chosen = self["receipt"].data if "receipt" in self else ""
        return int(chosen) if chosen else None

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each part: source, activity, amount. Here the amount is one part."""
        return [(self["source"], self["activity"], self["amount"])]

    def parts(self) -> list[Part]:
        """What was filled in, part by part."""
        return [
            Part(source_id=int(source.data), activity_id=int(activity.data), amount=amount.data)
            for source, activity, amount in self.rows()
        ]


class IncomeForm(MoneyForm):
    """Money came in."""

    source = _source(N_("Van welke bron komt het?"))
    amount = _amount(N_("Hoeveel kwam er binnen?"))
    day = _day()
    activity = _activity()
    memo = _memo(N_("Bijvoorbeeld: voorschot 1. Schrijf geen namen van leden op."))


class CostForm(MoneyForm):
    """Money went out, perhaps with the photo of a receipt."""

    source = _source(N_("Uit welke bron betaalt u het?"))
    amount = _amount(N_("Hoeveel ging er uit?"))
    day = _day()
    account = _account()
    activity = _activity()
    memo = _memo(N_("Bijvoorbeeld: boodschappen. Schrijf geen namen van leden op."))
    photo = photo_of_receipt(optional=True)
    receipt = _kept_receipt()


class PartsForm(MoneyForm):
    """One amount in two to five parts; `shown` says how many of them are asked."""

    plain: ClassVar[frozenset[str]] = BaseForm.plain | {"shown"}

    shown = HiddenField()

    def asking(self, *, more: bool = False) -> Self:
        """The same form with as many parts as were asked, or one more; the others are gone."""
        asked = str(self.shown.data or "")
        number = int(asked) if asked in {str(each) for each in range(FEWEST, MOST + 1)} else FEWEST
        self.shown.data = str(min(number + more, MOST))
        for place in range(1, MOST + 1):
            for name, label in PART_LABELS.items():
                if place > int(self.shown.data):
                    del self[f"{name}_{place}"]
                else:
                    self[f"{name}_{place}"].label.text = Lazy(label, number=place)
        return self

    @property
    def may_grow(self) -> bool:
        """Whether another part may be asked."""
        return int(self.shown.data) < MOST

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each part that is asked."""
        return [
            (self[f"source_{place}"], self[f"activity_{place}"], self[f"amount_{place}"])
            for place in range(1, int(self.shown.data) + 1)
        ]


class IncomePartsForm(PartsForm):
    """Money came in for several sources or activities."""

    amount = _amount(N_("Hoeveel kwam er samen binnen?"))
    day = _day()
    memo = _memo(N_("Bijvoorbeeld: voorschot 1. Schrijf geen namen van leden op."))


class CostPartsForm(PartsForm):
    """Money went out of several sources, or for several activities."""

    amount = _amount(N_("Hoeveel ging er samen uit?"))
    day = _day()
    account = _account()
    memo = _memo(N_("Bijvoorbeeld: boodschappen. Schrijf geen namen van leden op."))
    photo = photo_of_receipt(optional=True)
    receipt = _kept_receipt()


def _add_parts() -> None:
    """Give both forms of parts the same three questions for each part."""
    for form in (IncomePartsForm, CostPartsForm):
        for place in range(1, MOST + 1):
            setattr(form, f"source_{place}", _source(PART_LABELS["source"]))
            setattr(
                form,
                f"activity_{place}",
                fields.picked(PART_LABELS["activity"], why=PER_ACTIVITY, owner=OWNER),
            )
            setattr(form, f"amount_{place}", _amount(PART_LABELS["amount"]))


_add_parts()


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


def _named(receipt: Receipt) -> str:
    return f"{receipt_number(receipt)} · {receipt.words}"
