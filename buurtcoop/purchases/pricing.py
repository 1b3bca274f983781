"""What everybody pays in a round, on plain values: integer cents, exact and the same every time.

The total is units times the price of one, and the fixed costs of the whole round once. It is
shared by units with the largest remainder; of two equal remainders the older order gets the cent.
The deposit is a part of the total in basis points, shared by what each pays, so that nobody's
deposit is more than the price.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from buurtcoop.core.money import Money, portion, split


@dataclass(frozen=True)
class Share:
    """What one order pays: `price` in cents, of which `deposit` first and `rest` at delivery."""

    price: Money
    deposit: Money

    @property
    def rest(self) -> Money:
        """What is left to pay after the deposit."""
        return self.price - self.deposit


@dataclass(frozen=True)
class Terms:
    """What a supplier asks: cents for one unit, and cents for the whole round once."""

    unit_price: Money
    fixed_costs: Money


def total(terms: Terms, units: int) -> Money:
    """The price of so many units together, in cents."""
    return terms.unit_price * units + terms.fixed_costs


def deposit_of(price: Money, deposit_points: int) -> Money:
    """This part of an amount in basis points, half a cent up."""
    return portion(price, deposit_points)


def shares(terms: Terms, units: Sequence[int], deposit_points: int) -> list[Share]:
    """What each order pays, in the order of their numbers; the shares add up to the cent.

    Raises ValueError when there is nothing to share by.
    """
    whole = total(terms, sum(units))
    prices = split(whole, list(units))
    deposits = split(deposit_of(whole, deposit_points), [price.cents for price in prices])
    return [Share(*pair) for pair in zip(prices, deposits, strict=True)]


def fewest_units(units: int, least_units: int | None, least_households: int | None) -> int:
    """The smallest round that can go ahead with an order of so many units in it."""
    return max(units, least_units or 1, units + (least_households or 1) - 1)


def most(terms: Terms, units: int, fewest: int) -> Money:
    """The highest price an order of so many units can get, in cents, when the round goes ahead.

    The more units in the round, the smaller everybody's part of the fixed costs; the largest
    remainder adds no more than what is left of a cent.
    """
    part = -(-terms.fixed_costs.cents * units // fewest)
    return terms.unit_price * units + Money(part)
