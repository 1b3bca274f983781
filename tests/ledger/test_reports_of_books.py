"""Reports of real books: closed months count by their totals, and cost the same statements."""

from datetime import date

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.exports.years import as_it_stands, opening
from buurtcoop.ledger.reports import (
    BalanceSheet,
    IncomeAndExpense,
    TrialBalance,
    balance_sheet,
    income_and_expense,
    trial_balance,
)
from buurtcoop.ledger.rules import NewLine, key_of_opening
from tests.counting import statements
from tests.ledger.conftest import Books

MAY, YEAR_END, NOW = date(2026, 5, 4), date(2026, 12, 31), date(2027, 1, 12)


@pytest.fixture
def two_years(instance: Instance, books: Books) -> Books:
    """Income and cost in two years, and a loan between the funds."""
    with instance.writing():
        operations.open_year(2026)
        books.income(100_000, key="may", day=MAY)
        books.cost(30_000, key="june", day=date(2026, 6, 15))
        books.cost(1_250, key="last", day=YEAR_END)
        books.income(5_000, key="now", day=NOW)
        operations.lend(
            books.kitchen,
            books.city,
            Money(20_000),
            day=NOW,
            memo="geleend",
            key="loan",
            by=books.truus,
        )
    return books


def all_reports() -> tuple[list[TrialBalance], list[BalanceSheet], list[IncomeAndExpense]]:
    """Over years, a month, and days that cut through a month."""
    stretches = [
        (date(2026, 1, 1), YEAR_END),
        (date(2026, 6, 1), date(2026, 6, 30)),
        (date(2026, 5, 5), date(2026, 6, 20)),
        (date(2027, 1, 1), date(2027, 12, 31)),
    ]
    return (
        [trial_balance(*days) for days in stretches],
        [balance_sheet(last) for _first, last in stretches],
        [income_and_expense(*days) for days in stretches],
    )


def test_closing_a_month_changes_no_report(instance: Instance, two_years: Books) -> None:
    with instance.reading():
        before = all_reports()
    with instance.writing():
        for period in queries.periods()[:6]:
            operations.close_period(period.id, two_years.truus)

    with instance.reading():
        assert all_reports() == before


def test_last_year_stands_beside_this_and_became_equity(
    instance: Instance, two_years: Books
) -> None:
    with instance.reading():
        result = income_and_expense(date(2027, 1, 1), date(2027, 12, 31)).result
        sheet = balance_sheet(date(2027, 12, 31))

    assert (result.now, result.before) == (Money(5_000), Money(68_750))
    assert [(row.account.code, row.amount) for row in sheet.equity] == [
        ("0530", Money(68_750)),
        ("0599", Money(5_000)),
    ]
    assert sheet.even
    assert [row.account.code for row in sheet.assets] == ["1100"]
    borrower = sheet.of(fund_id=two_years.city)
    assert [(row.account.code, row.amount) for row in borrower.liabilities] == [
        ("1290", Money(20_000))
    ]


def test_what_stands_is_what_the_lines_say(instance: Instance, two_years: Books) -> None:
    with instance.reading():
        rows = trial_balance(date(2027, 1, 1), date(2027, 12, 31)).rows
        lines = {each.code: each.amount for each in queries.trial_balance() if each.amount}

    stands = {row.account.code: row.closing for row in rows if row.account.code[0] not in "048"}
    assert stands == {code: amount for code, amount in lines.items() if code[0] not in "048"}
    assert sum((row.closing for row in rows), NOTHING) == NOTHING


def test_what_there_was_before_the_first_year_stood_there_when_it_began(
    instance: Instance, two_years: Books
) -> None:
    lines = [
        NewLine(account=code, fund_id=two_years.kitchen, amount=Money(cents))
        for code, cents in (("1100", 7_500), ("0530", -7_500))
    ]
    first = date(2026, 1, 1)
    with instance.writing():
        key = key_of_opening(2026)
        entry = operations.book(first, "Beginbalans 2026", lines, key=key, by=two_years.truus)

    with instance.reading():
        year, month = trial_balance(first, YEAR_END), trial_balance(first, date(2026, 1, 31))
        file = {each.account: each.amount for each in opening(as_it_stands(2026))}
    assert {row.account.code: row.opening for row in year.rows if row.opening} == file
    assert [(row.opening, row.movement) for row in month.rows] == [
        (Money(-7_500), NOTHING),
        (Money(7_500), NOTHING),
    ]
    with instance.writing():
        operations.reverse(entry.id, day=first, memo="fout", by=two_years.truus)
        undone = trial_balance(first, YEAR_END)
    assert [row.opening for row in undone.rows if row.opening] == []


def test_days_of_two_years_are_no_trial_balance(instance: Instance, two_years: Books) -> None:
    with instance.reading(), pytest.raises(ValueError, match="one book year"):
        trial_balance(MAY, NOW)


def test_a_report_costs_a_handful_of_statements_at_any_size(
    instance: Instance, two_years: Books
) -> None:
    with instance.reading(), statements(instance) as sent:
        trial_balance(date(2027, 1, 1), NOW)
        balance_sheet(NOW)
        income_and_expense(date(2027, 1, 1), NOW)

    assert len(sent) == 5 + 4 + 3
