"""The bank of the demo: every month its statement is read in, matched to the book, and closed.

What the bank says is made from what was booked, as it would be the other way round in a real
coop; the newest statement also has movements that nobody booked yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count

from sqlalchemy import func, select

from buurtcoop.bank.models import BankAccount, BankLine
from buurtcoop.bank.operations import add_account, close_month, import_file, match_entry
from buurtcoop.bank.queries import open_lines
from buurtcoop.bank.rules import Movement, identities
from buurtcoop.coop.operations import set_rule
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.demo.money import OPENING_RESERVE
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.demo.statements import camt
from buurtcoop.ledger.models import Entry, LedgerAccount, Line, Period, PeriodState
from buurtcoop.ledger.rules import ALONE_UP_TO, BANK, COST_OF_DECIDING, OPENING_KEY

IBAN = "NL13TEST0123456789"
READ_DAY, CLOSE_DAY = 3, 15
NOBODY_BOOKED = (
    (28, Money(15_000), "Bakkerij De Korenaar", "Gift voor de Eettafel"),
    (29, Money(-2_340), "Bouwmarkt Oude Sluis", "Pinbetaling schroeven en verf"),
    (30, Money(-995), "", "Kosten betaalpakket"),
)


@dataclass(frozen=True)
class Booked:
    """An entry on the bank, as the bank saw it."""

    entry_id: int
    day: date
    memo: str
    amount: Money


def banking(stage: Stage, first_year: int, now: datetime) -> Iterator[Event]:
    """The account and the rules of deciding, and a statement for every month that is over."""
    yield Event(clock.at(date(first_year - 1, 12, 9), time(10)), partial(_begin, stage, first_year))
    for first, last in _months(date(first_year, 1, 1)):
        read_at = clock.at(last + timedelta(days=READ_DAY), time(10, 15))
        close_at = clock.at(last + timedelta(days=CLOSE_DAY), time(10, 30))
        if read_at >= now:
            return
        newest = clock.at(_last_of(last + timedelta(days=1)) + timedelta(days=READ_DAY), time(10))
        yield Event(read_at, partial(_read_in, stage, first, last, newest=newest >= now))
        if close_at < now and newest < now:
            yield Event(close_at, partial(_close, stage, last))


def _begin(stage: Stage, first_year: int) -> None:
    by = stage.treasurer()
    add_account(IBAN, "Betaalrekening", BANK, by)
    since = date(first_year, 1, 1)
    said = "besluit van het bestuur, najaar"
    set_rule(ALONE_UP_TO, "25000", valid_from=since, source=said, by=by)
    set_rule(COST_OF_DECIDING, "4000", valid_from=since, source=said, by=by)


def _read_in(stage: Stage, first: date, last: date, *, newest: bool) -> None:
    """The statement of a month; each movement is matched to the entry it came from."""
    by = stage.treasurer()
    booked = _booked(first, last)
    movements = [
        _movement(place, each.day, each.amount, "", each.memo)
        for place, each in enumerate(booked, start=1)
    ]
    if newest:
        extra = count(len(booked) + 1)
        movements += [
            _movement(next(extra), last.replace(day=min(day, last.day)), amount, who, words)
            for day, amount, who, words in NOBODY_BOOKED
        ]
    entries = dict(zip(identities(movements), (each.entry_id for each in booked), strict=False))
    movements.sort(key=lambda each: (each.day, each.bank_reference))
    data = camt(IBAN, _before(first), movements, days=(first, last))
    import_file(data, f"CAMT053_{first:%Y_%m}.xml", by)
    _match(entries, by)


def _match(entries: dict[str, int], by: Viewer) -> None:
    """What the import was not sure of, by the identity of the movement: a press for each."""
    account = db().scalars(select(BankAccount)).one()
    for each in open_lines(account.id, limit=None):
        if each.line.identity in entries:
            match_entry(each.line.id, entries[each.line.identity], by)


def _movement(place: int, day: date, amount: Money, who: str, words: str) -> Movement:
    return Movement(
        day=day,
        amount=amount,
        bank_reference=f"{day:%Y%m}{place:05d}",
        counterparty=who,
        words=words,
    )


def _booked(first: date, last: date) -> list[Booked]:
    """What stands on the bank of these days; the opening reserve was there before."""
    amount = func.sum(Line.amount)
    rows = db().execute(
        select(Entry.id, Entry.day, Entry.memo, amount)
        .join_from(Entry, Line)
        .join(LedgerAccount)
        .where(LedgerAccount.code == BANK, Entry.day.between(first, last))
        .where(Entry.key.not_like(f"{OPENING_KEY}%"))
        .group_by(Entry.id, Entry.day, Entry.memo)
        .having(amount != NOTHING)
        .order_by(Entry.day, Entry.id)
    )
    return [Booked(*row) for row in rows]


def _before(first: date) -> Money:
    """What the bank had before this day."""
    moved = db().scalar(select(func.sum(BankLine.amount)).where(BankLine.day < first))
    return OPENING_RESERVE + (moved or NOTHING)


def _close(stage: Stage, last: date) -> None:
    """Close every month up to this one that is still open."""
    still = select(Period.id).where(Period.state == PeriodState.OPEN, Period.ends_on <= last)
    for period_id in db().scalars(still.order_by(Period.starts_on)).all():
        close_month(period_id, stage.treasurer())


def _months(first: date) -> Iterator[tuple[date, date]]:
    while True:
        last = _last_of(first)
        yield first, last
        first = last + timedelta(days=1)


def _last_of(day: date) -> date:
    """The last day of the month of this day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
