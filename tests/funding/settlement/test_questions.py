"""The reverse questions, held against the settlement itself cent by cent."""

from dataclasses import replace

from hypothesis import given, settings

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.settlement import (
    Cost,
    Extra,
    Facts,
    Mode,
    OneMore,
    OwnMoney,
    OwnPart,
    OwnRule,
    Terms,
    one_more,
    settle,
    still_claimable,
    to_keep_advances,
)
from tests.funding.settlement.agreements import (
    FIRST,
    KINDS,
    SETTLED,
    SOME_POINTS,
    agreed,
    any_facts,
    any_terms,
    euro,
    happened,
)

A_FEW = settings(max_examples=25, deadline=None, database=None)
# Trying every cent ends here. Amounts are so small that mostly nothing changes beyond it.
FAR = 200
SMALL_TERMS = any_terms(most=15, points=SOME_POINTS)
SMALL_FACTS = any_facts(most=15)
USUAL = agreed(Mode.COST_SHARE, "18000", share_points=6_000)


def with_more(terms: Terms, facts: Facts, cents: int, kind: str) -> Extra:
    """So much more cost, and own money where too little of it lowers the grant."""
    cost = Cost(day=FIRST, amount=Money(cents), category=kind)
    facts = replace(facts, costs=(*facts.costs, cost))
    told, own = settle(terms, facts), NOTHING
    if terms.own_part and terms.own_part.rule is not OwnRule.NONE:
        own = max(NOTHING, told.own_required - told.own_counted)
        put_in = OwnMoney(day=SETTLED, amount=own)
        told = settle(terms, replace(facts, own=(*facts.own, put_in)))
    return Extra(cost=Money(cents), own=own, grant=told.determined)


@A_FEW
@given(SMALL_TERMS, SMALL_FACTS, KINDS)
def test_what_is_found_by_halves_is_what_trying_every_cent_finds(
    terms: Terms, facts: Facts, kind: str
) -> None:
    tried = [with_more(terms, facts, cents, kind) for cents in range(FAR)]
    most = max(each.grant for each in tried)
    keeps = [each for each in tried if each.grant >= facts.advances]

    claimable = still_claimable(terms, facts, category=kind)
    kept = to_keep_advances(terms, facts, category=kind)

    if claimable.cost < Money(FAR):
        assert claimable == next(each for each in tried if each.grant == most)
    else:
        assert claimable.grant > most
    assert kept == keeps[0] if keeps else kept is None or kept.cost >= Money(FAR)


@A_FEW
@given(any_terms(), any_facts(), KINDS)
def test_an_extra_euro_is_paid_by_the_grant_and_by_us(
    terms: Terms, facts: Facts, kind: str
) -> None:
    cost = Cost(day=FIRST, amount=Money(100), category=kind)
    more = replace(facts, costs=(*facts.costs, cost))
    before, after = settle(terms, facts), settle(terms, more)

    told = one_more(terms, facts, category=kind)

    assert told.grant + told.ours == Money(100)
    assert told.grant == after.determined - before.determined


def test_the_usual_agreement_takes_more_costs_until_its_maximum() -> None:
    under = happened(cost="27345.67", own="9000", advances="14400")
    over = happened(cost="33210", own="12000", advances="14400")

    found = still_claimable(USUAL, under)

    assert found == Extra(cost=euro("2654.33"), own=NOTHING, grant=euro("18000"))
    assert still_claimable(USUAL, over) == Extra(cost=NOTHING, own=NOTHING, grant=euro("18000"))
    assert one_more(USUAL, under) == OneMore(grant=euro("0.60"), ours=euro("0.40"))
    assert one_more(USUAL, over) == OneMore(grant=NOTHING, ours=euro("1"))


def test_so_much_more_cost_is_needed_to_pay_nothing_back() -> None:
    back = happened(cost="20000", own="6000", advances="14400")

    found = to_keep_advances(USUAL, back)

    assert settle(USUAL, back).to_repay == euro("2400")
    assert found == Extra(cost=euro("4000"), own=NOTHING, grant=euro("14400"))
    assert to_keep_advances(USUAL, replace(back, advances=euro("18000.01"))) is None


def test_a_euro_too_much_can_cost_more_than_a_euro() -> None:
    short = OwnPart(points=2_500, rule=OwnRule.REDUCE)
    terms = replace(USUAL, own_part=short)
    facts = happened(cost="32000", own="3000")

    assert one_more(terms, facts) == OneMore(grant=euro("-0.25"), ours=euro("1.25"))
    assert still_claimable(terms, happened(cost="28000", own="3000", other="2000")) == Extra(
        cost=euro("2000"), own=euro("4500"), grant=euro("18000")
    )
