"""Book and bank beside each other: the difference, explained to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from buurtcoop.bank.models import BankAccount, BankLine, BankMatch
from buurtcoop.bank.queries.accounts import (
    bank_balance,
    book_balance,
    moved_until,
    opening_balance,
)
from buurtcoop.bank.queries.entries import OnAccount, on_account
from buurtcoop.bank.queries.lines import OpenLine, bank_account, counts
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import Entry


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """Book and bank at the end of a day, in cents.

    `begin` is what the book had more than the bank before the first statement, `ahead` what the
    book has and the bank does not, `behind` what the bank has and the book does not, `lacking`
    what the bank moved on days of which there is no statement.
    """

    account: BankAccount
    on: date
    bank: Money
    book: Money
    begin: Money
    ahead: Money
    behind: Money
    lacking: Money
    entries: Sequence[OnAccount]
    movements: Sequence[OpenLine]

    @property
    def even(self) -> bool:
        """Whether book and bank are the same."""
        return self.bank == self.book

    @property
    def explained(self) -> Money:
        """The book with every difference; always what the bank says."""
        return self.book - self.begin - self.ahead + self.behind + self.lacking

    @property
    def sound(self) -> bool:
        """Whether all that differs is a booking or a movement that somebody can look at."""
        return not self.begin and not self.lacking


def reconciliation(account_id: int, on: date) -> Reconciliation | None:
    """Book beside bank on this day; None while the bank told no balance of it. LookupError."""
    account = bank_account(account_id)
    bank, opening = bank_balance(account_id, on), opening_balance(account_id)
    if bank is None or opening is None or on < opening[0]:
        return None
    first_day, before = opening
    entries = on_account(account, last=on, matched_until=on)
    movements = open_on(account_id, on)
    early = [each for each in entries if _begins(each, first_day)]
    late = [each for each in entries if not _begins(each, first_day)]
    return Reconciliation(
        account=account,
        on=on,
        bank=bank,
        book=book_balance(account, on),
        begin=sum((each.unmatched for each in early), NOTHING) - before,
        ahead=sum((each.unmatched for each in late), NOTHING),
        behind=sum((each.amount for each in movements), NOTHING),
        lacking=bank - before - moved_until(account_id, on),
        entries=_standing(late),
        movements=movements,
    )


def open_on(account_id: int, on: date) -> list[OpenLine]:
    """Movements up to this day that no entry up to this day books, or in part."""
    booked = (
        select(func.coalesce(func.sum(BankMatch.amount), 0))
        .join(Entry, BankMatch.entry_id == Entry.id)
        .where(BankMatch.line_id == BankLine.id, Entry.day <= on, counts())
        .correlate(BankLine)
        .scalar_subquery()
    )
    query = (
        select(BankLine, booked)
        .where(
            BankLine.bank_account_id == account_id,
            BankLine.day <= on,
            BankLine.amount != booked,
        )
        .order_by(BankLine.day, BankLine.id)
    )
    return [OpenLine(line=line, amount=line.amount - taken) for line, taken in db().execute(query)]


def _begins(entry: OnAccount, first_day: date) -> bool:
    """Whether it was there before the first movement of the bank."""
    return entry.day < first_day or (entry.opens and entry.day == first_day)


def _standing(entries: Sequence[OnAccount]) -> list[OnAccount]:
    """Without entries that were undone, as long as they are nothing together."""
    undone = sum((each.unmatched for each in entries if each.undone), NOTHING)
    return [each for each in entries if undone or not each.undone]
