"""How many months the free money lasts when no new money is found (example E13 of the design)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.settlement.counting import added


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Money with one purpose: cents at the beginning, and what each month adds or takes.

    Every forecast of one runway tells the same months.
    """

    opening: Money
    changes: tuple[Money, ...]

    def ends(self) -> list[Money]:
        """What there is at the end of each month; below nothing is short."""
        return list(accumulate(self.changes, initial=self.opening))[1:]


@dataclass(frozen=True, kw_only=True)
class MonthEnd:
    """The end of a month in cents: what is free, what of it is lent to the rest, what is left."""

    free: Money
    lent: Money

    @property
    def usable(self) -> Money:
        """Free money that can still be spent."""
        return self.free - self.lent


def month_ends(free: Forecast, restricted: Sequence[Forecast]) -> list[MonthEnd]:
    """The end of each month. Free money lends what restricted money is short, and gets it back;
    restricted money never helps out.

    Raises ValueError when the forecasts are not of the same months.
    """
    ends = zip(free.ends(), *(fund.ends() for fund in restricted), strict=True)
    return [
        MonthEnd(free=at_hand, lent=added(max(NOTHING, -end) for end in others))
        for at_hand, *others in ends
    ]


def full_months(ends: Sequence[MonthEnd]) -> int:
    """How many months from the first one end with nothing short; all told of, when none does."""
    return len(list(takewhile(lambda end: end.usable >= NOTHING, ends)))
