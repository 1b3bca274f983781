"""A budget on plain values: how it lies over the months, what it comes to, why one is refused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from buurtcoop.core.money import NOTHING, Money, portion, split
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

MONTHS = 12
NOTICED = Money(100)
# What the coordinator costs: wages, and what comes on top of them.
SALARY_ACCOUNTS = frozenset({"4000", "4010"})
# Who gives every year by agreement; others give once, or for a plan.
STANDING = frozenset({"municipal_cofinancing", "housing_corporation_donation"})
# The name of the rule value: how long the coordinator works, in minutes a week.
MINUTES_A_WEEK = "coordinator.minutes_a_week"


class BudgetUnderway(Refusal):
    """A version of this year was begun and nobody decided on it yet."""

    sentence = N_("Er is al een begroting voor %(year)s. Ga daarmee verder.")


class BudgetDecided(Refusal):
    """The budget was decided on; what changes is the next version."""

    sentence = N_("Over deze begroting is al besloten. Maak een nieuwe versie.")


class BudgetEmpty(Refusal):
    """There is nothing in it to decide on."""

    sentence = N_("Deze begroting is nog leeg. Vul eerst een bedrag in.")


class NothingToBeginFrom(Refusal):
    """The year before has no costs, or no budget."""

    sentence = N_("Van %(year)s staat er nog niets. Begin met een lege begroting.")


class OnlyCosts(Refusal):
    """A budget is of costs and of money: no other account, no source in kind."""

    sentence = N_("Kies een soort kosten, en een bron die geld geeft.")


class Cell(NamedTuple):
    """Where an amount belongs; `source_id` is none for money of our own funds."""

    activity_id: int
    account_id: int
    source_id: int | None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Cents of one place in a year: what was planned, paid, ordered, and what it comes to."""

    budget: Money = NOTHING
    actual: Money = NOTHING
    committed: Money = NOTHING
    forecast: Money = NOTHING

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            budget=self.budget + other.budget,
            actual=self.actual + other.actual,
            committed=self.committed + other.committed,
            forecast=self.forecast + other.forecast,
        )

    @property
    def over(self) -> bool:
        """Whether it will cost more than was planned; what months are rounded by is no more."""
        return self.forecast - self.budget >= NOTICED


def over_months(amount: Money, pattern: Sequence[Money]) -> list[Money]:
    """An amount over the twelve months as it went before; evenly when nothing went before.

    The parts add up to the amount. A month that gave money back counts as nothing.
    """
    weights = [max(0, each.cents) for each in pattern]
    return split(amount, weights if any(weights) else [1] * MONTHS)


def still_to_come(planned: Sequence[Money], spent: Money, month: int) -> Money:
    """What is planned and still comes, when this is the month (0: all of it, 13: nothing).

    Of the month itself comes what was not spent of it yet.
    """
    later = sum(planned[month:], NOTHING)
    if not 1 <= month <= MONTHS:
        return later
    return later + max(NOTHING, planned[month - 1] - spent)


def forecast(actual: Money, committed: Money, to_come: Money) -> Money:
    """What it will be: paid, ordered, and planned to come.

    What was ordered is part of what is to come, so it comes off that.
    """
    return actual + committed + max(NOTHING, to_come - committed)


def figures_of(
    budget: Mapping[Cell, Money],
    spent: Mapping[Cell, Money],
    this_month: Mapping[Cell, Money],
    committed: Mapping[Cell, Money],
    patterns: Mapping[tuple[int, int], Sequence[Money]],
    month: int,
) -> dict[Cell, Figures]:
    """The four figures of every place that has any; `month` is the one we are in, 0 before the
    year and 13 after it.

    `spent` is of the whole year and `this_month` of that month; `patterns` tells how costs of an
    (activity, account) lay over the months of the year before.
    """
    found = {}
    for cell in sorted({*budget, *spent, *committed}, key=_order):
        plan, actual = budget.get(cell, NOTHING), spent.get(cell, NOTHING)
        ordered, coming = committed.get(cell, NOTHING), NOTHING
        if plan:
            planned = over_months(plan, patterns.get(cell[:2], ()))
            coming = still_to_come(planned, this_month.get(cell, NOTHING), month)
        found[cell] = Figures(
            budget=plan,
            actual=actual,
            committed=ordered,
            forecast=forecast(actual, ordered, coming),
        )
    return found


def together(figures: Iterable[Figures]) -> Figures:
    """The sum of some places."""
    return sum(figures, Figures())


def by(figures: Mapping[Cell, Figures], place: str) -> dict[int | None, Figures]:
    """The sums per `activity_id`, `account_id` or `source_id`; each set of sums is the whole."""
    sums: dict[int | None, Figures] = defaultdict(Figures)
    for cell, one in figures.items():
        sums[getattr(cell, place)] += one
    return dict(sums)


def _order(cell: Cell) -> tuple[int, int, int]:
    return cell.activity_id, cell.account_id, cell.source_id or 0


@dataclass(frozen=True, kw_only=True)
class HelpingMoney:
    """Cents for helping of all that was spent; `by_hours` is the part that follows her hours."""

    helping: Money
    by_hours: Money
    spent: Money

    @property
    def tenths(self) -> int:
        """Tenths of a percent, half up."""
        if self.spent <= NOTHING:
            return 0
        return portion(Money(1_000), self.helping.cents, self.spent.cents).cents


def helping_money(
    costs: Mapping[Cell, Money],
    accounts: Mapping[int, str],
    activities: Mapping[int, str],
    minutes: tuple[int, int],
) -> HelpingMoney:
    """What of these costs is for helping: "whole", "by_hours" or "none" of each.

    What is said of the account counts, else what is said of the activity, else nothing does.
    `minutes` are those in which the coordinator helped, and all of hers.
    """
    sums: dict[str, Money] = defaultdict(lambda: NOTHING)
    for cell, amount in costs.items():
        said = accounts.get(cell.account_id) or activities.get(cell.activity_id) or "none"
        sums[said] += amount
    helped, all_minutes = minutes
    by_hours = portion(sums["by_hours"], helped, all_minutes) if all_minutes else NOTHING
    spent = sum(costs.values(), NOTHING)
    return HelpingMoney(helping=sums["whole"] + by_hours, by_hours=by_hours, spent=spent)
