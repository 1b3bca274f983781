"""Who a movement is: known again in another file, and never taken for another."""

from dataclasses import replace
from datetime import date

from buurtcoop.bank.formats import read_file
from buurtcoop.bank.rules import Movement, identities
from buurtcoop.core.money import Money
from tests.bank.formats.invented import text

TWICE = Movement(day=date(2027, 1, 12), amount=Money(400), words="Eettafel")


def test_two_equal_payments_on_a_day_are_two() -> None:
    first, second = identities([TWICE, TWICE])

    assert first != second
    assert identities([TWICE]) == [first]


def test_what_differs_in_anything_is_another() -> None:
    others = [
        replace(TWICE, day=date(2027, 1, 13)),
        replace(TWICE, amount=Money(401)),
        replace(TWICE, words="Speelmiddag"),
        replace(TWICE, reference="INC-1"),
        replace(TWICE, counterparty_iban="NL67BANK0000000019"),
        replace(TWICE, bank_reference="7"),
        replace(TWICE, bank_reference="7", place=1),
        replace(TWICE, bank_reference="7", place=2),
        replace(TWICE, bank_reference="7", day=date(2028, 1, 12)),
    ]

    assert len(set(identities([TWICE, *others]))) == 1 + len(others)


def test_what_stands_before_it_on_another_day_does_not_change_who_it_is() -> None:
    earlier = [replace(TWICE, day=date(2027, 1, 11))] * 3

    assert identities([*earlier, TWICE])[-1] == identities([TWICE])[0]


def test_files_that_overlap_say_the_same_of_what_is_in_both() -> None:
    lines = text("ing.csv").splitlines(keepends=True)
    names, newest, oldest = lines[0], lines[1:4], lines[3:6]
    all_at_once = whole("".join(lines))

    assert whole("".join([names, *newest])) | whole("".join([names, *oldest])) == all_at_once
    assert len(all_at_once) == 5


def whole(table: str) -> set[str]:
    """The identities in a table of one account."""
    (statement,) = read_file(table.encode())
    return set(identities(statement.movements))
