"""What stands ready: prepared by one, booked or taken away by another."""

from collections.abc import Sequence
from datetime import date

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger.models import Entry, PreparedEntry, PreparedLine, Why
from buurtcoop.ledger.operations.booking import (
    asked_again,
    book,
    lines_like,
    lines_to_book,
    refuse_other,
)
from buurtcoop.ledger.operations.receipts import attach_receipt, refuse_spoken_for
from buurtcoop.ledger.queries import booked_under, find_prepared, period_of, prepared_under
from buurtcoop.ledger.rules import (
    KeyUsed,
    NewLine,
    PreparedEnded,
    SecondPersonDecides,
    refuse_unbalanced,
)


def prepare(
    day: date,
    memo: str,
    lines: Sequence[NewLine],
    *,
    key: str,
    why: Why,
    by: Viewer,
    receipt_id: int | None = None,
) -> PreparedEntry:
    """Let an entry stand ready until somebody books it. It counts in no figure.

    `receipt_id`: the paper who decides looks at; it will prove the entry. Preparing the same key
    twice is once: the first comes back, also when it was booked or taken away. Raises
    EntryUnbalanced, ActivityMissing, PeriodClosed, PeriodMissing, KeyUsed when an entry or
    something else that stood ready has this key, ReceiptTaken, ReceiptWaits; LookupError names a
    missing account or receipt.
    """
    refuse_unbalanced(lines)
    period_of(day, hold=True)
    made = lines_to_book(lines)
    found = prepared_under(key)
    if found is not None:
        refuse_other(found, day, lines)
        return found
    if booked_under(key) is not None:
        raise KeyUsed
    if receipt_id is not None:
        refuse_spoken_for(receipt_id)
    prepared_id = insert_once(
        db(),
        PreparedEntry,
        key=key,
        day=day,
        memo=memo,
        why=why,
        made_by_id=by.person_id,
        made_at=clock.now(),
        receipt_id=receipt_id,
        entry_id=None,
        decided_by_id=None,
        dropped_at=None,
        dropped_why="",
    )
    if prepared_id is None:
        again = prepared_under(key)
        assert again is not None
        refuse_other(again, day, lines)
        return again
    waiting = lines_like(PreparedLine, made)
    for line in waiting:
        line.prepared_id = prepared_id
    db().add_all(waiting)
    db().flush()
    prepared = db().get_one(PreparedEntry, prepared_id)
    record(by, "ledger.prepare", prepared)
    return prepared


def book_prepared(prepared_id: int, by: Viewer) -> Entry:
    """Put what stands ready in the books.

    Holds afterwards: it was booked once, as it was prepared; what waited for a second person was
    booked by somebody else than who prepared it. Raises PreparedEnded, SecondPersonDecides, and
    what `book` raises; LookupError when there is none.
    """
    prepared = _held(prepared_id)
    if prepared.why is Why.SECOND_PERSON and by.id == prepared.made_by_id:
        raise SecondPersonDecides
    entry = book(prepared.day, prepared.memo, asked_again(prepared.lines), key=prepared.key, by=by)
    prepared.entry_id, prepared.decided_by_id = entry.id, by.person_id
    if prepared.receipt is not None and prepared.receipt.entry_id is None:
        attach_receipt(prepared.receipt.id, entry.id, by)
    db().flush()
    record(by, "ledger.book_prepared", prepared)
    return entry


def drop_prepared(prepared_id: int, why: str, by: Viewer) -> None:
    """Take away what stands ready, with the reason in words.

    Raises PreparedEnded; LookupError when there is none.
    """
    prepared = _held(prepared_id)
    prepared.dropped_at, prepared.dropped_why = clock.now(), why
    prepared.decided_by_id = by.person_id
    db().flush()
    record(by, "ledger.drop_prepared", prepared)


def _held(prepared_id: int) -> PreparedEntry:
    prepared = find_prepared(prepared_id, hold=True)
    if prepared.entry_id is not None or prepared.dropped_at is not None:
        raise PreparedEnded
    return prepared
