"""A book year as a workbook: every line, where each account stands, the chart, the funds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.documents.sheets import Cell, add_sheet
from buurtcoop.ledger.exports.of_funds import years_of_funds
from buurtcoop.ledger.exports.years import (
    Moment,
    Tell,
    as_it_stands,
    counted,
    entries,
    movements,
    opening,
)
from buurtcoop.ledger.models import AccountKind, FundKind
from buurtcoop.ledger.queries import accounts, funds

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


def write(year: int, to: BinaryIO, tell: Tell) -> None:
    """Write the workbook of this year: sheets Grootboek, Saldi, Rekeningen and Potjes."""
    from openpyxl import Workbook  # slow to import, and only needed here

    moment, book = as_it_stands(year), Workbook(write_only=True)
    add_sheet(book, "Grootboek", BOOK, _lines(moment, tell))
    add_sheet(book, "Saldi", BALANCES, _balances(moment))
    add_sheet(
        book,
        "Rekeningen",
        CHART,
        ((each.code, each.name, KINDS[each.kind], each.rgs) for each in accounts()),
    )
    add_sheet(book, "Potjes", FUNDS, _funds(moment))
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
