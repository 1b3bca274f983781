"""Questions about series and their shifts, for who plans."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Column, Select, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from buurtcoop.core.database import Model
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.models import Message
from buurtcoop.people.models import Person
from buurtcoop.services.queries import led_by
from buurtcoop.shifts.models import (
    CrewLine,
    PromiseState,
    Series,
    Shift,
    ShiftState,
    Waiting,
    WaitingState,
)
from buurtcoop.shifts.queries.promises import KINDS, is_live


def running_series(on: date, service_ids: Collection[int] | None = None) -> list[Series]:
    """The series that have not ended on this day, by first day; of these services when given."""
    found = (
        select(Series)
        .where(Series.last_on >= on)
        .options(joinedload(Series.service), selectinload(Series.lines))
        .order_by(Series.first_on, Series.starts_at, Series.id)
    )
    if service_ids is not None:
        found = found.where(Series.service_id.in_(service_ids))
    return list(db().scalars(found))


def series_for(viewer: Viewer, series_id: int, on: date) -> Series:
    """One series, for who may change it. Raises LookupError."""
    found = db().get(
        Series, series_id, options=[joinedload(Series.service), selectinload(Series.lines)]
    )
    if found is None:
        raise LookupError(series_id)
    if viewer.may("shifts.change") or found.service_id in led_by(viewer.person_id, on):
        return found
    raise LookupError(series_id)


def shifts_ahead(series_id: int, first_on: date, now: datetime) -> list[Shift]:
    """The shifts of a series from this original day on that did not begin, in order of time."""
    found = (
        select(Shift)
        .where(Shift.series_id == series_id, Shift.original_on >= first_on, Shift.starts_at > now)
        .order_by(Shift.original_on)
    )
    return list(db().scalars(found))


def original_days(series_id: int, first_on: date) -> frozenset[date]:
    """The days of a series that were made before, whatever became of them."""
    made = select(Shift.original_on).where(
        Shift.series_id == series_id, Shift.original_on >= first_on
    )
    return frozenset(db().scalars(made))


def untouched(shift_ids: Collection[int]) -> frozenset[int]:
    """Those that are as they were made: nobody was on them or heard of them, now or before.

    Nothing in the whole cooperative refers to such a shift but its own lines.
    """
    said = exists().where(
        Message.subject_kind == Shift.__tablename__, Message.subject_id == Shift.id
    )
    found = select(Shift.id).where(
        Shift.id.in_(shift_ids), Shift.version == 1, Shift.state == ShiftState.PLANNED, ~said
    )
    for column in _references():
        found = found.where(~exists().where(column == Shift.id))
    return frozenset(db().scalars(found))


def people_on(shift_ids: Collection[int], *, waiting: bool) -> dict[int, list[Person]]:
    """Who promised something on each of these shifts, and who waits if asked: {shift id: persons}.

    Everybody once, who came first, first.
    """
    asked: list[Select[int, int]] = [
        select(kind.shift_id, kind.person_id)
        .where(kind.shift_id.in_(shift_ids), is_live(kind))
        .order_by(kind.id)
        for kind in KINDS.values()
    ]
    if waiting:
        waits = select(Waiting.shift_id, Waiting.person_id).where(
            Waiting.shift_id.in_(shift_ids), Waiting.ended_at.is_(None)
        )
        asked.append(waits.order_by(Waiting.queued_at, Waiting.id))
    pairs = {(shift_id, who): None for each in asked for shift_id, who in db().execute(each)}
    wanted = {who for _shift, who in pairs}
    people = {each.id: each for each in db().scalars(select(Person).where(Person.id.in_(wanted)))}
    found: dict[int, list[Person]] = {shift_id: [] for shift_id in shift_ids}
    for shift_id, who in pairs:
        found[shift_id].append(people[who])
    return found


def days_told(series_id: int, person_id: int, now: datetime) -> tuple[list[Shift], list[Shift]]:
    """What is ahead of this person in a series: moved and promised, and called off; by time."""
    ahead = (
        select(Shift)
        .where(Shift.series_id == series_id, Shift.starts_at > now)
        .order_by(Shift.starts_at)
    )
    promised, ended = [], []
    for kind in KINDS.values():
        own = (kind.shift_id == Shift.id, kind.person_id == person_id)
        promised.append(exists().where(*own, is_live(kind)))
        ended.append(exists().where(*own, kind.state == PromiseState.CALLED_OFF))
    waited = exists().where(
        Waiting.shift_id == Shift.id,
        Waiting.person_id == person_id,
        Waiting.state == WaitingState.CLOSED,
    )
    moved = ahead.where(Shift.moved_at.is_not(None), or_(*promised))
    off = ahead.where(Shift.state == ShiftState.CANCELLED, or_(*ended, waited))
    return list(db().scalars(moved)), list(db().scalars(off))


def _references() -> list[Column[int]]:
    """Every column of the cooperative that names a shift, but that of its own lines."""
    return [
        column
        for table in Model.metadata.tables.values()
        for column in table.columns
        if table is not CrewLine.__table__
        and any(key.column is Shift.__table__.c.id for key in column.foreign_keys)
    ]
