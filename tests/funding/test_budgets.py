"""A budget in versions, how a year goes beside it, and how long the money lasts."""

from datetime import UTC, date, datetime

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding import operations, queries
from buurtcoop.funding.models import (
    Budget,
    Certainty,
    Helping,
    PayableCommitment,
    SourceKind,
    Tranche,
)
from buurtcoop.funding.operations import BeginFrom
from buurtcoop.funding.queries import Plan
from buurtcoop.funding.queries.months import (
    costs_in,
    income_of,
    owned_by_fund,
    patterns_of,
)
from buurtcoop.funding.rules import AmountOutside, CategoryDraft, TermsDraft
from buurtcoop.funding.rules.ahead import ChangesNothing, HoursUnknown, ScenarioExists, WhatIf
from buurtcoop.funding.rules.budgets import (
    BudgetDecided,
    BudgetEmpty,
    BudgetUnderway,
    Cell,
    NothingToBeginFrom,
    OnlyCosts,
)
from buurtcoop.funding.settlement import Mode
from buurtcoop.ledger.models import FundKind, LedgerAccount
from buurtcoop.ledger.operations import book, close_period, make_fund, open_year
from buurtcoop.ledger.queries import period_of
from buurtcoop.ledger.rules import BANK, NewLine
from tests.funding.conftest import TODAY, Sources

SEPTEMBER = datetime(2027, 9, 1, 7, 30, tzinfo=UTC)


def account(code: str) -> int:
    return db().query(LedgerAccount).filter_by(code=code).one().id


def planned(sources: Sources, *lines: tuple[int, str, int], year: int = 2027) -> Budget:
    """A budget of meals: (source, account, cents)."""
    budget = operations.begin_budget(year, by=sources.truus)
    for source_id, code, cents in lines:
        operations.set_line(
            budget.id, sources.meals, account(code), source_id, Money(cents), by=sources.truus
        )
    return budget


def decided(sources: Sources, budget: Budget) -> Budget:
    return operations.decide_budget(
        budget.id, decided_on=TODAY, decided_by="de leden", by=sources.truus
    )


