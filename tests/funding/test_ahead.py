"""Months to come on plain values: the budget over them, what if, and what stops when."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.rules.ahead import (
    Ahead,
    Changed,
    CostAhead,
    Purse,
    Stop,
    ends,
    lasts,
    stops,
    tenths_of_a_year,
    with_changes,
)
from buurtcoop.funding.rules.budgets import (
    Cell,
    by,
    figures_of,
    forecast,
    helping_money,
    over_months,
    still_to_come,
    together,
)

SEPTEMBER = date(2027, 9, 1)
MONTHS = tuple(date(2027, month, 1) for month in (9, 10, 11, 12))
MEALS, WALKS, OFFICE = 1, 2, 3
CITY, FUND, FEES = 1, 2, 3


def months(*euros: int) -> tuple[Money, ...]:
    return tuple(Money(euro * 100) for euro in euros)


def example_13() -> Ahead:
    """Free 6,200 and restricted 3,600; a tranche of 3,600 in November."""
    return Ahead(
        months=MONTHS,
        reserve=Money(620_000),
        purses=(
            Purse(source_id=FUND, free=False, opening=Money(360_000), income=months(0, 0, 3600, 0)),
            Purse(source_id=FEES, free=True, opening=NOTHING, income=months(*[450] * 4)),
        ),
        costs=(
            CostAhead(activity_id=MEALS, account_id=1, source_id=FUND, months=months(*[2500] * 4)),
            CostAhead(
                activity_id=WALKS,
                account_id=2,
                source_id=FEES,
                months=months(*[1600] * 4),
                salary=True,
            ),
        ),
    )


def test_the_money_of_example_13_lasts_three_full_months() -> None:
    usable = [end.usable for end in ends(example_13())]

    assert usable == [Money(505_000), Money(250_000), Money(245_000), Money(-120_000)]
    assert lasts(example_13()) == 3


def test_an_activity_stops_in_the_first_month_in_which_no_money_is_left() -> None:
    assert stops(example_13()) == [
        Stop(MEALS, MONTHS[3], leans=MONTHS[1]),
        Stop(WALKS, MONTHS[3]),
    ]


def test_money_with_a_purpose_keeps_its_own_activity_going_and_no_other() -> None:
    rich = Purse(source_id=FUND, free=False, opening=Money(9_000_000), income=months(0, 0, 0, 0))
    poor = Ahead(
        months=MONTHS,
        reserve=NOTHING,
        purses=(rich,),
        costs=(
            CostAhead(activity_id=MEALS, account_id=1, source_id=FUND, months=months(*[90] * 4)),
            CostAhead(activity_id=WALKS, account_id=2, source_id=None, months=months(0, 0, 1, 1)),
        ),
    )

    assert stops(poor) == [Stop(WALKS, MONTHS[2]), Stop(MEALS, None)]


def test_a_change_counts_from_its_own_month_on() -> None:
    less = Changed(since=MONTHS[2], points=-2_000, source_id=FUND)

    found = with_changes(example_13(), [less])

    assert found.purses[0].income == months(0, 0, 2880, 0)
    assert found.purses[1] == example_13().purses[1]


def test_fewer_hours_take_less_salary_and_nothing_else() -> None:
    fewer = Changed(since=MONTHS[1], minutes=(1_440, 960))

    found = with_changes(example_13(), [fewer])

    assert [each.months for each in found.costs] == [
        months(*[2500] * 4),
        (Money(160_000), Money(106_667), Money(106_667), Money(106_667)),
    ]


def test_a_dearer_cost_stops_something_sooner() -> None:
    dearer = Changed(since=SEPTEMBER, points=10_000, account_id=2)

    assert lasts(with_changes(example_13(), [dearer])) == 1


AMOUNTS = st.integers(0, 500_000).map(Money)
ROWS = st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)


@st.composite
def years(draw: st.DrawFn) -> Ahead:
    """Any money of three sources and our own, and any costs of three activities."""
    return Ahead(
        months=MONTHS,
        reserve=draw(AMOUNTS),
        purses=tuple(
            Purse(
                source_id=number,
                free=number == FEES,
                opening=draw(st.integers(-100_000, 500_000).map(Money)),
                income=draw(ROWS),
            )
            for number in (CITY, FUND, FEES)
        ),
        costs=tuple(
            CostAhead(
                activity_id=activity,
                account_id=draw(st.integers(1, 2)),
                source_id=draw(st.sampled_from([CITY, FUND, FEES, None])),
                months=draw(ROWS),
                salary=activity == OFFICE,
            )
            for activity in (MEALS, WALKS, OFFICE)
        ),
    )


@given(years())
def test_a_scenario_without_change_changes_nothing(year: Ahead) -> None:
    nothing = [
        Changed(since=MONTHS[0], source_id=CITY),
        Changed(since=MONTHS[0], account_id=1),
        Changed(since=MONTHS[0], minutes=(1_440, 1_440)),
    ]

    assert with_changes(year, []) == year
    assert with_changes(year, nothing) == year


@given(years(), st.sampled_from([CITY, FUND, FEES]), st.integers(-10_000, 0), st.integers(0, 3))
def test_less_money_never_makes_an_activity_last_longer(
    year: Ahead, source_id: int, points: int, since: int
) -> None:
    less = with_changes(year, [Changed(since=MONTHS[since], points=points, source_id=source_id)])

    before = {stop.activity_id: stop.month or date.max for stop in stops(year)}
    after = {stop.activity_id: stop.month or date.max for stop in stops(less)}

    assert all(after[activity] <= month for activity, month in before.items())
    assert lasts(less) <= lasts(year)


@given(years())
def test_an_activity_of_one_purse_leans_on_free_money_before_it_stops(year: Ahead) -> None:
    bound = {purse.source_id for purse in year.purses if not purse.free}
    own = {cost.activity_id for cost in year.costs if cost.source_id in bound}

    for stop in stops(year):
        if stop.activity_id in own and stop.month is not None:
            assert stop.leans is not None
            assert stop.leans <= stop.month
        if stop.activity_id not in own:
            assert stop.leans is None


CELLS = st.dictionaries(
    st.builds(Cell, st.integers(1, 3), st.integers(1, 3), st.sampled_from([1, 2, None])), AMOUNTS
)
PATTERNS = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(1, 3)), st.lists(AMOUNTS, min_size=12, max_size=12)
)


@given(CELLS, CELLS, CELLS, CELLS, PATTERNS, st.integers(0, 13))
def test_the_sums_of_activities_sources_and_accounts_are_the_same(
    budget: dict[Cell, Money],
    spent: dict[Cell, Money],
    this_month: dict[Cell, Money],
    ordered: dict[Cell, Money],
    patterns: dict[tuple[int, int], list[Money]],
    month: int,
) -> None:
    figures = figures_of(budget, spent, this_month, ordered, patterns, month)

    whole = together(figures.values())
    for place in ("activity_id", "account_id", "source_id"):
        assert together(by(figures, place).values()) == whole
    assert whole.budget == sum(budget.values(), NOTHING)
    assert whole.forecast >= whole.actual + whole.committed


@given(AMOUNTS, st.lists(st.integers(-5_000, 5_000).map(Money), min_size=12, max_size=12))
def test_a_budget_over_the_months_is_the_budget(amount: Money, pattern: list[Money]) -> None:
    assert sum(over_months(amount, pattern), NOTHING) == amount


def test_a_cost_that_came_all_in_january_is_not_expected_again() -> None:
    pattern = [Money(100_000), *[NOTHING] * 11]

    planned = over_months(Money(118_000), pattern)

    assert still_to_come(planned, Money(118_000), 1) == NOTHING
    assert still_to_come(planned, NOTHING, 0) == Money(118_000)
    assert still_to_come(planned, NOTHING, 13) == NOTHING


def test_of_the_month_we_are_in_comes_what_was_not_spent_yet() -> None:
    planned = over_months(Money(120_000), ())

    assert still_to_come(planned, Money(4_000), 11) == Money(6_000 + 10_000)
    assert still_to_come(planned, Money(40_000), 11) == Money(10_000)


def test_what_was_ordered_comes_off_the_plan_of_the_months_to_come() -> None:
    assert forecast(Money(500), Money(200), Money(900)) == Money(1_400)
    assert forecast(Money(500), Money(1_200), Money(900)) == Money(1_700)


def test_the_money_for_helping_of_the_demo_is_61_1_percent() -> None:
    """The table of the demo cooperative: accounts that count, and the salary by 640 of 1,104."""
    whole = {4400: 413_540, 4410: 360_000, 4040: 78_430, 4030: 290_000}
    whole |= {4420: 245_000, 4430: 64_000, 4440: 360_000}
    rest = {4200: 118_000, 4100: 240_000, 4900: 196_000, 4910: 215_000, 4920: 132_000}
    costs = {Cell(MEALS, code, CITY): Money(cents) for code, cents in (whole | rest).items()}
    costs[Cell(OFFICE, 4000, CITY)] = Money(4_920_000)

    found = helping_money(
        costs,
        {**dict.fromkeys(whole, "whole"), 4000: "by_hours", **dict.fromkeys(rest, "none")},
        {MEALS: "whole"},
        (640 * 60, 1_104 * 60),
    )

    assert found.helping == Money(4_663_144)
    assert found.spent == Money(7_631_970)
    assert found.tenths == 611


def test_an_activity_counts_where_nothing_is_said_of_the_account() -> None:
    costs = {Cell(MEALS, 1, CITY): Money(300), Cell(WALKS, 1, CITY): Money(700)}

    found = helping_money(costs, {}, {MEALS: "whole"}, (0, 0))

    assert (found.helping, found.tenths) == (Money(300), 300)


def test_nine_point_four_months_of_the_salary_of_the_demo_are_sure() -> None:
    assert tenths_of_a_year(Money(3_860_000), Money(4_920_000)) == 94
    assert tenths_of_a_year(Money(100), NOTHING) == 0
    assert tenths_of_a_year(Money(200), Money(100)) == 120
