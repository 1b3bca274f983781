"""What a book is made of before the first entry: accounts, funds and months."""

import tomllib
from datetime import date

from sqlalchemy import select

from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.ledger.models import (
    AccountKind,
    Fund,
    FundKind,
    LedgerAccount,
    Period,
    PeriodState,
)
from buurtcoop.ledger.queries import accounts_by_code, last_closed_day
from buurtcoop.ledger.rules import PeriodBeforeClosed, month_end
from buurtcoop.settings import data_folder

MONTHS = range(1, 13)


def open_period(starts_on: date, ends_on: date) -> Period:
    """Let these days take entries. The database refuses days that another period has.

    Raises PeriodBeforeClosed when a later period is closed.
    """
    closed = last_closed_day()
    if closed is not None and starts_on <= closed:
        raise PeriodBeforeClosed
    period = Period(starts_on=starts_on, ends_on=ends_on, state=PeriodState.OPEN)
    db().add(period)
    db().flush()
    return period


def open_year(year: int) -> int:
    """Make the book of a year ready: the chart of accounts, and every month that is not there.

    Returns how many months were opened; doing it twice is once. Months before one that is closed
    stay out of the book.
    """
    chart_of_accounts()
    closed = last_closed_day()
    taken = db().execute(select(Period.starts_on, Period.ends_on)).all()
    opened = 0
    for month in MONTHS:
        first = date(year, month, 1)
        last = month_end(first)
        if closed is not None and first <= closed:
            continue
        if any(starts_on <= last and ends_on >= first for starts_on, ends_on in taken):
            continue
        open_period(first, last)
        opened += 1
    return opened


def chart_of_accounts() -> int:
    """The accounts of config/coop/accounts.toml; those that are there stay as they are.

    Returns how many were added.
    """
    known = set(db().scalars(select(LedgerAccount.code)))
    path = data_folder("config") / "coop" / "accounts.toml"
    wanted = tomllib.loads(path.read_text(encoding="utf-8"))["account"]
    fresh = [row for row in wanted if row["code"] not in known]
    for row in fresh:
        insert_once(db(), LedgerAccount, **{**row, "kind": AccountKind(row["kind"])})
    return len(fresh)


def accounts_to_book(codes: set[str]) -> dict[str, LedgerAccount]:
    """These accounts; what our chart has and an older cooperative lacks is added first.

    Raises LookupError naming one that neither has.
    """
    try:
        return accounts_by_code(codes)
    except LookupError:
        chart_of_accounts()
        return accounts_by_code(codes)


def make_fund(name: str, kind: FundKind, *, purpose: str = "") -> Fund | None:
    """A fund of its own for money with one purpose; None when the name is taken."""
    fund_id = insert_once(db(), Fund, name=name, kind=kind, purpose=purpose)
    return None if fund_id is None else db().get_one(Fund, fund_id)
