"""Workbooks: exact amounts, no formulas, and where asked the same bytes each time."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from buurtcoop.core.money import Money, euros
from buurtcoop.web.csv_files import FORMULA

EURO_FORMAT = "#,##0.00"
CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
ABOUT = "docProps/core.xml"
OLDEST_ZIP = (1980, 1, 1, 0, 0, 0)
Cell = str | int | date | Money | None


def add_sheet(book: Any, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Add a sheet to a workbook that is only written: a bold row of heads, and the rows."""
    from openpyxl.styles import Font  # slow to import, and only needed here

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, head in enumerate(heads):
        sheet.column_dimensions[chr(ord("A") + number)].width = max(12, min(40, 2 * len(head)))
    sheet.append([_cell(sheet, head, font=Font(bold=True)) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def bytes_of(book: Any, at: datetime) -> bytes:
    """A workbook as it is written at this moment, whatever the clock says: always the same bytes.

    The library writes the moment of writing into the file, and so does the archive around it.
    """
    file, again = BytesIO(), BytesIO()
    book.properties.created = at.replace(tzinfo=None)
    book.save(file)
    told = b"\\g<1>" + f"{at:%Y-%m-%dT%H:%M:%SZ}".encode() + b"\\g<2>"
    with ZipFile(file) as written, ZipFile(again, "w", ZIP_DEFLATED) as fixed:
        for name in sorted(written.namelist()):
            content = written.read(name)
            if name == ABOUT:
                content = CHANGED.sub(told, content)
            part = ZipInfo(name, OLDEST_ZIP)
            part.compress_type = ZIP_DEFLATED
            fixed.writestr(part, content)
    return again.getvalue()


def _cell(sheet: Any, value: Cell, *, font: Any = None) -> Any:
    """A cell: an amount as a number of exactly two decimals, a text never as a formula.

    The library writes numbers through a float of 16 digits (9.95 becomes 9.949999999999999), so
    an amount is given as its digits and called a number.
    """
    # Slow to import, and only needed here.
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell

    if value is None:
        return None
    if isinstance(value, Money):
        cell = WriteOnlyCell(sheet, euros(value))
        cell.data_type = "n"
        cell.number_format = EURO_FORMAT
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "dd-mm-yyyy"
        return cell
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value))
    cell.data_type = "s"
    if value.startswith(FORMULA):
        cell.quotePrefix = True
    if font:
        cell.font = font
    return cell
