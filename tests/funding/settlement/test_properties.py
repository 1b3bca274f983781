"""Whatever was agreed on and whatever happened, a settlement keeps these promises."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from buurtcoop.core.money import NOTHING, Money, portion
from buurtcoop.funding.settlement import Cost, Facts, OwnRule, Terms, settle, tranche_amounts
from buurtcoop.funding.settlement.terms import TrancheTerms
from tests.funding.settlement.agreements import FIRST, KINDS, any_facts, any_money, any_terms

A_FEW = settings(max_examples=40, deadline=None, database=None)


@A_FEW
@given(any_terms(), any_facts())
def test_a_grant_is_never_below_nothing_nor_above_the_maximum(terms: Terms, facts: Facts) -> None:
    assert NOTHING <= settle(terms, facts).determined <= terms.maximum


@A_FEW
@given(any_terms(), any_facts())
def test_advances_and_what_comes_or_goes_back_are_the_grant(terms: Terms, facts: Facts) -> None:
    told = settle(terms, facts)

    assert facts.advances + told.to_receive - told.to_repay == told.determined
    assert NOTHING in (told.to_receive, told.to_repay)
    assert min(told.to_receive, told.to_repay) >= NOTHING


@A_FEW
@given(any_terms(), any_facts())
def test_without_profit_all_money_together_is_no_more_than_the_cash_costs(
    terms: Terms, facts: Facts
) -> None:
    told = settle(replace(terms, no_profit=True), facts)
    own = sum((each.amount for each in facts.own), NOTHING)
    beside = own + facts.other_income + facts.other_public

    assert told.determined + beside <= max(told.cash, beside)


@A_FEW
@given(any_terms(), any_facts(), any_money(10**4), KINDS)
def test_more_costs_never_lower_a_grant_where_a_shortage_of_own_money_does_not(
    terms: Terms, facts: Facts, amount: Money, kind: str
) -> None:
    if terms.own_part is not None:
        terms = replace(terms, own_part=replace(terms.own_part, rule=OwnRule.NONE))
    more = replace(facts, costs=(*facts.costs, Cost(day=FIRST, amount=amount, category=kind)))

    assert settle(terms, more).determined >= settle(terms, facts).determined


@A_FEW
@given(any_terms(), any_facts())
def test_public_money_is_no_more_than_its_maximum(terms: Terms, facts: Facts) -> None:
    told = settle(terms, facts)
    if terms.public_most_points is None:
        return
    most = portion(told.cash + told.in_kind, terms.public_most_points)

    assert told.determined + facts.other_public <= max(most, facts.other_public)


@A_FEW
@given(any_terms(), any_facts())
def test_no_cost_counts_for_more_than_it_was_and_the_parts_are_the_whole(
    terms: Terms, facts: Facts
) -> None:
    told = settle(terms, facts)

    assert all(NOTHING <= e.counted <= e.fitting <= e.claimed for e in told.categories)
    assert sum((each.claimed for each in told.categories), NOTHING) == told.claimed
    assert sum((each.counted for each in told.categories), NOTHING) == told.cash
    assert told.claimed == sum((cost.amount for cost in facts.costs), NOTHING)


@A_FEW
@given(any_terms(), any_facts())
def test_every_euro_of_cost_and_of_income_has_somebody(terms: Terms, facts: Facts) -> None:
    told = settle(terms, facts)

    assert told.borne_by_others == max(NOTHING, told.claimed - told.determined)
    assert NOTHING <= told.borne_by_us <= told.borne_by_others
    own = sum((each.amount for each in facts.own), NOTHING)
    income = told.determined + own + facts.other_income + facts.other_public
    assert told.left_over == max(NOTHING, income - told.claimed)
    assert facts.reserve + told.to_reserve >= NOTHING


@A_FEW
@given(any_terms(), any_facts())
def test_every_line_of_arithmetic_has_all_its_figures(terms: Terms, facts: Facts) -> None:
    steps = settle(terms, facts).steps

    assert all(step.sum.message % step.sum.values for step in steps)
    assert len({step.stage for step in steps}) == len(steps)


@A_FEW
@given(any_terms(), st.lists(st.integers(0, 10_000), min_size=1, max_size=6).filter(any))
def test_tranches_are_the_maximum_to_the_cent_and_no_cent_off(
    terms: Terms, points: list[int]
) -> None:
    terms = replace(terms, tranches=tuple(TrancheTerms(points=each) for each in points))

    amounts = tranche_amounts(terms)

    assert sum(amounts, NOTHING) == terms.maximum
    for amount, each in zip(amounts, points, strict=True):
        assert abs(amount.cents * sum(points) - terms.maximum.cents * each) < sum(points)
