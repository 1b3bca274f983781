"""Reports on plain values: every part adds up to the whole, and results become equity."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import AccountKind, FundKind
from buurtcoop.ledger.reports import AccountSeen, BalanceSheet, IncomeAndExpense, Pair, TrialBalance
from buurtcoop.ledger.reports.balance import closed_off
from buurtcoop.ledger.reports.parts import Sum, Sums, carried, total, year_before

CHART = {
    code: AccountSeen(code, number, code, kind)
    for number, (code, kind) in enumerate(
        [
            ("0510", AccountKind.EQUITY),
            ("0520", AccountKind.EQUITY),
            ("0530", AccountKind.EQUITY),
            ("0590", AccountKind.EQUITY),
            ("0599", AccountKind.EQUITY),
            ("1100", AccountKind.ASSET),
            ("1290", AccountKind.ASSET),
            ("1500", AccountKind.LIABILITY),
            ("4400", AccountKind.EXPENSE),
            ("8210", AccountKind.INCOME),
        ],
        start=1,
    )
}
KINDS = {1: FundKind.FREE, 2: FundKind.DESIGNATED, 3: FundKind.RESTRICTED}
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


def a_sum(code: str, cents: int, *, fund: int = 1, activity: int | None = None) -> Sum:
    return Sum(account=CHART[code], fund_id=fund, activity_id=activity, amount=Money(cents))


@st.composite
def booked(draw: st.DrawFn) -> Sums:
    """Any entries of two lines, each even in its fund; result lines name an activity."""
    sums: list[Sum] = []
    for _number in range(draw(st.integers(0, 12))):
        cents, fund = draw(st.integers(-10_000, 10_000)), draw(st.sampled_from(list(KINDS)))
        code = draw(st.sampled_from(["1500", "4400", "8210", "1100"]))
        activity = draw(st.integers(1, 3)) if CHART[code].is_result else None
        sums += [
            a_sum("1100", cents, fund=fund),
            a_sum(code, -cents, fund=fund, activity=activity),
        ]
    return tuple(sums)


@st.composite
def lent(draw: st.DrawFn) -> Sums:
    """Loans between funds, even over all of them."""
    sums: list[Sum] = []
    for _number in range(draw(st.integers(0, 5))):
        cents = draw(st.integers(1, 10_000))
        borrower, lender = draw(st.permutations(list(KINDS)))[:2]
        for fund, sign in ((borrower, 1), (lender, -1)):
            sums += [
                a_sum("1100", sign * cents, fund=fund),
                a_sum("1290", -sign * cents, fund=fund),
            ]
    return tuple(sums)


@given(booked(), booked(), lent())
def test_the_parts_of_every_report_add_up_to_the_whole(
    earlier: Sums, this_year: Sums, loans: Sums
) -> None:
    before = carried(earlier, KINDS, CHART)
    trial = TrialBalance(first=FIRST, last=LAST, before=before, within=this_year + loans)
    sheet = BalanceSheet(on=LAST, stands=before + closed_off(this_year + loans, CHART))
    results = IncomeAndExpense(
        first=FIRST,
        last=LAST,
        within=tuple(each for each in this_year if each.account.is_result),
        before=tuple(each for each in earlier if each.account.is_result),
    )

    by_fund = [results.of(fund_id=fund).result for fund in results.fund_ids]
    by_activity = [results.of(activity_id=activity).result for activity in results.activity_ids]
    own = [sheet.of(fund_id=fund).total_equity for fund in sheet.fund_ids]
    assert sum(by_fund, Pair()) == results.result == sum(by_activity, Pair())
    assert sum(own, NOTHING) == sheet.total_equity
    assert trial.even
    assert sheet.even
    assert all(sheet.of(fund_id=fund).even for fund in sheet.fund_ids)
    assert all(trial.of(fund_id=fund).even for fund in trial.fund_ids)
    assert (
        total(each for each in sheet.stands if each.account.code == "0599") == -results.result.now
    )


@given(lent())
def test_loans_show_in_their_funds_and_vanish_in_the_whole(loans: Sums) -> None:
    sheet = BalanceSheet(on=LAST, stands=loans)
    trial = TrialBalance(first=FIRST, last=LAST, before=(), within=loans)

    funds = [sheet.of(fund_id=fund) for fund in sheet.fund_ids]
    assert "1290" not in {row.account.code for row in (*sheet.assets, *sheet.liabilities)}
    assert "1290" not in {row.account.code for row in trial.rows}
    assert sum((each.total_liabilities for each in funds), NOTHING) == sum(
        (row.amount for each in funds for row in each.assets if row.account.code == "1290"), NOTHING
    )
    assert all(row.amount > NOTHING for each in funds for row in each.liabilities)


def test_results_of_earlier_years_become_equity_of_the_kind_of_their_fund() -> None:
    earned = tuple(a_sum("8210", -100 * fund, fund=fund, activity=1) for fund in KINDS)

    sheet = BalanceSheet(on=LAST, stands=carried(earned, KINDS, CHART))

    assert [(row.account.code, row.amount) for row in sheet.equity] == [
        ("0510", Money(100)),
        ("0520", Money(200)),
        ("0530", Money(300)),
    ]


@pytest.mark.parametrize(
    ("days", "before"),
    [
        (("2027-01-01", "2027-12-31"), ("2026-01-01", "2026-12-31")),
        (("2028-02-01", "2028-02-29"), ("2027-02-01", "2027-02-28")),
        (("2029-02-01", "2029-02-28"), ("2028-02-01", "2028-02-29")),
        (("2028-02-29", "2028-03-15"), ("2027-02-28", "2027-03-15")),
    ],
)
def test_the_same_days_a_year_before_end_where_a_month_ends(
    days: tuple[str, str], before: tuple[str, str]
) -> None:
    first, last = (date.fromisoformat(day) for day in days)

    assert tuple(day.isoformat() for day in year_before(first, last)) == before
