"""Questions about fixed places and days away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import contains_eager, joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.shifts.models import (
    Away,
    Claim,
    FixedPlace,
    PromiseState,
    Series,
    SeriesLine,
    Shift,
    Side,
)
from buurtcoop.shifts.queries.filling import promised_between
from buurtcoop.shifts.queries.promises import is_live
from buurtcoop.shifts.seen import Promise


@dataclass(frozen=True)
class DayHeld:
    """A day of a fixed place."""

    shift_id: int
    starts_at: datetime


def is_away(person_id: int, day: date) -> bool:
    """Whether this person said to be away on this day."""
    return person_id in away_people(day, day)


def away_people(first: date, last: date) -> set[int]:
    """Who is away on any of these days, both ends included."""
    return set(db().scalars(select(Away.person_id).where(_running(first, last))))


def away_between(person_ids: Collection[int], first: date, last: date) -> dict[int, list[Away]]:
    """The periods of these people that touch these days, both ends included."""
    found: dict[int, list[Away]] = {person_id: [] for person_id in person_ids}
    periods = select(Away).where(Away.person_id.in_(person_ids), _running(first, last))
    for away in db().scalars(periods.order_by(Away.first_on, Away.id)):
        found[away.person_id].append(away)
    return found


def away_of(person_id: int, on: date) -> list[Away]:
    """The periods of one person that are not over on this day, by first day."""
    periods = select(Away).where(
        Away.person_id == person_id, Away.ended_at.is_(None), Away.last_on >= on
    )
    return list(db().scalars(periods.order_by(Away.first_on, Away.id)))


def away_period(away_id: int) -> Away | None:
    """One period, also one that was taken back."""
    return db().get(Away, away_id)


def fixed_place(fixed_id: int) -> FixedPlace | None:
    """One fixed place with its series, also one that was given back."""
    found = _places().where(FixedPlace.id == fixed_id)
    return db().scalar(found.execution_options(populate_existing=True))


def fixed_places_of(person_id: int, on: date) -> list[FixedPlace]:
    """What this person holds in series that still come after this day, the oldest first."""
    return list(
        db().scalars(
            _places().where(
                FixedPlace.person_id == person_id,
                FixedPlace.ended_at.is_(None),
                Series.last_on >= on,
            )
        )
    )


def fixed_places_in(series_ids: Collection[int]) -> list[FixedPlace]:
    """Who holds a place in these series, who came first, first."""
    found = _places().where(FixedPlace.series_id.in_(series_ids), FixedPlace.ended_at.is_(None))
    return list(db().scalars(found.options(joinedload(FixedPlace.person))))


def running_place(series_id: int, person_id: int) -> FixedPlace | None:
    """The place this person holds in this series."""
    return db().scalar(
        _places().where(
            FixedPlace.series_id == series_id,
            FixedPlace.person_id == person_id,
            FixedPlace.ended_at.is_(None),
        )
    )


def coming_days(fixed_ids: Collection[int]) -> dict[int, list[DayHeld]]:
    """The promised days to come of these fixed places, by time."""
    found: dict[int, list[DayHeld]] = {fixed_id: [] for fixed_id in fixed_ids}
    rows = db().execute(
        select(Claim.fixed_id, Shift.id, Shift.starts_at)
        .join(Shift, Shift.id == Claim.shift_id)
        .where(Claim.fixed_id.in_(fixed_ids), is_live(Claim), Shift.starts_at > clock.now())
        .order_by(Shift.starts_at, Shift.id)
    )
    for fixed_id, shift_id, starts_at in rows:
        if fixed_id is not None:
            found[fixed_id].append(DayHeld(shift_id, starts_at))
    return found


def freed_by(away: Away) -> list[DayHeld]:
    """The days of fixed places that came free when this person said to be away."""
    rows = db().execute(
        select(Shift.id, Shift.starts_at)
        .join(Claim, Claim.shift_id == Shift.id)
        .where(
            Claim.person_id == away.person_id,
            Claim.fixed_id.is_not(None),
            Claim.state == PromiseState.RELEASED_IN_TIME,
            Claim.ended_at >= away.made_at,
            *_within(away),
        )
        .distinct()
        .order_by(Shift.starts_at, Shift.id)
    )
    return [DayHeld(*row) for row in rows]


def promised_in(away: Away) -> list[Promise]:
    """What this person promised for days in this period that did not begin, on both sides."""
    begin = max(clock.start_of(away.first_on), clock.now())
    end = clock.start_of(away.last_on + timedelta(days=1))
    found = promised_between([away.person_id], begin, end)[away.person_id]
    there = [each for each in found if each.starts_at >= begin]
    return sorted(there, key=lambda each: (each.starts_at, each.id))


def series_to_hold(shift_id: int) -> Series | None:
    """The series of this shift, when one can help in it and it still comes back."""
    return db().scalar(
        select(Series)
        .join(Shift, Shift.series_id == Series.id)
        .where(
            Shift.id == shift_id,
            Series.last_on >= clock.today(),
            exists().where(SeriesLine.series_id == Series.id, SeriesLine.side == Side.GIVE),
        )
    )


def lines_to_hold(series: Series) -> list[SeriesLine]:
    """The lines of a series on which one helps."""
    return [line for line in series.lines if line.side is Side.GIVE]


def can_hold(shift_id: int, person_id: int) -> bool:
    """Whether a place in the series of this shift is free for this member, who wants to help."""
    today = clock.today()
    free = exists().where(
        SeriesLine.series_id == Series.id,
        SeriesLine.side == Side.GIVE,
        SeriesLine.held < SeriesLine.places,
    )
    theirs = exists().where(
        FixedPlace.series_id == Series.id,
        FixedPlace.person_id == person_id,
        FixedPlace.ended_at.is_(None),
    )
    gives = exists().where(Membership.person_id == person_id, running_on(today), Membership.gives)
    found = (
        select(Series.id)
        .join(Shift, Shift.series_id == Series.id)
        .where(Shift.id == shift_id, Series.last_on > today, free, ~theirs, gives)
    )
    return db().scalar(found) is not None


def _within(away: Away) -> tuple[ColumnElement[bool], ...]:
    """That a shift begins in this period, by the clock on the wall."""
    after = clock.start_of(away.last_on + timedelta(days=1))
    return Shift.starts_at >= clock.start_of(away.first_on), Shift.starts_at < after


def _places() -> Select[FixedPlace]:
    return (
        select(FixedPlace)
        .join(Series, Series.id == FixedPlace.series_id)
        .options(
            contains_eager(FixedPlace.series).joinedload(Series.service),
            joinedload(FixedPlace.line),
        )
        .order_by(FixedPlace.id)
    )


def _running(first: date, last: date) -> ColumnElement[bool]:
    return and_(Away.ended_at.is_(None), Away.first_on <= last, Away.last_on >= first)
