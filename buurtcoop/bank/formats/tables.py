"""Tables of banks: lines with commas, semicolons or tabs, read after their layout."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from buurtcoop.bank.formats.layouts import LAYOUTS, Columns, Layout, Role
from buurtcoop.bank.formats.reading import (
    amount_written,
    day_of,
    iban_or_nothing,
    own_account,
    reference_of,
    tidy,
    unclear,
)
from buurtcoop.bank.formats.remarks import reason_of, remarks
from buurtcoop.bank.rules import (
    BankFileCurrency,
    BankFileCutOff,
    BankFileNothing,
    BankFileSum,
    BankFileUnknown,
    FileFormat,
    Movement,
    ReadStatement,
)
from buurtcoop.core.money import NOTHING, Money

_EURO = "EUR"
_LONGEST_LINE = 10_000
_IN = frozenset({"bij", "credit"})
_OUT = frozenset({"af", "debet", "debit"})
# ING writes what the payer gave along between its other words.
_KENMERK = re.compile(
    r"\bKenmerk: (.+?)(?= (?:Naam|Omschrijving|IBAN|Machtiging ID|Valutadatum):|$)"
)
# ASN puts reference and words between single quotes, and does not double the ones inside; behind
# them stands the number of the statement. A name before them may begin with such a quote.
_ASN_BARE = 16
_ASN_END = re.compile(r"'(?:,\d*)?\Z", re.ASCII)
# Two patterns, by what the line ends with: one for both would look at a long line again and again.
_ASN_QUOTED = re.compile(r"(?P<reference>'.*?'|[^',]*),(?P<words>'.*')(?:,\d*)?", re.ASCII)
_ASN_PLAIN = re.compile(r"(?P<reference>'.*?'|[^',]*),(?P<words>[^']*?)(?:,\d*)?", re.ASCII)
_LINE_ENDS = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class _Row:
    """A line of the table: the movement, its account, and the balances around it as it says."""

    iban: str
    movement: Movement
    before: Money | None
    after: Money | None
    either: Money | None


def read(text: str) -> list[ReadStatement]:
    """The statements in a table, one for each account in it.

    Raises BankFileUnknown for a layout we do not know, BankFileNothing, BankFileCutOff,
    BankFileCurrency, BankFileUnclear, BankFileAmbiguous, and BankFileSum when the balances of the
    lines do not follow each other.
    """
    layout, columns, lines = _recognised(text)
    if not lines:
        raise BankFileNothing
    by_account: dict[str, list[_Row]] = {}
    for line in lines:
        row = _row(layout, columns, line)
        by_account.setdefault(row.iban, []).append(row)
    return [_statement(layout, iban, rows) for iban, rows in by_account.items()]


def _recognised(text: str) -> tuple[Layout, Columns, list[list[str]]]:
    """The layout that knows the first line, its columns, and the lines that hold movements."""
    lines = [f"{line}\n" for line in _LINE_ENDS.split(text) if line.strip()]
    if not lines or any(len(line) > _LONGEST_LINE for line in lines):
        raise BankFileUnknown
    for layout in LAYOUTS:
        for delimiter in layout.delimiters:
            first = _first(layout, lines[0], delimiter)
            columns = layout.columns(first)
            if columns is not None:
                _refuse_cut_off(layout, text)
                cells = [first, *_split(layout, lines[1:], delimiter)]
                if any(len(line) != len(first) for line in cells):
                    raise BankFileCutOff
                return layout, columns, cells if layout.places else cells[1:]
    raise BankFileUnknown


def _first(layout: Layout, line: str, delimiter: str) -> list[str]:
    """The cells of the first line; none where it can't be a line of this layout."""
    try:
        return _split(layout, [line], delimiter)[0]
    except BankFileCutOff:
        return []


