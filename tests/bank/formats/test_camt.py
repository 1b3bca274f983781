"""CAMT.053: batches, sides, pages, reversals and currencies."""

from datetime import date

import pytest

from buurtcoop.bank.formats import read_file
from buurtcoop.bank.rules import (
    BankFileCurrency,
    BankFileCutOff,
    BankFileRefused,
    BankFileSum,
    BankFileUnclear,
    BankFileUnknown,
    ReadStatement,
    identities,
)
from buurtcoop.core.money import Money
from tests.bank.formats.invented import ANNA, BRAM, OURS, text


def statement(body: str) -> ReadStatement:
    """The one statement in this text."""
    (found,) = read_file(body.encode())
    return found


def test_parts_of_a_batch_stand_together_and_have_a_place() -> None:
    parts = statement(text("camt053-08.xml")).movements[2:5]

    assert [part.place for part in parts] == [1, 2, 3]
    assert {part.batch for part in parts} == {"INCASSO-2027-01"}
    assert {part.bank_reference for part in parts} == {"2027010700003"}
    assert [part.counterparty for part in parts] == ["Anna de Wilg", "Bram Bakker", "Cees Kuiper"]
    assert len(set(identities(parts))) == 3


@pytest.mark.parametrize("name", ["camt053-02.xml", "camt053-08.xml"])
def test_a_batch_whose_parts_add_up_otherwise_stays_one_movement(name: str) -> None:
    changed = text(name).replace('<Amt Ccy="EUR">60.00</Amt>', '<Amt Ccy="EUR">59.00</Amt>', 1)
    unsaid = text(name).replace('<Amt Ccy="EUR">60.00</Amt>', "", 1)

    for body in (changed, unsaid):
        whole = statement(body).movements[2]
        assert (whole.amount, whole.place) == (Money(18_000), 0)
        assert whole.words == "3 betalingen samen"
        assert whole.batch == "INCASSO-2027-01"


def test_a_batch_without_details_says_how_many_it_holds() -> None:
    body = text("camt053-08.xml")
    begin = body.index("<TxDtls>", body.index("<Btch>"))
    end = body.index("</NtryDtls>", begin)

    whole = statement(body[:begin] + body[end:]).movements[2]

    assert (whole.amount, whole.words) == (Money(18_000), "3 betalingen samen")


def test_what_is_not_booked_yet_is_left_out() -> None:
    assert "500.00" in text("camt053-02.xml")
    assert Money(50_000) not in {
        each.amount for each in statement(text("camt053-02.xml")).movements
    }


def test_a_reversal_goes_the_way_the_bank_says() -> None:
    """RvslInd tells what was; CdtDbtInd already tells which way this entry goes."""
    body = text("camt053-08.xml")
    entry = body.index("<RvslInd>")
    incoming = (
        body[:entry].rsplit("<CdtDbtInd>DBIT", 1)[0]
        + "<CdtDbtInd>CRDT"
        + body[:entry].rsplit("<CdtDbtInd>DBIT", 1)[1]
        + body[entry:].replace(">DBIT<", ">CRDT<", 1)
    )

    assert statement(body).movements[5].amount == Money(-6_000)
    with pytest.raises(BankFileSum):
        statement(incoming)
    assert statement(incoming.replace("1335.70", "1455.70")).movements[5].amount == Money(6_000)


def test_the_other_side_is_never_our_own_account() -> None:
    """Some banks turn debtor and creditor round in a return, others do not."""
    body = text("camt053-02.xml")
    turned = body.replace(f"<CdtrAcct><Id><IBAN>{OURS}</IBAN></Id></CdtrAcct>", "")

    for each in (body, turned):
        assert OURS not in {movement.counterparty_iban for movement in statement(each).movements}


@pytest.mark.parametrize(
    "less", ["<RvslInd>true</RvslInd>", "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"]
)
def test_who_paid_is_the_other_side_of_what_came_back(less: str) -> None:
    """One of the two says that it came back; our own account is not always there."""
    body = text("camt053-02.xml").replace(f"<CdtrAcct><Id><IBAN>{OURS}</IBAN></Id></CdtrAcct>", "")

    back = statement(body.replace(less, "")).movements[5]

    assert (back.counterparty, back.counterparty_iban) == ("Bram Bakker", BRAM)


def test_a_name_alone_is_enough_for_the_other_side() -> None:
    ours = "<Cdtr><Nm>Buurtcoöp Wilgenkwartier</Nm></Cdtr>"
    body = text("camt053-02.xml").replace(
        f"<DbtrAcct><Id><IBAN>{ANNA}</IBAN></Id></DbtrAcct>", ours, 1
    )

    assert statement(body).movements[0].counterparty == "Anna de Wilg"
    assert statement(body).movements[0].counterparty_iban == ""


