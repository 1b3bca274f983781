"""Reading what was typed in the search box of the book."""

import pytest

from buurtcoop.core.money import Money
from buurtcoop.ledger.seeking import sought


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1.234,50", [123_450]),
        ("1234,50", [123_450]),
        ("1234.50", [123_450]),
        ("€ -62,50", [6_250]),
        ("12", [1_200]),
        ("1,234", [123, 123_400]),
        ("9" * 60, []),
        ("voorschot 2", []),
        ("", []),
    ],
)
def test_an_amount_is_read_as_people_write_it_and_twice_when_it_can_be_two(
    typed: str, cents: list[int]
) -> None:
    assert list(sought(typed).amounts) == [Money(each) for each in cents]


@pytest.mark.parametrize("typed", ["2027-0012", "Boeking 2027-0012", " 2027-12 "])
def test_a_number_is_read_with_or_without_its_word(typed: str) -> None:
    assert sought(typed).number == (2027, 12)


def test_words_are_looked_for_each_by_itself() -> None:
    assert sought("  rente \0  bank ").words == ("rente", "bank")
