"""Bank files of the demo: what is written is read back the same, in every version."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from buurtcoop.bank.formats import read_file
from buurtcoop.bank.rules import Movement, total
from buurtcoop.core.money import Money
from buurtcoop.demo.statements import camt

IBAN, OTHER = "NL13TEST0123456789", "NL67BANK0000000019"
FIRST, LAST = date(2027, 1, 1), date(2027, 1, 31)
FEE = Movement(
    day=date(2027, 1, 4),
    amount=Money(6_000),
    bank_reference="1",
    counterparty="Anna & <Bram>",
    counterparty_iban=OTHER,
    words="Contributie “2027”",
    reference="INC-1",
)
PART = replace(FEE, bank_reference="2", batch="INCASSO-1")
MOVEMENTS = [
    FEE,
    replace(FEE, bank_reference="3", amount=Money(-4_835), reference="", words="Factuur 14"),
    replace(PART, place=1),
    replace(PART, place=2, amount=Money(3_000), reference="INC-2"),
    replace(FEE, bank_reference="4", amount=Money(-6_000), return_reason="AM04"),
    Movement(day=date(2027, 1, 12), amount=Money(-995), bank_reference="5", words="Bankkosten"),
]


@pytest.mark.parametrize("version", [2, 8, 13])
def test_a_statement_is_read_back_as_it_was_written(version: int) -> None:
    data = camt(IBAN, Money(-5_000), MOVEMENTS, days=(FIRST, LAST), version=version)

    (found,) = read_file(data)

    assert list(found.movements) == MOVEMENTS
    assert (found.iban, found.first_day, found.last_day) == (IBAN, FIRST, LAST)
    assert (found.opening, found.closing) == (Money(-5_000), Money(-5_000) + total(MOVEMENTS))


@pytest.mark.long
@settings(max_examples=500, deadline=None)
@given(
    cents=some.lists(some.integers(-(10**11), 10**11).filter(bool), max_size=20),
    words=some.text(some.characters(codec="utf-8", categories=["L", "N", "P", "S"])),
    version=some.sampled_from([2, 8, 13]),
)
def test_any_amounts_and_words_are_read_back(cents: list[int], words: str, version: int) -> None:
    movements = [
        replace(FEE, amount=Money(each), words=words or "-", bank_reference=str(number))
        for number, each in enumerate(cents, start=1)
    ]
    data = camt(IBAN, Money(100), movements, days=(FIRST, LAST), version=version)

    (found,) = read_file(data)

    assert list(found.movements) == movements
