"""Balances come from lines, through one covering index."""

from datetime import date

import pytest
from sqlalchemy import text

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.reports import sums_by_fund
from buurtcoop.ledger.rules import effect
from tests.ledger.conftest import TODAY, Books


@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_an_entry_that_undoes_nothing_is_not_looked_for_among_all_that_undo_nothing(
    books: Books, opened: Instance
) -> None:
    books.cost(6_250)
    stands = "reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM entry b WHERE b.reverses_id = e.id)"

    plan = db().execute(
        text(
            "EXPLAIN QUERY PLAN SELECT sum(l.amount) FROM line l JOIN entry e ON e.id = l.entry_id"
            f" WHERE l.fund_id = 1 AND e.{stands}"
        )
    )

    steps = [row[3] for row in plan]
    assert [step for step in steps if step.startswith("SEARCH e USING INTEGER PRIMARY KEY")]
    assert [step for step in steps if "entry_undoes_once (reverses_id=?)" in step] == [
        "SEARCH b USING COVERING INDEX entry_undoes_once (reverses_id=?)"
    ]


def test_balances_are_told_by_fund_account_and_activity(books: Books, opened: Instance) -> None:
    books.income(12_500)
    books.cost(6_250)

    told = {
        (balance.account_id, balance.activity_id): balance.amount for balance in queries.balances()
    }
    codes = {account.id: account.code for account in queries.accounts()}
    assert {(codes[account], activity): amount for (account, activity), amount in told.items()} == {
        ("1100", None): Money(6_250),
        ("8210", books.meals): Money(-12_500),
        ("4400", books.meals): Money(6_250),
    }


def test_a_balance_can_be_asked_for_an_earlier_day(books: Books, opened: Instance) -> None:
    books.income(12_500, day=date(2027, 1, 5))
    books.cost(6_250, day=date(2027, 2, 5))

    at_end_of_january = queries.trial_balance(until=date(2027, 1, 31))

    assert [balance.amount for balance in at_end_of_january] == [Money(12_500), Money(-12_500)]


def test_sums_of_a_fund_keep_years_apart_and_cash_together(books: Books, opened: Instance) -> None:
    operations.open_year(2026)
    books.income(100_000, key="last year", day=date(2026, 6, 1))
    books.cost(40_000, key="last year's cost", day=date(2026, 6, 2))
    books.cost(10_000, day=TODAY)

    sums = sums_by_fund(2027)[books.kitchen]

    assert (sums.came_in, sums.spent, sums.in_cash) == (Money(0), Money(10_000), Money(50_000))
    assert sums_by_fund(2026)[books.kitchen].in_cash == Money(60_000)
    assert queries.years_booked() == (2026, 2027)


@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_balances_are_read_from_the_covering_index_alone(books: Books, opened: Instance) -> None:
    plan = db().execute(
        text(
            "EXPLAIN QUERY PLAN SELECT fund_id, account_id, activity_id, sum(amount) "
            "FROM line JOIN entry ON line.entry_id = entry.id WHERE posted_at IS NOT NULL "
            "GROUP BY fund_id, account_id, activity_id"
        )
    )

    assert any("line USING COVERING INDEX line_balances" in row.detail for row in plan)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([("1100", 500), ("8210", -500)], 500),
        ([("1100", -500), ("4400", 500)], -500),
        ([("4400", 500)], -500),
        ([("8210", -300), ("8200", -200)], 500),
        ([("4400", 500), ("4900", -500)], 0),
        ([("1250", 500), ("8210", -500)], 0),
        ([("1100", 500), ("1250", -500)], 500),
        ([], 0),
    ],
)
def test_the_effect_of_lines_is_what_it_did_to_our_money(
    lines: list[tuple[str, int]], told: int
) -> None:
    assert effect((code, Money(cents)) for code, cents in lines) == Money(told)
