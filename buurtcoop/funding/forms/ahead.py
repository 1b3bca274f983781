"""The forms of what is to come: what if, the coordinator's hours, what counts as helping."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from wtforms.fields import SelectChoice

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock, words
from buurtcoop.core.money import WHOLE
from buurtcoop.core.words import N_
from buurtcoop.funding.models import Change, FundingSource, Helping
from buurtcoop.funding.rules.ahead import WhatIf
from buurtcoop.funding.rules.budgets import MONTHS
from buurtcoop.ledger.forms import not_to_come
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _, language

OWNER = "treasurer"
TEN_YEARS_IN_DAYS = 3_653
HOURS_IN_A_WEEK, HOURS_IN_A_YEAR = 168, 2_500
LESS, MORE = "less", "more"
CHANGES = {
    Change.SOURCE: N_("Een bron geeft minder of meer"),
    Change.HOURS: N_("De coördinator werkt minder of meer uren"),
    Change.COST: N_("Kosten worden lager of hoger"),
}
COUNTS = {
    Helping.WHOLE: N_("Telt helemaal mee"),
    Helping.BY_HOURS: N_("Telt mee naar uren van de coördinator"),
    Helping.NONE: N_("Telt niet mee"),
}
AS_ACTIVITY = ("", Lazy(N_("Net als de activiteit")))
CHOOSE = ("", Lazy(N_("Kies uit de lijst")))


class ChangeForm(BaseForm):
    """One thing that changes in a what-if."""

    kind = fields.one_of(
        N_("Wat verandert er?"),
        [(kind.value, Lazy(said)) for kind, said in CHANGES.items()],
        why=N_("We rekenen uit wat dit doet met elke activiteit."),
        owner=OWNER,
    )
    source = fields.picked(
        N_("Welke bron?"),
        hint=N_("Alleen bij een bron die minder of meer geeft."),
        why=N_("Zo weten we welk geld verandert."),
        owner=OWNER,
        optional=True,
    )
    account = fields.picked(
        N_("Welke kosten?"),
        hint=N_("Alleen bij kosten die lager of hoger worden."),
        why=N_("Zo weten we welke kosten veranderen."),
        owner=OWNER,
        optional=True,
    )
    direction = fields.one_of(
        N_("Wordt het minder of meer?"),
        [(LESS, Lazy(N_("Minder"))), (MORE, Lazy(N_("Meer")))],
        why=N_("Minder geld of hogere kosten maken het plan korter."),
        owner=OWNER,
        optional=True,
    )
    percent = fields.count(
        N_("Hoeveel procent?"),
        hint=N_("Bijvoorbeeld: 20. Niet nodig bij uren."),
        why=N_("Zo groot is de verandering."),
        owner=OWNER,
        optional=True,
        checks=(ranges.between(1, 100),),
    )
    hours = fields.count(
        N_("Hoeveel uur werkt de coördinator dan per week?"),
        hint=N_("Alleen bij uren. Bijvoorbeeld: 16."),
        why=N_("Het loon gaat mee met de uren."),
        owner=OWNER,
        optional=True,
        checks=(ranges.between(0, HOURS_IN_A_WEEK),),
    )
    from_month = fields.picked(
        N_("Vanaf welke maand?"),
        why=N_("De maanden ervoor blijven zoals ze zijn."),
        owner=OWNER,
        width="w7",
    )

    def among(self, accounts: Sequence[LedgerAccount], sources: Sequence[FundingSource]) -> Self:
        """The same form with these costs, sources and the months of a year to choose from."""
        for field, rows in ((self.account, accounts), (self.source, sources)):
            field.choices = [
                SelectChoice(*CHOOSE),
                *(SelectChoice(str(row.id), row.name) for row in rows),
            ]
        firsts = (clock.today().replace(month=number, day=1) for number in range(1, MONTHS + 1))
        self.from_month.choices = [
            SelectChoice(str(first.month), words.month(first, language())) for first in firsts
        ]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Each kind of change needs its own answers."""
        right: bool = super().validate(extra_validators)
        for field in self._needed():
            if field.data in (None, ""):
                field.errors = [_(N_("Vul dit ook in."))]
                right = False
        return right

    def what(self) -> WhatIf:
        """What was asked, as plain values; what belongs to another kind is left out."""
        month = int(self.from_month.data)
        if self.kind.data == Change.HOURS:
            return WhatIf(from_month=month, minutes_a_week=self.hours.data * 60)
        points = self.percent.data * WHOLE // 100
        points = -points if self.direction.data == LESS else points
        if self.kind.data == Change.SOURCE:
            return WhatIf(from_month=month, points=points, source_id=int(self.source.data))
        return WhatIf(from_month=month, points=points, account_id=int(self.account.data))

    def _needed(self) -> list[Any]:
        if self.kind.data == Change.HOURS:
            return [self.hours]
        of_kind = self.source if self.kind.data == Change.SOURCE else self.account
        return [of_kind, self.direction, self.percent]


