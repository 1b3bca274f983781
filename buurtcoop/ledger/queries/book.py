"""Questions about the books. Only what is posted counts; every figure is computed from lines."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import (
    AccountKind,
    Entry,
    Fund,
    LedgerAccount,
    Line,
    Period,
    PeriodState,
    Posting,
)
from buurtcoop.ledger.rules import CASH, LENT, PeriodClosed, PeriodMissing, key_of_opening
from buurtcoop.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What one fund has on one account for one activity; debit is positive."""

    fund_id: int
    account_id: int
    activity_id: int | None
    amount: Money


@dataclass(frozen=True, kw_only=True)
class AccountBalance:
    """What stands on one account over all funds; debit is positive."""

    code: str
    name: str
    kind: AccountKind
    amount: Money


def period_of(day: date, *, hold: bool = False) -> Period:
    """The open period of this day. Raises PeriodClosed, PeriodMissing.

    `hold`: nobody closes it before this transaction ends; who is closing it is awaited.
    """
    query = select(Period).where(Period.starts_on <= day, Period.ends_on >= day)
    if hold:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    found = db().scalar(query)
    if found is None:
        raise PeriodMissing
    if found.state is not PeriodState.OPEN:
        raise PeriodClosed
    return found


def year_is_open(year: int) -> bool:
    """Whether any day of this year is in the book."""
    within = Period.starts_on <= date(year, 12, 31), Period.ends_on >= date(year, 1, 1)
    return db().scalar(select(Period.id).where(*within).limit(1)) is not None


def accounts_by_code(codes: set[str]) -> dict[str, LedgerAccount]:
    """These accounts. Raises LookupError naming one that is not there."""
    rows = db().scalars(select(LedgerAccount).where(LedgerAccount.code.in_(codes)))
    found = {account.code: account for account in rows}
    for code in codes - found.keys():
        raise LookupError(f"There is no account {code}.")
    return found


def accounts(*kinds: AccountKind) -> list[LedgerAccount]:
    """The accounts of these kinds, or all, in the order of their codes."""
    query = select(LedgerAccount).order_by(LedgerAccount.code)
    return list(db().scalars(query.where(LedgerAccount.kind.in_(kinds)) if kinds else query))


def funds() -> list[Fund]:
    """All funds by name."""
    return list(db().scalars(select(Fund).order_by(Fund.name)))


def booked_under(key: str) -> Entry | None:
    """The entry of this business key, with its lines."""
    return db().scalar(select(Entry).where(Entry.key == key).options(selectinload(Entry.lines)))


def find_entry(entry_id: int) -> Entry:
    """A posted entry with all that its lines say. Raises LookupError."""
    found = db().scalar(
        select(Entry)
        .where(Entry.id == entry_id, Entry.posted_at.is_not(None))
        .options(
            selectinload(Entry.lines).options(
                joinedload(Line.account), joinedload(Line.fund), joinedload(Line.activity)
            )
        )
    )
    if found is None:
        raise LookupError(f"There is no entry {entry_id}.")
    return found


def reversal_of(entry_id: int) -> Entry | None:
    """The entry that undoes this one."""
    return db().scalar(select(Entry).where(Entry.reverses_id == entry_id))


def made_by(entry: Entry) -> str:
    """The name of who made an entry; empty when it was nobody, or somebody we forgot."""
    maker = None if entry.made_by_id is None else db().get(Person, entry.made_by_id)
    return maker.full_name if maker else ""


def balances(*, until: date | None = None) -> list[Balance]:
    """Every balance by fund, account and activity, up to and including this day."""
    keys = (Line.fund_id, Line.account_id, Line.activity_id)
    query = (
        select(*keys, func.sum(Line.amount))
        .join_from(Line, Entry)
        .where(*posted(until))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [
        Balance(fund_id=fund, account_id=account, activity_id=activity, amount=amount)
        for fund, account, activity, amount in db().execute(query)
    ]


def trial_balance(*, until: date | None = None) -> list[AccountBalance]:
    """What stands on every account that was used; together always nothing."""
    columns = (LedgerAccount.code, LedgerAccount.name, LedgerAccount.kind)
    query = (
        select(*columns, func.sum(Line.amount))
        .join_from(Line, Entry)
        .join(LedgerAccount)
        .where(*posted(until))
        .group_by(*columns)
        .order_by(LedgerAccount.code)
    )
    return [
        AccountBalance(code=code, name=name, kind=kind, amount=amount)
        for code, name, kind, amount in db().execute(query)
    ]


def cash_of(fund_id: int) -> Money:
    """What one fund can pay with, of all that is posted."""
    found = db().scalar(
        select(func.sum(Line.amount))
        .join_from(Line, Entry)
        .join(LedgerAccount)
        .where(*posted(), LedgerAccount.code.in_(CASH), Line.fund_id == fund_id)
    )
    return found or NOTHING


def loans() -> dict[int, Money]:
    """{fund id: cents it lent, below nothing what it borrowed}; funds that are even left out."""
    rows = db().execute(
        select(Line.fund_id, func.sum(Line.amount))
        .join_from(Line, Entry)
        .join(LedgerAccount)
        .where(*posted(), LedgerAccount.code == LENT)
        .group_by(Line.fund_id)
    )
    return {fund_id: amount for fund_id, amount in rows if amount}


def told_in(year: int) -> list[str]:
    """What people wrote in the book of a year: with each entry, and with each fund."""
    memos = select(Entry.memo).join(Posting).where(Posting.year == year).distinct()
    names = db().execute(select(Fund.name, Fund.purpose))
    return [*db().scalars(memos), *(text for row in names for text in row)]


def years_booked() -> tuple[int, int] | None:
    """The first and the last year in the book, when anything is in it."""
    first = db().scalar(select(Entry.day).order_by(Entry.day).limit(1))
    last = db().scalar(select(Entry.day).order_by(Entry.day.desc()).limit(1))
    return None if first is None or last is None else (first.year, last.year)


def posted(until: date | None = None) -> list[ColumnElement[bool]]:
    """What a counted entry meets: posted, and up to and including this day."""
    conditions: list[ColumnElement[bool]] = [Entry.posted_at.is_not(None)]
    return conditions if until is None else [*conditions, Entry.day <= until]


def opens(year: int) -> ColumnElement[bool]:
    """Whether an entry brought in what there was before this year, and was not undone."""
    undoing, key = aliased(Entry), key_of_opening(year)
    undone = select(undoing.id).where(undoing.reverses_id == Entry.id).exists()
    return and_(or_(Entry.key == key, Entry.key.startswith(f"{key}:")), ~undone)
