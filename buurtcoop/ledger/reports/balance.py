"""The balance sheet: what we have on a day, what we still have to pay, and what is ours."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.reports.parts import (
    RESULT_ACCOUNT,
    AccountSeen,
    Origin,
    Sum,
    Sums,
    added,
    carried,
    part,
    total,
)
from buurtcoop.ledger.reports.sums import Days, chart_by_code, kinds_of_funds, sums_of
from buurtcoop.ledger.reports.trial import A_DAY
from buurtcoop.ledger.rules import LENT


@dataclass(frozen=True, kw_only=True)
class BalanceRow:
    """One line of the balance sheet; more of what its side holds is positive."""

    account: AccountSeen
    origin: Origin
    amount: Money


@dataclass(frozen=True, kw_only=True)
class BalanceSheet:
    """What stands on a day. Assets are as much as liabilities and equity together.

    What funds lent each other is an asset of who lent and a liability of who borrowed; over all
    funds it is even, so in the whole it is not there.
    """

    on: date
    stands: Sums

    def of(self, *, fund_id: int | None = None) -> "BalanceSheet":
        """The same of one fund."""
        return replace(self, stands=part(self.stands, fund_id=fund_id))

    @property
    def fund_ids(self) -> set[int]:
        """The funds that have anything in it."""
        return {each.fund_id for each in self.stands}

    @cached_property
    def assets(self) -> tuple[BalanceRow, ...]:
        """What we have and what others owe us."""
        return tuple(row for row in self._rows(AccountKind.ASSET) if not _owed(row))

    @cached_property
    def liabilities(self) -> tuple[BalanceRow, ...]:
        """What we still have to pay."""
        owed = (row for row in self._rows(AccountKind.ASSET) if _owed(row))
        return (
            *(replace(row, amount=-row.amount) for row in owed),
            *self._rows(AccountKind.LIABILITY),
        )

    @cached_property
    def equity(self) -> tuple[BalanceRow, ...]:
        """What is ours: as booked, the results of earlier years, and that of this year."""
        return self._rows(AccountKind.EQUITY)

    @property
    def total_assets(self) -> Money:
        """All that we have."""
        return _together(self.assets)

    @property
    def total_liabilities(self) -> Money:
        """All that we still have to pay."""
        return _together(self.liabilities)

    @property
    def total_equity(self) -> Money:
        """All that is ours."""
        return _together(self.equity)

    @property
    def even(self) -> bool:
        """Whether both sides are as much."""
        return self.total_assets == self.total_liabilities + self.total_equity

    def _rows(self, kind: AccountKind) -> tuple[BalanceRow, ...]:
        of_kind = (each for each in self.stands if each.account.kind is kind)
        stands = added((each.row, each.amount) for each in of_kind)
        return tuple(
            BalanceRow(
                account=account,
                origin=origin,
                amount=amount if kind is AccountKind.ASSET else -amount,
            )
            for (account, origin), amount in sorted(stands.items())
            if amount
        )


def balance_sheet(on: date) -> BalanceSheet:
    """What stood at the end of this day; the book year is the calendar year of the day."""
    new_year = date(on.year, 1, 1)
    chart = chart_by_code()
    earlier, this_year = sums_of(
        chart.values(),
        Days(None, new_year - A_DAY, by_activity=False),
        Days(new_year, on, by_activity=False),
    )
    stood = carried(earlier, kinds_of_funds(), chart)
    return BalanceSheet(on=on, stands=(*stood, *closed_off(this_year, chart)))


def closed_off(sums: Sums, accounts: dict[str, AccountSeen]) -> Sums:
    """The same sums with the income and expense of a running year as one result per fund."""
    stands = tuple(each for each in sums if not each.account.is_result)
    earned = tuple(each for each in sums if each.account.is_result)
    return (
        *stands,
        *(
            Sum(
                account=accounts[RESULT_ACCOUNT],
                fund_id=fund_id,
                activity_id=None,
                amount=total(part(earned, fund_id=fund_id)),
                origin=Origin.THIS_YEAR,
            )
            for fund_id in sorted({each.fund_id for each in earned})
        ),
    )


def _owed(row: BalanceRow) -> bool:
    """Whether it is what this fund borrowed of another."""
    return row.account.code == LENT and row.amount < NOTHING


def _together(rows: tuple[BalanceRow, ...]) -> Money:
    return sum((row.amount for row in rows), NOTHING)
