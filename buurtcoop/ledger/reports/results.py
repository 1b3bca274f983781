"""Income and expense over some days, with the same days of the year before."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.reports.parts import AccountSeen, Sums, added, part, year_before
from buurtcoop.ledger.reports.sums import Days, chart_by_code, sums_of


@dataclass(frozen=True)
class Pair:
    """An amount, and the same a year before."""

    now: Money = NOTHING
    before: Money = NOTHING

    def __add__(self, other: "Pair") -> "Pair":
        return Pair(self.now + other.now, self.before + other.before)

    def __neg__(self) -> "Pair":
        return Pair(-self.now, -self.before)


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One account of income or expense; what came in or went out is positive."""

    account: AccountSeen
    amount: Pair


@dataclass(frozen=True, kw_only=True)
class IncomeAndExpense:
    """What came in and went out over some days, and over the same days a year before."""

    first: date
    last: date
    within: Sums
    before: Sums

    def of(
        self, *, fund_id: int | None = None, activity_id: int | None = None
    ) -> "IncomeAndExpense":
        """The same of one fund, one activity, or one fund for one activity."""
        return replace(
            self,
            within=part(self.within, fund_id=fund_id, activity_id=activity_id),
            before=part(self.before, fund_id=fund_id, activity_id=activity_id),
        )

    @property
    def fund_ids(self) -> set[int]:
        """The funds that have anything in it."""
        return {each.fund_id for each in (*self.within, *self.before)}

    @property
    def activity_ids(self) -> set[int]:
        """The activities that have anything in it."""
        return {each.activity_id for each in (*self.within, *self.before) if each.activity_id}

    @cached_property
    def income(self) -> tuple[ResultRow, ...]:
        """What came in, by account."""
        return self._rows(AccountKind.INCOME)

    @cached_property
    def expense(self) -> tuple[ResultRow, ...]:
        """What went out, by account."""
        return self._rows(AccountKind.EXPENSE)

    @property
    def total_income(self) -> Pair:
        """All that came in."""
        return sum((row.amount for row in self.income), Pair())

    @property
    def total_expense(self) -> Pair:
        """All that went out."""
        return sum((row.amount for row in self.expense), Pair())

    @property
    def result(self) -> Pair:
        """What is left; below nothing more went out than came in."""
        return self.total_income + -self.total_expense

    def _rows(self, kind: AccountKind) -> tuple[ResultRow, ...]:
        now, before = (
            added((each.account, each.amount) for each in sums if each.account.kind is kind)
            for sums in (self.within, self.before)
        )
        pairs = (
            (account, Pair(now.get(account, NOTHING), before.get(account, NOTHING)))
            for account in sorted({*now, *before})
        )
        return tuple(
            ResultRow(account=account, amount=pair if kind is AccountKind.EXPENSE else -pair)
            for account, pair in pairs
            if pair.now or pair.before
        )


def income_and_expense(first: date, last: date) -> IncomeAndExpense:
    """Income and expense over these days, beside the same days of the year before."""
    chart = chart_by_code().values()
    now, before = sums_of(chart, Days(first, last), Days(*year_before(first, last)))
    return IncomeAndExpense(first=first, last=last, within=_results(now), before=_results(before))


def _results(sums: Sums) -> Sums:
    return tuple(each for each in sums if each.account.is_result)
