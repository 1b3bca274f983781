"""What stands ready to be booked, what comes back, and what one person may book alone."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from buurtcoop.coop.queries import rule_value
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger.models import (
    Entry,
    PreparedEntry,
    PreparedLine,
    Receipt,
    RecurringEntry,
    RecurringLine,
    Why,
)
from buurtcoop.ledger.rules import ALONE_UP_TO, COST_OF_DECIDING
from buurtcoop.people.models import Person

_PAPER = joinedload(PreparedEntry.receipt).joinedload(Receipt.attachment)


def alone_up_to(on: date) -> Money | None:
    """Up to and including this amount one person books a cost; none: nobody waits."""
    return _cents(ALONE_UP_TO, on)


def cost_of_deciding(on: date) -> Money | None:
    """What it costs us to decide about an amount with two people; none when nobody said it."""
    return _cents(COST_OF_DECIDING, on)


def still_waits() -> ColumnElement[bool]:
    """Whether what was prepared stands ready: nobody booked or dropped it."""
    return PreparedEntry.entry_id.is_(None) & PreparedEntry.dropped_at.is_(None)


def how_many_wait_between(first: date, last: date) -> int:
    """How much stands ready for these days, whoever may book it."""
    within = PreparedEntry.day.between(first, last)
    return db().scalar(select(func.count(PreparedEntry.id)).where(within, still_waits())) or 0


def waiting() -> list[PreparedEntry]:
    """What stands ready, oldest day first."""
    query = _with_lines().options(_PAPER).where(still_waits())
    return list(db().scalars(query.order_by(PreparedEntry.day, PreparedEntry.id)))


def dropped_since(moment: datetime) -> list[PreparedEntry]:
    """What stood ready and somebody said no to since this moment, newest first."""
    query = _with_lines().where(PreparedEntry.dropped_at >= moment)
    return list(db().scalars(query.order_by(PreparedEntry.dropped_at.desc(), PreparedEntry.id)))


def how_many_wait_for(viewer: Viewer) -> int:
    """How much stands ready that this viewer may book, in one statement."""
    found = db().scalars(select(PreparedEntry).where(still_waits()))
    return sum(may_decide(prepared, viewer) for prepared in found)


def may_decide(prepared: PreparedEntry, viewer: Viewer) -> bool:
    """Whether this viewer may book what stands ready.

    A large amount is for whoever approves, and never for who prepared it; what comes back is for
    whoever books.
    """
    if prepared.why is Why.SECOND_PERSON:
        return viewer.may("money.approve") and prepared.made_by_id != viewer.person_id
    return viewer.may("money.book")


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """{person id: full name} of these persons, in one statement."""
    asked = {person_id for person_id in person_ids if person_id is not None}
    found = db().scalars(select(Person).where(Person.id.in_(asked)))
    return {person.id: person.full_name for person in found}


def find_prepared(prepared_id: int, *, hold: bool = False) -> PreparedEntry:
    """What stands or stood ready; `hold`: nobody else ends it meanwhile. Raises LookupError."""
    query = _with_lines().where(PreparedEntry.id == prepared_id)
    if hold:
        query = query.with_for_update(of=PreparedEntry).execution_options(populate_existing=True)
    found = db().scalar(query)
    if found is None:
        raise LookupError(f"Nothing {prepared_id} stood ready.")
    return found


def prepared_under(key: str) -> PreparedEntry | None:
    """What stands or stood ready under this business key."""
    return db().scalar(_with_lines().where(PreparedEntry.key == key))


def prepared_by(entry: Entry) -> str:
    """The name of who prepared what a second person made this entry of; empty for other entries."""
    query = (
        select(Person)
        .join(PreparedEntry, PreparedEntry.made_by_id == Person.id)
        .where(PreparedEntry.entry_id == entry.id, PreparedEntry.why == Why.SECOND_PERSON)
    )
    found = db().scalar(query)
    return found.full_name if found else ""


def receipts_that_wait() -> set[int]:
    """The receipts that came with something that stands ready."""
    query = select(PreparedEntry.receipt_id).where(still_waits())
    return {receipt_id for receipt_id in db().scalars(query) if receipt_id is not None}


def recurring() -> list[RecurringEntry]:
    """What comes back and was not stopped, by its next day."""
    query = _recurring().where(RecurringEntry.ended_at.is_(None))
    return list(db().scalars(query.order_by(RecurringEntry.next_on, RecurringEntry.id)))


def find_recurring(recurring_id: int, *, hold: bool = False) -> RecurringEntry:
    """What comes back; `hold`: nobody else makes it ready meanwhile. Raises LookupError."""
    query = _recurring().where(RecurringEntry.id == recurring_id)
    if hold:
        query = query.with_for_update(of=RecurringEntry).execution_options(populate_existing=True)
    found = db().scalar(query)
    if found is None:
        raise LookupError(f"Nothing {recurring_id} comes back.")
    return found


def _cents(name: str, on: date) -> Money | None:
    value = rule_value(name, on)
    return None if value is None else Money(int(value))


def _with_lines() -> Select[PreparedEntry]:
    lines = selectinload(PreparedEntry.lines)
    return select(PreparedEntry).options(
        lines.options(
            joinedload(PreparedLine.account),
            joinedload(PreparedLine.fund),
            joinedload(PreparedLine.activity),
        )
    )


def _recurring() -> Select[RecurringEntry]:
    lines = selectinload(RecurringEntry.lines)
    return select(RecurringEntry).options(
        lines.options(
            joinedload(RecurringLine.account),
            joinedload(RecurringLine.fund),
            joinedload(RecurringLine.activity),
        )
    )
