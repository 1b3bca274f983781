"""Beancount text, workbook and year accounts say what the book says."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pypdf
import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money, euros
from buurtcoop.ledger import opening, operations
from buurtcoop.ledger.exports import accounts, beancount, workbook
from buurtcoop.ledger.models import FundKind
from buurtcoop.ledger.rules import NewLine
from tests.ledger.conftest import Books

EVIL = '=1+1 "quoted" \\ 🥕'
OPENED = re.compile(r"^\d{4}-01-01 open (\S+) EUR$")
BEGUN = re.compile(r'^(\d{4}-\d\d-\d\d) \* "((?:[^"\\]|\\.)*)"$')
POSTED = re.compile(r"^  ([A-Z]\w+:\S+)  (-?\d+\.\d\d) EUR$")


@pytest.fixture
def busy(instance: Instance, books: Books) -> Instance:
    """A year with something before it, an odd memo, a reversal and a loan."""
    with instance.writing():
        operations.open_year(2026)
        books.income(100_000, key="earlier", day=date(2026, 5, 1))
        operations.make_fund("=HYPERLINK(1)", FundKind.FREE)
        books.booked(995, "8210", books.meals, key=EVIL, day=date(2027, 1, 12))
        wrong = books.cost(2_500, key="wrong")
        operations.reverse(wrong.id, day=date(2027, 2, 3), memo="dubbel", by=books.truus)
        books.cost(30_010, key="food")
        loan = [
            NewLine(account=account, fund_id=fund, amount=Money(cents * sign))
            for fund, sign in ((books.kitchen, -1), (books.city, 1))
            for account, cents in (("1100", 5_000), ("1290", -5_000))
        ]
        operations.book(date(2027, 12, 31), "lening", loan, key="loan", by=books.truus)
    return instance


def written(instance: Instance, writer: Any) -> tuple[bytes, list[tuple[int, int]]]:
    file, told = BytesIO(), []

    def tell(done: int, of_all: int) -> None:
        told.append((done, of_all))

    with instance.reading():
        writer.write(2027, file, tell)
    return file.getvalue(), told


def read(text: str) -> tuple[set[str], list[tuple[str, list[tuple[str, Decimal]]]]]:
    """Accounts that are open, and entries as (words, postings); refuses a line it can't read."""
    opened: set[str] = set()
    entries: list[tuple[str, list[tuple[str, Decimal]]]] = []
    for line in text.splitlines():
        if found := OPENED.match(line):
            opened.add(found[1])
        elif found := BEGUN.match(line):
            entries.append((re.sub(r"\\(.)", r"\1", found[2]), []))
        elif found := POSTED.match(line):
            entries[-1][1].append((found[1], Decimal(found[2])))
        else:
            assert re.fullmatch(r'|option "\w+" ".*"| +[a-z]+: "([^"\\]|\\.)*"', line), line
    return opened, entries


def test_every_beancount_entry_adds_up_on_accounts_that_are_open(busy: Instance) -> None:
    file, told = written(busy, beancount)

    opened, entries = read(file.decode())

    assert [words for words, _ in entries][:2] == ["Beginbalans 2027", f"boeking {EVIL}"]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for words, postings in entries:
        assert sum(amount for _, amount in postings) == 0, words
        for account, amount in postings:
            assert account in opened
            sums[account] += amount
    assert sums["Assets:1100"] == Decimal("709.85")
    assert sums["Equity:0530"] == Decimal("-1000.00")
    assert sums["Expenses:4400"] == Decimal("300.10")
    assert told[-1] == (5, 5)
    assert 'undoes: "2027-0002"' in file.decode()


def test_the_workbook_has_exact_amounts_and_no_formulas(busy: Instance) -> None:
    file, _ = written(busy, workbook)

    book = openpyxl.load_workbook(BytesIO(file))

    assert book.sheetnames == ["Grootboek", "Saldi", "Rekeningen", "Potjes"]
    lines = list(book["Grootboek"].iter_rows(min_row=2))
    assert len(lines) == 12
    assert (lines[0][7].value, lines[0][7].data_type) == (9.95, "n")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    evil = next(row[0] for row in book["Potjes"] if row[0].value == "=HYPERLINK(1)")
    assert (evil.data_type, evil.quotePrefix) == ("s", True)
    bank = next(row for row in book["Saldi"].values if row[0] == "1100")
    assert bank[2:] == (1000, 59.95 + 25, 375.1, 709.85)
    kitchen = next(row for row in book["Potjes"].values if row[0] == "Fonds Buurtkeuken")
    assert kitchen[3:] == (1000, 9.95, 300.1, 0, 0, 709.85, 50)


def test_the_balances_of_a_workbook_begin_another_book(busy: Instance) -> None:
    file, _ = written(busy, workbook)

    rows = opening.read(file, 2028)

    assert {row.code: row.amount.cents for row in rows if row.amount} == {
        "0530": -100_000,
        "1100": 70_985,
        "4400": 30_010,
        "8210": -995,
    }


def test_a_year_without_anything_is_written_too(instance: Instance) -> None:
    for writer in (accounts, beancount, workbook):
        file, told = written(instance, writer)
        assert file
        assert told[-1][0] == told[-1][1]


def test_the_year_accounts_are_a_tagged_dutch_paper_with_the_totals(busy: Instance) -> None:
    file, _ = written(busy, accounts)

    paper = pypdf.PdfReader(BytesIO(file))
    root: Any = paper.trailer["/Root"]
    said = " ".join(" ".join(page.extract_text() for page in paper.pages).split())

    assert paper.metadata is not None
    assert paper.metadata.title == "Jaarrekening 2027"
    assert root["/Lang"].lower().startswith("nl")
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert "Bank 709,85 1.000,00" in said
    assert "Samen 9,95 1.000,00" in said
    assert "Resultaat \N{MINUS SIGN}290,15 1.000,00" in said
    assert "Fonds Buurtkeuken 1.000,00 9,95 \N{MINUS SIGN}300,10 0,00 709,85" in said
    assert "Gemeente Waterveen 0,00 50,00" in said
    assert "De nieuwste boeking is 2027-0005, op plaats 6" in said


@pytest.mark.parametrize(("cents", "text"), [(0, "0.00"), (-5, "-0.05"), (123456, "1234.56")])
def test_cents_are_written_without_a_float(cents: int, text: str) -> None:
    assert euros(Money(cents)) == text
