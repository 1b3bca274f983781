"""Costs that stand nowhere, and agreements that take them: which fit, and what they bring."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.settlement import Cost, Facts, Mode, OwnMoney, Terms, settle

# On these an agreement takes no more than its amount (invariant 8).
FIXED = frozenset({Mode.LUMP, Mode.PERFORMANCE})


@dataclass(frozen=True, kw_only=True)
class OpenCost:
    """Cents of a line of cost that stand on no agreement yet.

    `source_id` is whose money paid it; None for money of no source. `bound` says that it may only
    count for that source. `ours` says that it counts as own money elsewhere.
    """

    line_id: int
    day: date
    account_id: int
    activity_id: int | None
    source_id: int | None
    bound: bool
    ours: bool
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of cost of an agreement: its number and name; None and "" where none are named."""

    category_id: int | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Taker:
    """An agreement that takes costs: its terms, what stands on it now, what it takes.

    `kinds` is per account; with kinds an account that is not there doesn't count. No activities
    named means those of all. `claimed` is all that stands on it.
    """

    agreement_id: int
    source_id: int
    terms: Terms
    facts: Facts
    claimed: Money = NOTHING
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    activities: frozenset[int] = frozenset()

    def kind_of(self, cost: OpenCost) -> Kind | None:
        """As which kind of cost this counts here; None when it doesn't."""
        if cost.bound and cost.source_id != self.source_id:
            return None
        if not self.terms.covers(cost.day):
            return None
        if self.activities and cost.activity_id not in self.activities:
            return None
        if not self.terms.categories:
            return Kind()
        return self.kinds.get(cost.account_id)

    @property
    def fits(self) -> Money | None:
        """What a fixed amount still takes; None where there is no such limit."""
        if self.terms.mode not in FIXED:
            return None
        return max(NOTHING, self.terms.maximum - self.claimed)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """So many cents of a line, on this agreement, as this kind of cost."""

    line_id: int
    agreement_id: int
    category_id: int | None
    amount: Money


def grant_with(taker: Taker, costs: Iterable[tuple[Money, str, bool, bool]]) -> Money:
    """What an agreement comes to with more costs: amount, kind, ours, of another source."""
    facts = taker.facts
    day = taker.terms.first_day
    for amount, kind, ours, others in costs:
        facts = replace(facts, costs=(*facts.costs, Cost(day=day, amount=amount, category=kind)))
        if ours:
            facts = replace(facts, own=(*facts.own, OwnMoney(day=day, amount=amount)))
        elif others:
            facts = replace(facts, other_income=facts.other_income + amount)
    return settle(taker.terms, facts).determined
