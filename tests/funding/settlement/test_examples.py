"""The worked examples of the design, to the cent."""

from dataclasses import replace
from datetime import date

import pytest

from buurtcoop.core.money import Money, split
from buurtcoop.funding.settlement import (
    Category,
    Cost,
    Facts,
    Forecast,
    Gift,
    Hours,
    InKind,
    Mode,
    OwnMoney,
    OwnPart,
    OwnRule,
    Performance,
    Terms,
    TrancheTerms,
    full_months,
    month_ends,
    settle,
    tranche_amounts,
)
from tests.funding.settlement.agreements import LAST, SETTLED, agreed, euro, happened

USUAL = agreed(Mode.COST_SHARE, "18000", share_points=6_000)


def determined(terms: Terms, facts: Facts) -> tuple[Money, Money]:
    """The grant, and what is to receive (to repay is below nothing)."""
    told = settle(terms, facts)
    return told.determined, told.to_receive - told.to_repay


@pytest.mark.parametrize(
    ("cost", "own", "grant", "comes", "others"),
    [
        pytest.param("27345.67", "9000", "16407.40", "2007.40", "10938.27", id="E1 under-spend"),
        pytest.param("33210", "12000", "18000", "3600", "15210", id="E2 over-spend"),
        pytest.param("20000", "6000", "12000", "-2400", "8000", id="E3 pay-back"),
    ],
)
def test_a_share_of_the_costs_up_to_the_maximum_and_the_rest_is_borne_by_others(
    cost: str, own: str, grant: str, comes: str, others: str
) -> None:
    facts = happened(cost=cost, own=own, advances="14400")

    assert determined(USUAL, facts) == (euro(grant), euro(comes))
    assert settle(USUAL, facts).borne_by_others == euro(others)


@pytest.mark.parametrize(
    ("rule", "grant", "comes"),
    [
        pytest.param(OwnRule.REDUCE, "12800", "-1600", id="E4 reduce"),
        pytest.param(OwnRule.PROPORTIONAL, "7200", "-7200", id="E4 proportional"),
        pytest.param(OwnRule.NONE, "16000", "1600", id="E4 none, no-profit binds"),
    ],
)
def test_too_little_own_money_does_what_the_letter_says(
    rule: OwnRule, grant: str, comes: str
) -> None:
    own_part = OwnPart(points=2_500, rule=rule)
    terms = agreed(Mode.COST_SHARE, "18000", share_points=6_000, own_part=own_part)
    facts = happened(cost="28000", own="3000", other="9000", advances="14400")

    assert determined(terms, facts) == (euro(grant), euro(comes))
    assert settle(terms, facts).own_required == euro("7000")


def test_own_money_put_in_after_the_settlement_does_not_cure_a_shortage() -> None:
    own_part = OwnPart(points=2_500, rule=OwnRule.REDUCE)
    terms = agreed(Mode.COST_SHARE, "18000", share_points=6_000, own_part=own_part)
    own = (
        OwnMoney(day=SETTLED, amount=euro("3000")),
        OwnMoney(day=date(2027, 3, 2), amount=euro("4000")),
    )

    facts = replace(happened(cost="28000", other="9000", advances="14400"), own=own)

    assert determined(terms, facts) == (euro("12800"), euro("-1600"))


def test_e5_the_municipality_comes_last_and_fills_what_the_public_maximum_leaves() -> None:
    province = agreed(Mode.COST_SHARE, "10000", share_points=3_000)
    town = agreed(Mode.COST_SHARE, "15000", share_points=5_000, public_most_points=7_000)

    first = determined(province, happened(cost="32500", other="5000", advances="9000"))
    facts = happened(cost="32500", other="5000", advances="12000", other_public=first[0])

    assert first == (euro("9750"), euro("750"))
    assert determined(town, facts) == (euro("13000"), euro("1000"))
    assert settle(town, facts).borne_by_us == euro("4750")


def test_e6_a_category_has_its_limit_and_other_costs_do_not_count() -> None:
    kinds = (Category(name="direct"), Category(name="overhead", most_points=1_000))
    terms = agreed(Mode.COST_SHARE, "20000", share_points=7_500, categories=kinds)
    costs = (
        Cost(day=LAST, amount=euro("20000"), category="direct"),
        Cost(day=LAST, amount=euro("2900"), category="overhead"),
        Cost(day=LAST, amount=euro("312.50"), category="alcohol"),
        Cost(day=date(2027, 1, 1), amount=euro("450"), category="direct"),
    )

    facts = happened(own="4000", advances="16000", costs=costs)
    told = settle(terms, facts)

    assert determined(terms, facts) == (euro("16500"), euro("500"))
    assert {each.category: str(each.counted) for each in told.categories} == {
        "direct": "€\N{NO-BREAK SPACE}20.000,00",
        "overhead": "€\N{NO-BREAK SPACE}2.000,00",
        "alcohol": "€\N{NO-BREAK SPACE}0,00",
    }
    assert (told.cash, told.claimed) == (euro("22000"), euro("23662.50"))
    assert told.borne_by_us == euro("7162.50")


