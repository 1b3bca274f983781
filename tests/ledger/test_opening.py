"""What there was comes in from a trial balance or an audit file, once, and never by guessing."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.ledger import opening, operations
from buurtcoop.ledger.exports import xaf
from buurtcoop.ledger.models import AccountKind, Fund, FundKind, LedgerAccount
from buurtcoop.ledger.opening import Answers, Row
from buurtcoop.ledger.opening.rows import (
    LARGEST_FILE,
    MOST_ROWS,
    CodeMissing,
    FileBroken,
    FileEmpty,
    FileHasFormula,
    FileHasMacros,
    FileTooLarge,
    FileUnknown,
    HeadsMissing,
    OtherYear,
    TooManyRows,
    read_amount,
)
from buurtcoop.ledger.queries import trial_balance
from buurtcoop.ledger.rules import NewLine
from tests.ledger.conftest import Books

CHART = [
    LedgerAccount(id=number, code=code, name=name, kind=kind, rgs=rgs)
    for number, (code, name, kind, rgs) in enumerate(
        [
            ("0510", "Reserve", AccountKind.EQUITY, "BEivOvrOrs"),
            ("0530", "Geld met een doel", AccountKind.EQUITY, "BEivBefBef"),
            ("0599", "Resultaat", AccountKind.EQUITY, "BEivOreRvh"),
            ("1100", "Bank", AccountKind.ASSET, "BLimBanRba"),
            ("1290", "Geleend tussen potjes", AccountKind.ASSET, ""),
            ("1500", "Leveranciers", AccountKind.LIABILITY, "BSchCreHac"),
            ("8000", "Contributie", AccountKind.INCOME, "WOvbBueCtb"),
        ]
    )
]
FUNDS = [
    Fund(id=1, name="Eigen geld", kind=FundKind.FREE, purpose=""),
    Fund(id=2, name="Fonds", kind=FundKind.RESTRICTED, purpose=""),
]


def sheet(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_columns_are_found_by_name_and_amounts_read_as_people_write_them() -> None:
    rows = opening.read(
        sheet(
            [
                ["Proefbalans 2026"],
                [],
                ["Rekening", "Omschrijving", "Debet", "Credit", "Potje"],
                [1100.0, "Bank", "1.234,50", None, "Fonds"],
                [510, "Reserve", None, 1234.5, "Fonds"],
                ["1500", "Leveranciers", None, "1,234", ""],
                [None, "Totaal", 9999, 9999, None],
            ]
        ),
        2027,
    )

    assert rows == [
        Row(code="1100", name="Bank", fund="Fonds", amount=Money(123_450)),
        Row(code="510", name="Reserve", fund="Fonds", amount=Money(-123_450)),
        Row(code="1500", name="Leveranciers", unclear="1,234", side=-1),
    ]
    assert opening.questions(rows, CHART, FUNDS).amounts == {2: rows[2]}
    assert opening.mapped(rows[1], CHART) == "0510"


@pytest.mark.parametrize(
    ("value", "cents"),
    [
        ("1234.50", 123_450),
        ("1.234", 123_400),
        ("12,50-", -1250),
        ("(12,50)", -1250),
        ("€ 3", 300),
        (9.949999999999999, 995),
        (0.125, None),
        (float("inf"), None),
        (1e300, None),
        (10**25, None),
        ("9" * 40, None),
        ("1,234", None),
        ("twaalf", None),
        (True, None),
        (None, 0),
    ],
)
def test_an_amount_is_read_surely_or_not_at_all(value: object, cents: int | None) -> None:
    assert read_amount(value) == (None if cents is None else Money(cents))


def packed(how: int = ZIP_DEFLATED, **parts: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", how) as zipped:
        zipped.writestr("[Content_Types].xml", b"<Types/>")
        zipped.writestr("xl/workbook.xml", b"<workbook/>")
        for name, content in parts.items():
            zipped.writestr(f"xl/{name}", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b" ", FileEmpty),
        (b"<" + b" " * LARGEST_FILE, FileTooLarge),
        (b"code;bedrag", FileUnknown),
        (packed(), FileBroken),
        (packed().replace(b"\xb3)\xcf", b"\xff\xff\xff"), FileBroken),
        (packed(ZIP_LZMA), FileBroken),
        (packed(vbaProject=b"x"), FileHasMacros),
        (packed(bomb=b"0" * 21 * 1024 * 1024), FileTooLarge),
        (packed(evil=b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'), FileBroken),
        (b"PK\x03\x04 and nothing more", FileBroken),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><auditfile/>', FileBroken),
        (b"<html></html>", FileBroken),
        (sheet([["a", "b"], [1, 2]]), HeadsMissing),
        (sheet([["code", "saldo"], ["1100", "=1+1"]]), FileHasFormula),
        (sheet([["code", "saldo"], [None, 12]]), CodeMissing),
        (sheet([["code", "saldo"], *[["1100", 1]] * (MOST_ROWS + 1)]), TooManyRows),
    ],
)
def test_a_file_that_is_no_good_is_refused_in_a_sentence(
    data: bytes, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        opening.read(data, 2027)


def test_equity_without_a_fund_is_shared_out_to_what_each_fund_has() -> None:
    rows = [
        Row(code="1100", name="Bank", fund="Eigen geld", amount=Money(500)),
        Row(code="1100", name="Bank", fund="Fonds", amount=Money(300)),
        Row(code="1500", name="Leveranciers", fund="Fonds", amount=Money(-100)),
        Row(code="0510", name="Vermogen", amount=Money(-650)),
        Row(code="8000", name="Contributie", amount=Money(-50)),
    ]

    assert opening.questions(rows, CHART, FUNDS).funds == []
    lines = opening.lines_of(rows, Answers(), CHART, FUNDS)

    assert [(line.fund_id, line.account, line.amount.cents) for line in lines] == [
        (1, "0510", -500),
        (1, "1100", 500),
        (2, "0530", -200),
        (2, "1100", 300),
        (2, "1500", -100),
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1100", "1500", "0530", "8000"]),
            st.sampled_from(["Eigen geld", "Fonds"]),
            st.integers(-(10**9), 10**9),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_the_file_says_every_fund_is_even_and_no_cent_moves(
    said: list[tuple[str, str, int]],
) -> None:
    rows = [Row(code=code, name="", fund=fund, amount=Money(cents)) for code, fund, cents in said]
    rows.append(Row(code="0510", name="", amount=Money(-sum(cents for *_, cents in said))))

    try:
        lines = opening.lines_of(rows, Answers(), CHART, FUNDS)
    except (opening.OpeningEmpty, opening.FundUneven):
        lines = []  # nothing is left, or the funds differ while together they are even
    for fund in FUNDS:
        assert sum(line.amount.cents for line in lines if line.fund_id == fund.id) == 0
        for code in ("1100", "1500"):
            stands = [line.amount.cents for line in lines if _is(line, fund, code)]
            told = [cents for each, name, cents in said if (each, name) == (code, fund.name)]
            assert not lines or sum(stands) == sum(told)


def _is(line: NewLine, fund: Fund, code: str) -> bool:
    return (line.fund_id, line.account) == (fund.id, code)


def test_what_is_unknown_is_asked_and_what_is_ours_alone_is_never_taken() -> None:
    rows = [
        Row(code="1290", name="Debiteuren", amount=Money(100)),
        Row(code="77", name="Bank", rgs="BLimBanRba", amount=Money(50)),
        Row(code="1100", name="Omzet", result=True, amount=Money(-150)),
    ]

    asked = opening.questions(rows, CHART, FUNDS)

    assert (asked.accounts, asked.funds) == ({"1290": "Debiteuren"}, [""])
    lines = opening.lines_of(rows, Answers(accounts={"1290": "1500"}, funds={"": 2}), CHART, FUNDS)
    assert [(line.account, line.amount.cents) for line in lines] == [
        ("0530", -150),
        ("1100", 50),
        ("1500", 100),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Row(code="1500", name="Btw te betalen"), ""),
        (Row(code="1500", name="Btw te betalen", rgs="BSchCreHac"), "1500"),
        (Row(code="1500", name="leveranciers (crediteuren)"), "1500"),
        (Row(code="1100", name="Rabobank"), "1100"),
        (Row(code="0510", name="Stichtingskapitaal"), "0510"),
    ],
)
def test_a_code_that_is_named_otherwise_is_asked(row: Row, code: str) -> None:
    assert opening.mapped(row, CHART) == code


def test_what_does_not_add_up_is_refused_with_both_sums() -> None:
    bank = Row(code="1100", name="Bank", fund="Fonds", amount=Money(300))
    other = Row(code="0510", name="Reserve", fund="Eigen geld", amount=Money(-300))

    with pytest.raises(opening.OpeningUneven, match=r"3,00 en rechts .*0,00"):
        opening.lines_of([bank], Answers(), CHART, FUNDS)
    with pytest.raises(opening.FundUneven):
        opening.lines_of([bank, other], Answers(), CHART, FUNDS)
    with pytest.raises(opening.OpeningEmpty):
        opening.refuse_uneven([])


def test_an_audit_file_of_last_year_begins_this_one_once(opened: Instance, books: Books) -> None:
    books.income(12_345, key="in")
    file = BytesIO()
    xaf.write(2027, file, lambda done, of_all: None)
    operations.open_year(2028)
    rows = opening.read(file.getvalue(), 2028)

    assert [(row.code, row.amount.cents, row.result) for row in rows] == [
        ("1100", 12_345, False),
        ("8210", -12_345, True),
    ]
    with pytest.raises(opening.OpeningLate):
        opening.open_books(2028, rows, Answers(funds={"": books.city}), by=books.truus)
    with pytest.raises(OtherYear, match="2027"):
        opening.read(file.getvalue(), 2030)


def test_a_book_begins_once_until_its_beginning_is_undone(opened: Instance, books: Books) -> None:
    rows = [
        Row(code="1100", name="Bank", amount=Money(500)),
        Row(code="0530", name="Vermogen", amount=Money(-500)),
    ]
    answers = Answers(funds={"": books.city})

    first = opening.open_books(2027, rows, answers, by=books.truus)

    assert (first.day, first.key) == (date(2027, 1, 1), "opening:2027")
    with pytest.raises(opening.OpeningThere):
        opening.open_books(2027, rows, answers, by=books.truus)
    operations.reverse(first.id, day=date(2027, 1, 1), memo="fout", by=books.truus)
    assert opening.open_books(2027, rows, answers, by=books.truus).key == "opening:2027:2"
    assert {each.code: each.amount.cents for each in trial_balance()} == {
        "1100": 500,
        "0530": -500,
    }