def test_a_budget_is_decided_on_and_followed_by_the_next_version(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        first = planned(sources, (sources.city, "4000", 3_200_000), (sources.city, "4400", 100))
        with pytest.raises(BudgetUnderway, match="al een begroting"):
            operations.begin_budget(2027, by=sources.truus)
        decided(sources, first)
        with pytest.raises(BudgetDecided, match="nieuwe versie"):
            operations.set_line(first.id, sources.meals, 1, 1, Money(1), by=sources.truus)
        second = operations.begin_budget(2027, by=sources.truus)
        operations.set_line(
            second.id, sources.meals, account("4400"), sources.city, NOTHING, by=sources.truus
        )

        assert (second.version, [line.amount for line in second.lines]) == (2, [Money(3_200_000)])
        assert len(first.lines) == 2
        assert queries.budget_of(2027) == first
        decided(sources, second)
        assert queries.budget_of(2027) == second


def test_an_empty_budget_is_not_decided_on_and_may_be_thrown_away(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        budget = planned(sources)
        with pytest.raises(BudgetEmpty):
            decided(sources, budget)
        operations.drop_budget(budget.id, by=sources.truus)

        assert queries.budget_of(2027) is None


def test_a_budget_is_of_costs_and_of_sources_that_give_money(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        room = operations.add_source("Ruimte", SourceKind.IN_KIND, by=sources.truus).id
        for source_id, code in ((sources.city, "8200"), (sources.city, "1100"), (room, "4400")):
            with pytest.raises(OnlyCosts), db().begin_nested():
                planned(sources, (source_id, code, 100))
        with pytest.raises(AmountOutside), db().begin_nested():
            planned(sources, (sources.city, "4400", -1))


def test_a_budget_begins_with_the_costs_or_the_budget_of_the_year_before(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        for begin_from in (BeginFrom.ACTUAL, BeginFrom.BUDGET):
            with pytest.raises(NothingToBeginFrom, match="2027"), db().begin_nested():
                operations.begin_budget(2028, begin_from, by=sources.truus)
        sources.spent(sources.kitchen, 12_345)
        planned(sources, (sources.city, "4000", 777))

        actual = operations.begin_budget(2028, BeginFrom.ACTUAL, by=sources.truus)
        assert [(line.source_id, line.amount) for line in actual.lines] == [
            (sources.kitchen, Money(12_345))
        ]
        operations.drop_budget(actual.id, by=sources.truus)
        again = operations.begin_budget(2028, BeginFrom.BUDGET, by=sources.truus)
        assert [(line.source_id, line.amount) for line in again.lines] == [
            (sources.city, Money(777))
        ]


def test_a_year_stands_beside_its_budget_with_what_was_paid_and_ordered(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        planned(sources, (sources.kitchen, "4400", 120_000))
        sources.spent(sources.kitchen, 8_000)
        ordered(sources, 30_000)
        place = Cell(sources.meals, account("4400"), sources.kitchen)

        one = queries.against_budget(2027).figures[place]

        assert (one.budget, one.actual, one.committed) == (
            Money(120_000),
            Money(8_000),
            Money(30_000),
        )
        # 20 euro of January and eleven months of 100 are to come, of which 300 was ordered.
        assert one.forecast == Money(120_000)
        assert queries.against_budget(2028).figures == {}


def ordered(sources: Sources, cents: int) -> None:
    db().add(
        PayableCommitment(
            source_id=sources.kitchen,
            activity_id=sources.meals,
            account_id=account("4400"),
            amount=Money(cents),
            words="Pannen",
            ordered_on=TODAY,
            expected_on=date(2027, 3, 1),
            made_at=clock.now(),
        )
    )
    db().flush()


def test_a_year_that_is_over_is_what_it_cost(instance: Instance, sources: Sources) -> None:
    with instance.writing():
        planned(sources, (sources.kitchen, "4400", 120_000))
        sources.spent(sources.kitchen, 8_000)

        with clock.stopped(datetime(2028, 2, 1, 8, tzinfo=UTC)):
            assert queries.against_budget(2027).total.forecast == Money(8_000)


def test_the_money_of_example_13_lasts_three_full_months_from_the_ledger(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing(), clock.stopped(SEPTEMBER):
        example_13(sources)

        found = queries.runway(clock.today())

        assert [end.usable for end in found.ends[:4]] == [
            Money(505_000),
            Money(250_000),
            Money(245_000),
            Money(-120_000),
        ]
        assert [end.lent for end in found.ends[:2]] == [NOTHING, Money(140_000)]
        assert (found.full_months, found.plan) == (3, Plan.BUDGET)


def example_13(sources: Sources) -> None:
    """Free 6,200, restricted 3,600; 1,600 and 2,500 a month; dues 450; a tranche in November."""
    fees = operations.add_source("Contributie", SourceKind.MEMBERSHIP_FEE, by=sources.truus).id
    reserve = make_fund("Reserve", FundKind.FREE)
    assert reserve is not None
    lines = [
        NewLine(account=BANK, fund_id=reserve.id, amount=Money(620_000)),
        NewLine(account="0510", fund_id=reserve.id, amount=Money(-620_000)),
    ]
    book(date(2027, 8, 1), "Beginstand", lines, key="opening", by=sources.truus)
    sources.received(sources.kitchen, 360_000, day=date(2027, 8, 1))
    planned(sources, (sources.kitchen, "4400", 3_000_000), (fees, "4000", 1_920_000))
    sources.promised(fees, 540_000, Certainty.EXPECTED)
    agreement = sources.promised(sources.kitchen, 720_000)
    db().add(
        Tranche(
            agreement_id=agreement,
            number=1,
            amount=Money(360_000),
            due_on=date(2027, 11, 15),
            condition="",
        )
    )
    db().flush()


def test_of_the_month_we_are_in_only_what_is_still_to_come_counts(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        planned(sources, (sources.city, "4000", 1_200_000))
        sources.spent(sources.city, 40_000, account="4000")

        found, _plan = queries.year_ahead(TODAY)

        (cost,) = found.costs
        assert cost.months[:2] == (Money(60_000), Money(100_000))
        assert cost.salary


def test_without_a_budget_the_same_months_of_last_year_count(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        assert queries.runway(TODAY).plan is Plan.NOTHING
        sources.spent(sources.kitchen, 5_000)
        open_year(2028)

        found, plan = queries.year_ahead(date(2028, 1, 1))

        assert plan is Plan.YEAR_BEFORE
        assert found.costs[0].months[:2] == (Money(5_000), NOTHING)


def test_a_what_if_is_made_changed_and_taken_away(instance: Instance, sources: Sources) -> None:
    less = WhatIf(points=-2_000, source_id=sources.city)
    with instance.writing():
        made = operations.make_scenario(2027, "Gemeente minder", less, by=sources.truus)
        with pytest.raises(ScenarioExists):
            operations.make_scenario(2027, "Gemeente minder", less, by=sources.truus)
        fewer = WhatIf(from_month=6, minutes_a_week=960)
        with pytest.raises(HoursUnknown):
            operations.add_change(made.id, fewer, by=sources.truus)
        operations.set_hours(1_440, valid_from=TODAY, decided="contract", by=sources.truus)
        for nothing in (WhatIf(minutes_a_week=1_440), WhatIf(source_id=sources.city)):
            with pytest.raises(ChangesNothing):
                operations.add_change(made.id, nothing, by=sources.truus)
        operations.add_change(made.id, fewer, by=sources.truus)

        found = queries.changed(made, queries.minutes_a_week(TODAY))
        assert [(each.points, each.minutes, each.since.month) for each in found] == [
            (-2_000, None, 1),
            (0, (1_440, 960), 6),
        ]
        operations.drop_scenario(made.id, by=sources.truus)
        operations.drop_scenario(made.id, by=sources.truus)
        assert queries.scenarios_of(2027) == []


def test_salary_is_sure_where_who_gives_every_year_awarded_it(
    instance: Instance, sources: Sources
) -> None:
    """As in the demo: a fund gives for a plan, members give what they expect to."""
    with instance.writing():
        home = operations.add_source(
            "De Rietdijk", SourceKind.HOUSING_CORPORATION_DONATION, by=sources.truus
        ).id
        planned(
            sources,
            (sources.city, "4000", 3_200_000),
            (home, "4000", 660_000),
            (sources.kitchen, "4000", 1_060_000),
            (sources.kitchen, "4400", 9_999_999),
        )
        for source_id, cents in ((sources.city, 3_200_000), (home, 900_000)):
            sources.promised(source_id, cents)
        sources.promised(sources.kitchen, 1_250_000)

        found = queries.salary_months(2027)

        assert (found.secured, found.whole, found.tenths) == (
            Money(3_860_000),
            Money(4_920_000),
            94,
        )


def test_salary_that_is_only_expected_is_not_sure(instance: Instance, sources: Sources) -> None:
    with instance.writing():
        planned(sources, (sources.city, "4000", 3_200_000))
        sources.promised(sources.city, 3_200_000, Certainty.EXPECTED)
        sources.promised(sources.city, 800_000)

        found = queries.salary_months(2027)

        assert (found.secured, found.tenths) == (Money(800_000), 30)


def test_salary_is_not_sure_where_the_letter_pays_for_something_else(
    instance: Instance, sources: Sources
) -> None:
    food = CategoryDraft(name="Eten", accounts=("4400",))
    wages = CategoryDraft(name="Loon", accounts=("4000",))
    with instance.writing():
        planned(sources, (sources.city, "4000", 1_200_000))
        agreement = sources.promised(sources.city, 1_200_000)
        tenths = []
        for kinds in ((food,), (food, wages)):
            draft = TermsDraft(mode=Mode.LUMP, categories=kinds)
            operations.set_terms(agreement, draft, reason="brief", by=sources.truus)
            tenths.append(queries.salary_months(2027).tenths)

        assert tenths == [0, 120]


def test_a_municipal_euro_becomes_what_all_sources_give_beside_it(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        assert queries.leverage(2027).euros is None
        sources.promised(sources.city, 3_200_000)
        sources.promised(sources.kitchen, 4_695_600)

        found = queries.leverage(2027)

        assert found.euros == Money(247)
        assert found.minutes_in_hundred == 0
        assert queries.dependency(2027).too_much


def test_the_newest_definition_of_helping_counts_and_the_old_one_stays(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        assert queries.helping_share(2027) is None
        sources.spent(sources.city, 7_500, account="4000")
        sources.spent(sources.kitchen, 2_500, key="food")
        helped(sources, {account("4000"): Helping.BY_HOURS})
        helped(sources, {account("4000"): Helping.BY_HOURS, account("4400"): Helping.WHOLE})

        found = queries.helping_share(2027)

        assert found is not None
        assert (found.definition.version, found.money.helping) == (2, Money(6_250))
        assert found.money.tenths == 625


def helped(sources: Sources, accounts: dict[int, Helping]) -> None:
    operations.define_helping(
        accounts,
        {sources.meals: Helping.NONE},
        minutes=(30_000, 60_000),
        decided_on=TODAY,
        decided_by="de leden",
        by=sources.truus,
    )


def test_a_closed_month_tells_the_same_as_its_lines(instance: Instance, sources: Sources) -> None:
    february = date(2027, 2, 3)
    with instance.writing(), clock.stopped(datetime(2027, 3, 1, 8, tzinfo=UTC)):
        sources.received(sources.kitchen, 9_000)
        sources.spent(sources.kitchen, 2_500)
        sources.spent(sources.city, 700, key="city", day=february)
        before = told(sources)
        close_period(period_of(TODAY).id, sources.truus)

        assert told(sources) == before
        place = sources.meals, account("4400")
        assert patterns_of(2027)[place][:3] == [Money(2_500), Money(700), NOTHING]


def told(sources: Sources) -> object:
    months = patterns_of(2027), income_of(2027)
    return months, owned_by_fund(TODAY), owned_by_fund(date(2027, 2, 28)), costs_in(2027, 1)
