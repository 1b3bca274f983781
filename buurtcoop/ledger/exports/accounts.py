"""The year accounts: balance sheet, income and expense, funds with their notes, to sign."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from sqlalchemy import select

from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import full_date, month_year
from buurtcoop.documents.typst import render
from buurtcoop.ledger.exports.of_funds import FundYear, years_of_funds
from buurtcoop.ledger.exports.years import (
    Tell,
    as_it_stands,
    movements,
    opening,
)
from buurtcoop.ledger.models import FundKind, Period, PeriodState
from buurtcoop.ledger.queries import accounts, chain_head, funds
from buurtcoop.ledger.reports import (
    BalanceRow,
    Pair,
    ResultRow,
    balance_sheet,
    income_and_expense,
)
from buurtcoop.ledger.rules import said_number

STEPS = 3
KINDS = {
    FundKind.FREE: "Vrij geld: de coöperatie kiest zelf waarvoor.",
    FundKind.DESIGNATED: "Bestemd geld: de coöperatie koos zelf waarvoor.",
    FundKind.RESTRICTED: "Bestemd geld: wie het gaf, koos waarvoor.",
}
NOTES = [
    "De cijfers komen uit het boek. Elke boeking is per potje in evenwicht.",
    "Wat in eerdere jaren overbleef, staat bij het eigen vermogen van het soort potje.",
    "Wat een potje aan een ander potje leent, staat niet in de balans van het geheel.",
]
Row = dict[str, object]


def write(year: int, to: BinaryIO, tell: Tell) -> None:
    """Write the year accounts as PDF: Dutch, tagged, with what stood a year before."""
    tell(0, STEPS)
    paper: dict[str, object] = {**_front(year), **_balance(year), **_result(year)}
    tell(1, STEPS)
    paper |= {**_funds(year), "notes": NOTES, **_chain()}
    tell(2, STEPS)
    to.write(render("year_accounts", paper))
    tell(3, STEPS)


def plainly(amount: Money) -> str:
    """1.234,50: the paper says once that all is in euro."""
    return amount.plain()


def _front(year: int) -> dict[str, object]:
    coop = this_coop()
    place = " ".join(part for part in (coop.postcode, coop.city) if part)
    kvk = f"KvK {coop.kvk}" if coop.kvk else ""
    return {
        "title": f"Jaarrekening {year}",
        "coop": coop.name,
        "address": ", ".join(part for part in (coop.street, place, kvk) if part),
        "year": str(year),
        "years": [str(year), str(year - 1)],
        "ends": [f"31-12-{year}", f"31-12-{year - 1}"],
        "state": _state(year),
    }


def _state(year: int) -> str:
    """Whether these are the last words on this year."""
    within = Period.starts_on >= date(year, 1, 1), Period.ends_on <= date(year, 12, 31)
    periods = db().scalars(select(Period).where(*within).order_by(Period.starts_on)).all()
    still_open = [each for each in periods if each.state is PeriodState.OPEN]
    made = full_date(clock.today())
    if periods and not still_open:
        return f"Gemaakt op {made}. Alle maanden van {year} zijn afgesloten."
    first = f" Nog open: vanaf {month_year(still_open[0].starts_on)}." if still_open else ""
    return f"Voorlopig, gemaakt op {made}.{first} De cijfers kunnen nog veranderen."


def _balance(year: int) -> dict[str, object]:
    now, before = balance_sheet(date(year, 12, 31)), balance_sheet(date(year - 1, 12, 31))
    return {
        "balance": [
            _part("Wat we hebben", now.assets, before.assets),
            _part("Wat we nog moeten betalen", now.liabilities, before.liabilities),
            _part("Eigen vermogen", now.equity, before.equity),
        ],
        "other_side": [
            plainly(each.total_liabilities + each.total_equity) for each in (now, before)
        ],
    }


def _part(name: str, now: Sequence[BalanceRow], before: Sequence[BalanceRow]) -> Row:
    """One side by account: what was booked there and what earlier years left there together."""
    sums: dict[tuple[str, str], list[Money]] = defaultdict(lambda: [NOTHING, NOTHING])
    for column, rows in enumerate((now, before)):
        for row in rows:
            sums[row.account.code, row.account.name][column] += row.amount
    told = [
        (called, pair[0], pair[1]) for (_code, called), pair in sorted(sums.items()) if any(pair)
    ]
    return {"name": name, "rows": [*(_row(*each) for each in told), _added_up(told)]}


def _result(year: int) -> dict[str, object]:
    found = income_and_expense(date(year, 1, 1), date(year, 12, 31))
    return {
        "result": [
            {"name": "Wat binnenkwam", "rows": _pairs(found.income, found.total_income)},
            {"name": "Wat uitging", "rows": _pairs(found.expense, found.total_expense)},
            {"name": "Wat overblijft", "rows": [_pair("Resultaat", found.result, total=True)]},
        ]
    }


def _pairs(rows: Iterable[ResultRow], total: Pair) -> list[Row]:
    return [
        *(_pair(row.account.name, row.amount) for row in rows),
        _pair("Samen", total, total=True),
    ]


def _pair(name: str, pair: Pair, *, total: bool = False) -> Row:
    return _row(name, pair.now, pair.before, total=total)


def _row(name: str, *amounts: Money, total: bool = False) -> Row:
    return {"cells": [name, *(plainly(amount) for amount in amounts)], "total": total}


def _added_up(rows: Sequence[tuple[str, Money, Money]]) -> Row:
    now = sum((row[1] for row in rows), NOTHING)
    return _row("Samen", now, sum((row[2] for row in rows), NOTHING), total=True)


def _funds(year: int) -> dict[str, object]:
    moment = as_it_stands(year)
    found = years_of_funds(funds(), accounts(), opening(moment), movements(moment))
    used = [each for each in found if each.used]
    lent = [each for each in used if each.lent]
    return {
        "movements": [*(_movement(each) for each in used), _all_movements(used)],
        "funds": [{"name": each.fund.name, "lines": _note(each)} for each in used],
        "loans": [
            _row(each.fund.name, max(each.lent, NOTHING), max(-each.lent, NOTHING)) for each in lent
        ],
    }


def _movement(each: FundYear) -> Row:
    between = each.given + each.other
    return _row(each.fund.name, each.opening, each.came_in, -each.went_out, between, each.closing)


def _all_movements(used: Sequence[FundYear]) -> Row:
    columns = [
        [each.opening for each in used],
        [each.came_in for each in used],
        [-each.went_out for each in used],
        [each.given + each.other for each in used],
        [each.closing for each in used],
    ]
    return _row("Samen", *(sum(column, NOTHING) for column in columns), total=True)


def _note(each: FundYear) -> list[str]:
    """What this money is for, and what was booked on its equity beside income and cost."""
    lines = [KINDS[each.fund.kind]]
    if each.fund.purpose:
        lines.append(f"Waarvoor: {each.fund.purpose}")
    if each.other:
        lines.append(f"Rechtstreeks bij het eigen vermogen geboekt: {plainly(each.other)}.")
    return lines


def _chain() -> dict[str, object]:
    """The newest place in the chain: who has this number can see that nothing before it changed."""
    newest = chain_head()
    if newest is None:
        return {"chain": ["Er staat nog niets in het boek."]}
    return {
        "chain": [
            "Elke boeking krijgt een controlegetal over alles wat ervoor kwam.",
            f"De nieuwste boeking is {said_number(newest.year, newest.number)},"
            f" op plaats {newest.id} in het boek.",
            f"Haar controlegetal (SHA-256) is {newest.hash[:32]} {newest.hash[32:]}.",
        ]
    }
