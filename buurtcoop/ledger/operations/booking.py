"""Booking, and undoing a booking."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import in_turn, insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger.chain import link
from buurtcoop.ledger.models import (
    Entry,
    Line,
    Posting,
    PreparedEntry,
    PreparedLine,
    RecurringLine,
)
from buurtcoop.ledger.operations.chart import accounts_to_book
from buurtcoop.ledger.queries import (
    booked_under,
    find_entry,
    link_facts,
    period_of,
)
from buurtcoop.ledger.rules import (
    RESULT,
    ActivityMissing,
    AlreadyReversed,
    KeyUsed,
    NewLine,
    ReversalStays,
    ReversalTooEarly,
    key_of_reversal,
    refuse_unbalanced,
)

AnyLine = TypeVar("AnyLine", Line, PreparedLine, RecurringLine)
# The turn of who numbers entries; the trigger `posting_follows` waits for the same.
ENTRY_TURN = 5001


def book(day: date, memo: str, lines: Sequence[NewLine], *, key: str, by: Viewer) -> Entry:
    """Put an entry in the books and post it.

    Holds afterwards: it has two lines or more, each fund in it adds up to zero, its day lies in
    an open period and it never changes again. The same key books once: the first entry comes
    back. Raises EntryUnbalanced, PeriodClosed, PeriodMissing, ActivityMissing, and KeyUsed when
    the key stands for another day or other lines. LookupError names an account that is not there.
    """
    refuse_unbalanced(lines)
    found = booked_under(key)
    if found is not None:
        refuse_other(found, day, lines)
        return found
    made = lines_to_book(lines)
    entry_id = _begin(day, memo, key=key, by=by)
    if entry_id is None:
        again = booked_under(key)
        assert again is not None
        refuse_other(again, day, lines)
        return again
    return _post(entry_id, made, by=by, verb="ledger.book")


def reverse(entry_id: int, *, day: date, memo: str, by: Viewer) -> Entry:
    """Undo a posted entry by its mirror image on this day.

    Holds afterwards: together they leave every balance as it was before. Raises
    AlreadyReversed, ReversalStays, ReversalTooEarly, PeriodClosed, PeriodMissing; LookupError
    when there is no such entry.
    """
    entry = find_entry(entry_id)
    if entry.reverses_id is not None:
        raise ReversalStays
    if day < entry.day:
        raise ReversalTooEarly(day=entry.day)
    if booked_under(key_of_reversal(entry_id)) is not None:
        raise AlreadyReversed
    mirror = lines_like(Line, entry.lines, times=-1)
    new_id = _begin(day, memo, key=key_of_reversal(entry_id), by=by, reverses_id=entry_id)
    if new_id is None:
        raise AlreadyReversed
    return _post(new_id, mirror, by=by, verb="ledger.reverse")


def _begin(
    day: date, memo: str, *, key: str, by: Viewer, reverses_id: int | None = None
) -> int | None:
    """A draft; None when somebody else booked this key at the same moment."""
    return insert_once(
        db(),
        Entry,
        day=day,
        period_id=period_of(day, hold=True).id,
        memo=memo,
        posted_at=None,
        reverses_id=reverses_id,
        key=key,
        made_at=clock.now(),
        made_by_id=by.person_id,
    )


def _post(entry_id: int, lines: list[Line], *, by: Viewer, verb: str) -> Entry:
    entry = db().get_one(Entry, entry_id)
    for line in lines:
        line.entry_id = entry_id
    db().add_all(lines)
    db().flush()
    _number(entry)
    entry.posted_at = clock.now()
    db().flush()
    record(by, verb, entry)
    return entry


def _number(entry: Entry) -> None:
    """Give a draft the next place in the chain, the next number of its year, and its hash."""
    in_turn(db(), ENTRY_TURN)
    newest = db().scalar(select(Posting).order_by(Posting.id.desc()).limit(1))
    in_year = select(func.max(Posting.number)).where(Posting.year == entry.day.year)
    facts = link_facts(
        entry,
        place=newest.id + 1 if newest else 1,
        number=(db().scalar(in_year) or 0) + 1,
    )
    db().add(
        Posting(
            id=facts.place,
            entry_id=entry.id,
            year=facts.year,
            number=facts.number,
            hash=link(newest.hash if newest else "", facts),
        )
    )
    db().flush()


def lines_to_book(wanted: Sequence[NewLine]) -> list[Line]:
    """Rows for these lines, of no entry yet. Raises ActivityMissing; LookupError."""
    accounts = accounts_to_book({line.account for line in wanted})
    made = []
    for line in wanted:
        account = accounts[line.account]
        if account.kind in RESULT and line.activity_id is None:
            raise ActivityMissing
        made.append(
            Line(
                account_id=account.id,
                fund_id=line.fund_id,
                activity_id=line.activity_id,
                amount=line.amount,
            )
        )
    return made


def lines_like(kind: type[AnyLine], lines: Iterable[Line], *, times: int = 1) -> list[AnyLine]:
    """Rows of this kind with what these lines say, of nothing yet; -1 times is their mirror."""
    return [
        kind(
            account_id=line.account_id,
            fund_id=line.fund_id,
            activity_id=line.activity_id,
            amount=line.amount * times,
        )
        for line in lines
    ]


def asked_again(lines: Iterable[Line | PreparedLine | RecurringLine]) -> list[NewLine]:
    """What to book for lines like these: what was prepared, what comes back, or an entry."""
    return [
        NewLine(
            account=line.account.code,
            fund_id=line.fund_id,
            amount=line.amount,
            activity_id=line.activity_id,
        )
        for line in lines
    ]


def refuse_other(stands: Entry | PreparedEntry, day: date, lines: Sequence[NewLine]) -> None:
    """Raises KeyUsed when what stands under a key is not what is asked for now."""
    if stands.day != day or Counter(asked_again(stands.lines)) != Counter(lines):
        raise KeyUsed
