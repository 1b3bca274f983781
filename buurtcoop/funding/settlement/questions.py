"""Questions asked the other way round: what would happen with other costs?

Extra costs come on a day that counts. Where too little own money lowers the grant, the first two
answers suppose that what is short is put in as well, and say how much that is: so more costs never
give less, and a search by halves finds the cent.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace

from buurtcoop.core.money import NOTHING, WHOLE, Money
from buurtcoop.funding.settlement.facts import Cost, Facts, OwnMoney
from buurtcoop.funding.settlement.reckoning import settle
from buurtcoop.funding.settlement.terms import OwnRule, Terms

EURO = Money(100)


@dataclass(frozen=True, kw_only=True)
class Extra:
    """Extra costs and the own money that must still come beside them; the grant it leads to."""

    cost: Money
    own: Money
    grant: Money


@dataclass(frozen=True, kw_only=True)
class OneMore:
    """Of an extra euro of costs: what the grant pays, and what we bear; together that euro.

    With an own part that lowers the grant, ours can be more than the euro.
    """

    grant: Money
    ours: Money


def still_claimable(terms: Terms, facts: Facts, *, category: str = "") -> Extra:
    """The least extra cost of this category that makes the grant as high as it can get."""
    few = _fewer(terms, facts)
    most = _with(terms, few, _enough(terms, facts), category).grant
    return _least(terms, few, most, category)


def to_keep_advances(terms: Terms, facts: Facts, *, category: str = "") -> Extra | None:
    """The least extra cost with which nothing of the advances goes back; None where none is enough.

    What goes back if nothing changes is `settle(terms, facts).to_repay`.
    """
    few = _fewer(terms, facts)
    if _with(terms, few, _enough(terms, facts), category).grant < facts.advances:
        return None
    return _least(terms, few, facts.advances, category)


def one_more(terms: Terms, facts: Facts, *, category: str = "") -> OneMore:
    """What one euro more of costs brings and costs us, all else as it is."""
    now = settle(terms, facts).determined
    grant = settle(terms, _claimed(terms, facts, EURO, category)).determined - now
    return OneMore(grant=grant, ours=EURO - grant)


def _least(terms: Terms, facts: Facts, grant: Money, category: str) -> Extra:
    cents = bisect_left(
        range(_enough(terms, facts).cents),
        grant,
        key=lambda extra: _with(terms, facts, Money(extra), category).grant,
    )
    return _with(terms, facts, Money(cents), category)


def _with(terms: Terms, facts: Facts, cost: Money, category: str) -> Extra:
    """The grant with this much extra cost, and own money put in up to what is asked."""
    claimed = _claimed(terms, facts, cost, category)
    told = settle(terms, claimed)
    short = told.own_required - told.own_counted
    if terms.own_part is None or terms.own_part.rule is OwnRule.NONE or short <= NOTHING:
        return Extra(cost=cost, own=NOTHING, grant=told.determined)
    own = (*facts.own, OwnMoney(day=facts.settled_on, amount=short))
    return Extra(cost=cost, own=short, grant=settle(terms, replace(claimed, own=own)).determined)


def _claimed(terms: Terms, facts: Facts, cost: Money, category: str) -> Facts:
    extra = Cost(day=terms.first_day, amount=cost, category=category)
    return replace(facts, costs=(*facts.costs, extra))


def _fewer(terms: Terms, facts: Facts) -> Facts:
    """The same facts with one cost for each category, so that asking often stays quick."""
    costs = [
        Cost(day=terms.first_day, amount=each.fitting, category=each.category)
        for each in settle(terms, facts).categories
    ]
    return replace(facts, costs=tuple(costs))


def _enough(terms: Terms, facts: Facts) -> Money:
    """So much extra cost that still more changes nothing, with a share of one basis point too."""
    whole = terms.maximum + facts.other_income + facts.other_public
    own = sum((each.amount for each in facts.own), NOTHING)
    return (whole + own + EURO) * WHOLE
