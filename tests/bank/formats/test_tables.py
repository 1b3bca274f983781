"""Tables: orders, headers, amounts that can be read in two ways, several accounts."""

import csv
import io

import pytest

from buurtcoop.bank.formats import read_file
from buurtcoop.bank.formats.reading import amount_written, day_of, own_account
from buurtcoop.bank.formats.remarks import reason_of
from buurtcoop.bank.rules import (
    BankFileAmbiguous,
    BankFileCurrency,
    BankFileCutOff,
    BankFileRefused,
    BankFileSum,
    BankFileUnclear,
    ReadStatement,
)
from buurtcoop.core.money import Money
from tests.bank.formats.invented import OURS, content, text


def table(body: str) -> ReadStatement:
    """The one statement in this text."""
    (found,) = read_file(body.encode())
    return found


def turned(name: str, *, head: int) -> str:
    """The file with its lines in the other order; the names of columns stay on top."""
    lines = text(name).splitlines(keepends=True)
    return "".join(lines[:head] + lines[head:][::-1])


@pytest.mark.parametrize(("name", "head"), [("ing.csv", 1), ("triodos.csv", 0), ("bunq.csv", 1)])
def test_the_order_of_the_lines_does_not_matter(name: str, head: int) -> None:
    assert table(turned(name, head=head)) == table(text(name))


def test_lines_of_one_day_stand_in_the_order_their_balances_say() -> None:
    days = ("20270104", "20270105", "20270107", "20270111")
    body, other = text("ing.csv"), turned("ing.csv", head=1)
    for day in days:
        body, other = body.replace(day, "20270112"), other.replace(day, "20270112")

    assert table(body) == table(other)
    assert table(body).opening == Money(112_400)


def test_lines_whose_balances_do_not_follow_are_refused() -> None:
    lines = text("triodos.csv").splitlines(keepends=True)

    with pytest.raises(BankFileSum):
        table("".join([lines[0], lines[2], lines[3]]))


def test_a_balance_that_can_be_before_or_after_is_left_out() -> None:
    """Triodos does not say which; one line alone does not tell."""
    one = text("triodos.csv").splitlines(keepends=True)[0]

    assert (table(one).opening, table(one).closing) == (None, None)


def test_a_balance_before_each_movement_is_found_out() -> None:
    body = text("triodos.csv")
    for after, before in (
        ("1.274,00", "1.124,00"),
        ("1.225,65", "1.274,00"),
        ("2.405,65", "1.225,65"),
        ("2.395,70", "2.405,65"),
    ):
        body = body.replace(f'"{after}"\n', f'"x{before}"\n')

    assert table(body.replace("x", "")) == table(text("triodos.csv"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_names_of_columns_in_any_order_and_with_any_comma_are_known(delimiter: str) -> None:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter)
    for row in csv.reader(io.StringIO(text("ing.csv")), delimiter=";"):
        writer.writerow(row[::-1])

    found = table(target.getvalue())

    assert found == table(text("ing.csv"))


def test_english_names_of_columns_are_known_too() -> None:
    names = {
        "Datum": "Date",
        "Naam / Omschrijving": "Name / Description",
        "Rekening": "Account",
        "Tegenrekening": "Counterparty",
        "Af Bij": "Debit/credit",
        "Bedrag (EUR)": "Amount (EUR)",
        "Mededelingen": "Notifications",
        "Saldo na mutatie": "Resulting balance",
        "Af": "Debit",
        "Bij": "Credit",
    }
    body = text("ing.csv")
    for dutch, english in names.items():
        body = body.replace(f'"{dutch}"', f'"{english}"')

    assert table(body) == table(text("ing.csv"))


def test_several_accounts_in_a_table_are_several_statements() -> None:
    body = content("rabobank.csv").decode("cp1252")
    rows = body.splitlines(keepends=True)
    savings = "NL98BANK0000000043"
    more = [row.replace(OURS, savings) for row in rows[1:]]

    found = read_file("".join([*rows, *more]).encode())

    assert [each.iban for each in found] == [OURS, savings]
    assert found[0].movements == found[1].movements


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("1.234,50", 123_450),
        ("1234,5", 123_450),
        ("1234.50", 123_450),
        ("1,234.50", 123_450),
        ("-609.450.010,25", -60_945_001_025),
        ("+9,95", 995),
        ("–9,95", -995),
        ("12", 1_200),
    ],
)
def test_amounts_are_read_without_a_float(written: str, cents: int) -> None:
    assert amount_written(written) == Money(cents)


