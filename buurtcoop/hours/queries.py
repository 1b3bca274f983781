"""Questions about minutes; counter-entries are in every sum, so what was mended counts once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from buurtcoop.core.instance import db
from buurtcoop.hours.models import HourKind, TimeEntry


@dataclass(frozen=True)
class Spent:
    """Minutes for one activity, of one kind."""

    activity_id: int
    kind: HourKind
    minutes: int


def minutes_of(person_id: int, first_on: date, last_on: date) -> int:
    """How many minutes this person spent in these days, both included."""
    return _sum(_within(first_on, last_on), TimeEntry.person_id == person_id)


def spent_by(person_id: int, first_on: date, last_on: date) -> list[Spent]:
    """The same per activity and kind."""
    return _spent(_within(first_on, last_on), TimeEntry.person_id == person_id)


def spent(first_on: date, last_on: date) -> list[Spent]:
    """What everybody together spent in these days, per activity and kind."""
    return _spent(_within(first_on, last_on))


def minutes_for(cause_kind: str, cause_id: int) -> int:
    """How many minutes this cause counts for now."""
    return _sum(TimeEntry.cause_kind == cause_kind, TimeEntry.cause_id == cause_id)


def newest(cause_kind: str, cause_ids: Iterable[int]) -> dict[int, TimeEntry]:
    """The last entry of each of these causes that has any: {cause id: entry}."""
    last = (
        select(func.max(TimeEntry.round))
        .where(TimeEntry.cause_kind == cause_kind, TimeEntry.cause_id.in_(list(cause_ids)))
        .group_by(TimeEntry.cause_id)
        .with_only_columns(TimeEntry.cause_id, func.max(TimeEntry.round).label("round"))
        .subquery()
    )
    found = db().scalars(
        select(TimeEntry)
        .join(last, (last.c.cause_id == TimeEntry.cause_id) & (last.c.round == TimeEntry.round))
        .where(TimeEntry.cause_kind == cause_kind)
        .execution_options(populate_existing=True)
    )
    return {entry.cause_id: entry for entry in found}


def _within(first_on: date, last_on: date) -> ColumnElement[bool]:
    return TimeEntry.on_day.between(first_on, last_on)


def _sum(*where: ColumnElement[bool]) -> int:
    return int(
        db().scalar(select(func.coalesce(func.sum(TimeEntry.minutes), 0)).where(*where)) or 0
    )


def _spent(*where: ColumnElement[bool]) -> list[Spent]:
    rows = db().execute(
        select(TimeEntry.activity_id, TimeEntry.kind, func.sum(TimeEntry.minutes))
        .where(*where)
        .group_by(TimeEntry.activity_id, TimeEntry.kind)
        .having(func.sum(TimeEntry.minutes) != 0)
        .order_by(TimeEntry.activity_id, TimeEntry.kind)
    )
    return [Spent(activity_id, kind, int(minutes)) for activity_id, kind, minutes in rows]
