"""The audit file validates by the schema it is written for, and says what the book says."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import pyxaf

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.ledger import operations
from buurtcoop.ledger.exports import xaf
from buurtcoop.ledger.rules import NewLine
from tests.documents.photos import photo
from tests.ledger.conftest import Books


def quiet(done: int, of_all: int) -> None:
    """Nobody looks."""


def written(instance: Instance, year: int) -> bytes:
    file = BytesIO()
    with instance.reading():
        xaf.write(year, file, quiet)
    return file.getvalue()


@pytest.fixture
def busy(instance: Instance, books: Books) -> Instance:
    """Two years: income before, then a split, a reversal, a loan, and difficult letters."""
    with instance.writing():
        operations.open_year(2026)
        books.income(100_000, key="earlier", day=date(2026, 5, 1))
        strange = books.income(12_345, key="Fiets & Co <é> “ł” 🥕 ]]>\x0b")
        operations.keep_receipt(photo(), "bon", books.truus, strange.id)
        wrong = books.cost(995, key="wrong")
        operations.reverse(wrong.id, day=date(2027, 2, 3), memo="dubbel", by=books.truus)
        split = [
            NewLine(account="1000", fund_id=books.kitchen, amount=Money(-300)),
            *(
                NewLine(
                    account=code,
                    fund_id=books.kitchen,
                    amount=Money(cents),
                    activity_id=books.meals,
                )
                for code, cents in (("4400", 299), ("4900", 1))
            ),
        ]
        operations.book(date(2027, 3, 1), "gesplitst", split, key="split", by=books.truus)
        loan = [
            NewLine(account=account, fund_id=fund, amount=Money(cents))
            for fund, sign in ((books.kitchen, -1), (books.city, 1))
            for account, cents in (("1100", 5000 * sign), ("1290", -5000 * sign))
        ]
        operations.book(date(2027, 12, 31), "lening", loan, key="loan", by=books.truus)
    return instance


def test_a_busy_year_validates_and_begins_with_what_was_left(busy: Instance) -> None:
    file = written(busy, 2027)

    report = pyxaf.validate(file, xsd=True)
    assert report.ok, report.errors
    assert not {each.code for each in report.findings} - {"XAF3001", "XAF6003", "XAF8005"}
    with pyxaf.open(file) as read:
        began = {line.account_id: line.signed_amount for line in read.opening_balance().lines}
        lines = list(read.lines())
        memos = {line.transaction_number for line in lines}
    assert {line.document_ref for line in lines if "-0001" in (line.transaction_number or "")} == {
        "bon 2027-0001"
    }
    assert began == {"1100": Decimal("1000.00"), "0530": Decimal("-1000.00")}
    assert memos == {f"2027-{number:04d}" for number in range(1, 6)}
    bank = [line.signed_amount or 0 for line in lines if line.account_id == "1100"]
    assert sum(bank) == Decimal("123.45")


def test_an_empty_year_validates_too(empty_books: Instance) -> None:
    report = pyxaf.validate(written(empty_books, 2031), xsd=True)

    assert report.ok, report.errors


@pytest.fixture
def empty_books(instance: Instance, books: Books) -> Instance:
    """A chart of accounts, and nothing booked."""
    return instance
