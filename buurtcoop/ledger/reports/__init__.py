"""Trial balance, balance sheet, and income and expense: what the books say, computed when asked.

Each is made of sums per account, fund and activity: of stored totals for closed periods, of lines
for open ones. `of` narrows a report to one fund or activity; the parts add up to the whole.
No result is booked at the end of a year: results of earlier years show as equity of the kind of
their fund, that of the running year as "resultaat".
"""

from buurtcoop.ledger.reports.balance import BalanceRow, BalanceSheet, balance_sheet
from buurtcoop.ledger.reports.by_fund import FundSums, flows_by_fund, sums_by_fund
from buurtcoop.ledger.reports.parts import AccountSeen, Origin, Sum
from buurtcoop.ledger.reports.results import IncomeAndExpense, Pair, ResultRow, income_and_expense
from buurtcoop.ledger.reports.trial import TrialBalance, TrialRow, trial_balance

__all__ = [
    "AccountSeen",
    "BalanceRow",
    "BalanceSheet",
    "FundSums",
    "IncomeAndExpense",
    "Origin",
    "Pair",
    "ResultRow",
    "Sum",
    "TrialBalance",
    "TrialRow",
    "balance_sheet",
    "flows_by_fund",
    "income_and_expense",
    "sums_by_fund",
    "trial_balance",
]
