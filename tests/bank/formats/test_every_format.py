"""Each format, from an invented file: what came in, went out, came back, and what the bank took."""

from datetime import date

import pytest

from buurtcoop.bank.formats import MADE_AFTER, read_file
from buurtcoop.bank.rules import (
    BankFileCutOff,
    BankFileRefused,
    BankFileSum,
    FileFormat,
    ReadStatement,
    identities,
)
from buurtcoop.core.money import Money
from tests.bank.formats.invented import ANNA, BRAM, FILES, GREENGROCER, OURS, content

ABN_AMRO, TRIODOS = "NL57ABNA0000000019", "NL06TRIO0000000027"
START, END = Money(112_400), Money(133_570)
YEAR = [15_000, -4_835, 18_000, -6_000, -995]
IN_PARTS = [15_000, -4_835, 6_000, 6_000, 6_000, -6_000, -995]

# File: format, account, balances before and after, movements in cents.
EXPECTED = {
    "camt053-02.xml": (FileFormat.CAMT, OURS, START, END, IN_PARTS),
    "camt053-08.xml": (FileFormat.CAMT, OURS, START, END, IN_PARTS),
    "camt053-13.xml": (FileFormat.CAMT, OURS, START, END, IN_PARTS),
    "mt940-ing.940": (FileFormat.MT940, OURS, START, END, YEAR),
    "mt940-rabobank.swi": (FileFormat.MT940, OURS, START, END, YEAR),
    "mt940-abnamro.sta": (
        FileFormat.MT940,
        ABN_AMRO,
        START,
        END,
        [15_000, -4_835, 6_000, 6_000, 500, -500, -995],
    ),
    "mt940-triodos.sta": (FileFormat.MT940, TRIODOS, START, Money(122_565), [15_000, -4_835]),
    "mt940-asn.940": (FileFormat.MT940, OURS, START, Money(126_405), [15_000, -995]),
    "ing.csv": (FileFormat.ING, OURS, START, END, YEAR),
    "ing-older.csv": (FileFormat.ING, OURS, None, None, YEAR),
    "rabobank.csv": (FileFormat.RABOBANK, OURS, START, END, YEAR),
    "abnamro.tab": (FileFormat.ABN_AMRO, ABN_AMRO, START, END, YEAR),
    "triodos.csv": (
        FileFormat.TRIODOS,
        TRIODOS,
        START,
        Money(239_570),
        [15_000, -4_835, 118_000, -995],
    ),
    "asn.csv": (FileFormat.ASN, OURS, START, Money(121_570), [15_000, -4_835, -995]),
    "asn-named.csv": (FileFormat.ASN, OURS, START, Money(126_405), [15_000, -995]),
    "bunq.csv": (FileFormat.BUNQ, OURS, None, None, [115_000, -4_835, -995]),
}
EVERY = sorted(EXPECTED)
# Triodos runs the name on into the words.
NO_NAMES = frozenset({"mt940-triodos.sta"})
SAYS_WHY = [
    "camt053-02.xml",
    "camt053-08.xml",
    "camt053-13.xml",
    "mt940-ing.940",
    "mt940-rabobank.swi",
    "rabobank.csv",
    "abnamro.tab",
]
CHANGES = [
    (b"1124", b"1125"),
    (b"1.274,00", b"1.275,00"),
    (b"1274,00", b"1275,00"),
    (b"1335.70", b"1335.71"),
    (b">150.00<", b">150.01<"),
    (b"C150,", b"C151,"),
    (b'"9,95"', b'"9,96"'),
]


def only(data: bytes) -> ReadStatement:
    """The one statement in a file."""
    (statement,) = read_file(data)
    return statement


@pytest.mark.parametrize("name", EVERY)
def test_each_format_is_found_by_its_content_and_adds_up(name: str) -> None:
    kind, iban, opening, closing, cents = EXPECTED[name]

    statement = only(content(name))

    assert (statement.format, statement.iban) == (kind, iban)
    assert (statement.opening, statement.closing) == (opening, closing)
    assert [movement.amount.cents for movement in statement.movements] == cents
    first = 1 if kind is FileFormat.CAMT else 4  # a CAMT.053 says itself since when it tells
    assert statement.first_day == date(2027, 1, first)
    assert statement.last_day == statement.movements[-1].day


@pytest.mark.parametrize("name", EVERY)
def test_the_other_side_is_known_where_the_bank_says_it(name: str) -> None:
    first, second, *_ = only(content(name)).movements

    assert (first.day, first.counterparty_iban) == (date(2027, 1, 4), ANNA)
    assert "contributie 2027" in first.words.casefold()
    if name not in NO_NAMES:
        assert first.counterparty.casefold() == "anna de wilg"
        assert second.amount != Money(-4_835) or second.counterparty_iban == GREENGROCER


@pytest.mark.parametrize("name", SAYS_WHY)
def test_what_came_back_says_why_and_from_whom(name: str) -> None:
    back = only(content(name)).movements[-2]

    assert back.amount == Money(-6_000)
    assert (back.return_reason, back.reference) == ("AM04", "INC-2")
    assert (back.counterparty, back.counterparty_iban) == ("Bram Bakker", BRAM)


@pytest.mark.parametrize("name", sorted(set(EVERY) - NO_NAMES))
def test_costs_of_the_bank_have_no_other_side(name: str) -> None:
    costs = only(content(name)).movements[-1]

    assert costs.amount == Money(-995)
    assert costs.counterparty_iban == ""
    assert "december" in costs.words


@pytest.mark.parametrize("name", EVERY)
def test_no_two_movements_of_a_file_are_the_same(name: str) -> None:
    movements = only(content(name)).movements

    assert len(set(identities(movements))) == len(movements)


@pytest.mark.parametrize("name", EVERY)
def test_a_file_cut_off_anywhere_is_refused_or_holds_whole_movements(name: str) -> None:
    """A table without balances may stop between two lines: then what is there is right."""
    data = content(name)
    whole = set(only(data).movements)

    for length in range(0, len(data), 10):
        try:
            read = read_file(data[:length])
        except BankFileRefused:
            continue
        table = EXPECTED[name][0] not in (FileFormat.CAMT, FileFormat.MT940)
        assert table or length > len(data) - 60, length
        assert {movement for each in read for movement in each.movements} <= whole, length


@pytest.mark.parametrize("name", [name for name in EVERY if EXPECTED[name][2] is not None])
def test_a_wrong_balance_or_amount_is_refused(name: str) -> None:
    data = content(name)
    wrong = [data.replace(*change) for change in CHANGES]

    for changed in wrong:
        if changed != data:
            with pytest.raises((BankFileSum, BankFileCutOff)):
                read_file(changed)
    assert any(changed != data for changed in wrong)


def test_files_windows_wrote_are_read_as_well() -> None:
    text = content("rabobank.csv").decode("cp1252")

    found = [only(text.encode(encoding)) for encoding in ("cp1252", "utf-8", "utf-8-sig", "utf-16")]

    assert len(set(found)) == 1
    assert found[0].movements[-1].words.endswith("(à € 9,95)")


def test_every_format_says_what_it_was_made_after_and_none_was_tried() -> None:
    assert set(MADE_AFTER) == set(FileFormat)
    assert all(made.source and not made.tried for made in MADE_AFTER.values())
    assert {path.name for path in FILES.iterdir()} >= set(EVERY)
