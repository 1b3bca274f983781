"""The book as people page through it: entries by day, newest first, only what they ask for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Date, Integer, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import AccountKind, Entry, Fund, FundKind, LedgerAccount, Line, Posting
from buurtcoop.ledger.queries import opens
from buurtcoop.ledger.rules import CASH, TO_COME, effect, said_number

PAGE = 50


class Flow(StrEnum):
    """Lines by what they did: money that came in, went out, or is there to pay with.

    Earned is what came in or still will, of this year; a result is what was earned or went out.
    """

    IN = "binnen"
    OUT = "uit"
    EARNED = "baten"
    RESULT = "resultaat"
    CASH = "kas"


Place = tuple[date, int]


_FLOWS: dict[Flow, ColumnElement[bool]] = {
    Flow.IN: or_(LedgerAccount.kind == AccountKind.INCOME, LedgerAccount.code.in_(TO_COME)),
    Flow.OUT: LedgerAccount.kind == AccountKind.EXPENSE,
    Flow.EARNED: LedgerAccount.kind == AccountKind.INCOME,
    Flow.RESULT: LedgerAccount.kind.in_((AccountKind.INCOME, AccountKind.EXPENSE)),
    Flow.CASH: LedgerAccount.code.in_(CASH),
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which lines somebody wants to see; what is empty does not matter.

    A year and a first day count from there, but for cash from the very beginning. An entry is
    found by all these words together, by one of these amounts on any of its lines, in or out, or
    by its number (book year, number in it): one of the three is enough. `began` asks for what
    there was when a year began, its opening entry with it; `without_opening` leaves that entry out.
    """

    fund_id: int | None = None
    fund_kind: FundKind | None = None
    account_id: int | None = None
    activity_id: int | None = None
    flow: Flow | None = None
    year: int | None = None
    first: date | None = None
    last: date | None = None
    began: int | None = None
    without_opening: int | None = None
    words: tuple[str, ...] = ()
    amounts: tuple[Money, ...] = ()
    number: tuple[int, int] | None = None

    @property
    def whole(self) -> bool:
        """Whether every line of an entry is asked for, whatever the entry."""
        asked = (self.fund_id, self.fund_kind, self.account_id, self.activity_id, self.flow)
        return asked == (None,) * len(asked)

    def lines(self) -> ColumnElement[bool]:
        """Whether a line, joined to its account, is asked for."""
        asked: list[ColumnElement[bool]] = []
        if self.fund_id is not None:
            asked.append(Line.fund_id == self.fund_id)
        if self.fund_kind is not None:
            of_kind = select(Fund.id).where(Fund.kind == self.fund_kind)
            asked.append(Line.fund_id.in_(of_kind))
        if self.account_id is not None:
            asked.append(Line.account_id == self.account_id)
        if self.activity_id is not None:
            asked.append(Line.activity_id == self.activity_id)
        if self.flow is not None:
            asked.append(_FLOWS[self.flow])
        return and_(literal(True), *asked)

    def entries(self) -> list[ColumnElement[bool]]:
        """What an entry meets to be listed."""
        conditions: list[ColumnElement[bool]] = [Entry.posted_at.is_not(None)]
        if self.year is not None:
            conditions.append(Entry.day <= date(self.year, 12, 31))
        if self.year is not None and self.flow is not Flow.CASH:
            conditions.append(Entry.day >= date(self.year, 1, 1))
        if self.last is not None:
            conditions.append(Entry.day <= self.last)
        if self.first is not None and self.flow is not Flow.CASH:
            conditions.append(Entry.day >= self.first)
        if self.began is not None:
            conditions.append(or_(Entry.day < date(self.began, 1, 1), opens(self.began)))
        if self.without_opening is not None:
            conditions.append(~opens(self.without_opening))
        return [*conditions, *self._sought()]

    def _sought(self) -> list[ColumnElement[bool]]:
        """The words, amounts and number that were typed."""
        ways: list[ColumnElement[bool]] = []
        if self.words:
            ways.append(and_(*(Entry.memo.icontains(w, autoescape=True) for w in self.words)))
        if self.amounts:
            both = [amount for found in self.amounts for amount in (found, -found)]
            ways.append(Entry.id.in_(select(Line.entry_id).where(Line.amount.in_(both))))
        if self.number is not None:
            numbered = tuple_(Posting.year, Posting.number) == self.number
            ways.append(Entry.id.in_(select(Posting.entry_id).where(numbered)))
        return [or_(*ways)] if ways else []


@dataclass(frozen=True, kw_only=True)
class Booking:
    """An entry in the list. `amount` is what the lines asked for did to our money.

    `size` is how much it is about, also when we have as much as before: a loan between funds.
    """

    entry_id: int
    number: str
    day: date
    memo: str
    amount: Money
    size: Money
    accounts: tuple[str, ...]
    funds: tuple[str, ...]
    activities: tuple[str, ...]
    reverses: bool
    undone: bool


