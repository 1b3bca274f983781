"""A trial balance in a workbook: its columns found by name, its cells read without trust."""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import islice, zip_longest
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import structlog

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.opening.rows import (
    LARGEST_UNPACKED,
    MOST_PARTS,
    MOST_ROWS,
    CodeMissing,
    FileBroken,
    FileHasFormula,
    FileHasMacros,
    FileTooLarge,
    FileUnknown,
    HeadsMissing,
    Row,
    TooManyRows,
    read_amount,
)

log = structlog.get_logger()
# Where a text of our own could be turned into another: no sheet needs one.
DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
SEARCHED_FOR_HEADS = 20
HEADS = {
    "code": {
        *("code", "rekening", "rekeningnummer", "rekeningnr", "grootboekrekening", "grootboek"),
        *("grootboeknummer", "account", "accountcode", "accountnumber"),
    },
    # A number is that of an account when no other column is.
    "number": {"nummer", "nr", "number"},
    "name": {"naam", "omschrijving", "rekeningnaam", "name", "description", "accountname"},
    "debit": {"debet", "debit", "dr"},
    "credit": {"credit", "cr"},
    "balance": {"saldo", "eindsaldo", "balance", "closingbalance", "bedrag", "amount"},
    "fund": {"potje", "fonds", "bron", "fund"},
}
TOTALS = {"totaal", "total", "samen", "som", "sum"}
Places = Mapping[str, int]
# A row of cells: what was typed, and what it came to when it was saved.
Cells = list[tuple[object, object]]


def read(data: bytes) -> list[Row]:
    """The rows of the first sheet whose columns have names we know. Refusals as in `reading`."""
    _refuse_unsafe(data)
    try:
        typed, saved = _opened(data, values=False), _opened(data, values=True)
        heads = {name: _heads(_cells(typed[name], saved[name])) for name in saved.sheetnames}
        # A sheet of balances before one of what was booked.
        usable = sorted(
            (name for name in heads if heads[name][0]),
            key=lambda name: "balance" not in heads[name][0],
        )
        for name in usable[:1]:
            return _sheet(_cells(typed[name], saved[name]), *heads[name])
    except (FileHasFormula, CodeMissing, TooManyRows):
        raise
    except Exception as broken:
        # A file somebody sent can break its reader in any way; each means the same here.
        log.info("workbook not readable to the end", reason=type(broken).__name__)
        raise FileBroken from broken
    raise HeadsMissing


def _opened(data: bytes, *, values: bool) -> Any:
    from openpyxl import load_workbook  # slow to import, and only needed here

    return load_workbook(BytesIO(data), read_only=True, data_only=values, keep_links=False)


def _refuse_unsafe(data: bytes) -> None:
    """Raises FileUnknown, FileHasMacros, FileTooLarge, FileBroken before anything is unpacked."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if any("vbaproject" in name.lower() for name in names):
                raise FileHasMacros
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise FileUnknown(kinds="XLSX, XAF")
            # Other ways of folding ask for memory before they give a byte; no sheet has them.
            folded = {part.compress_type for part in parts} <= {ZIP_STORED, ZIP_DEFLATED}
            if len(parts) > MOST_PARTS or not folded:
                raise FileBroken
            unpacked = sum(part.file_size for part in parts)
            if unpacked > LARGEST_UNPACKED:
                raise FileTooLarge(unpacked, LARGEST_UNPACKED)
            for part in parts:
                # A part never unpacks to more than it says: the reader stops there.
                if DECLARES.search(packed.read(part).replace(b"\0", b"")):
                    raise FileBroken
    except (BadZipFile, zlib.error, RuntimeError, ValueError, OSError, EOFError) as broken:
        raise FileBroken from broken


def _cells(typed: Any, saved: Any) -> Iterator[Cells]:
    """The rows of a sheet; the size it claims to have is not believed."""
    typed.reset_dimensions()
    saved.reset_dimensions()
    pairs = zip_longest(typed.iter_rows(values_only=True), saved.iter_rows(values_only=True))
    for one, other in pairs:
        yield list(zip_longest(one or (), other or ()))


def _heads(rows: Iterable[Cells]) -> tuple[Places, int]:
    """The columns of a sheet by name, and in which row the names stand; none, when it has none."""
    for number, cells in enumerate(islice(rows, SEARCHED_FOR_HEADS), start=1):
        places = _places(cells)
        if places:
            return places, number
    return {}, 0


def _sheet(rows: Iterable[Cells], places: Places, heads: int) -> list[Row]:
    """The rows below the names of the columns."""
    found: list[Row] = []
    for number, cells in enumerate(rows, start=1):
        if number > heads + 2 * MOST_ROWS:
            raise TooManyRows(max=MOST_ROWS)
        row = _row(cells, places, number) if number > heads else None
        found += [row] if row else []
    return found


def _places(cells: Cells) -> Places:
    """{what: number of its column}, when this row names the columns we need."""
    places: dict[str, int] = {}
    for place, (_typed, value) in enumerate(cells):
        said = re.sub(r"[^a-z]", "", value.lower()) if isinstance(value, str) else ""
        for what, names in HEADS.items():
            if said in names:
                places.setdefault(what, place)
    if "number" in places:
        places.setdefault("code", places["number"])
    has_amounts = {"debit", "credit"} <= places.keys() or "balance" in places
    return places if "code" in places and has_amounts else {}


def _row(cells: Cells, places: Places, number: int) -> Row | None:
    """One account; None for an empty row and a row of totals."""

    def cell(what: str) -> object:
        place = places.get(what, len(cells))
        typed, saved = cells[place] if place < len(cells) else (None, None)
        if isinstance(typed, str) and typed.startswith("=") and saved is None:
            raise FileHasFormula(row=number)
        return saved

    code, name = _code(cell("code")), _text(cell("name"))
    if TOTALS & {code.lower(), name.lower(), *(name.lower().split()[:1] if not code else ())}:
        return None
    # Beside a column of balances, debit and credit are what was booked.
    sides = {1: cell("balance")}
    if "balance" not in places:
        sides = {1: cell("debit"), -1: cell("credit")}
    amount, unclear, side = _amount(sides)
    if not code:
        if amount or unclear:
            raise CodeMissing(row=number)
        return None
    return Row(
        code=code, name=name, fund=_text(cell("fund")), amount=amount, unclear=unclear, side=side
    )


def _amount(sides: Mapping[int, object]) -> tuple[Money, str, int]:
    """What is clear, what is not, and on which side that stands."""
    amount, unclear, side = NOTHING, "", 1
    for sign, value in sides.items():
        read_as = read_amount(value)
        if read_as is None:
            unclear, side = _text(value)[:40], sign
        else:
            amount += read_as * sign
    return amount, unclear, side


def _code(value: object) -> str:
    """A number of an account; a workbook makes 1100.0 of it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _text(value)[:35]


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())[:120]
