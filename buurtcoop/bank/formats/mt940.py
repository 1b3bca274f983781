"""MT940, the statement of SWIFT, in the dialects of Dutch banks.

The library mt-940 reads balances and statement lines; the words in field 86 are read by
`remarks`, since each bank writes them in a way of its own.
"""

import io
import logging
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from buurtcoop.bank.formats.reading import (
    iban_or_nothing,
    in_our_time,
    own_account,
    reference_of,
    whole_cents,
)
from buurtcoop.bank.formats.remarks import remarks
from buurtcoop.bank.rules import (
    LARGEST_FILE,
    BankFileCurrency,
    BankFileCutOff,
    BankFileTooLarge,
    FileFormat,
    Movement,
    ReadStatement,
)
from buurtcoop.core.money import Money
from buurtcoop.documents.rules import megabytes

if TYPE_CHECKING:
    from mt940.models import Transaction, Transactions

_FIELD = re.compile(r"^:(\d\d[A-Z]?):")
_BEGINS = re.compile(r"(?m)^(?::940:|:20:|\{1:F)")
# What is needed of a statement; the rest (numbers of statements, later balances, totals) is left
# out before the library sees it, since it stops at what a bank writes in its own way.
_KEPT = frozenset({"20", "25", "60F", "60M", "61", "86", "62F", "62M"})
_CLOSING = frozenset({"62F", "62M"})
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z]{4}\d{10}|[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_EURO = "EUR"
# More than ten years of days; the library takes its time for each.
_MOST_STATEMENTS = 5_000


def is_mt940(text: str) -> bool:
    """Whether a text begins, within its first lines, as a SWIFT statement does."""
    return _BEGINS.search(text[:500]) is not None


def read(text: str) -> list[ReadStatement]:
    """The statements in an MT940.

    Raises BankFileCutOff, BankFileCurrency, BankFileUnclear and BankFileTooLarge.
    """
    # Imported here: only reading such a file needs the library, and it compiles many patterns.
    import mt940

    # It would write whole lines of the bank, with names, into the log of the server.
    logging.getLogger("mt940").setLevel(logging.CRITICAL)
    if text.count(":20:") > _MOST_STATEMENTS:
        raise BankFileTooLarge(max=megabytes(LARGEST_FILE))
    kept = "\n".join(_kept(text))
    try:
        found = mt940.parse_statements(
            io.StringIO(kept),  # a text it would take for the name of a file first
            processors={"post_transaction_details": []},
            options=mt940.Options.all(),
        )
    except (RuntimeError, ValueError, ArithmeticError):
        raise BankFileCutOff from None
    # A page with a balance in between (62M) has another page behind it.
    if not found or "final_closing_balance" not in found[-1].data:
        raise BankFileCutOff
    bank = "ABNA" if "ABNA" in text[:200] or "ABN AMRO" in text[:200] else ""
    return [_statement(each, bank) for each in found]


def _kept(text: str) -> list[str]:
    """The lines of the fields we use; words behind the closing balance are of no movement."""
    lines, keeping, closed = [], False, False
    for line in text.splitlines():
        if field := _FIELD.match(line):
            tag = field.group(1)
            closed = tag in _CLOSING or (closed and tag != "20")
            keeping = tag in _KEPT and not (closed and tag == "86")
        if keeping:
            lines.append(line)
    return lines


def _statement(found: "Transactions", bank: str) -> ReadStatement:
    opening, _ = _balance(found.data, "opening")
    closing, closed_on = _balance(found.data, "closing")
    movements = tuple(_movement(each) for each in found if "amount" in each.data)
    days = [movement.day for movement in movements]
    return ReadStatement(
        iban=own_account(found.data.get("account_identification") or "", bank),
        format=FileFormat.MT940,
        first_day=min([*days, closed_on]),
        last_day=max([*days, closed_on]),
        opening=opening,
        closing=closing,
        movements=tuple(movement for movement in movements if movement.amount),
    )


def _balance(data: dict[str, Any], which: str) -> tuple[Money, date]:
    """A balance in cents and its day. Raises BankFileCutOff when it is not there."""
    balance = data.get(f"final_{which}_balance") or data.get(f"intermediate_{which}_balance")
    if balance is None:
        raise BankFileCutOff
    if balance.amount.currency != _EURO:
        raise BankFileCurrency(currency=balance.amount.currency)
    day = date(balance.date.year, balance.date.month, balance.date.day)
    return whole_cents(balance.amount.amount, str(balance)), in_our_time(day)


def _movement(found: "Transaction") -> Movement:
    data = found.data
    day = data.get("entry_date") or data["date"]
    told = remarks((data.get("transaction_details") or "").split("\n"))
    beside = (data.get("customer_reference") or "") + (data.get("extra_details") or "")
    account = _IBAN.search(beside)
    iban = iban_or_nothing(account.group()) if account else ""
    given = "" if iban else reference_of(data.get("customer_reference"))
    return Movement(
        day=in_our_time(date(day.year, day.month, day.day)),
        amount=whole_cents(data["amount"].amount, str(data["amount"])),
        bank_reference=_bank_reference(data.get("bank_reference")),
        counterparty=told.counterparty,
        counterparty_iban=told.counterparty_iban or iban,
        words=told.words,
        reference=told.reference or given,
        batch=told.batch,
        return_reason=told.return_reason,
    )


def _bank_reference(text: str | None) -> str:
    """The bank's name for it, without what ING writes behind it on the same line."""
    return reference_of((text or "").split("/")[0])
