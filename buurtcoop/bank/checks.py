"""What always holds of movements and their matches, counted over the whole database."""

from collections.abc import Iterator

from sqlalchemy import func, select

from buurtcoop.bank.models import BankAccount, BankLine, BankMatch
from buurtcoop.bank.queries import accounts, counts, last_day_of, reconciliation
from buurtcoop.core.guards import lifted
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import Entry, Line

# The triggers of migration 0033: a table that was rebuilt by hand loses them without a word.
GUARDS = (
    "bank_account_with_statements_stays",
    "bank_line_comes_once",
    "bank_line_remains",
    "bank_line_stays",
    "match_begins_alive",
    "match_never_more_than_its_entry",
    "match_never_more_than_its_line",
    "match_only_ends",
    "match_remains",
    "statement_remains",
    "statement_stays",
)
# REPLACE is of SQLite alone.
SQLITE_GUARDS = (
    "bank_account_is_not_replaced",
    "bank_account_takes_no_place",
    "bank_line_is_not_replaced",
    "statement_is_not_replaced",
)


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [
        *_lifted_guards(),
        *_more_than_their_line(),
        *_more_than_their_entry(),
        *_not_posted(),
        *_unexplained(),
    ]


def _lifted_guards() -> list[str]:
    sqlite = db().get_bind().dialect.name == "sqlite"
    wanted = (*GUARDS, *(SQLITE_GUARDS if sqlite else ()))
    return [f"The guard {name} on the bank is gone." for name in lifted(db(), wanted)]


def _more_than_their_line() -> list[str]:
    rows = db().execute(
        select(BankLine.id, BankLine.amount, func.sum(BankMatch.amount))
        .join(BankMatch, BankMatch.line_id == BankLine.id)
        .where(counts())
        .group_by(BankLine.id, BankLine.amount)
    )
    return [
        f"The matches of movement {number} are {matched}, and it is {amount}."
        for number, amount, matched in rows
        if _too_much(matched, amount)
    ]


def _more_than_their_entry() -> list[str]:
    booked = (
        select(func.sum(Line.amount))
        .where(Line.entry_id == BankMatch.entry_id, Line.account_id == BankAccount.account_id)
        .correlate(BankMatch, BankAccount)
        .scalar_subquery()
    )
    rows = db().execute(
        select(BankMatch.entry_id, func.sum(BankMatch.amount), booked)
        .join(BankLine, BankMatch.line_id == BankLine.id)
        .join(BankAccount, BankLine.bank_account_id == BankAccount.id)
        .where(counts())
        .group_by(BankMatch.entry_id, BankAccount.account_id)
    )
    return [
        f"The matches of entry {number} are {matched}, and it booked {amount}."
        for number, matched, amount in rows
        if _too_much(matched, amount or NOTHING)
    ]


def _too_much(part: Money, whole: Money) -> bool:
    return abs(part) > abs(whole) or (part > NOTHING) != (whole > NOTHING)


def _not_posted() -> list[str]:
    rows = db().scalars(
        select(BankMatch.id)
        .join(Entry, BankMatch.entry_id == Entry.id)
        .where(Entry.posted_at.is_(None))
    )
    return [f"Match {number} is with an entry that was never posted." for number in rows]


def _unexplained() -> Iterator[str]:
    """The parts of a reconciliation make its difference."""
    for account in accounts():
        on = last_day_of(account.id)
        found = reconciliation(account.id, on) if on else None
        if found is not None and found.bank != found.explained:
            yield f"Account {account.id} differs from the book by an amount nothing explains."
