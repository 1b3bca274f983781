"""What somebody gave and received: counted from hours and kept promises, stored nowhere.

Given are the minutes that were recorded as helping, and the promises to give that were kept.
Received are the bookings that were kept, each as long as its shift.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from buurtcoop.afterwards.seen import GivenAndReceived, OfService, Tally
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Booking, Claim, PromiseState, Shift

MINUTE = timedelta(minutes=1)


def given_and_received(
    person_id: int, first: date | None = None, last: date | None = None
) -> GivenAndReceived:
    """What this person gave and received from the first day to the last, both included.

    Without a first or last day it goes back to the beginning, or on to the end. Per service by
    name: an hour whose service is not known any more stands under the words it carries. Three
    statements.
    """
    minutes = dict(_minutes_given(person_id, first, last))
    times = dict(_times_given(person_id, first, last))
    stays: dict[str, list[timedelta]] = defaultdict(list)
    for name, starts_at, ends_at in _received(person_id, first, last):
        stays[name].append(ends_at - starts_at)
    services = [
        OfService(
            name=name,
            given=Tally(times=times.get(name, 0), minutes=minutes.get(name, 0)),
            received=Tally(
                times=len(stays.get(name, ())),
                minutes=sum(stays.get(name, ()), timedelta()) // MINUTE,
            ),
        )
        for name in sorted({*minutes, *times, *stays}, key=str.casefold)
    ]
    return GivenAndReceived(services=tuple(services))


def _minutes_given(
    person_id: int, first: date | None, last: date | None
) -> Iterable[tuple[str, int]]:
    """Counter-entries count along, so what was mended counts once."""
    name = func.coalesce(Service.name, TimeEntry.words)
    within = [TimeEntry.on_day >= first] if first else []
    within += [TimeEntry.on_day <= last] if last else []
    rows = db().execute(
        select(name, func.sum(TimeEntry.minutes))
        .outerjoin(
            Claim,
            and_(TimeEntry.cause_kind == Claim.__tablename__, TimeEntry.cause_id == Claim.id),
        )
        .outerjoin(Shift, Shift.id == Claim.shift_id)
        .outerjoin(Service, Service.id == Shift.service_id)
        .where(TimeEntry.person_id == person_id, TimeEntry.kind == HourKind.HELPING, *within)
        .group_by(name)
        .having(func.sum(TimeEntry.minutes) != 0)
    )
    return [(each, int(total)) for each, total in rows]


def _times_given(
    person_id: int, first: date | None, last: date | None
) -> Iterable[tuple[str, int]]:
    rows = db().execute(
        select(Service.name, func.count())
        .select_from(Claim)
        .join(Shift, Shift.id == Claim.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .where(*_kept(Claim, person_id, first, last))
        .group_by(Service.name)
    )
    return [(name, number) for name, number in rows]


def _received(
    person_id: int, first: date | None, last: date | None
) -> Iterable[tuple[str, datetime, datetime]]:
    rows = db().execute(
        select(Service.name, Shift.starts_at, Shift.ends_at)
        .select_from(Booking)
        .join(Shift, Shift.id == Booking.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .where(*_kept(Booking, person_id, first, last))
    )
    return [(name, starts_at, ends_at) for name, starts_at, ends_at in rows]


def _kept(
    kind: Any, person_id: int, first: date | None, last: date | None
) -> list[ColumnElement[bool]]:
    """The kept promises of this person on shifts that began on these days on the wall."""
    conditions = [kind.person_id == person_id, kind.state == PromiseState.KEPT]
    if first:
        conditions.append(Shift.starts_at >= clock.start_of(first))
    if last:
        conditions.append(Shift.starts_at < clock.start_of(last + timedelta(days=1)))
    return conditions
