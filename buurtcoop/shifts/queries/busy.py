"""Who is taken when: asked for everybody at once instead of one by one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import and_, select, union_all

from buurtcoop.core.instance import db
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Shift, Side
from buurtcoop.shifts.queries.promises import KINDS, is_live
from buurtcoop.shifts.rules import MOST_REST, Interval, apart


class Takes(Protocol):
    """Something that takes somebody's time."""

    @property
    def side(self) -> Side: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def rest_hours(self) -> int: ...


@dataclass(frozen=True)
class Taken:
    """A promise of somebody, with the rest its service asks for."""

    person_id: int
    promise_id: int
    side: Side
    shift_id: int
    starts_at: datetime
    ends_at: datetime
    rest_hours: int


def taken_around(wanted: Interval, person_ids: Collection[int] | None = None) -> list[Taken]:
    """What people promised at this time, or so near that rest may be too short: one statement.

    Of these persons only when any are given.
    """
    starts_at, ends_at = wanted
    near = and_(Shift.starts_at < ends_at + MOST_REST, Shift.ends_at > starts_at - MOST_REST)
    questions = []
    for kind in KINDS.values():
        found = (
            select(
                kind.person_id,
                kind.id,
                kind.side,
                kind.shift_id,
                Shift.starts_at,
                Shift.ends_at,
                Service.rest_hours,
            )
            .join(Shift, Shift.id == kind.shift_id)
            .join(Service, Service.id == Shift.service_id)
            .where(is_live(kind), near)
        )
        if person_ids is not None:
            found = found.where(kind.person_id.in_(person_ids))
        questions.append(found)
    return [Taken(*row) for row in db().execute(union_all(*questions))]


def in_the_way(wanted: Interval, rest_hours: int, other: Takes) -> bool:
    """Whether this other promise leaves no time, or too little rest, to help at the wanted time."""
    hours = rest_between(rest_hours, other)
    return apart(wanted, (other.starts_at, other.ends_at)) < timedelta(hours=hours)


def rest_between(rest_hours: int, other: Takes) -> int:
    """How many hours of rest belong between helping and this: the longer of two services.

    None beside what somebody receives.
    """
    return max(rest_hours, other.rest_hours) if other.side is Side.GIVE else 0
