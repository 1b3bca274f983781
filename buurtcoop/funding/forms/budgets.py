"""The forms of the budget: begin, fill in one activity, decide."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from wtforms.fields import SelectChoice

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.funding.models import BudgetLine, FundingSource
from buurtcoop.funding.operations import BeginFrom
from buurtcoop.ledger.forms import amount_from, not_to_come
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

OWNER = "treasurer"
BEGINNINGS = {
    BeginFrom.ACTUAL: N_("Met wat vorig jaar echt is uitgegeven"),
    BeginFrom.BUDGET: N_("Met de begroting van vorig jaar"),
    BeginFrom.NOTHING: N_("Met een lege begroting"),
}
CHOOSE = ("", Lazy(N_("Kies uit de lijst")))
# An account and a source: the place of an amount on the page of one activity.
Place = tuple[int, int]


class BeginBudgetForm(BaseForm):
    """What the first version of a year begins with."""

    begin_from = fields.one_of(
        N_("Waarmee wilt u beginnen?"),
        [(each.value, Lazy(said)) for each, said in BEGINNINGS.items()],
        why=N_("Dan hoeft u niet alles opnieuw te typen. U kunt elk bedrag nog veranderen."),
        owner=OWNER,
    )


class ActivityForm(BaseForm):
    """What is planned for one activity: an amount for each place, and one more to add."""

    places: ClassVar[Mapping[str, Place]] = {}
    labels: ClassVar[Mapping[str, Lazy]] = {}

    account = fields.picked(
        N_("Welke kosten komen erbij?"),
        why=N_("Zo ziet u later wat er van dit plan is uitgegeven."),
        owner=OWNER,
        optional=True,
    )
    source = fields.picked(
        N_("Wie betaalt dat?"),
        why=N_("Elk bedrag hoort bij een bron. Zo is te zien of er genoeg geld is."),
        owner=OWNER,
        optional=True,
    )
    amount = fields.euro(
        N_("Hoeveel in het hele jaar?"),
        how=N_("Schrijf het zo: 12,50."),
        why=N_("Samen zijn deze bedragen de begroting."),
        owner=OWNER,
        optional=True,
        checks=(amount_from(NOTHING),),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name, label in self.labels.items():
            self[name].label.text = label

    def among(self, accounts: Sequence[LedgerAccount], sources: Sequence[FundingSource]) -> Self:
        """The same form with these costs and sources to choose from."""
        self.account.choices = _choices(accounts)
        self.source.choices = _choices(sources)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """What is added is added whole: what, of whom, and how much."""
        right: bool = super().validate(extra_validators)
        added = (self.account, self.source, self.amount)
        if right and any(each.data for each in added):
            for each in added:
                if not each.data:
                    each.errors = [_(N_("Vul dit ook in, of laat alle 3 leeg."))]
                    right = False
        return right

    def amounts(self) -> dict[Place, Money]:
        """What was filled in for each place; an empty one is nothing."""
        found = {place: self[name].data or NOTHING for name, place in self.places.items()}
        if self.amount.data:
            found[int(self.account.data), int(self.source.data)] = self.amount.data
        return found


class DecideBudgetForm(BaseForm):
    """Who decided on the budget, and when."""

    decided_by = fields.line(
        N_("Wie besliste over deze begroting?"),
        hint=N_("Bijvoorbeeld: de leden, in de vergadering."),
        why=N_("De kascommissie leest later wie dit besliste."),
        owner=OWNER,
        longest=120,
    )
    decided_on = fields.day(
        N_("Op welke dag?"),
        why=N_("Vanaf die dag verandert er niets meer aan deze versie."),
        owner=OWNER,
        checks=(not_to_come,),
    )


def form_of(lines: Sequence[BudgetLine]) -> type[ActivityForm]:
    """The form with an amount for each of these lines."""
    made: dict[str, Any] = {}
    places: dict[str, Place] = {}
    labels: dict[str, Lazy] = {}
    for line in lines:
        name = name_of(line)
        made[name] = _amount()
        places[name] = (line.account_id, line.source_id)
        labels[name] = Lazy(
            N_("%(account)s, van %(source)s"), account=line.account.name, source=line.source.name
        )
    return type("ActivityForm", (ActivityForm,), {**made, "places": places, "labels": labels})


def name_of(line: BudgetLine) -> str:
    """The name of the field of a line."""
    return f"amount_{line.account_id}_{line.source_id}"


def _amount() -> Any:
    return fields.euro(
        N_("Hoeveel in het hele jaar?"),
        why=N_("Maak het leeg als dit vervalt."),
        owner=OWNER,
        optional=True,
        checks=(amount_from(NOTHING),),
    )


def _choices(rows: Sequence[LedgerAccount] | Sequence[FundingSource]) -> list[SelectChoice]:
    return [SelectChoice(*CHOOSE), *(SelectChoice(str(row.id), row.name) for row in rows)]
