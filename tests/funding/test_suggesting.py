"""What to put where: respects earmarks, and on small cases nothing brings more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.rules import Kind, OpenCost, Suggestion, Taker, suggest
from buurtcoop.funding.rules.dividing import divide
from buurtcoop.funding.rules.taking import grant_with
from buurtcoop.funding.settlement import Category, Cost, Mode, OwnPart, OwnRule
from tests.funding.settlement.agreements import LAST, agreed, any_facts, any_terms, happened

CITY, FUND, FREE = 1, 2, None
FOOD, RENT = 4400, 4200


def cost(
    line_id: int, cents: int, source_id: int | None = FREE, account: int = FOOD, day: date = LAST
) -> OpenCost:
    return OpenCost(
        line_id=line_id,
        day=day,
        account_id=account,
        activity_id=1,
        source_id=source_id,
        bound=source_id is not None,
        ours=source_id is None,
        amount=Money(cents),
    )


def share(euros: str, points: int = 6_000, *, source_id: int = CITY, **more: object) -> Taker:
    terms = agreed(Mode.COST_SHARE, euros, share_points=points, no_profit=False, **more)
    return Taker(agreement_id=10 + source_id, source_id=source_id, terms=terms, facts=happened())


def lump(euros: str, *, source_id: int = FUND, no_profit: bool = True, **more: object) -> Taker:
    terms = agreed(Mode.LUMP, euros, no_profit=no_profit, **more)
    return Taker(agreement_id=20 + source_id, source_id=source_id, terms=terms, facts=happened())


def told(found: list[Suggestion]) -> set[tuple[int, int, int]]:
    return {(each.line_id, each.agreement_id, each.amount.cents) for each in found}


def test_money_with_conditions_goes_to_its_own_source_alone() -> None:
    costs = [cost(1, 500, FUND), cost(2, 500, CITY)]

    found = suggest(costs, [share("100"), lump("100")])

    assert told(found) == {(1, 22, 500), (2, 11, 500)}


def test_days_activities_and_accounts_outside_the_terms_are_left_out() -> None:
    food = Category(name="Eten")
    taker = replace(
        share("100", categories=(food,)),
        kinds={FOOD: Kind(category_id=7, name="Eten")},
        activities=frozenset({1}),
    )
    costs = [
        cost(1, 500),
        cost(2, 500, account=RENT),
        cost(3, 500, day=date(2027, 1, 1)),
        replace(cost(4, 500), activity_id=2),
    ]

    [found] = suggest(costs, [taker])

    assert (found.line_id, found.category_id) == (1, 7)


def test_a_fixed_amount_is_filled_with_what_only_it_may_take_and_free_money_goes_elsewhere() -> (
    None
):
    costs = [cost(1, 1_000), cost(2, 1_000, FUND)]

    found = suggest(costs, [lump("10"), share("100")])

    assert told(found) == {(2, 22, 1_000), (1, 11, 1_000)}


def test_free_money_goes_where_it_brings_most() -> None:
    takers = [share("6"), share("100", 8_000, source_id=FUND)]

    found = suggest([cost(1, 1_000)], takers)

    assert told(found) == {(1, 12, 1_000)}


def test_a_share_takes_free_money_as_long_as_it_brings_something() -> None:
    found = suggest([cost(1, 5_000)], [share("6")])

    assert told(found) == {(1, 11, 1_000)}


def test_a_kind_of_cost_above_its_limit_takes_no_more() -> None:
    food = Category(name="Eten", most=Money(300))
    kinds = {FOOD: Kind(category_id=7, name="Eten")}
    taker = replace(share("100", categories=(food,)), kinds=kinds)
    elsewhere = share("100", 1_000, source_id=3)

    found = suggest([cost(1, 1_000)], [taker, elsewhere])
    bound = suggest([cost(2, 1_000, CITY)], [taker])

    assert told(found) == {(1, 11, 300), (1, 13, 700)}
    assert told(bound) == {(2, 11, 300)}


def test_more_of_what_stands_nowhere_else_makes_up_for_costs_that_are_refused() -> None:
    found = suggest([cost(1, 5_000, CITY)], [share("6")])

    assert told(found) == {(1, 11, 5_000)}


def test_nothing_is_put_where_the_grant_gets_less_by_it() -> None:
    own = OwnPart(points=5_000, rule=OwnRule.REDUCE)
    taker = replace(
        share("6", own_part=own), facts=happened(cost="10", own="5"), claimed=Money(1_000)
    )

    assert suggest([cost(1, 500, CITY)], [taker]) == []


def test_a_division_moves_what_was_put_before() -> None:
    groups = {"a": 10, "b": 10}
    slots = {"x": ("X", 99), "y": ("Y", 99), "z": ("Z", 99)}
    pots = {"X": (10, 100), "Y": (99, 60), "Z": (99, 1)}
    ways = {("a", "x"): 10, ("a", "y"): 10, ("b", "x"): 10, ("b", "z"): 10}

    assert divide(groups, ways, slots, pots) == {("a", "y"): 10, ("b", "x"): 10}


ANY_COST = st.builds(
    cost,
    st.just(0),
    st.integers(1, 3_000),
    st.sampled_from([CITY, FUND, FREE]),
    st.sampled_from([FOOD, RENT]),
    st.sampled_from([LAST, date(2027, 1, 1)]),
)
ANY_COSTS = st.lists(ANY_COST, max_size=5).map(
    lambda costs: [replace(each, line_id=number) for number, each in enumerate(costs)]
)
KINDS = {FOOD: Kind(category_id=1, name="direct"), RENT: Kind(category_id=2, name="overhead")}


@st.composite
def any_takers(draw: st.DrawFn) -> list[Taker]:
    takers = []
    for number, source_id in enumerate(draw(st.lists(st.sampled_from([CITY, FUND]), max_size=3))):
        facts = draw(any_facts(most=2_000))
        takers.append(
            Taker(
                agreement_id=number,
                source_id=source_id,
                terms=draw(any_terms(most=3_000)),
                facts=facts,
                claimed=sum((each.amount for each in facts.costs), NOTHING),
                kinds=KINDS,
            )
        )
    return takers


@given(costs=ANY_COSTS, takers=any_takers())
def test_never_more_than_a_line_nor_outside_the_terms_nor_a_lower_grant(
    costs: list[OpenCost], takers: list[Taker]
) -> None:
    found = suggest(costs, takers)

    lines = {each.line_id: each for each in costs}
    for line in costs:
        on_it = sum((each.amount for each in found if each.line_id == line.line_id), NOTHING)
        assert on_it <= line.amount
    for taker in takers:
        mine = [each for each in found if each.agreement_id == taker.agreement_id]
        kinds = [taker.kind_of(lines[each.line_id]) for each in mine]
        assert all(kind is not None for kind in kinds)
        assert all(each.amount > NOTHING for each in mine)
        if taker.fits is not None:
            assert sum((each.amount for each in mine), NOTHING) <= taker.fits
        assert grant(taker, found, lines) >= grant(taker, [], lines)


def grant(taker: Taker, found: list[Suggestion], lines: dict[int, OpenCost]) -> Money:
    """What an agreement comes to with what was put on it."""
    more = []
    for each in found:
        line = lines[each.line_id]
        kind = taker.kind_of(line)
        if each.agreement_id == taker.agreement_id and kind is not None:
            elsewhere = line.source_id != taker.source_id
            more.append(
                (each.amount, kind.name, line.ours and elsewhere, not line.ours and elsewhere)
            )
    return grant_with(taker, more)


@st.composite
def small(draw: st.DrawFn) -> tuple[list[OpenCost], list[Taker]]:
    """Up to three costs of tens of euros, and three agreements whose limits are like that too."""
    tens = st.integers(1, 4).map(lambda number: number * 1_000)
    few = st.sampled_from([1_000, 2_000])
    costs = [
        cost(number, draw(few), draw(st.sampled_from([CITY, FUND, FREE])))
        for number in range(draw(st.integers(1, 3)))
    ]
    takers = [
        lump(str(draw(tens) // 100), source_id=FUND),
        share(str(draw(tens) // 200), 5_000, source_id=CITY),
        share(str(draw(tens) // 200), 2_500, source_id=3),
    ]
    return costs, [replace(each, agreement_id=n) for n, each in enumerate(takers)]


@settings(max_examples=30, deadline=None)
@given(case=small())
def test_on_small_cases_no_other_division_brings_more(
    case: tuple[list[OpenCost], list[Taker]],
) -> None:
    costs, takers = case
    lines = {each.line_id: each for each in costs}
    found = suggest(costs, takers)
    ours = sum((grant(taker, found, lines) for taker in takers), NOTHING)

    best = max(
        sum((grant(taker, list(tried), lines) for taker in takers), NOTHING)
        for tried in divisions(costs, takers)
    )
    assert ours == best


def divisions(costs: list[OpenCost], takers: list[Taker]) -> Iterator[list[Suggestion]]:
    """Every way to put each ten euro of each cost somewhere or nowhere, where it may go."""
    of_each = []
    for each in costs:
        places = [None, *(taker for taker in takers if taker.kind_of(each) is not None)]
        pieces = each.amount.cents // 1_000
        of_each.append(
            [
                [
                    Suggestion(
                        line_id=each.line_id,
                        agreement_id=taker.agreement_id,
                        category_id=None,
                        amount=Money(1_000),
                    )
                    for taker in chosen
                    if taker is not None
                ]
                for chosen in combinations_with_replacement(places, pieces)
            ]
        )
    for tried in product(*of_each):
        yield [each for part in tried for each in part]


def test_a_cost_with_an_amount_of_nothing_is_no_cost() -> None:
    assert suggest([cost(1, 0)], [share("6")]) == []
    with pytest.raises(ValueError, match="nothing"):
        Cost(day=LAST, amount=Money(-1))
