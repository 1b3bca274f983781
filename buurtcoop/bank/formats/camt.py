"""CAMT.053, the statement of ISO 20022: versions 02, 08 and 13, read by the names of elements."""

import re
from collections.abc import Iterator
from datetime import date

from buurtcoop.bank.formats.camt_entries import Element, amount_of, day_in, movements_of, said
from buurtcoop.bank.formats.reading import first_whole_day, own_account
from buurtcoop.bank.rules import (
    LARGEST_FILE,
    BankFileCutOff,
    BankFileSum,
    BankFileTooLarge,
    BankFileUnknown,
    BankFileUnsafe,
    FileFormat,
    ReadStatement,
)
from buurtcoop.core.money import Money
from buurtcoop.documents.rules import megabytes

_FIRST_LINE = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARES = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# A statement of ten megabytes has fewer; a million empty elements take a tenth of a gigabyte.
_MOST_TAGS = 1_000_000
# Balances before the first movement and after the last; ITBD stands on the pages between.
_OPENING = ("OPBD", "PRCD", "ITBD")
_CLOSING = ("CLBD", "ITBD")
_NOT_BOOKED = frozenset({"PDNG", "INFO", "FUTR"})


def read(text: str) -> list[ReadStatement]:
    """The statements in an XML text.

    Raises BankFileUnsafe, BankFileTooLarge, BankFileCutOff, BankFileUnknown for other XML,
    BankFileCurrency, BankFileUnclear, and BankFileSum where a balance is missing.
    """
    message = _parsed(text)
    statements = [_statement(each) for each in message.iterfind("{*}Stmt")]
    if not statements:
        raise BankFileCutOff
    return statements


def _parsed(text: str) -> Element:
    """The message in it; entities, document types and the network stay shut."""
    # Imported here: lxml takes long to load, and only reading a bank file needs it.
    from lxml import etree

    if _DECLARES.search(text):
        raise BankFileUnsafe
    if text.count("<") > _MOST_TAGS:
        raise BankFileTooLarge(max=megabytes(LARGEST_FILE))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    # The encoding it declares no longer holds: the text has been read already.
    data = _FIRST_LINE.sub("", text, count=1).strip().encode()
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as why:
        if why.code in (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_INTERNAL_ERROR):
            raise BankFileUnsafe from None
        raise BankFileCutOff from None
    for message in root.iter("{*}BkToCstmrStmt"):
        return message
    raise BankFileUnknown


def _statement(statement: Element) -> ReadStatement:
    account = said(statement, "Acct", "Id", "IBAN") or said(statement, "Acct", "Id", "Othr", "Id")
    iban = own_account(account)
    opening, _ = _balance(statement, _OPENING, last=False)
    closing, closed_on = _balance(statement, _CLOSING, last=True)
    movements = tuple(
        movement
        for entry in statement.iterfind("{*}Ntry")
        if (said(entry, "Sts", "Cd") or said(entry, "Sts")) not in _NOT_BOOKED
        for movement in movements_of(entry, iban)
        if movement.amount
    )
    days = [movement.day for movement in movements]
    last_day = max([*days, closed_on])
    return ReadStatement(
        iban=iban,
        format=FileFormat.CAMT,
        first_day=min([*days, *_begun(statement), last_day]),
        last_day=last_day,
        opening=opening,
        closing=closing,
        movements=movements,
    )


def _begun(statement: Element) -> Iterator[date]:
    if begun := said(statement, "FrToDt", "FrDtTm"):
        yield first_whole_day(begun)


def _balance(statement: Element, kinds: tuple[str, ...], *, last: bool) -> tuple[Money, date]:
    """The first of these balances that is there, and its day; the latest or earliest of several.

    Raises BankFileSum when none is there.
    """
    by_kind: dict[str, list[tuple[date, Money]]] = {}
    for balance in statement.iterfind("{*}Bal"):
        kind = said(balance, "Tp", "CdOrPrtry", "Cd")
        if kind in kinds:
            by_kind.setdefault(kind, []).append((day_in(balance, "Dt"), amount_of(balance)))
    for kind in kinds:
        if found := by_kind.get(kind):
            in_order = sorted(found, key=lambda each: each[0])
            day, amount = in_order[-1 if last else 0]
            return amount, day
    raise BankFileSum
