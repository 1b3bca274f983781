"""A book year as a workbook: every line, where each account stands, the chart, the funds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, BinaryIO

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.exports.of_funds import years_of_funds
from buurtcoop.ledger.exports.years import (
    Moment,
    Tell,
    as_it_stands,
    counted,
    entries,
    euros,
    movements,
    opening,
)
from buurtcoop.ledger.models import AccountKind, FundKind
from buurtcoop.ledger.queries import accounts, funds
from buurtcoop.web.csv_files import FORMULA

EURO_FORMAT = "#,##0.00"
KINDS = {
    AccountKind.ASSET: "Bezit",
    AccountKind.LIABILITY: "Schuld",
    AccountKind.EQUITY: "Eigen vermogen",
    AccountKind.INCOME: "Inkomsten",
    AccountKind.EXPENSE: "Kosten",
}
FUND_KINDS = {
    FundKind.FREE: "Vrij",
    FundKind.DESIGNATED: "Bestemd door ons",
    FundKind.RESTRICTED: "Bestemd door de gever",
}
BOOK = (
    *("Nummer", "Datum", "Omschrijving", "Rekening", "Naam", "Potje", "Activiteit"),
    *("Debet", "Credit", "Bon", "Verbetert"),
)
BALANCES = ("Rekening", "Naam", "Beginsaldo", "Debet", "Credit", "Eindsaldo")
CHART = ("Rekening", "Naam", "Soort", "RGS")
FUNDS = (
    *("Potje", "Soort", "Waarvoor", "Begin", "Kwam binnen", "Ging uit"),
    *("Van of naar andere potjes", "Anders", "Einde", "Uitgeleend aan andere potjes"),
)
Cell = str | date | Money | None


def write(year: int, to: BinaryIO, tell: Tell) -> None:
    """Write the workbook of this year: sheets Grootboek, Saldi, Rekeningen and Potjes."""
    from openpyxl import Workbook  # slow to import, and only needed here

    moment, book = as_it_stands(year), Workbook(write_only=True)
    _sheet(book, "Grootboek", BOOK, _lines(moment, tell))
    _sheet(book, "Saldi", BALANCES, _balances(moment))
    _sheet(
        book,
        "Rekeningen",
        CHART,
        ((each.code, each.name, KINDS[each.kind], each.rgs) for each in accounts()),
    )
    _sheet(book, "Potjes", FUNDS, _funds(moment))
    book.save(to)


def _lines(moment: Moment, tell: Tell) -> Iterable[Sequence[Cell]]:
    all_of_it = counted(moment).entries
    for done, entry in enumerate(entries(moment), start=1):
        for line in entry.lines:
            yield (
                *(entry.number, entry.day, entry.memo, line.account, line.account_name),
                *(line.fund, line.activity_name, *_sides(line.amount)),
                *(", ".join(entry.receipts), entry.undoes),
            )
        if done % 500 == 0:
            tell(done, all_of_it)
    tell(all_of_it, all_of_it)


def _balances(moment: Moment) -> Iterable[Sequence[Cell]]:
    """Every account that was used; the columns of balances add up to nothing."""
    sums: dict[str, list[Money]] = defaultdict(lambda: [NOTHING] * 3)
    for standing in opening(moment):
        sums[standing.account][0] += standing.amount
    for moved in movements(moment):
        sums[moved.account][1] += moved.debit
        sums[moved.account][2] += moved.credit
    for account in accounts():
        if account.code in sums:
            began, debit, credit = sums[account.code]
            yield account.code, account.name, began, debit, credit, began + debit - credit


def _funds(moment: Moment) -> Iterable[Sequence[Cell]]:
    for year in years_of_funds(funds(), accounts(), opening(moment), movements(moment)):
        yield (
            *(year.fund.name, FUND_KINDS[year.fund.kind], year.fund.purpose),
            *(year.opening, year.came_in, year.went_out, year.given, year.other),
            *(year.closing, year.lent),
        )


def _sides(amount: Money) -> tuple[Money | None, Money | None]:
    return (amount, None) if amount > NOTHING else (None, -amount)


def _sheet(book: Any, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    from openpyxl.styles import Font  # slow to import, and only needed here

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, head in enumerate(heads):
        sheet.column_dimensions[chr(ord("A") + number)].width = max(12, min(40, 2 * len(head)))
    sheet.append([_cell(sheet, head, font=Font(bold=True)) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


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
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value))
    cell.data_type = "s"
    if value.startswith(FORMULA):
        cell.quotePrefix = True
    if font:
        cell.font = font
    return cell
