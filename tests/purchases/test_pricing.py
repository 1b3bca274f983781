"""What everybody pays: exact to the cent for any round, and as the demo counts it."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.purchases.pricing import (
    Terms,
    deposit_of,
    fewest_units,
    most,
    shares,
    total,
)

PANELS = Terms(Money(34_500), NOTHING)
# Eighteen households, 198 panels.
HOUSEHOLDS = [8, 10, 12, 14, 9, 11, 10, 12, 8, 16, 10, 11, 12, 9, 14, 10, 12, 10]
TERMS = st.builds(Terms, st.integers(1, 10**7).map(Money), st.integers(0, 10**8).map(Money))
UNITS = st.lists(st.integers(1, 200), min_size=1, max_size=40)
POINTS = st.integers(0, 10_000)


def summed(amounts: list[Money]) -> Money:
    return sum(amounts, NOTHING)


def test_the_round_of_eighteen_households_costs_what_the_example_says() -> None:
    assert (len(HOUSEHOLDS), sum(HOUSEHOLDS)) == (18, 198)
    assert total(PANELS, 198) == Money(6_831_000)

    priced = shares(PANELS, HOUSEHOLDS, 2_000)

    assert summed([share.price for share in priced]) == Money(6_831_000)
    assert summed([share.deposit for share in priced]) == Money(1_366_200)
    assert summed([share.rest for share in priced]) == Money(5_464_800)
    assert priced[0].price == Money(8 * 34_500)


def test_a_cent_that_cannot_be_shared_goes_to_the_oldest_order() -> None:
    priced = shares(Terms(Money(1), Money(97)), [1, 1, 1], 0)

    assert [share.price.cents for share in priced] == [34, 33, 33]


@pytest.mark.parametrize(("cents", "points", "deposit"), [(101, 5_000, 51), (99, 5_000, 50)])
def test_half_a_cent_of_deposit_goes_up(cents: int, points: int, deposit: int) -> None:
    assert deposit_of(Money(cents), points) == Money(deposit)


def test_nobody_can_share_a_round_of_nobody() -> None:
    with pytest.raises(ValueError, match="Weights"):
        shares(PANELS, [], 2_000)


@given(TERMS, UNITS, POINTS)
def test_the_shares_of_any_round_add_up_to_the_cent(
    terms: Terms, units: list[int], points: int
) -> None:
    priced, whole = shares(terms, units, points), total(terms, sum(units))

    assert summed([share.price for share in priced]) == whole
    assert summed([share.deposit for share in priced]) == deposit_of(whole, points)
    assert summed([share.rest for share in priced]) == whole - deposit_of(whole, points)
    assert all(NOTHING <= share.deposit <= share.price for share in priced)


@given(TERMS, UNITS, POINTS)
def test_no_share_is_a_whole_cent_from_what_it_would_be_exactly(
    terms: Terms, units: list[int], points: int
) -> None:
    priced, all_units = shares(terms, units, points), sum(units)
    whole = total(terms, all_units)

    for share, number in zip(priced, units, strict=True):
        assert abs(share.price.cents * all_units - whole.cents * number) < all_units
        deposit = deposit_of(whole, points).cents * share.price.cents
        assert abs(share.deposit.cents * whole.cents - deposit) < whole.cents


@given(TERMS, UNITS, POINTS, st.randoms())
def test_the_order_of_arrival_moves_nobody_by_more_than_a_cent(
    terms: Terms, units: list[int], points: int, chance: Random
) -> None:
    places = list(range(len(units)))
    chance.shuffle(places)
    first = shares(terms, units, points)
    shuffled = shares(terms, [units[place] for place in places], points)

    # Two shares of which the same part of a cent is left take it in the order they came.
    assert summed([each.price for each in shuffled]) == summed([each.price for each in first])
    for place, share in zip(places, shuffled, strict=True):
        assert abs((share.price - first[place].price).cents) <= 1
        assert abs((share.deposit - first[place].deposit).cents) <= 1


@given(TERMS, UNITS)
def test_more_units_never_cost_less(terms: Terms, units: list[int]) -> None:
    priced = shares(terms, units, 0)
    by_units = sorted(zip(units, [share.price.cents for share in priced], strict=True))

    for (fewer, less), (more, dearer) in pairwise(by_units):
        assert less <= dearer + (fewer == more)


@given(TERMS, UNITS, st.integers(1, 100) | st.none(), st.integers(1, 20) | st.none())
def test_nobody_pays_more_than_the_most_that_was_said(
    terms: Terms, units: list[int], least_units: int | None, least_households: int | None
) -> None:
    if sum(units) < (least_units or 1) or len(units) < (least_households or 1):
        return  # such a round is never fixed

    for share, number in zip(shares(terms, units, 0), units, strict=True):
        fewest = fewest_units(number, least_units, least_households)
        assert share.price <= most(terms, number, fewest)
