"""The terms of an agreement as data: what a source gives, on what conditions."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from buurtcoop.core.money import NOTHING, WHOLE, Money, split


class Mode(StrEnum):
    """How the amount comes about, before any other condition looks at it."""

    COST_SHARE = "cost_share"  # a share of the costs that count
    LUMP = "lump"  # a fixed amount
    PERFORMANCE = "performance"  # a fixed amount for a number of units
    DEFICIT = "deficit"  # what own money and others leave open
    MATCH = "match"  # beside each gift of a household that was paid, as much again


class OwnRule(StrEnum):
    """What happens when less own money was put in than agreed."""

    REDUCE = "reduce"  # what is short is taken off
    PROPORTIONAL = "proportional"  # the grant shrinks as own money did
    NONE = "none"  # it is shown, and nothing else


def refuse_points(*points: int) -> None:
    """Raises ValueError for less than nothing or more than the whole, in basis points."""
    if not all(0 <= each <= WHOLE for each in points):
        raise ValueError(f"Basis points from 0 to {WHOLE}: {points}.")


def refuse_negative(*amounts: Money) -> None:
    """Raises ValueError for an amount below nothing."""
    if min(amounts) < NOTHING:
        raise ValueError(f"Amounts of nothing or more: {amounts}.")


@dataclass(frozen=True, kw_only=True)
class Category:
    """A kind of cost that counts, up to an amount, to a part of other costs, or both.

    `most_points` is basis points of what the categories without such a part count for together.
    """

    name: str
    most: Money | None = None
    most_points: int | None = None

    def __post_init__(self) -> None:
        refuse_negative(self.most or NOTHING)
        refuse_points(self.most_points or 0)


@dataclass(frozen=True, kw_only=True)
class OwnPart:
    """Own money that has to stand beside the grant, in basis points of the cash costs that count.

    Own money is what was put in by the day of settlement. Money of others and hours that count
    stand for own money only where the letter says so.
    """

    points: int
    rule: OwnRule = OwnRule.NONE
    others_count: bool = False
    hours_count: bool = False

    def __post_init__(self) -> None:
        refuse_points(self.points)


@dataclass(frozen=True, kw_only=True)
class InKind:
    """Hours of helpers that count as costs: cents an hour, and at most a part of the total.

    `most_points` is basis points of cash and hours together; the whole means no limit.
    """

    rate: Money
    most_points: int = WHOLE

    def __post_init__(self) -> None:
        refuse_negative(self.rate)
        refuse_points(self.most_points)


@dataclass(frozen=True, kw_only=True)
class Performance:
    """A number of units agreed on, and from which part of it (basis points) all is paid."""

    agreed: int
    full_from_points: int = WHOLE

    def __post_init__(self) -> None:
        refuse_points(self.full_from_points)
        if self.agreed <= 0:
            raise ValueError("At least one unit is agreed on.")


@dataclass(frozen=True, kw_only=True)
class TrancheTerms:
    """A part of the maximum in basis points, and its day; without a day it follows settlement."""

    points: int
    on: date | None = None

    def __post_init__(self) -> None:
        refuse_points(self.points)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What was agreed on with a source.

    maximum             the most the source pays, in cents; for a fixed amount that amount
    first_day, last_day costs and hours of these days count, both included
    share_points        part of the costs the source pays (cost_share), in basis points
    categories          which costs count; none named means that all do
    vat_counts          whether VAT is a cost
    own_part            own money that has to stand beside it
    in_kind             hours that count as costs
    no_profit           grant, own money and money of others are no more than the cash costs
    public_most_points  all public money together, at most this part of cash and hours
    performance         units to be done
    per_household       the most that counts of the gifts of one household (match), in cents
    reserve_points      surplus may stay in an egalisation reserve up to this part of the subsidy;
                        the rest of it goes back
    tranches            in which parts the money comes
    Raises ValueError for amounts below nothing and points outside 0 to 10,000.
    """

    mode: Mode
    maximum: Money
    first_day: date
    last_day: date
    share_points: int = 0
    categories: tuple[Category, ...] = ()
    vat_counts: bool = True
    own_part: OwnPart | None = None
    in_kind: InKind | None = None
    no_profit: bool = True
    public_most_points: int | None = None
    performance: Performance | None = None
    per_household: Money | None = None
    reserve_points: int | None = None
    tranches: tuple[TrancheTerms, ...] = ()

    def __post_init__(self) -> None:
        refuse_negative(self.maximum, self.per_household or NOTHING)
        refuse_points(self.share_points, self.public_most_points or 0, self.reserve_points or 0)

    @property
    def looks_at_costs(self) -> bool:
        """Whether costs can change the grant."""
        return (
            self.mode in (Mode.COST_SHARE, Mode.DEFICIT)
            or self.no_profit
            or self.own_part is not None
            or self.public_most_points is not None
            or self.reserve_points is not None
        )

    def covers(self, day: date) -> bool:
        """Whether costs and hours of this day count."""
        return self.first_day <= day <= self.last_day


def tranche_amounts(terms: Terms) -> list[Money]:
    """What each tranche is, in cents; together the maximum to the cent.

    Raises ValueError when there are no tranches, or all are nothing.
    """
    return split(terms.maximum, [tranche.points for tranche in terms.tranches])
