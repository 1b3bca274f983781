"""Who came and who helped, month by month, before it is decided what may be told of that."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.insight.rules import Row, first_of
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Booking, CrewLine, PromiseState, Shift, ShiftState, Side

A_DAY = timedelta(days=1)
# The rows of each month.
Months = dict[date, list[Row]]
# Of a month and a row: who, and how many seats or minutes.
Counted = dict[tuple[date, int], dict[int, int]]


def helped(first: date, last: date, activity_ids: Collection[int]) -> Months:
    """Who came in these days, and with how many seats, by service and month.

    A row for each service with a day for guests, also when nobody came: what rows there are
    tells nothing. Without activities: of all services.
    """
    held = db().execute(
        select(Service.id, Service.name, Shift.starts_at)
        .join(Shift, Shift.service_id == Service.id)
        .where(*_among(first, last, activity_ids), _for_guests())
    )
    names: dict[tuple[date, int], str] = {}
    for service_id, name, starts_at in held:
        names[_month_of(starts_at), service_id] = name
    came = db().execute(
        select(Service.id, Shift.starts_at, Booking.person_id, Booking.people)
        .join(Shift, Shift.service_id == Service.id)
        .join(Booking, Booking.shift_id == Shift.id)
        .where(*_among(first, last, activity_ids), Booking.state == PromiseState.KEPT)
    )
    counted = _counted(
        (_month_of(starts_at), service_id, person_id, seats)
        for service_id, starts_at, person_id, seats in came
    )
    return _rows(names, counted)


def given(first: date, last: date, activity_ids: Collection[int]) -> Months:
    """Who helped in these days, and how many minutes, by activity and month; mended ones once."""
    among = [TimeEntry.activity_id.in_(activity_ids)] if activity_ids else []
    rows = (
        db()
        .execute(
            select(
                TimeEntry.on_day,
                Activity.id,
                Activity.name,
                TimeEntry.person_id,
                func.sum(TimeEntry.minutes),
            )
            .join(Activity, Activity.id == TimeEntry.activity_id)
            .where(
                TimeEntry.on_day.between(first, last), TimeEntry.kind == HourKind.HELPING, *among
            )
            .group_by(TimeEntry.on_day, Activity.id, Activity.name, TimeEntry.person_id)
        )
        .all()
    )
    counted = _counted(
        (first_of(day), activity_id, person_id, int(minutes))
        for day, activity_id, _name, person_id, minutes in rows
    )
    names = {(first_of(day), activity_id): name for day, activity_id, name, *_ in rows}
    there = {place for place, who in counted.items() if any(each > 0 for each in who.values())}
    return _rows({place: names[place] for place in there}, counted)


def _among(
    first: date, last: date, activity_ids: Collection[int]
) -> tuple[ColumnElement[bool], ...]:
    """Days that went ahead, of these activities."""
    return (
        Shift.starts_at >= clock.start_of(first),
        Shift.starts_at < clock.start_of(last + A_DAY),
        Shift.state != ShiftState.CANCELLED,
        *([Service.activity_id.in_(activity_ids)] if activity_ids else []),
    )


def _for_guests() -> ColumnElement[bool]:
    places = select(CrewLine.id).where(CrewLine.shift_id == Shift.id, CrewLine.side == Side.RECEIVE)
    return places.exists()


def _month_of(moment: datetime) -> date:
    return first_of(clock.local(moment).date())


def _counted(found: Iterable[tuple[date, int, int, int]]) -> Counted:
    counted: Counted = {}
    for month, key, person_id, amount in found:
        who = counted.setdefault((month, key), {})
        who[person_id] = who.get(person_id, 0) + amount
    return counted


def _rows(names: dict[tuple[date, int], str], counted: Counted) -> Months:
    """The rows of each month, in the order in which the things were made."""
    found: Months = {}
    for month, key in sorted(names):
        who = counted.get((month, key), {})
        row = Row(
            key=key,
            name=names[month, key],
            people=frozenset(person_id for person_id, amount in who.items() if amount > 0),
            amount=sum(who.values()),
        )
        found.setdefault(month, []).append(row)
    return found