@pytest.mark.parametrize(
    ("share", "advances", "grant", "comes"),
    [
        pytest.param(5_000, "6000", "8571.43", "2571.43", id="E7 half"),
        pytest.param(8_000, "9000", "10500", "1500", id="E7 four fifths, no-profit binds"),
    ],
)
def test_hours_of_helpers_count_as_costs_up_to_their_maximum(
    share: int, advances: str, grant: str, comes: str
) -> None:
    hours = InKind(rate=euro("20"), most_points=3_000)
    terms = agreed(Mode.COST_SHARE, "20000", share_points=share, in_kind=hours)
    facts = happened(
        cost="12000", own="1500", advances=advances, hours=(Hours(day=LAST, minutes=640 * 60),)
    )

    assert settle(terms, facts).in_kind == euro("5142.85")
    assert determined(terms, facts) == (euro(grant), euro(comes))


@pytest.mark.parametrize(
    ("held", "grant", "back", "over"),
    [
        pytest.param(34, "8075", "1425", "0", id="E8 too few"),
        pytest.param(36, "9500", "0", "1376.60", id="E8 within the tolerance"),
    ],
)
def test_a_fixed_amount_shrinks_when_too_little_was_done(
    held: int, grant: str, back: str, over: str
) -> None:
    evenings = Performance(agreed=40, full_from_points=9_000)
    terms = agreed(Mode.PERFORMANCE, "9500", performance=evenings, no_profit=False)

    told = settle(terms, happened(cost="8123.40", advances="9500", done=held))

    assert (told.determined, told.to_repay, told.to_receive) == (euro(grant), euro(back), Money(0))
    assert told.left_over == euro(over)


@pytest.mark.parametrize(
    ("maximum", "grant"),
    [pytest.param("5000", "3375", id="E9 room"), pytest.param("3000", "3000", id="E9 maximum")],
)
def test_paid_gifts_of_households_are_matched_up_to_the_maximum(maximum: str, grant: str) -> None:
    terms = agreed(Mode.MATCH, maximum, per_household=euro("250"), no_profit=False)
    paid = ["250", "100", "400", "600", "320.50", "25", *["75"] * 30]
    promised = ["50", *["75"] * 5]
    gifts = tuple(
        Gift(household=number, amount=euro(amount), paid=number < len(paid))
        for number, amount in enumerate([*paid, *promised])
    )

    told = settle(terms, happened(gifts=gifts))

    assert sum((gift.amount for gift in gifts), Money(0)) == euro("4370.50")
    assert told.steps[0].sum.values["paid"] == euro("3945.50")
    assert told.steps[0].result == euro("3375")
    assert told.determined == euro(grant)


def test_two_gifts_of_one_household_share_its_maximum() -> None:
    terms = agreed(Mode.MATCH, "5000", per_household=euro("250"), no_profit=False)
    gifts = (
        Gift(household="Anna", amount=euro("200"), paid=True),
        Gift(household="Anna", amount=euro("100"), paid=True),
    )

    assert settle(terms, happened(gifts=gifts)).determined == euro("250")


def test_a_deficit_is_filled_and_nothing_more() -> None:
    terms = agreed(Mode.DEFICIT, "5000")

    assert settle(terms, happened(cost="9000", own="2000", other="4500")).determined == euro("2500")
    assert settle(terms, happened(cost="9000", own="2000", other="1000")).determined == euro("5000")
    assert settle(terms, happened(cost="1000", own="2000")).determined == euro("0")


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        pytest.param("4812.37", [40, 35, 25], ["1924.95", "1684.33", "1203.09"], id="E11 a wage"),
        pytest.param("100", [1, 1, 1], ["33.34", "33.33", "33.33"], id="E11 three"),
    ],
)
def test_what_is_split_over_sources_adds_up_to_the_cent(
    whole: str, weights: list[int], parts: list[str]
) -> None:
    assert split(euro(whole), weights) == [euro(part) for part in parts]


def test_e12_the_tranches_are_the_whole_to_the_cent() -> None:
    tranches = tuple(TrancheTerms(points=points) for points in (5_000, 3_000, 2_000))

    parts = tranche_amounts(agreed(Mode.LUMP, "18000.01", tranches=tranches))

    assert parts == [euro("9000.01"), euro("5400"), euro("3600")]


def test_e13_the_free_money_lasts_three_full_months() -> None:
    free = Forecast(opening=euro("6200"), changes=(euro("-1150"),) * 4)
    spent = euro("-2500")
    restricted = Forecast(opening=euro("3600"), changes=(spent, spent, spent + euro("3600"), spent))

    ends = month_ends(free, [restricted])

    assert [end.usable for end in ends] == [
        euro("5050"),
        euro("2500"),
        euro("2450"),
        euro("-1200"),
    ]
    assert ends[1].lent == euro("1400")
    assert full_months(ends) == 3


def test_the_municipality_of_the_demo_has_one_hundred_and_thirty_euro_of_slack() -> None:
    terms = agreed(
        Mode.COST_SHARE,
        "32000",
        share_points=4_500,
        own_part=OwnPart(points=5_000, others_count=True),
        no_profit=False,
        tranches=(*(TrancheTerms(points=2_250, on=LAST),) * 4, TrancheTerms(points=1_000)),
    )

    told = settle(terms, happened(cost="71399.70", own="14706", other="32250", advances="28800"))

    assert told.above_maximum == euro("129.87")
    assert (told.determined, told.to_receive) == (euro("32000"), euro("3200"))
    assert told.own_counted == euro("46956")
    assert tranche_amounts(terms) == [euro("7200")] * 4 + [euro("3200")]
