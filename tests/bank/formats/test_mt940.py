"""MT940: pages, dialects, and what is not right in it."""

import pytest

from buurtcoop.bank.formats import read_file
from buurtcoop.bank.formats.remarks import Remarks, remarks
from buurtcoop.bank.rules import (
    BankFileCurrency,
    BankFileCutOff,
    BankFileRefused,
    BankFileSum,
    BankFileUnclear,
)
from buurtcoop.core.money import Money
from tests.bank.formats.invented import ANNA, OURS, content, text

ACCEPTED = Remarks(counterparty_iban=ANNA, words="Acceptgiro", reference="7")


def test_pages_of_one_statement_are_one() -> None:
    (found,) = read_file(content("mt940-abnamro.sta"))

    assert content("mt940-abnamro.sta").count(b":20:") == 2
    assert len(found.movements) == 7


def test_statements_of_several_days_stay_apart() -> None:
    first = text("mt940-rabobank.swi")
    second = first.replace("2701", "2702").replace("1335,70", "1547,40")
    second = second.replace("000000001124,00", "000000001335,70")

    found = read_file((first + second).encode())

    assert [each.closing for each in found] == [Money(133_570), Money(154_740)]


def test_words_behind_the_closing_balance_are_of_no_movement() -> None:
    """The library would give them to the last movement."""
    (found,) = read_file(content("mt940-ing.940"))

    assert b":86:/SUM/" in content("mt940-ing.940")
    assert found.movements[-1].words == "Kosten betalingsverkeer december"


def test_fields_a_bank_writes_in_its_own_way_do_not_stop_it() -> None:
    body = text("mt940-ing.940").replace(":28C:00012", ":28C:270112/ABC/1\r\n:13D:2701")

    assert read_file(body.encode()) == read_file(content("mt940-ing.940"))


@pytest.mark.parametrize("head", ["ABNANL2A", "ABN AMRO"])
def test_the_number_an_account_had_before_is_of_the_bank_that_is_named(head: str) -> None:
    body = text("mt940-abnamro.sta").replace("ABNANL2A/0000000019", "0000000019")
    body = body[body.index(":20:") :].replace(":20:ABN AMRO BANK NV", ":20:1")

    (found,) = read_file(f"{head}\r\n{body}".encode())

    assert found.iban == "NL57ABNA0000000019"
    with pytest.raises(BankFileUnclear):
        read_file(body.encode())


def test_the_other_account_may_stand_in_the_line_itself() -> None:
    body = text("mt940-asn.940").replace(f":86:{ANNA} anna de wilg", ":86:anna de wilg")

    (found,) = read_file(body.encode())

    assert found.movements[0].counterparty_iban == ANNA
    assert found.movements[0].reference == ""


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("EUR1124,00", "USD1124,00", BankFileCurrency),
        (":60F:C270101EUR1124,00", ":60X:", BankFileCutOff),
        (":61:2701050105D", ":61:2713050105D", BankFileCutOff),
        (":61:2701050105D", ":61:2701050105X", BankFileCutOff),
        ("D48,35", "D48,355", BankFileUnclear),
        ("D48,35", "D48,36", BankFileSum),
        (OURS, "NL14TEST0123456789", BankFileUnclear),
        (f":25:{OURS}EUR", ":25:", BankFileCutOff),
    ],
)
def test_what_is_not_right_is_refused(old: str, new: str, refusal: type[BankFileRefused]) -> None:
    assert old in text("mt940-ing.940")

    with pytest.raises(BankFileRefused) as refused:
        read_file(text("mt940-ing.940").replace(old, new).encode())

    assert type(refused.value) is refusal


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], Remarks()),
        (["Rente"], Remarks(words="Rente")),
        (
            [f"166?00GIRO?20EREF+A-1SVWZ+Contributie?31{ANNA}?32Anna?33 de Wilg"],
            Remarks(
                counterparty="Anna de Wilg",
                counterparty_iban=ANNA,
                words="Contributie",
                reference="A-1",
            ),
        ),
        (["166?00GIRO?20Contributie"], Remarks(words="Contributie")),
        (["166?00Rente"], Remarks(words="Rente")),
        (
            [f"/CNTP/{ANNA}/BANKNL2A/Anna///REMI/STRD/ISO/RF18539007547034/"],
            Remarks(
                counterparty="Anna",
                counterparty_iban=ANNA,
                words="RF18539007547034",
                reference="RF18539007547034",
            ),
        ),
        (
            [f"SEPA iDEAL    IBAN: {ANNA}    Naam: Anna   Omschrijving: Brood   Kenmerk: A-1"],
            Remarks(counterparty="Anna", counterparty_iban=ANNA, words="Brood", reference="A-1"),
        ),
        ([f"Acceptgiro   IBAN: {ANNA}   Betalingskenm.: 7"], ACCEPTED),
        (["/REMI/USTD//1/2 brood/"], Remarks(words="1/2 brood")),
        (["x" * 65, "y", "z"], Remarks(words="x" * 65 + "y z")),
    ],
)
def test_words_are_read_in_every_way_banks_write_them(lines: list[str], said: Remarks) -> None:
    assert remarks(lines) == said
