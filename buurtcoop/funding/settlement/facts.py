"""What happened under an agreement, as plain values."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.settlement.terms import refuse_negative


@dataclass(frozen=True, kw_only=True)
class Cost:
    """A cost put on the agreement: cents with VAT, and how much of that is VAT.

    Raises ValueError for an amount below nothing and for VAT above the amount.
    """

    day: date
    amount: Money
    category: str = ""
    vat: Money = NOTHING

    def __post_init__(self) -> None:
        refuse_negative(self.vat, self.amount - self.vat)


@dataclass(frozen=True, kw_only=True)
class OwnMoney:
    """Money of our own that was really put in, in cents, and the day it was."""

    day: date
    amount: Money

    def __post_init__(self) -> None:
        refuse_negative(self.amount)


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Minutes that helpers gave on a day."""

    day: date
    minutes: int

    def __post_init__(self) -> None:
        if self.minutes < 0:
            raise ValueError("Minutes of nothing or more.")


@dataclass(frozen=True, kw_only=True)
class Gift:
    """A gift of a household in cents; one that was only promised does not count."""

    household: Hashable
    amount: Money
    paid: bool

    def __post_init__(self) -> None:
        refuse_negative(self.amount)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that a settlement looks at.

    settled_on    own money of later days does not count: a shortage is not cured afterwards
    other_income  money of others for the same costs, but for public money, in cents
    other_public  public money of others for the same costs, in cents
    done          units done (performance)
    advances      received on this agreement so far, in cents
    reserve       in the egalisation reserve at the beginning, in cents
    Raises ValueError for amounts and numbers below nothing.
    """

    settled_on: date
    costs: tuple[Cost, ...] = ()
    own: tuple[OwnMoney, ...] = ()
    other_income: Money = NOTHING
    other_public: Money = NOTHING
    hours: tuple[Hours, ...] = ()
    done: int = 0
    gifts: tuple[Gift, ...] = ()
    advances: Money = NOTHING
    reserve: Money = NOTHING

    def __post_init__(self) -> None:
        refuse_negative(self.other_income, self.other_public, self.advances, self.reserve)
        if self.done < 0:
            raise ValueError("Units of nothing or more.")
