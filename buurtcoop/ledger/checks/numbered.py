"""What always holds of numbers, of the chain and of what stood ready."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING
from buurtcoop.ledger.chain import LinkFacts, link
from buurtcoop.ledger.models import (
    Entry,
    LedgerAccount,
    Line,
    Posting,
    PreparedEntry,
    PreparedLine,
    Receipt,
    Why,
)
from buurtcoop.ledger.rules import said_number

# Places of the chain that are read at once.
BATCH = 1_000
# Account code, fund, activity and cents of a line.
Told = tuple[str, int, int | None, int]


def broken() -> list[str]:
    """A sentence for each invariant of numbers and of the chain that does not hold."""
    return [
        *_without_place(),
        *_chain(),
        *_gaps_in_receipts(),
        *_prepared_otherwise(),
        *_prepared_out_of_balance(),
    ]


def _without_place() -> list[str]:
    rows = db().scalars(
        select(Entry.id)
        .outerjoin(Posting)
        .where(Entry.posted_at.is_not(None), Posting.id.is_(None))
        .order_by(Entry.id)
    )
    return [f"Entry {number} is posted without a number." for number in rows]


def _chain() -> list[str]:
    """The first place where the chain does not hold: all after it follows from that one."""
    previous = ""
    numbers: Counter[int] = Counter()
    for place, (facts, stored) in enumerate(_links(), start=1):
        numbers[facts.year] += 1
        if facts.place != place:
            return [f"The chain has no place {place}."]
        if facts.number != numbers[facts.year]:
            missing = said_number(facts.year, numbers[facts.year])
            return [f"The chain breaks at place {place}: number {missing} is not there."]
        previous = link(previous, facts)
        if stored != previous or facts.year != facts.day.year:
            said = said_number(facts.year, facts.number)
            return [f"The chain breaks at place {place}: entry {said} is not as it was posted."]
    return []


def _links() -> Iterator[tuple[LinkFacts, str]]:
    """What the hash of every place covers and the hash that stands there, a batch at a time."""
    after = 0
    while True:
        rows = db().execute(_places(after)).all()
        if not rows:
            return
        lines = _lines_between(after, rows[-1].place)
        for row in rows:
            told = dict(row._mapping)
            entry_id, stored = told.pop("entry_id"), told.pop("hash")
            yield LinkFacts(**told, lines=lines[entry_id]), stored
        after = rows[-1].place


def _places(after: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Posting.id.label("place"),
            *(Posting.entry_id, Posting.year, Posting.number, Posting.hash),
            *(Entry.day, Entry.memo, Entry.key),
            *(Entry.reverses_id, Entry.made_at, Entry.made_by_id),
        )
        .join(Entry)
        .where(Posting.id > after)
        .order_by(Posting.id)
        .limit(BATCH)
    )


def _lines_between(after: int, last: int) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = defaultdict(list)
    rows = db().execute(
        select(Line.entry_id, LedgerAccount.code, Line.fund_id, Line.activity_id, Line.amount)
        .join_from(Line, LedgerAccount)
        .join(Posting, Posting.entry_id == Line.entry_id)
        .where(Posting.id > after, Posting.id <= last)
        .order_by(Line.id)
    )
    for entry_id, code, fund_id, activity_id, amount in rows:
        found[entry_id].append((code, fund_id, activity_id, amount.cents))
    return found


def _gaps_in_receipts() -> list[str]:
    rows = db().execute(
        select(Receipt.year, func.count(), func.max(Receipt.number))
        .group_by(Receipt.year)
        .order_by(Receipt.year)
    )
    return [
        f"The receipts of {year} have {highest} as highest number, and there are {count}."
        for year, count, highest in rows
        if count != highest
    ]


def _prepared_otherwise() -> list[str]:
    rows = db().execute(
        select(PreparedEntry.id, PreparedEntry.why, PreparedEntry.made_by_id)
        .add_columns(PreparedEntry.decided_by_id)
        .join(Entry, Entry.id == PreparedEntry.entry_id)
        .where(
            (Entry.key != PreparedEntry.key)
            | (Entry.day != PreparedEntry.day)
            | (
                (PreparedEntry.why == Why.SECOND_PERSON)
                & (PreparedEntry.decided_by_id == PreparedEntry.made_by_id)
            )
        )
        .order_by(PreparedEntry.id)
    )
    return [f"What stood ready under {row.id} was not booked as it was prepared." for row in rows]


def _prepared_out_of_balance() -> list[str]:
    rows = db().scalars(
        select(PreparedLine.prepared_id)
        .group_by(PreparedLine.prepared_id, PreparedLine.fund_id)
        .having(func.sum(PreparedLine.amount) != NOTHING)
        .distinct()
    )
    return [f"What stood ready under {number} does not add up to zero." for number in rows]
