"""What every report is made of, as plain values."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import AccountKind, FundKind
from buurtcoop.ledger.rules import RESULT, month_end, months_later

Key = TypeVar("Key", bound=Hashable)
# Where the results of a fund of this kind stand once their year is over.
EQUITY_OF = {FundKind.FREE: "0510", FundKind.DESIGNATED: "0520", FundKind.RESTRICTED: "0530"}
RESULT_ACCOUNT = "0599"


class Origin(StrEnum):
    """Why a row stands where it stands: it was booked there, or it is a result we show there."""

    BOOKED = "booked"
    EARLIER = "earlier"
    THIS_YEAR = "this_year"


@dataclass(frozen=True, order=True)
class AccountSeen:
    """An account of the books; accounts sort by their code."""

    code: str
    id: int
    name: str
    kind: AccountKind

    @property
    def is_result(self) -> bool:
        """Whether it is income or expense."""
        return self.kind in RESULT


class Sum(NamedTuple):
    """What the lines of one account, fund and activity add up to; cents, debit positive."""

    account: AccountSeen
    fund_id: int
    activity_id: int | None
    amount: Money
    origin: Origin = Origin.BOOKED

    @property
    def row(self) -> tuple[AccountSeen, Origin]:
        """The row it belongs to."""
        return self.account, self.origin


Sums = tuple[Sum, ...]


def part(sums: Sums, *, fund_id: int | None = None, activity_id: int | None = None) -> Sums:
    """The sums of this fund and of this activity; None is all of them."""
    return tuple(
        each
        for each in sums
        if fund_id in (None, each.fund_id) and activity_id in (None, each.activity_id)
    )


def added(pairs: Iterable[tuple[Key, Money]]) -> dict[Key, Money]:
    """{key: all its amounts together}."""
    totals: dict[Key, Money] = defaultdict(lambda: NOTHING)
    for key, amount in pairs:
        totals[key] += amount
    return dict(totals)


def total(sums: Iterable[Sum]) -> Money:
    """All amounts together."""
    return sum((each.amount for each in sums), NOTHING)


def carried(
    sums: Iterable[Sum], kinds: Mapping[int, FundKind], accounts: Mapping[str, AccountSeen]
) -> Sums:
    """The same sums after their years are over: income and expense became equity.

    `kinds` are those of the funds by id, `accounts` those of the chart by code.
    """
    return tuple(
        each._replace(
            account=accounts[EQUITY_OF[kinds[each.fund_id]]],
            activity_id=None,
            origin=Origin.EARLIER,
        )
        if each.account.is_result
        else each
        for each in sums
    )


def year_before(first: date, last: date) -> tuple[date, date]:
    """The same days of the year before; the end of a month stays the end of that month."""
    on_number = 31 if last == month_end(last) else last.day
    return months_later(first, -12, first.day), months_later(last, -12, on_number)