@dataclass(frozen=True, kw_only=True)
class BookPage:
    """A page of the book, with the places to go on from; none at an end.

    `total` is what all lines asked for did to our money; the whole book has none.
    """

    bookings: list[Booking]
    newer: Place | None
    older: Place | None
    count: int
    total: Money | None


def book_page(
    wish: Wish, *, after: Place | None = None, before: Place | None = None, limit: int = PAGE
) -> BookPage:
    """The entries of this wish, newest first: the first page, those after or before a place."""
    chosen = _entries(wish, after=after, before=before, limit=limit)
    more = len(chosen) > limit
    chosen = chosen[:limit]
    if before is not None:
        chosen.reverse()
    count, total = (_numbered(), None) if wish == Wish() else _total(wish)
    has_newer = more if before is not None else after is not None
    has_older = True if before is not None else more
    return BookPage(
        bookings=_dressed(wish, chosen),
        newer=_place(chosen[0]) if chosen and has_newer else None,
        older=_place(chosen[-1]) if chosen and has_older else None,
        count=count,
        total=total,
    )


@dataclass(frozen=True)
class _Chosen:
    entry_id: int
    number: str
    day: date
    memo: str
    reverses: bool
    undone: bool


@dataclass(frozen=True)
class _Line:
    code: str
    account: str
    fund: str
    activity: str | None
    amount: Money
    asked: bool


def _entries(wish: Wish, *, after: Place | None, before: Place | None, limit: int) -> list[_Chosen]:
    undoing = aliased(Entry)
    undone = select(undoing.id).where(undoing.reverses_id == Entry.id).exists()
    columns = (Entry.id, Posting.year, Posting.number, Entry.day, Entry.memo, Entry.reverses_id)
    query = select(*columns, undone).join_from(Entry, Posting)
    query = query.where(*wish.entries()).limit(limit + 1)
    if not wish.whole:
        having = select(Line.entry_id).join(LedgerAccount).where(wish.lines())
        query = query.where(Entry.id.in_(having))
    here = tuple_(Entry.day, Entry.id)
    if before is not None:
        query = query.where(here > _key(before)).order_by(Entry.day, Entry.id)
    else:
        query = query.order_by(Entry.day.desc(), Entry.id.desc())
    if after is not None:
        query = query.where(here < _key(after))
    return [
        _Chosen(
            entry_id, said_number(year, number), day, memo, reverses_id is not None, bool(is_undone)
        )
        for entry_id, year, number, day, memo, reverses_id, is_undone in db().execute(query)
    ]


def _dressed(wish: Wish, chosen: list[_Chosen]) -> list[Booking]:
    """The same entries with what their lines say, in one more statement."""
    query = (
        select(
            Line.entry_id,
            LedgerAccount.code,
            LedgerAccount.name,
            Fund.name,
            Activity.name,
            Line.amount,
            wish.lines(),
        )
        .join_from(Line, LedgerAccount)
        .join(Fund)
        .outerjoin(Activity)
        .where(Line.entry_id.in_([entry.entry_id for entry in chosen]))
        .order_by(Line.id)
    )
    seen: dict[int, list[_Line]] = defaultdict(list)
    for entry_id, code, account, fund, activity, amount, asked in db().execute(query):
        seen[entry_id].append(_Line(code, account, fund, activity, amount, bool(asked)))
    return [_booking(entry, seen[entry.entry_id]) for entry in chosen]


def _booking(entry: _Chosen, lines: list[_Line]) -> Booking:
    asked = [line for line in lines if line.asked]
    told = [line for line in asked if line.code not in CASH] or asked
    return Booking(
        entry_id=entry.entry_id,
        number=entry.number,
        day=entry.day,
        memo=entry.memo,
        amount=effect((line.code, line.amount) for line in asked),
        size=sum((line.amount for line in told if line.amount > NOTHING), NOTHING),
        accounts=_once(line.account for line in told),
        funds=_once(line.fund for line in asked),
        activities=_once(line.activity for line in asked if line.activity),
        reverses=entry.reverses,
        undone=entry.undone,
    )


def _total(wish: Wish) -> tuple[int, Money]:
    """How many entries there are, and what their lines did to our money together."""
    is_cash = LedgerAccount.code.in_(CASH)
    have = func.coalesce(func.sum(case((is_cash, Line.amount))), 0)
    rest = func.coalesce(func.sum(case((~is_cash, Line.amount))), 0)
    with_cash = func.count(case((is_cash, 1)))
    query = (
        select(func.count(Line.entry_id.distinct()), with_cash, have, rest)
        .join_from(Line, Entry)
        .join(LedgerAccount)
        .where(*wish.entries(), wish.lines())
    )
    number, cash_lines, kept, other = db().execute(query).one()
    return number, (kept if cash_lines else -other)


def _numbered() -> int:
    """How many entries the whole book has: every one has its number."""
    return db().scalar(select(func.count()).select_from(Posting)) or 0


def _place(entry: _Chosen) -> Place:
    return entry.day, entry.entry_id


def _key(place: Place) -> ColumnElement[tuple[date, int]]:
    return tuple_(literal(place[0], Date), literal(place[1], Integer))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
