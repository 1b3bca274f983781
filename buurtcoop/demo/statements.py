"""Files of the demo's bank: CAMT.053 for movements that were invented."""

from collections.abc import Sequence
from datetime import date
from html import escape

from buurtcoop.bank.rules import Movement, total
from buurtcoop.core.money import Money

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001"
_EURO = ' Ccy="EUR"'
_OLDEST = 2


def camt(
    iban: str,
    opening: Money,
    movements: Sequence[Movement],
    *,
    days: tuple[date, date],
    version: int = 8,
) -> bytes:
    """A statement of the account from the first of these days to the last, in a CAMT.053.

    Cents in, UTF-8 out; version 2, 8 or 13. Movements with a place in the same batch become one
    entry with its parts. `formats.read_file` reads back the same movements.
    """
    first, last = days
    closing = opening + total(movements)
    statement = "".join(
        [
            _in("Id", f"{last:%Y%m%d}"),
            _in("CreDtTm", f"{last}T23:59:59"),
            _in("FrToDt", _in("FrDtTm", f"{first}T00:00:00") + _in("ToDtTm", f"{last}T23:59:59")),
            _in("Acct", _in("Id", _in("IBAN", iban)) + _in("Ccy", "EUR")),
            _balance("OPBD", opening, first),
            _balance("CLBD", closing, last),
            *(_entry(parts, version) for parts in _entries(movements)),
        ]
    )
    head = _in("GrpHdr", _in("MsgId", f"{iban}-{last:%Y%m%d}") + _in("CreDtTm", f"{last}T23:59:59"))
    message = _in("BkToCstmrStmt", head + _in("Stmt", statement))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{_NAMESPACE}.{version:02d}">{message}</Document>\n'
    ).encode()


def _entries(movements: Sequence[Movement]) -> list[list[Movement]]:
    """Movements by entry: the parts of a batch stand behind each other and share theirs."""
    entries: list[list[Movement]] = []
    for movement in movements:
        before = entries[-1][-1] if entries else None
        if before is not None and movement.place > 1 and movement.batch == before.batch:
            entries[-1].append(movement)
        else:
            entries.append([movement])
    return entries


def _entry(parts: list[Movement], version: int) -> str:
    whole, first = total(parts), parts[0]
    batch = _in("Btch", _in("PmtInfId", first.batch) + _in("NbOfTxs", str(len(parts))))
    details = "".join(_details(part, version) for part in parts)
    return _in(
        "Ntry",
        _amount(whole)
        + (_in("RvslInd", "true") if first.return_reason else "")
        + _in("Sts", "BOOK" if version == _OLDEST else _in("Cd", "BOOK"))
        + _in("BookgDt", _in("Dt", str(first.day)))
        + _in("ValDt", _in("Dt", str(first.day)))
        + _given("AcctSvcrRef", first.bank_reference)
        + _in("NtryDtls", (batch if first.batch else "") + details),
    )


def _details(part: Movement, version: int) -> str:
    amount = _amount(part.amount)
    if version == _OLDEST:
        amount = _in("AmtDtls", _in("TxAmt", _in("Amt", _euros(part.amount), _EURO)))
    reference = escape(part.reference, quote=False) or "NOTPROVIDED"
    return _in(
        "TxDtls",
        _in("Refs", _in("EndToEndId", reference))
        + amount
        + _in("RltdPties", _other_side(part, version))
        + _in("RmtInf", _given("Ustrd", part.words))
        + (_in("RtrInf", _in("Rsn", _in("Cd", part.return_reason))) if part.return_reason else ""),
    )


def _other_side(part: Movement, version: int) -> str:
    """Who paid is the debtor, also in what came back to them."""
    side = "Dbtr" if (part.amount.cents > 0) is not bool(part.return_reason) else "Cdtr"
    name = _given("Nm", part.counterparty)
    account = _in(f"{side}Acct", _in("Id", _in("IBAN", part.counterparty_iban)))
    return _in(side, name if version == _OLDEST else _in("Pty", name)) + (
        account if part.counterparty_iban else ""
    )


def _balance(kind: str, amount: Money, day: date) -> str:
    kind_of = _in("Tp", _in("CdOrPrtry", _in("Cd", kind)))
    return _in("Bal", kind_of + _amount(amount) + _in("Dt", _in("Dt", str(day))))


def _amount(amount: Money) -> str:
    direction = "DBIT" if amount.cents < 0 else "CRDT"
    return _in("Amt", _euros(amount), _EURO) + _in("CdtDbtInd", direction)


def _euros(amount: Money) -> str:
    euros, cents = divmod(abs(amount.cents), 100)
    return f"{euros}.{cents:02d}"


def _given(name: str, text: str) -> str:
    """An element for words people wrote; nothing where they wrote none."""
    return _in(name, escape(text, quote=False)) if text else ""


def _in(name: str, inside: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{inside}</{name}>"
