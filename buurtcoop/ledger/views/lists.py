"""The reports and the lines of a year as text that a spreadsheet opens."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response

from buurtcoop.core.money import NOTHING
from buurtcoop.ledger.exports.years import as_it_stands, entries
from buurtcoop.ledger.reports import (
    BalanceRow,
    ResultRow,
    balance_sheet,
    income_and_expense,
    trial_balance,
)
from buurtcoop.ledger.views.figures import head_of_book, named
from buurtcoop.ledger.views.stretch import WHOLE_YEAR, Chosen, asked_year, chosen
from buurtcoop.ledger.views.telling import log_taking
from buurtcoop.web.csv_files import Row, streamed
from buurtcoop.web.pages import _, permission

bp = Blueprint("lists", __name__, url_prefix="/cijfers")


@bp.route("/saldi.csv")
@permission("money.read")
def trial() -> Response:
    """The trial balance."""
    asked = chosen()
    report = trial_balance(asked.first, asked.last).of(fund_id=asked.fund_id)
    heads = _("Rekening"), _("Naam"), _("Begin"), _("Erbij of eraf"), _("Eind")
    rows = (
        (row.account.code, named(row.account, row.origin), row.opening, row.movement, row.closing)
        for row in report.rows
    )
    return _report("saldi", asked, heads, rows)


@bp.route("/balans.csv")
@permission("money.read")
def balance() -> Response:
    """The balance sheet."""
    asked = chosen()
    report = balance_sheet(asked.last).of(fund_id=asked.fund_id)
    heads = _("Soort"), _("Rekening"), _("Naam"), _("Bedrag")
    sides = (
        (_("Wat we hebben"), report.assets, report.total_assets),
        (_("Wat we nog moeten betalen"), report.liabilities, report.total_liabilities),
        (_("Wat van ons is"), report.equity, report.total_equity),
    )
    rows: list[Row] = []
    for side, each, together in sides:
        rows += _balance_rows(side, each)
        rows.append((side, "", _("Samen"), together))
    return _report("balans", asked, heads, rows)


@bp.route("/baten-en-lasten.csv")
@permission("money.read")
def results() -> Response:
    """Income and expense."""
    asked = chosen(with_activity=True)
    report = income_and_expense(asked.first, asked.last)
    part = report.of(fund_id=asked.fund_id, activity_id=asked.activity_id)
    heads = _("Soort"), _("Rekening"), _("Naam"), str(asked.year), str(asked.year - 1)
    sides = (
        (_("Wat binnenkwam"), part.income, part.total_income),
        (_("Wat eruit ging"), part.expense, part.total_expense),
        (_("Wat overbleef"), (), part.result),
    )
    rows: list[Row] = []
    for side, each, together in sides:
        rows += _result_rows(side, each)
        rows.append((side, "", _("Samen"), together.now, together.before))
    return _report("baten-en-lasten", asked, heads, rows)


@bp.route("/regels.csv")
@permission("money.export")
def lines() -> Response:
    """Every line of a year, in the order in which it was booked."""
    year = asked_year()
    log_taking(year)
    heads = (
        *(_("Nummer"), _("Dag"), _("Omschrijving"), _("Rekening"), _("Naam")),
        *(_("Potje"), _("Activiteit"), _("Links (debet)"), _("Rechts (credit)")),
        *(_("Bon"), _("Maakt ongedaan")),
    )
    return streamed(f"regels-{year}.csv", lambda: _lines(heads, year))


def _lines(heads: Row, year: int) -> Iterator[Row]:
    yield heads
    for entry in entries(as_it_stands(year)):
        for line in entry.lines:
            left = line.amount > NOTHING
            yield (
                *(entry.number, entry.day, entry.memo, line.account, line.account_name),
                *(line.fund, line.activity_name),
                *((line.amount, None) if left else (None, -line.amount)),
                *(" ".join(entry.receipts), entry.undoes),
            )


def _report(name: str, asked: Chosen, heads: Row, rows: Iterable[Row]) -> Response:
    """A report with its heads on top and the state of the book at its foot."""
    days = f"-{asked.stretch}" if asked.stretch != WHOLE_YEAR else ""
    number, said = head_of_book()
    foot: list[Row] = [(), (_("Stand van het boek"), number), (_("Controlegetal"), said)]
    all_rows = [(asked.said,), heads, *rows, *(foot if number else ())]
    return streamed(f"{name}-{asked.year}{days}.csv", lambda: all_rows)


def _balance_rows(side: str, rows: Iterable[BalanceRow]) -> list[Row]:
    return [(side, row.account.code, named(row.account, row.origin), row.amount) for row in rows]


def _result_rows(side: str, rows: Iterable[ResultRow]) -> list[Row]:
    return [
        (side, row.account.code, named(row.account), row.amount.now, row.amount.before)
        for row in rows
    ]
