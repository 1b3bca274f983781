"""What comes back: the rent each month. On its day it stands ready; a person books it."""

from collections.abc import Sequence
from datetime import date

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER, Viewer
from buurtcoop.ledger.models import Every, RecurringEntry, RecurringLine, Why
from buurtcoop.ledger.operations.booking import asked_again, lines_like, lines_to_book
from buurtcoop.ledger.operations.preparing import prepare
from buurtcoop.ledger.queries import find_recurring
from buurtcoop.ledger.rules import (
    NewLine,
    PeriodClosed,
    PeriodMissing,
    key_of_recurring,
    months_later,
    refuse_unbalanced,
)

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


def repeat(
    memo: str, lines: Sequence[NewLine], *, every: Every, first_on: date, by: Viewer
) -> RecurringEntry:
    """Let an entry come back from this day on; a shorter month has its last day.

    Raises EntryUnbalanced, ActivityMissing; LookupError names an account that is not there.
    """
    refuse_unbalanced(lines)
    recurring = RecurringEntry(
        memo=memo,
        every=every,
        on_number=first_on.day,
        next_on=first_on,
        made_by_id=by.person_id,
        ended_at=None,
        lines=lines_like(RecurringLine, lines_to_book(lines)),
    )
    db().add(recurring)
    db().flush()
    record(by, "ledger.repeat", recurring)
    return recurring


def stop_repeating(recurring_id: int, by: Viewer) -> None:
    """Let it come back no more; what stands ready stays. Stopping twice is once.

    Raises LookupError when there is none.
    """
    recurring = find_recurring(recurring_id, hold=True)
    if recurring.ended_at is not None:
        return
    recurring.ended_at = clock.now()
    db().flush()
    record(by, "ledger.stop_repeating", recurring)


def make_ready(recurring_id: int, today: date) -> int:
    """Let every day of it up to today stand ready, each once. Returns how many.

    A day in a month that is closed or not in the book comes on today; when today is not in the
    book either, it waits until it is.
    """
    recurring = find_recurring(recurring_id, hold=True)
    ready = 0
    while recurring.ended_at is None and recurring.next_on <= today:
        if not _stands_ready(recurring, today):
            return ready
        ready += 1
        recurring.next_on = months_later(
            recurring.next_on, MONTHS[recurring.every], recurring.on_number
        )
        db().flush()
    return ready


def _stands_ready(recurring: RecurringEntry, today: date) -> bool:
    """Prepare it for its own day, else for today. Returns whether one of them is in the book."""
    lines = asked_again(recurring.lines)
    key = key_of_recurring(recurring.id, recurring.next_on)
    for day in (recurring.next_on, today):
        try:
            prepare(day, recurring.memo, lines, key=key, why=Why.RECURRING, by=STRANGER)
        except (PeriodClosed, PeriodMissing):
            continue
        return True
    return False
