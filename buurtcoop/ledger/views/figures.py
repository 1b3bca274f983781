"""Reports of the books: where accounts stand, the balance sheet, income and expense."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import activities
from buurtcoop.core.money import Money
from buurtcoop.ledger import queries
from buurtcoop.ledger.listing import Flow
from buurtcoop.ledger.opening import opening_of
from buurtcoop.ledger.reports import (
    AccountSeen,
    BalanceRow,
    BalanceSheet,
    IncomeAndExpense,
    Origin,
    Pair,
    ResultRow,
    TrialRow,
    balance_sheet,
    income_and_expense,
    trial_balance,
)
from buurtcoop.ledger.reports.parts import EQUITY_OF, year_before
from buurtcoop.ledger.reports.trial import A_DAY
from buurtcoop.ledger.rules import said_number
from buurtcoop.ledger.views.stretch import (
    MONTHS,
    QUARTERS,
    WHOLE_YEAR,
    Chosen,
    chosen,
    years,
)
from buurtcoop.web.pages import _, page, permission, viewer

bp = Blueprint("figures", __name__, url_prefix="/cijfers")
# An amount with where its lines are.
Figure = tuple[Money, str]
# A line of a report: what it is about, and its figures.
Told = tuple[str, list[Figure]]
FUND_KIND_OF = {code: kind for kind, code in EQUITY_OF.items()}


@bp.route("")
@permission("money.read")
def index() -> ResponseReturnValue:
    """What reports there are, for which days."""
    asked = chosen()
    return page(
        "ledger/figures/index.html",
        asked=asked,
        picks=picks(asked),
        years=years(),
        may_export=viewer().may("money.export"),
    )


@bp.route("/saldi")
@permission("money.read")
def trial() -> ResponseReturnValue:
    """Where every account stood, what was booked on it, and where it stands."""
    asked = chosen()
    report = trial_balance(asked.first, asked.last)
    part = report.of(fund_id=asked.fund_id)
    begins = opening_of(asked.year) if asked.first == date(asked.year, 1, 1) else None
    rows = [
        (_named(row.account, row.origin), _figures_of(row, asked, opened=begins is not None))
        for row in part.rows
    ]
    return page(
        "ledger/figures/trial.html",
        rows=rows,
        report=part,
        begins=begins,
        asked=asked,
        picks=picks(asked, fund_ids=report.fund_ids),
        head=head_of_book(),
    )


@bp.route("/balans")
@permission("money.read")
def balance() -> ResponseReturnValue:
    """What we have on the last of these days, what we still have to pay, and what is ours."""
    asked = chosen()
    report = balance_sheet(asked.last)
    part = report.of(fund_id=asked.fund_id)
    return page(
        "ledger/figures/balance.html",
        assets=_side(part.assets, asked),
        liabilities=_side(part.liabilities, asked),
        equity=_side(part.equity, asked),
        funds=[] if asked.fund_id else _funds_on(report, asked),
        report=part,
        asked=asked,
        picks=picks(asked, fund_ids=report.fund_ids),
        head=head_of_book(),
    )


@bp.route("/baten-en-lasten")
@permission("money.read")
def results() -> ResponseReturnValue:
    """What came in and went out, beside the same days of the year before."""
    asked = chosen(with_activity=True)
    report = income_and_expense(asked.first, asked.last)
    part = report.of(fund_id=asked.fund_id, activity_id=asked.activity_id)
    return page(
        "ledger/figures/results.html",
        income=_pairs(part.income, asked),
        expense=_pairs(part.expense, asked),
        earned=_total(part.total_income, asked, Flow.EARNED),
        spent=_total(part.total_expense, asked, Flow.OUT),
        left=_total(part.result, asked, Flow.RESULT),
        funds=[] if asked.fund_id else _parts(report, asked, "bron"),
        activities=[] if asked.activity_id else _parts(report, asked, "activiteit"),
        report=part,
        asked=asked,
        picks=picks(asked, fund_ids=report.fund_ids, activity_ids=report.activity_ids),
        head=head_of_book(),
    )


def picks(
    asked: Chosen, *, fund_ids: set[int] | None = None, activity_ids: set[int] | None = None
) -> list[tuple[str, str, Any, list[tuple[Any, str]]]]:
    """What can be chosen: its name in the address, its label, what is chosen now, the choices."""
    stretches = [(each, asked.name_of(each)) for each in (WHOLE_YEAR, *QUARTERS, *MONTHS)]
    found: list[tuple[str, str, Any, list[tuple[Any, str]]]] = [
        ("jaar", _("Jaar"), asked.year, [(year, str(year)) for year in years()]),
        ("deel", _("Deel van het jaar"), asked.stretch, [*stretches]),
    ]
    everything: tuple[Any, str] = ("", _("Alles samen"))
    if fund_ids is not None:
        there = [(fund.id, fund.name) for fund in queries.funds() if fund.id in fund_ids]
        found.append(("bron", _("Potje"), asked.fund_id, [everything, *there]))
    if activity_ids is not None:
        done_for = [(each.id, each.name) for each in activities() if each.id in activity_ids]
        found.append(("activiteit", _("Activiteit"), asked.activity_id, [everything, *done_for]))
    return found


def head_of_book() -> tuple[str, str]:
    """How far the book is: the number of its newest entry, and its hash in groups of eight."""
    newest = queries.chain_head()
    if newest is None:
        return "", ""
    groups = (newest.hash[at : at + 8] for at in range(0, len(newest.hash), 8))
    return said_number(newest.year, newest.number), " ".join(groups)


def named(account: AccountSeen, origin: Origin = Origin.BOOKED) -> str:
    """The name of a line of a report."""
    if origin is Origin.EARLIER:
        return _("%(account)s: resultaat van eerdere jaren", account=account.name)
    return account.name


def _named(account: AccountSeen, origin: Origin = Origin.BOOKED) -> str:
    return f"{account.code} {named(account, origin)}"


def _where(account: AccountSeen, origin: Origin, asked: Chosen) -> dict[str, int | str | None]:
    """Which lines are behind a row: those on its account, or the results that it shows."""
    if origin is Origin.BOOKED:
        return {"rekening": account.id}
    kind = FUND_KIND_OF.get(account.code) if asked.fund_id is None else None
    return {"soort": "resultaat", "potjes": kind if origin is Origin.EARLIER else None}


def _since(account: AccountSeen, origin: Origin, asked: Chosen) -> date | None:
    """From which day a row counts: results from New Year, the rest from the very beginning."""
    counts = account.is_result or origin is Origin.THIS_YEAR
    return date(asked.year, 1, 1) if counts else None


def _figures_of(row: TrialRow, asked: Chosen, *, opened: bool) -> list[Figure]:
    """Its three amounts; in days with an opening entry that entry is behind the first of them."""
    where = _where(row.account, row.origin, asked)
    since = _since(row.account, row.origin, asked)
    ends = _end(row.origin, asked)
    began = asked.lines(since, min(asked.first - A_DAY, ends), **where)
    apart = {"zonder-begin": asked.year} if opened else {}
    if opened and row.origin is Origin.BOOKED:
        began = asked.lines(None, None, begin=asked.year, **where)
    return [
        (row.opening, began),
        (row.movement, asked.lines(asked.first, asked.last, **where, **apart)),
        (row.closing, asked.lines(since, min(asked.last, ends), **where)),
    ]


def _end(origin: Origin, asked: Chosen) -> date:
    """The last day that counts: results of earlier years end with the year before."""
    return date(asked.year, 1, 1) - A_DAY if origin is Origin.EARLIER else asked.last


def _side(rows: Iterable[BalanceRow], asked: Chosen) -> list[Told]:
    return [
        (
            _named(row.account, row.origin),
            [
                (
                    row.amount,
                    asked.lines(
                        _since(row.account, row.origin, asked),
                        _end(row.origin, asked),
                        **_where(row.account, row.origin, asked),
                    ),
                )
            ],
        )
        for row in rows
    ]


def _funds_on(report: BalanceSheet, asked: Chosen) -> list[tuple[str, str, list[Figure]]]:
    """Each fund with its page, what it has, what it still has to pay and what is its own."""
    found = []
    for fund in queries.funds():
        part = report.of(fund_id=fund.id)
        if part.assets or part.liabilities or part.equity:
            address = asked.address("/balans", bron=fund.id)
            amounts = [part.total_assets, part.total_liabilities, part.total_equity]
            found.append((fund.name, address, [(amount, address) for amount in amounts]))
    return found


def _pairs(rows: Iterable[ResultRow], asked: Chosen) -> list[Told]:
    return [
        (_named(row.account), _pair(row.amount, asked, rekening=row.account.id)) for row in rows
    ]


def _total(amount: Pair, asked: Chosen, flow: Flow) -> list[Figure]:
    return _pair(amount, asked, soort=flow.value)


def _pair(amount: Pair, asked: Chosen, **wish: int | str) -> list[Figure]:
    """What came in or went out, and a year before, each with its lines."""
    days = (asked.first, asked.last), year_before(asked.first, asked.last)
    return [
        (each, asked.lines(first, last, **wish))
        for each, (first, last) in zip((amount.now, amount.before), days, strict=True)
    ]


def _parts(report: IncomeAndExpense, asked: Chosen, by: str) -> list[tuple[str, str, list[Figure]]]:
    """Each fund or activity with its page, what came in, what went out and what is left."""
    whole = report.of(fund_id=asked.fund_id, activity_id=asked.activity_id)
    rows: Iterable[Any] = queries.funds() if by == "bron" else activities()
    found = []
    for row in rows:
        part = whole.of(**{"fund_id" if by == "bron" else "activity_id": row.id})
        if part.income or part.expense:
            figures = [
                (amount, asked.lines(asked.first, asked.last, soort=flow.value, **{by: row.id}))
                for amount, flow in (
                    (part.total_income.now, Flow.EARNED),
                    (part.total_expense.now, Flow.OUT),
                    (part.result.now, Flow.RESULT),
                )
            ]
            found.append((row.name, asked.address("/baten-en-lasten", **{by: row.id}), figures))
    return found