@pytest.mark.parametrize("written", ["1,234", "1.234", "-1.234", "1.234.567"])
def test_an_amount_with_two_meanings_is_refused(written: str) -> None:
    with pytest.raises(BankFileAmbiguous, match="2 dingen"):
        amount_written(written)


@pytest.mark.parametrize(
    "written", ["", "-", "1,2,3", "€ 5", "1e5", "NaN", "١٢", "1.23,4", "9" * 99]
)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(BankFileUnclear):
        amount_written(written)


@pytest.mark.parametrize(
    "written", ["31-02-2027", "2027-13-01", "12/01/2027", "20270112x", "0001-01-01"]
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(BankFileUnclear):
        day_of(written)


@pytest.mark.parametrize(
    ("written", "iban"),
    [
        ("NL13 TEST 0123 4567 89", OURS),
        (f"{OURS}EUR", OURS),
        ("TRIODOSBANK/0000000027", "NL06TRIO0000000027"),
        ("ABNANL2A/0000000019", "NL57ABNA0000000019"),
    ],
)
def test_an_account_has_its_iban_however_it_is_written(written: str, iban: str) -> None:
    assert own_account(written) == iban


@pytest.mark.parametrize("written", ["NL14TEST0123456789", "123456789", "kas", "NL13"])
def test_what_is_no_account_is_refused(written: str) -> None:
    with pytest.raises(BankFileUnclear):
        own_account(written)


def test_no_account_at_all_is_refused() -> None:
    with pytest.raises(BankFileCutOff):
        own_account("  ")


@pytest.mark.parametrize(
    ("name", "old", "new", "refusal"),
    [
        ("ing.csv", '"Af"', '"?"', BankFileUnclear),
        ("ing.csv", '"9,95"', '"-9,95"', BankFileUnclear),
        ("ing.csv", '"48,35"', '"1,048"', BankFileAmbiguous),
        ("ing.csv", '"20270105"', '"05/01/2027"', BankFileUnclear),
        ("asn.csv", "EUR,-48.35", "USD,-48.35", BankFileCurrency),
        ("asn.csv", "'kosten", "kosten 'van", BankFileCutOff),
        ("bunq.csv", '"Kosten december"', '"Kosten ', BankFileCutOff),
        ("bunq.csv", '"Factuur 2027-014"', '"Factuur","2027-014"', BankFileCutOff),
    ],
)
def test_one_wrong_line_refuses_the_whole_table(
    name: str, old: str, new: str, refusal: type[BankFileRefused]
) -> None:
    assert old in text(name)
    with pytest.raises(refusal):
        table(text(name).replace(old, new))


def test_a_table_may_end_before_the_balance() -> None:
    rows = csv.reader(io.StringIO(text("triodos.csv")))
    body = "".join(",".join(f'"{cell}"' for cell in row[:8]) + "\n" for row in rows)

    assert [each.amount.cents for each in table(body).movements] == [
        15_000,
        -4_835,
        118_000,
        -995,
    ]


def test_balances_on_some_lines_only_are_refused() -> None:
    with pytest.raises(BankFileSum):
        table(text("ing.csv").replace('"1345,65"', '""'))


@pytest.mark.parametrize(
    ("said", "reason"),
    [("AM04", "AM04"), ("am04 te weinig geld", "AM04"), ("NARR", "NARR"), ("Geen saldo", "")],
)
def test_why_it_came_back_is_a_code_or_nothing(said: str, reason: str) -> None:
    assert reason_of(said) == reason
