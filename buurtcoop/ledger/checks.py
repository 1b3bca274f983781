"""What always holds of the books, counted over the whole database."""

from sqlalchemy import func, select, text

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import Entry, LedgerAccount, Line, Period
from buurtcoop.ledger.queries import trial_balance
from buurtcoop.ledger.rules import RESULT

# The triggers of migration 0008: a table that was rebuilt by hand loses them without a word.
GUARDS = (
    "account_with_lines_keeps_kind",
    "entry_begins_as_draft",
    "entry_begins_in_open_period",
    "entry_only_posts",
    "entry_posts_in_balance",
    "entry_posts_in_open_period",
    "entry_posts_with_two_lines",
    "entry_reverses_exactly",
    "line_says_activity",
    "line_stays",
    "period_with_entries_stays",
    "posted_entry_remains",
    "posted_entry_takes_no_line",
    "posted_line_remains",
)


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [
        *_lifted_guards(),
        *_drafts(),
        *_thin_entries(),
        *_unbalanced_entries(),
        *_outside_their_period(),
        *_without_activity(),
        *_inexact_reversals(),
        *_periods_that_share_a_day(),
        *_books_out_of_balance(),
    ]


def _lifted_guards() -> list[str]:
    sqlite = db().get_bind().dialect.name == "sqlite"
    found = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'"
    )
    there = set(db().execute(text(found)).scalars())
    return [f"The guard {name} on the books is gone." for name in GUARDS if name not in there]


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


def _periods_that_share_a_day() -> list[str]:
    rows = db().execute(select(Period.id, Period.starts_on, Period.ends_on).order_by(Period.id))
    periods = list(rows)
    return [
        f"Periods {one.id} and {other.id} share a day."
        for number, one in enumerate(periods)
        for other in periods[number + 1 :]
        if one.starts_on <= other.ends_on and one.ends_on >= other.starts_on
    ]


def _books_out_of_balance() -> list[str]:
    total = sum((balance.amount for balance in trial_balance()), NOTHING)
    return [] if total == NOTHING else [f"The books are out of balance by {Money(total.cents)}."]
