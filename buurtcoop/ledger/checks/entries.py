"""What always holds of entries and their lines."""

from sqlalchemy import func, select

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import Entry, LedgerAccount, Line, Period
from buurtcoop.ledger.queries import trial_balance
from buurtcoop.ledger.rules import GIVEN, LENT, RESULT


def broken() -> list[str]:
    """A sentence for each invariant of entries and lines that does not hold."""
    return [
        *_drafts(),
        *_thin_entries(),
        *_unbalanced_entries(),
        *_outside_their_period(),
        *_without_activity(),
        *_inexact_reversals(),
        *_uneven_between_funds(),
        *_books_out_of_balance(),
    ]


def _drafts() -> list[str]:
    rows = db().scalars(select(Entry.id).where(Entry.posted_at.is_(None)))
    return [f"Entry {number} was never posted." for number in rows]


def _thin_entries() -> list[str]:
    rows = db().scalars(
        select(Entry.id).outerjoin(Line).group_by(Entry.id).having(func.count(Line.id) < 2)
    )
    return [f"Entry {number} has fewer than two lines." for number in rows]


def _unbalanced_entries() -> list[str]:
    rows = db().execute(
        select(Line.entry_id, Line.fund_id)
        .group_by(Line.entry_id, Line.fund_id)
        .having(func.sum(Line.amount) != NOTHING)
    )
    return [f"Entry {entry} does not add up to zero in fund {fund}." for entry, fund in rows]


def _outside_their_period() -> list[str]:
    rows = db().scalars(
        select(Entry.id)
        .join(Period)
        .where((Entry.day < Period.starts_on) | (Entry.day > Period.ends_on))
    )
    return [f"Entry {number} lies outside its period." for number in rows]


def _without_activity() -> list[str]:
    rows = db().scalars(
        select(Line.id)
        .join(LedgerAccount)
        .where(Line.activity_id.is_(None), LedgerAccount.kind.in_(RESULT))
    )
    return [f"Line {number} of income or expense names no activity." for number in rows]


def _inexact_reversals() -> list[str]:
    pair = func.coalesce(Entry.reverses_id, Entry.id)
    undone = select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))
    rows = db().scalars(
        select(pair)
        .join(Line, Line.entry_id == Entry.id)
        .where(Entry.reverses_id.is_not(None) | Entry.id.in_(undone))
        .group_by(pair, Line.account_id, Line.fund_id, Line.activity_id)
        .having(func.sum(Line.amount) != NOTHING)
        .distinct()
    )
    return [f"The reversal of entry {number} does not undo it exactly." for number in rows]


def _uneven_between_funds() -> list[str]:
    rows = db().execute(
        select(Line.entry_id, LedgerAccount.code)
        .join(LedgerAccount)
        .where(LedgerAccount.code.in_((LENT, GIVEN)))
        .group_by(Line.entry_id, LedgerAccount.code)
        .having(func.sum(Line.amount) != NOTHING)
    )
    return [f"Entry {entry} is not even over all funds on {code}." for entry, code in rows]


def _books_out_of_balance() -> list[str]:
    total = sum((balance.amount for balance in trial_balance()), NOTHING)
    return [] if total == NOTHING else [f"The books are out of balance by {Money(total.cents)}."]
