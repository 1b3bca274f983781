"""A year of every fund: what it began with, what came in and went out, what it ends with."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.exports.years import Moved, Standing
from buurtcoop.ledger.models import AccountKind, Fund, LedgerAccount
from buurtcoop.ledger.rules import GIVEN, LENT


@dataclass(frozen=True, kw_only=True)
class FundYear:
    """One fund in one year, in cents.

    `opening` and `closing` are what is of the fund; `given` came from other funds for good (less
    than nothing: it went to them), `other` was booked on its equity at once. `lent` is what other
    funds owe it at the end; less than nothing: what it owes them.
    """

    fund: Fund
    opening: Money
    came_in: Money
    went_out: Money
    given: Money
    other: Money
    lent: Money

    @property
    def closing(self) -> Money:
        """What is of the fund at the end."""
        return self.opening + self.came_in - self.went_out + self.given + self.other

    @property
    def used(self) -> bool:
        """Whether there is anything to tell."""
        told = self.opening, self.came_in, self.went_out, self.given, self.other, self.lent
        return any(told)


def years_of_funds(
    funds: Iterable[Fund],
    accounts: Iterable[LedgerAccount],
    standing: Iterable[Standing],
    moved: Iterable[Moved],
) -> list[FundYear]:
    """The year of each fund, from what stood at its beginning and what moved in it."""
    kinds = {account.code: account.kind for account in accounts}
    sums: dict[tuple[int, str], Money] = defaultdict(lambda: NOTHING)
    for each in standing:
        if kinds[each.account] is AccountKind.EQUITY:
            sums[each.fund_id, "opening"] -= each.amount
        if each.account == LENT:
            sums[each.fund_id, "lent"] += each.amount
    for move in moved:
        name = _column(move)
        if name:
            sign = 1 if name in ("went_out", "lent") else -1
            sums[move.fund_id, name] += move.amount * sign
    columns = "opening", "came_in", "went_out", "given", "other", "lent"
    return [
        FundYear(fund=fund, **{name: sums[fund.id, name] for name in columns}) for fund in funds
    ]


def _column(move: Moved) -> str:
    """What a movement is to its fund; empty when it changes nothing of what is its own."""
    if move.account == LENT:
        return "lent"
    if move.account == GIVEN:
        return "given"
    columns = {
        AccountKind.INCOME: "came_in",
        AccountKind.EXPENSE: "went_out",
        AccountKind.EQUITY: "other",
    }
    return columns.get(move.kind, "")
