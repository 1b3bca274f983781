"""Lists for a spreadsheet: read as Dutch, never a formula, and made while they are sent."""

from collections.abc import Iterator
from datetime import date

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.web.csv_files import AT_ONCE, Row, shown, streamed, written


@pytest.mark.parametrize(
    "text", ["=1+1", "+31612345678", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1"]
)
def test_a_text_never_begins_a_formula(text: str) -> None:
    assert shown(text) == f"'{text}"


def test_amounts_and_days_are_read_as_what_they_are() -> None:
    row: Row = (Money(-123_456), Money(5), date(2027, 1, 12), 12, None, "a;b", "1 = 1")

    assert written([row]) == '-1234,56;0,05;12-01-2027;12;;"a;b";1 = 1\r\n'


def test_rows_are_made_while_they_are_sent(opened: Instance) -> None:
    made: list[int] = []

    def rows() -> Iterator[Row]:
        for number in range(AT_ONCE * 3):
            made.append(number)
            yield (number,)

    parts = streamed("a.csv", rows).iter_encoded()

    assert made == []
    assert next(parts).startswith(b"\xef\xbb\xbf0\r\n1\r\n")
    assert len(made) == AT_ONCE
    assert sum(part.count(b"\r\n") for part in parts) == AT_ONCE * 2