def test_only_the_side_that_is_named_can_be_the_other() -> None:
    body = text("camt053-02.xml").replace("Dbtr", "Cdtr")

    assert statement(body).movements[0].counterparty_iban == ANNA


def test_a_debt_on_the_account_is_below_nothing() -> None:
    body = text("camt053-08.xml")
    opened = body.index("OPBD")
    owing = body[:opened] + body[opened:].replace("CRDT", "DBIT", 1).replace(
        "1335.70</Amt>\n        <CdtDbtInd>CRDT", "912.30</Amt>\n        <CdtDbtInd>DBIT"
    )

    assert (statement(owing).opening, statement(owing).closing) == (Money(-112_400), Money(-91_230))


def test_pages_of_one_day_are_one_statement() -> None:
    """Two equal payments without a reference, one on each page, stay two."""
    body = text("camt053-08.xml")
    begin, end = body.index("    <Stmt>"), body.index("    </Stmt>") + len("    </Stmt>\n")
    page = body[begin:end].replace("2027010", "").replace("<AcctSvcrRef>", "<NtryRef>")
    page = page.replace("</AcctSvcrRef>", "</NtryRef>")
    second = page.replace("1335.70", "1547.40").replace("1124.00", "1335.70")

    (joined,) = read_file((body[:begin] + page + second + body[end:]).encode())

    assert (joined.opening, joined.closing) == (Money(112_400), Money(154_740))
    assert len(joined.movements) == len(set(identities(joined.movements))) == 14


def test_the_same_statement_twice_in_a_file_is_one() -> None:
    body = text("camt053-08.xml")
    begin, end = body.index("    <Stmt>"), body.index("    </Stmt>") + len("    </Stmt>\n")

    assert statement(body[:end] + body[begin:end] + body[end:]) == statement(body)


def test_a_moment_is_a_day_in_the_netherlands() -> None:
    body = text("camt053-13.xml").replace(
        "<BookgDt><Dt>2027-01-05</Dt>", "<BookgDt><DtTm>2027-01-05T23:30:00Z</DtTm>"
    )

    assert statement(body).movements[1].day == date(2027, 1, 6)


def new_end(begin: str) -> str:
    """What ends a statement, also when its first tag was changed."""
    return "</Other>" if begin == "<Other>" else "</Stmt>"


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ('Ccy="EUR">48.35', 'Ccy="USD">48.35', BankFileCurrency),
        ('Ccy="EUR">1124.00', 'Ccy="GBP">1124.00', BankFileCurrency),
        ("48.35<", "48.355<", BankFileUnclear),
        ("48.35<", "48,35<", BankFileUnclear),
        ("48.35<", "-48.35<", BankFileUnclear),
        ("48.35<", "4e1<", BankFileUnclear),
        ("2027-01-05<", "2027-13-05<", BankFileUnclear),
        ("2027-01-05<", "0001-01-05T00:00:00Z<", BankFileUnclear),
        ("DBIT", "DEBET", BankFileUnclear),
        (OURS, "NL14TEST0123456789", BankFileUnclear),
        ("<Cd>CLBD</Cd>", "<Cd>CLAV</Cd>", BankFileSum),
        ("<Dt><Dt>2027-01-01</Dt></Dt>", "", BankFileCutOff),
        ("BkToCstmrStmt", "BkToCstmrAcctRpt", BankFileUnknown),
        ("Stmt>", "Rpt>", BankFileUnknown),
        ("<Stmt>", "<Other>", BankFileCutOff),
        (' <Amt Ccy="EUR">9.95</Amt>', "", BankFileCutOff),
        (f"<IBAN>{OURS}</IBAN></Id><Ccy>", "</Id><Ccy>", BankFileCutOff),
    ],
)
def test_what_is_not_right_is_refused(old: str, new: str, refusal: type[BankFileRefused]) -> None:
    changed = text("camt053-08.xml").replace(old, new).replace("</Stmt>", new_end(new))

    with pytest.raises(BankFileRefused) as refused:
        read_file(changed.encode())

    assert type(refused.value) is refusal


def test_a_statement_on_which_nothing_moved_is_a_statement() -> None:
    body = text("camt053-08.xml")
    empty = body[: body.index("      <Ntry>")] + body[body.index("    </Stmt>") :]

    found = statement(empty.replace("1335.70", "1124.00"))

    assert (found.movements, found.closing) == ((), Money(112_400))
    assert (found.first_day, found.last_day) == (date(2027, 1, 1), date(2027, 1, 12))


def test_a_statement_tells_only_of_days_it_has_from_their_begin() -> None:
    """What moved on the evening before it stands on another statement."""
    body = text("camt053-13.xml")
    evening = body.replace("2027-01-01T00:00:00<", "2027-01-01T17:30:00<")

    assert statement(body).first_day == date(2027, 1, 1)
    assert statement(evening).first_day == date(2027, 1, 2)