class ScenarioForm(ChangeForm):
    """A what-if with a name, and the first thing that changes."""

    name = fields.line(
        N_("Hoe noemt u dit plan?"),
        hint=N_("Bijvoorbeeld: de gemeente geeft minder."),
        why=N_("Zo vindt iedereen het terug."),
        owner=OWNER,
        longest=80,
    )


class HoursForm(BaseForm):
    """How long the coordinator works a week."""

    hours = fields.count(
        N_("Hoeveel uur werkt de coördinator per week?"),
        why=N_("Zo rekent u uit wat meer of minder uren kosten."),
        owner=OWNER,
        checks=(ranges.between(1, HOURS_IN_A_WEEK),),
    )
    valid_from = fields.day(
        N_("Vanaf welke dag geldt dit?"),
        why=N_("Wat daarvoor gold, blijft bewaard."),
        owner=OWNER,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )
    decided = fields.line(
        N_("Waar staat dat?"),
        hint=N_("Bijvoorbeeld: contract van 1 januari 2027."),
        why=N_("De kascommissie leest later waar dit vandaan komt."),
        owner=OWNER,
        longest=120,
    )


class HelpingForm(BaseForm):
    """What the members call money for helping."""

    names: ClassVar[Mapping[str, tuple[str, int]]] = {}
    labels: ClassVar[Mapping[str, str]] = {}

    helping_hours = fields.count(
        N_("Hoeveel uur per jaar helpt de coördinator zelf?"),
        hint=N_("Zonder vergaderen en zonder papierwerk."),
        why=N_("Dat deel van het loon telt als helpen."),
        owner=OWNER,
        checks=(ranges.between(0, HOURS_IN_A_YEAR),),
    )
    all_hours = fields.count(
        N_("Hoeveel uur werkt de coördinator in een jaar?"),
        why=N_("Zo weten we welk deel van het loon helpen is."),
        owner=OWNER,
        checks=(ranges.between(0, HOURS_IN_A_YEAR),),
    )
    decided_by = fields.line(
        N_("Wie besliste dit?"),
        hint=N_("Bijvoorbeeld: de leden, in de vergadering."),
        why=N_("Bij het cijfer staat wie koos wat meetelt."),
        owner=OWNER,
        longest=120,
    )
    decided_on = fields.day(
        N_("Op welke dag?"),
        why=N_("Zo is te zien vanaf wanneer dit geldt."),
        owner=OWNER,
        checks=(not_to_come,),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name, label in self.labels.items():
            self[name].label.text = label

    def validate(self, extra_validators: Any = None) -> bool:
        """Nobody helps more hours than there are."""
        right: bool = super().validate(extra_validators)
        if right and self.helping_hours.data > self.all_hours.data:
            self.helping_hours.errors = [_(N_("Dit zijn meer uren dan alle uren samen."))]
            right = False
        return right

    def said(self, kind: str) -> dict[int, Helping]:
        """What was said of each account or activity, where anything was."""
        return {
            number: Helping(self[name].data)
            for name, (of_kind, number) in self.names.items()
            if of_kind == kind and self[name].data
        }


def helping_form(
    accounts: Sequence[LedgerAccount], activities: Sequence[Activity]
) -> type[HelpingForm]:
    """The form with a choice for each kind of cost and each activity."""
    made: dict[str, Any] = {}
    names: dict[str, tuple[str, int]] = {}
    labels: dict[str, str] = {}
    for account in accounts:
        name = f"account_{account.id}"
        made[name], names[name] = _counts([AS_ACTIVITY]), ("account", account.id)
        labels[name] = account.name
    for activity in activities:
        name = f"activity_{activity.id}"
        made[name], names[name] = _counts([]), ("activity", activity.id)
        labels[name] = activity.name
    return type("HelpingForm", (HelpingForm,), {**made, "names": names, "labels": labels})


def _counts(before: Sequence[tuple[str, Lazy]]) -> Any:
    return fields.picked(
        N_("Telt dit als helpen?"),
        [*before, *((each.value, Lazy(said)) for each, said in COUNTS.items())],
        why=N_("De leden kiezen zelf wat geld voor helpen is."),
        owner=OWNER,
        optional=bool(before),
    )
