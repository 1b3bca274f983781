"""Arithmetic of money and shares, on plain values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtcoop.core.money import NOTHING, AmountAmbiguous, Money, parse, split
from buurtcoop.funding.rules import (
    AmountOutside,
    DaysInReverse,
    SpansYears,
    beside_each_euro,
    part_of_year,
    refuse_amount,
    refuse_days,
    shares,
    slug_of,
)


@given(
    total=st.integers(0, 10**11), weights=st.lists(st.integers(0, 10**6), min_size=1).filter(any)
)
def test_a_split_is_exact_and_never_a_cent_off_the_true_share(
    total: int, weights: list[int]
) -> None:
    parts = split(Money(total), weights)

    assert sum(parts, NOTHING) == Money(total)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.cents * sum(weights) - total * weight) < sum(weights)


def test_shares_are_those_of_the_demo_table() -> None:
    promised = [3_200_000, 1_250_000, 900_000, 864_600, 750_000, 606_000, 325_000]

    assert shares([Money(cents) for cents in promised]) == [405, 158, 114, 110, 95, 77, 41]


def test_shares_of_nothing_are_nothing() -> None:
    assert shares([NOTHING, NOTHING]) == [0, 0]
    assert shares([]) == []


def test_beside_each_municipal_euro_stands_one_euro_forty_seven() -> None:
    assert beside_each_euro(Money(7_895_600), Money(3_200_000)) == Money(147)


def test_without_municipal_money_nothing_stands_beside_it() -> None:
    assert beside_each_euro(Money(7_895_600), NOTHING) is None


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("Fonds Buurtkeuken", set(), "fonds-buurtkeuken"),
        ("Coöperatie Één & Twee!", set(), "cooperatie-een-twee"),
        ("Nieuw", set(), "nieuw-2"),
        ("Fonds", {"fonds", "fonds-2"}, "fonds-3"),
        ("مؤسسة", set(), "bron"),
    ],
)
def test_a_source_gets_an_address_of_plain_letters(name: str, taken: set[str], slug: str) -> None:
    assert slug_of(name, taken) == slug


def test_the_year_is_half_over_in_july() -> None:
    assert part_of_year(date(2027, 1, 1), 2027) == 0
    assert 0.49 < part_of_year(date(2027, 7, 2), 2027) < 0.51
    assert part_of_year(date(2027, 7, 2), 2026) == -1


def test_days_in_two_years_are_refused() -> None:
    with pytest.raises(SpansYears, match="1 jaar"):
        refuse_days(date(2027, 12, 1), date(2028, 1, 31))
    with pytest.raises(DaysInReverse, match="vóór de eerste dag"):
        refuse_days(date(2027, 12, 1), date(2027, 1, 31))


@pytest.mark.parametrize("cents", [0, -1, 10**11])
def test_an_amount_of_nothing_or_far_too_much_is_refused(cents: int) -> None:
    with pytest.raises(AmountOutside, match=r"van €.0,01 tot en met €.10.000.000,00"):
        refuse_amount(Money(cents))


def test_a_comma_with_three_digits_is_two_amounts() -> None:
    with pytest.raises(AmountAmbiguous) as asked:
        parse("1,234")

    assert (asked.value.first, asked.value.second) == (Money(123), Money(123_400))
