"""The trial balance: where every account stood, what was booked on it, and where it stands."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.reports.parts import AccountSeen, Origin, Sums, added, carried, part
from buurtcoop.ledger.reports.sums import (
    Days,
    chart_by_code,
    kinds_of_funds,
    opening_within,
    sums_of,
)

A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class TrialRow:
    """One account. Amounts are debit positive; `closing` is the other two together.

    With origin EARLIER it is the result of earlier years of funds of one kind, on the account
    where it belongs now.
    """

    account: AccountSeen
    origin: Origin
    opening: Money
    movement: Money

    @property
    def closing(self) -> Money:
        """Where it stands at the end."""
        return self.opening + self.movement


@dataclass(frozen=True, kw_only=True)
class TrialBalance:
    """All accounts over some days of one book year; each column adds up to nothing.

    What the opening entry of the year brought in stood there before: it is no movement.
    """

    first: date
    last: date
    before: Sums
    within: Sums

    def of(self, *, fund_id: int | None = None) -> "TrialBalance":
        """The same of one fund."""
        return replace(
            self,
            before=part(self.before, fund_id=fund_id),
            within=part(self.within, fund_id=fund_id),
        )

    @property
    def fund_ids(self) -> set[int]:
        """The funds that have anything in it."""
        return {each.fund_id for each in (*self.before, *self.within)}

    @cached_property
    def rows(self) -> tuple[TrialRow, ...]:
        """The accounts on which something stood or was booked, in the order of their codes.

        What funds lent each other is even over all of them, so in the whole it is not there.
        """
        opening = added((each.row, each.amount) for each in self.before)
        movement = added((each.row, each.amount) for each in self.within)
        rows = (
            TrialRow(
                account=account,
                origin=origin,
                opening=opening.get((account, origin), NOTHING),
                movement=movement.get((account, origin), NOTHING),
            )
            for account, origin in sorted({*opening, *movement})
        )
        return tuple(row for row in rows if row.opening or row.movement)

    @property
    def debit(self) -> Money:
        """All that stands on the left at the end; on the right stands as much."""
        return sum((row.closing for row in self.rows if row.closing > NOTHING), NOTHING)

    @property
    def even(self) -> bool:
        """Whether left and right are equal, before and after."""
        opening = sum((row.opening for row in self.rows), NOTHING)
        return opening == NOTHING == sum((row.closing for row in self.rows), NOTHING)


def trial_balance(first: date, last: date) -> TrialBalance:
    """The accounts over these days. Raises ValueError when they lie in two book years."""
    if first.year != last.year or first > last:
        raise ValueError(f"{first} to {last} are no days of one book year.")
    new_year = date(first.year, 1, 1)
    chart = chart_by_code()
    earlier, this_year, within = sums_of(
        chart.values(),
        Days(None, new_year - A_DAY, by_activity=False),
        Days(new_year, first - A_DAY, by_activity=False),
        Days(first, last, by_activity=False),
    )
    began = opening_within(chart.values(), first, last)
    return TrialBalance(
        first=first,
        last=last,
        before=(*carried(earlier, kinds_of_funds(), chart), *this_year, *began),
        within=(*within, *(each._replace(amount=-each.amount) for each in began)),
    )
