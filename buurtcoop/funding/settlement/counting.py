"""What counts of the facts under the terms: costs by category, hours, own money, gifts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from buurtcoop.core.money import NOTHING, WHOLE, Money, portion
from buurtcoop.funding.settlement.facts import Facts
from buurtcoop.funding.settlement.terms import Category, Terms


@dataclass(frozen=True, kw_only=True)
class CategoryCount:
    """Of one kind of cost, in cents.

    `claimed` was put on the agreement; `fitting` is of the right days, and without VAT where that
    is no cost; `counted` is what remains of it under the limits of the category.
    """

    category: str
    claimed: Money
    fitting: Money
    counted: Money


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What every step starts from, all in cents, `minutes` apart.

    `worth` is what the hours are worth, `in_kind` what counts of it; `in_kind_most` is None
    without a limit. `others` is all money of others, public or not.
    """

    categories: tuple[CategoryCount, ...]
    minutes: int
    worth: Money
    in_kind_most: Money | None
    own: Money
    others: Money

    @property
    def claimed(self) -> Money:
        """All costs put on the agreement, counted or not."""
        return added(each.claimed for each in self.categories)

    @property
    def cash(self) -> Money:
        """The costs that count."""
        return added(each.counted for each in self.categories)

    @property
    def in_kind(self) -> Money:
        """What counts of the hours."""
        return self.worth if self.in_kind_most is None else min(self.worth, self.in_kind_most)

    @property
    def total(self) -> Money:
        """Cash and hours: what a share is taken of."""
        return self.cash + self.in_kind


def count(terms: Terms, facts: Facts) -> Counted:
    """What counts of these facts under these terms."""
    categories = _categories(terms, facts)
    minutes = sum(each.minutes for each in facts.hours if terms.covers(each.day))
    return Counted(
        categories=categories,
        minutes=minutes if terms.in_kind else 0,
        worth=portion(terms.in_kind.rate, minutes, 60) if terms.in_kind else NOTHING,
        in_kind_most=_in_kind_most(terms, added(each.counted for each in categories)),
        own=added(each.amount for each in facts.own if each.day <= facts.settled_on),
        others=facts.other_income + facts.other_public,
    )


def counted_gifts(terms: Terms, facts: Facts) -> tuple[Money, Money]:
    """What households paid together in cents, and what of it counts."""
    paid: dict[object, Money] = defaultdict(lambda: NOTHING)
    for gift in facts.gifts:
        if gift.paid:
            paid[gift.household] += gift.amount
    most = terms.per_household
    counted = paid.values() if most is None else [min(most, each) for each in paid.values()]
    return added(paid.values()), added(counted)


def added(amounts: Iterable[Money]) -> Money:
    """The sum of some amounts."""
    return sum(amounts, NOTHING)


def _categories(terms: Terms, facts: Facts) -> tuple[CategoryCount, ...]:
    """Amounts first, then parts of what the categories without a part count for."""
    claimed: dict[str, Money] = defaultdict(lambda: NOTHING)
    fitting: dict[str, Money] = defaultdict(lambda: NOTHING)
    for cost in facts.costs:
        claimed[cost.category] += cost.amount
        if terms.covers(cost.day):
            fitting[cost.category] += cost.amount if terms.vat_counts else cost.amount - cost.vat
    rules = terms.categories or [Category(name=name) for name in claimed]
    counted = {
        rule.name: fitting[rule.name] if rule.most is None else min(fitting[rule.name], rule.most)
        for rule in rules
    }
    others = added(counted[rule.name] for rule in rules if rule.most_points is None)
    for rule in rules:
        if rule.most_points is not None:
            counted[rule.name] = min(counted[rule.name], portion(others, rule.most_points))
    return tuple(
        CategoryCount(
            category=name,
            claimed=claimed[name],
            fitting=fitting[name],
            counted=counted.get(name, NOTHING),
        )
        for name in dict.fromkeys([*counted, *claimed])
    )


def _in_kind_most(terms: Terms, cash: Money) -> Money | None:
    """The most that hours may count for beside this much cash, in cents rounded down."""
    if terms.in_kind is None or terms.in_kind.most_points == WHOLE:
        return None
    points = terms.in_kind.most_points
    return Money(cash.cents * points // (WHOLE - points))