def _split(layout: Layout, lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """The cells of lines. Raises BankFileCutOff where a quote is not closed."""
    if layout.single_quotes and not any(line.startswith('"') for line in lines):
        return [_asn_cells(line.rstrip("\n")) for line in lines]
    try:
        if layout.quotes:
            return list(csv.reader(lines, delimiter=delimiter, strict=True))
        return [line.rstrip("\n").split(delimiter) for line in lines]
    except csv.Error:
        raise BankFileCutOff from None


def _asn_cells(line: str) -> list[str]:
    """Sixteen cells without quotes, then reference and words in single ones.

    Raises BankFileCutOff where it stops before the words do.
    """
    *cells, rest = line.split(",", _ASN_BARE)
    quoted = _ASN_QUOTED.fullmatch(rest) if _ASN_END.search(rest) else None
    told = quoted or _ASN_PLAIN.fullmatch(rest)
    if len(cells) < _ASN_BARE or told is None:
        raise BankFileCutOff
    return [*cells, told["reference"].strip("'"), told["words"].strip("'")]


def _refuse_cut_off(layout: Layout, text: str) -> None:
    """Raises BankFileCutOff when the last line stops before its end.

    Where a line ends in words without quotes, only its end says that they are whole.
    """
    if not layout.quotes and not text.endswith(("\n", "\r")):
        raise BankFileCutOff


def _row(layout: Layout, columns: Columns, line: list[str]) -> _Row:
    def cell(role: Role) -> str:
        return " ".join(line[place] for place in columns.get(role, ())).strip()

    def balance(role: Role) -> Money | None:
        return amount_written(cell(role)) if cell(role) else None

    if "currency" in columns and cell("currency") != _EURO:
        raise BankFileCurrency(currency=tidy(cell("currency"))[:3] or "?")
    movement = Movement(
        day=day_of(cell("day")),
        amount=_signed(cell("amount"), cell("sign"), signed="sign" not in columns),
        bank_reference=reference_of(cell("bank_reference")),
        counterparty=tidy(cell("counterparty")),
        counterparty_iban=iban_or_nothing(cell("counterparty_iban")),
        words=tidy(cell("words")),
        reference=_reference(layout, columns, line),
        batch=tidy(cell("batch")),
        return_reason=reason_of(cell("return_reason")),
    )
    return _Row(
        own_account(cell("iban"), layout.bank),
        _talked(movement) if layout.talks else movement,
        balance("before"),
        balance("after"),
        balance("balance"),
    )


def _signed(text: str, sign: str, *, signed: bool) -> Money:
    """The amount; where a column says which way it went, the amount itself has no sign."""
    amount = amount_written(text)
    if signed:
        return amount
    if text.startswith(("+", "-")) or sign.casefold() not in _IN | _OUT:
        raise unclear(f"{sign} {text}")
    return amount if sign.casefold() in _IN else -amount


def _reference(layout: Layout, columns: Columns, line: list[str]) -> str:
    """What the payer gave along: the first of its columns with something in it."""
    for place in columns.get("reference", ()):
        if given := reference_of(line[place]):
            return given
    if layout.format is FileFormat.ING and (found := _KENMERK.search(line[columns["words"][0]])):
        return reference_of(found.group(1))
    return ""


def _talked(movement: Movement) -> Movement:
    """The movement with what its words tell of the other side."""
    told = remarks([movement.words])
    return replace(
        movement,
        counterparty=told.counterparty,
        counterparty_iban=told.counterparty_iban,
        words=told.words,
        reference=told.reference,
        batch=told.batch,
        return_reason=told.return_reason,
    )


def _statement(layout: Layout, iban: str, rows: list[_Row]) -> ReadStatement:
    rows, opening, closing = _in_order(layout, rows)
    days = [row.movement.day for row in rows]
    return ReadStatement(
        iban=iban,
        format=layout.format,
        first_day=min(days),
        last_day=max(days),
        opening=opening,
        closing=closing,
        movements=tuple(row.movement for row in rows if row.movement.amount),
    )


def _in_order(layout: Layout, rows: list[_Row]) -> tuple[list[_Row], Money | None, Money | None]:
    """The lines oldest first, with the balances before and after them all.

    Banks write the newest line first or last, and the days alone do not tell which when all is of
    one day: then what the balances say, or else what this bank does. Raises BankFileSum when the
    balances follow each other in neither order.
    """
    newest_first = layout.newest_first
    if rows[0].movement.day != rows[-1].movement.day:
        newest_first = rows[0].movement.day > rows[-1].movement.day
    likely = rows[::-1] if newest_first else rows
    for order in (likely, likely[::-1]):
        readings = _balances(order)
        if not readings:
            return likely, None, None
        found = {(steps[0].before, steps[-1].after) for steps in readings if _follow(steps)}
        if len(found) > 1:
            return order, None, None
        for opening, closing in found:
            return order, opening, closing
    raise BankFileSum


@dataclass(frozen=True)
class _Step:
    """The balances around one movement."""

    before: Money
    after: Money
    amount: Money


def _balances(rows: list[_Row]) -> list[list[_Step]]:
    """The balances around each line, in every way they can be read; none where no line has any.

    Raises BankFileSum when some lines have balances and others have none.
    """
    if all(row.either is not None for row in rows):
        return [
            [_step(row, None, row.either) for row in rows],
            [_step(row, row.either, None) for row in rows],
        ]
    without = [row for row in rows if row.before is None and row.after is None]
    if len(without) == len(rows):
        return []
    if without:
        raise BankFileSum
    return [[_step(row, row.before, row.after) for row in rows]]


def _step(row: _Row, before: Money | None, after: Money | None) -> _Step:
    amount = row.movement.amount
    if before is None:
        before = (after or NOTHING) - amount
    return _Step(before, before + amount if after is None else after, amount)


def _follow(steps: list[_Step]) -> bool:
    """Whether each balance is the one before with the movement, and the next begins there."""
    return all(step.before + step.amount == step.after for step in steps) and all(
        one.after == other.before for one, other in pairwise(steps)
    )
