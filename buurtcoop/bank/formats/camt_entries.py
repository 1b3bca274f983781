"""Entries of a CAMT.053: amounts, the other side, batches in their parts, returns."""

from dataclasses import replace
from datetime import date
from typing import Any

from buurtcoop.bank.formats.reading import (
    amount_with_point,
    day_of_moment,
    iban_or_nothing,
    reference_of,
    tidy,
    unclear,
)
from buurtcoop.bank.formats.remarks import reason_of
from buurtcoop.bank.rules import BankFileCurrency, BankFileCutOff, Movement, total
from buurtcoop.core.money import Money

# lxml has no types: an element is whatever it gives.
Element = Any

_EURO = "EUR"
_SIDES = ("Cdtr", "Dbtr")


def said(element: Element, *path: str) -> str:
    """The text at a path of element names; empty when it is not there."""
    return (element.findtext("/".join(f"{{*}}{name}" for name in path)) or "").strip()


def day_in(element: Element, *names: str) -> date:
    """The day in the first of these that is there. Raises BankFileCutOff, BankFileUnclear."""
    for name in names:
        if written := said(element, name, "Dt") or said(element, name, "DtTm"):
            return day_of_moment(written)
    raise BankFileCutOff


def amount_of(element: Element) -> Money:
    """Its amount in cents, negative for a debit.

    Raises BankFileCurrency for another currency than the euro, BankFileCutOff and BankFileUnclear.
    """
    amount = element.find("{*}Amt")
    if amount is None:
        raise BankFileCutOff
    if _currency(amount) != _EURO:
        raise BankFileCurrency(currency=_currency(amount) or "?")
    return _signed(amount_with_point(said(element, "Amt")), said(element, "CdtDbtInd"))


def movements_of(entry: Element, own: str) -> list[Movement]:
    """One movement, or one for each part of a batch whose parts add up to the entry."""
    whole = Movement(
        day=day_in(entry, "BookgDt", "ValDt"),
        amount=amount_of(entry),
        bank_reference=reference_of(said(entry, "AcctSvcrRef")),
        words=tidy(said(entry, "AddtlNtryInf")),
    )
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    if len(details) == 1:
        return [_told(whole, entry, details[0], own)]
    batch = replace(whole, batch=_batch_name(entry) or whole.bank_reference or str(whole.day))
    if parts := _parts(batch, entry, details, own):
        return parts
    number = said(entry, "NtryDtls", "Btch", "NbOfTxs") or str(len(details))
    if number in ("0", "1"):
        return [whole]
    return [replace(batch, words=tidy(f"{whole.words} {number} betalingen samen"))]


def _parts(
    batch: Movement, entry: Element, details: list[Element], own: str
) -> list[Movement] | None:
    """The parts of a batch, or None where their amounts are not given or add up otherwise."""
    amounts = [_part_amount(entry, detail) for detail in details]
    parts = [
        _told(replace(batch, amount=amount, place=place), entry, detail, own)
        for place, (detail, amount) in enumerate(zip(details, amounts, strict=True), start=1)
        if amount is not None
    ]
    if len(parts) < len(details) or total(parts) != batch.amount:
        return None
    return parts


def _part_amount(entry: Element, detail: Element) -> Money | None:
    """The amount of a part in cents, or None when it is not said in euros."""
    found = detail.find("{*}Amt")
    if found is None:
        found = detail.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    if _currency(found) != _EURO:
        return None
    amount = amount_with_point(found.text or "")
    return _signed(amount, said(detail, "CdtDbtInd") or said(entry, "CdtDbtInd"))


def _told(movement: Movement, entry: Element, detail: Element, own: str) -> Movement:
    """The movement with what its details tell of it."""
    structured = said(detail, "RmtInf", "Strd", "CdtrRefInf", "Ref")
    free = " ".join(line.text or "" for line in detail.iterfind("{*}RmtInf/{*}Ustrd"))
    words = tidy(free) or structured or said(detail, "AddtlTxInf") or movement.words
    counterparty, iban = _other_side(movement, entry, detail, own)
    return replace(
        movement,
        bank_reference=movement.bank_reference or reference_of(said(detail, "Refs", "AcctSvcrRef")),
        counterparty=counterparty,
        counterparty_iban=iban,
        words=tidy(words),
        reference=reference_of(structured) or reference_of(said(detail, "Refs", "EndToEndId")),
        return_reason=reason_of(said(detail, "RtrInf", "Rsn", "Cd")),
    )


def _other_side(movement: Movement, entry: Element, detail: Element, own: str) -> tuple[str, str]:
    """Name and account of the other side.

    Who pays is the debtor and who is paid the creditor; in a return that is said of the payment
    that came back. An account of ours tells it for certain.
    """
    accounts = {
        side: iban_or_nothing(said(detail, "RltdPties", f"{side}Acct", "Id", "IBAN"))
        for side in _SIDES
    }
    back = said(entry, "RvslInd") == "true" or detail.find("{*}RtrInf") is not None
    other = "Dbtr" if (movement.amount.cents > 0) is not back else "Cdtr"
    if own in accounts.values():
        other = "Dbtr" if accounts["Cdtr"] == own else "Cdtr"
    elif not _name(detail, other) and not accounts[other]:
        other = "Dbtr" if other == "Cdtr" else "Cdtr"
    return _name(detail, other) or _name(detail, f"Ultmt{other}"), accounts[other]


def _name(detail: Element, side: str) -> str:
    """The name of a side: version 02 writes it in place, later ones within the party."""
    return tidy(
        said(detail, "RltdPties", side, "Nm")
        or said(detail, "RltdPties", side, "Pty", "Nm")
        or said(detail, "RltdPties", side, "Agt", "FinInstnId", "Nm")
    )


def _batch_name(entry: Element) -> str:
    batch = ("NtryDtls", "Btch")
    return said(entry, *batch, "PmtInfId") or said(entry, *batch, "MsgId")


def _currency(amount: Element | None) -> str:
    return "" if amount is None else str(amount.get("Ccy", ""))


def _signed(amount: Money, direction: str) -> Money:
    if direction not in ("CRDT", "DBIT"):
        raise unclear(direction) if direction else BankFileCutOff
    return amount if direction == "CRDT" else -amount
