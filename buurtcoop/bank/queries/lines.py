"""Movements, what is still open of them, and what booked them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import aliased, joinedload

from buurtcoop.bank.matching import Seen, may_be
from buurtcoop.bank.models import BankAccount, BankLine, BankMatch
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.ledger.models import Entry
from buurtcoop.people.queries import by_family
from buurtcoop.people.rules import plain

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class OpenLine:
    """A movement with what is not booked of it yet, in cents with its sign."""

    line: BankLine
    amount: Money

    @property
    def seen(self) -> Seen:
        """What matching reads of it."""
        return Seen.of(self.line, self.amount)


def counts() -> ColumnElement[bool]:
    """Whether a match counts: it was not ended, and its entry was not undone."""
    undoing = aliased(Entry)
    undone = select(undoing.id).where(undoing.reverses_id == BankMatch.entry_id).exists()
    return BankMatch.ended_at.is_(None) & ~undone


def booked_of_line() -> ScalarSelect[Money]:
    """What is booked of a movement, beside it in a query."""
    return (
        select(func.coalesce(func.sum(BankMatch.amount), 0))
        .where(BankMatch.line_id == BankLine.id, counts())
        .correlate(BankLine)
        .scalar_subquery()
    )


def open_lines(
    account_id: int | None = None, *, until: date | None = None, limit: int | None = SHOWN
) -> list[OpenLine]:
    """Movements that are not booked, or in part; the oldest first, at most so many."""
    booked = booked_of_line()
    query = (
        select(BankLine, booked)
        .where(*_open(account_id, until))
        .options(joinedload(BankLine.bank_account))
        .order_by(BankLine.day, BankLine.id)
    )
    return [
        OpenLine(line=line, amount=line.amount - taken)
        for line, taken in db().execute(query.limit(limit))
    ]


def open_count(account_id: int | None = None, *, until: date | None = None) -> int:
    """How many movements are not booked, or in part."""
    return db().scalar(select(func.count(BankLine.id)).where(*_open(account_id, until))) or 0


def _open(account_id: int | None, until: date | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [BankLine.amount != booked_of_line()]
    if account_id is not None:
        conditions.append(BankLine.bank_account_id == account_id)
    if until is not None:
        conditions.append(BankLine.day <= until)
    return conditions


def these_lines(line_ids: Sequence[int]) -> list[OpenLine]:
    """These movements that nothing ever booked, in the order of their days."""
    touched = select(BankMatch.id).where(BankMatch.line_id == BankLine.id).exists()
    query = (
        select(BankLine)
        .where(BankLine.id.in_(line_ids), ~touched)
        .order_by(BankLine.day, BankLine.id)
    )
    return [OpenLine(line=line, amount=line.amount) for line in db().scalars(query)]


def untouched_ids() -> list[int]:
    """Movements that nothing ever booked."""
    touched = select(BankMatch.id).where(BankMatch.line_id == BankLine.id).exists()
    return list(db().scalars(select(BankLine.id).where(~touched).order_by(BankLine.id)))


def open_line(line_id: int) -> OpenLine:
    """One movement with what is open of it, maybe nothing. Raises LookupError."""
    query = select(BankLine, booked_of_line()).where(BankLine.id == line_id)
    found = db().execute(query.options(joinedload(BankLine.bank_account))).one_or_none()
    if found is None:
        raise LookupError(f"There is no movement {line_id}.")
    return OpenLine(line=found[0], amount=found[0].amount - found[1])


def beside_it(line: BankLine) -> list[OpenLine]:
    """The other parts of its batch."""
    if not line.batch:
        return []
    query = (
        select(BankLine, booked_of_line())
        .where(
            BankLine.bank_account_id == line.bank_account_id,
            BankLine.batch == line.batch,
            BankLine.id != line.id,
        )
        .order_by(BankLine.id)
    )
    return [OpenLine(line=part, amount=part.amount - taken) for part, taken in db().execute(query)]


def matches_of(line_id: int) -> list[BankMatch]:
    """The matches of a movement that count, with their entries."""
    return list(
        db().scalars(
            select(BankMatch)
            .where(BankMatch.line_id == line_id, counts())
            .options(joinedload(BankMatch.entry).joinedload(Entry.posting))
            .order_by(BankMatch.id)
        )
    )


def times_matched(line_id: int) -> int:
    """How often this movement was matched, with what was taken back."""
    return db().scalar(select(func.count(BankMatch.id)).where(BankMatch.line_id == line_id)) or 0


def live_match(match_id: int) -> BankMatch:
    """A match that counts. Raises LookupError."""
    found = db().scalar(select(BankMatch).where(BankMatch.id == match_id, counts()))
    if found is None:
        raise LookupError(f"There is no match {match_id}.")
    return found


def bank_account(account_id: int) -> BankAccount:
    """An account of ours. Raises LookupError."""
    found = db().get(BankAccount, account_id)
    if found is None:
        raise LookupError(f"There is no bank account {account_id}.")
    return found


def people_named(counterparties: Iterable[str]) -> list[int]:
    """Who of the people we know may be meant by these names, as a bank writes them."""
    names = {name for name in counterparties if name}
    if not names:
        return []
    families = by_family()
    return sorted(
        {
            number
            for name in names
            for word in plain(name).split()
            for number, call_name, family in families.get(word, ())
            if may_be(name, call_name=call_name, surname=family)
        }
    )
