"""A year of the book as it stood at one moment: its opening, its entries, its movements."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased

from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import (
    AccountKind,
    Entry,
    Fund,
    LedgerAccount,
    Line,
    Posting,
    Receipt,
)
from buurtcoop.ledger.queries import opens
from buurtcoop.ledger.reports.parts import EQUITY_OF
from buurtcoop.ledger.rules import CASH, RESULT, said_number

AT_ONCE = 500

Tell = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A book year up to a place in the chain: what is posted later does not count."""

    year: int
    place: int


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How much there is in a year; the debit is the credit too."""

    entries: int
    lines: int
    debit: Money


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line with its names; debit is positive, without an activity the names are empty."""

    account: str
    account_name: str
    fund_id: int
    fund: str
    activity: str
    activity_name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One posted entry with its lines; `undoes` and `receipts` are numbers as people read them."""

    number: str
    day: date
    memo: str
    undoes: str
    receipts: tuple[str, ...]
    lines: tuple[BookLine, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on an account of a fund when the year begins; debit is positive."""

    account: str
    fund_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Moved:
    """What a year did to an account of a fund; both amounts are positive."""

    account: str
    kind: AccountKind
    fund_id: int
    debit: Money
    credit: Money

    @property
    def amount(self) -> Money:
        """Debit is positive."""
        return self.debit - self.credit


def as_it_stands(year: int) -> Moment:
    """This year, with everything that is posted now."""
    return Moment(year=year, place=db().scalar(select(func.max(Posting.id))) or 0)


def counted(moment: Moment) -> Counted:
    """How many entries and lines the year has, opening entry aside."""
    debit = case((Line.amount > NOTHING, Line.amount), else_=0)
    found = db().execute(
        select(func.count(Entry.id.distinct()), func.count(Line.id), func.sum(debit))
        .join_from(Line, Entry)
        .join(Posting)
        .where(*_of_year(moment))
    )
    entries, lines, total = found.one()
    return Counted(entries=entries, lines=lines, debit=total or NOTHING)


def entries(moment: Moment, *, journal: str | None = None) -> Iterator[BookEntry]:
    """The entries of the year in the order of their numbers, a few hundred in memory at a time.

    With a journal only its entries: those on this account to pay with, or with an empty one
    those on none.
    """
    undone = aliased(Posting)
    wanted = _of_year(moment)
    if journal is not None:
        wanted.append(func.coalesce(_first_cash(), "") == journal)
    query = (
        select(Posting.number, Entry.id, Entry.day, Entry.memo, undone.year, undone.number)
        .join_from(Entry, Posting, Posting.entry_id == Entry.id)
        .outerjoin(undone, undone.entry_id == Entry.reverses_id)
        .where(*wanted)
        .order_by(Posting.number)
        .limit(AT_ONCE)
    )
    last = 0
    while rows := db().execute(query.where(Posting.number > last)).all():
        ids = [row[1] for row in rows]
        lines, receipts = _lines_of(ids), _receipts_of(ids)
        for number, entry_id, day, memo, year, undoes in rows:
            yield BookEntry(
                number=said_number(moment.year, number),
                day=day,
                memo=memo,
                undoes=said_number(year, undoes) if undoes else "",
                receipts=tuple(receipts[entry_id]),
                lines=tuple(lines[entry_id]),
            )
        last = rows[-1][0]


def opening(moment: Moment) -> list[Standing]:
    """What stood on every account of every fund when the year began; together nothing.

    Income and expense of earlier years stand as equity of the kind of their fund. The opening
    entry of the year itself is part of it.
    """
    before = or_(Posting.year < moment.year, opens(moment.year))
    query = (
        select(LedgerAccount.code, LedgerAccount.kind, Fund.id, Fund.kind, func.sum(Line.amount))
        .join_from(Line, Entry)
        .join(Posting)
        .join(LedgerAccount)
        .join(Fund)
        .where(Posting.id <= moment.place, before)
        .group_by(LedgerAccount.code, LedgerAccount.kind, Fund.id, Fund.kind)
    )
    sums: dict[tuple[str, int], Money] = defaultdict(lambda: NOTHING)
    for code, kind, fund_id, fund_kind, amount in db().execute(query):
        sums[EQUITY_OF[fund_kind] if kind in RESULT else code, fund_id] += amount
    return [Standing(*key, amount) for key, amount in sorted(sums.items()) if amount]


def movements(moment: Moment) -> list[Moved]:
    """What the year did to every account of every fund, opening entry aside."""
    query = (
        select(
            LedgerAccount.code,
            LedgerAccount.kind,
            Line.fund_id,
            func.sum(case((Line.amount > NOTHING, Line.amount), else_=0)),
            func.sum(case((Line.amount < NOTHING, Line.amount), else_=0)),
        )
        .join_from(Line, Entry)
        .join(Posting)
        .join(LedgerAccount)
        .where(*_of_year(moment))
        .group_by(LedgerAccount.code, LedgerAccount.kind, Line.fund_id)
        .order_by(LedgerAccount.code, Line.fund_id)
    )
    return [
        Moved(code, kind, fund_id, debit, -credit)
        for code, kind, fund_id, debit, credit in db().execute(query)
    ]


def _of_year(moment: Moment) -> list[ColumnElement[bool]]:
    within = Posting.year == moment.year, Posting.id <= moment.place
    return [*within, ~opens(moment.year)]


def _first_cash() -> ColumnElement[str | None]:
    """The first account to pay with that an entry is on."""
    line, account = aliased(Line), aliased(LedgerAccount)
    return (
        select(func.min(account.code))
        .join_from(line, account, line.account_id == account.id)
        .where(line.entry_id == Entry.id, account.code.in_(CASH))
        .correlate(Entry)
        .scalar_subquery()
    )


def _lines_of(entry_ids: Sequence[int]) -> dict[int, list[BookLine]]:
    query = (
        select(
            Line.entry_id,
            LedgerAccount.code,
            LedgerAccount.name,
            Fund.id,
            Fund.name,
            Activity.code,
            Activity.name,
            Line.amount,
        )
        .join_from(Line, LedgerAccount)
        .join(Fund)
        .outerjoin(Activity)
        .where(Line.entry_id.in_(entry_ids))
        .order_by(Line.id)
    )
    found: dict[int, list[BookLine]] = defaultdict(list)
    for entry_id, code, name, fund_id, fund, activity, done_for, amount in db().execute(query):
        line = BookLine(code, name, fund_id, fund, activity or "", done_for or "", amount)
        found[entry_id].append(line)
    return found


def _receipts_of(entry_ids: Sequence[int]) -> dict[int, list[str]]:
    query = select(Receipt.entry_id, Receipt.year, Receipt.number).where(
        Receipt.entry_id.in_(entry_ids)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for entry_id, year, number in db().execute(query.order_by(Receipt.year, Receipt.number)):
        if entry_id:
            found[entry_id].append(said_number(year, number))
    return found
