"""Questions about days off."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.days.models import DayKind, DayOff


def days_off(kinds: Collection[DayKind], first: date, last: date) -> frozenset[date]:
    """Every day from the first to the last, both included, that is off for one of these reasons."""
    found = off_by_kind(first, last)
    return frozenset().union(*(found[kind] for kind in kinds))


def off_by_kind(first: date, last: date) -> dict[DayKind, frozenset[date]]:
    """The same for each kind."""
    rows = db().execute(
        select(DayOff.kind, DayOff.first_on, DayOff.last_on).where(
            DayOff.first_on <= last, DayOff.last_on >= first
        )
    )
    found: dict[DayKind, set[date]] = {kind: set() for kind in DayKind}
    for kind, begins, ends in rows:
        begins, ends = max(begins, first), min(ends, last)
        found[kind] |= {begins + timedelta(days=n) for n in range((ends - begins).days + 1)}
    return {kind: frozenset(days) for kind, days in found.items()}


def closed_on(day: date) -> DayOff | None:
    """Why we are closed on this day; None when we are not."""
    return db().scalar(
        select(DayOff)
        .where(DayOff.kind == DayKind.CLOSED, DayOff.first_on <= day, DayOff.last_on >= day)
        .order_by(DayOff.id)
        .limit(1)
    )


def coming(kind: DayKind, today: date) -> list[DayOff]:
    """The days off of one kind that are not over, by day."""
    return list(
        db().scalars(
            select(DayOff)
            .where(DayOff.kind == kind, DayOff.last_on >= today)
            .order_by(DayOff.first_on, DayOff.id)
        )
    )


def day_off(number: int) -> DayOff:
    """One stretch of days. Raises LookupError."""
    found = db().get(DayOff, number)
    if found is None:
        raise LookupError(number)
    return found
