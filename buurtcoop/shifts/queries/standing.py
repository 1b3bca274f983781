"""Questions about fixed places and days away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.shifts.models import (
    Away,
    Claim,
    CrewLine,
    FixedPlace,
    Series,
    Shift,
    ShiftState,
    Side,
    Waiting,
)
from buurtcoop.shifts.queries.promises import KINDS, is_live, read_promise, select_promise
from buurtcoop.shifts.seen import Promise


@dataclass(frozen=True)
class MadeLine:
    """A crew line of a shift, made from the line of its series."""

    id: int
    shift_id: int
    series_line_id: int | None
    skill_id: int | None
    left: int


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


def shifts_to_come(series_ids: Collection[int], first_on: date, last_on: date | None) -> list[int]:
    """The planned shifts of these series that did not begin, from day to day, the oldest first."""
    found = select(Shift.id).where(
        Shift.series_id.in_(series_ids),
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > clock.now(),
        Shift.starts_at >= clock.start_of(first_on),
    )
    if last_on is not None:
        found = found.where(Shift.starts_at < clock.start_of(last_on + timedelta(days=1)))
    return list(db().scalars(found.order_by(Shift.id)))


def made_lines(shift_ids: Collection[int], series_line_ids: Collection[int]) -> list[MadeLine]:
    """The crew lines of these shifts that were made from these lines of a series."""
    rows = db().execute(
        select(
            CrewLine.id,
            CrewLine.shift_id,
            CrewLine.series_line_id,
            CrewLine.skill_id,
            CrewLine.places - CrewLine.taken - CrewLine.held,
        ).where(CrewLine.shift_id.in_(shift_ids), CrewLine.series_line_id.in_(series_line_ids))
    )
    return [MadeLine(*row) for row in rows]


def waiting_between(
    person_ids: Collection[int], shift_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    """Who of these people waits to help on which of these shifts: the number of the waiting."""
    rows = db().execute(
        select(Waiting.person_id, Waiting.shift_id, Waiting.id).where(
            Waiting.person_id.in_(person_ids),
            Waiting.shift_id.in_(shift_ids),
            Waiting.side == Side.GIVE,
            Waiting.ended_at.is_(None),
        )
    )
    return {(person_id, shift_id): waiting_id for person_id, shift_id, waiting_id in rows}


def promised_between(
    person_ids: Collection[int], start: datetime, end: datetime
) -> dict[int, list[Promise]]:
    """What these people promised at that time, on both sides: one statement."""
    found: dict[int, list[Promise]] = {person_id: [] for person_id in person_ids}
    both = union_all(
        *(
            select_promise(kind).where(
                kind.person_id.in_(person_ids),
                is_live(kind),
                Shift.starts_at < end,
                Shift.ends_at > start,
            )
            for kind in KINDS.values()
        )
    )
    for row in db().execute(both):
        promised = read_promise(row)
        found[promised.person_id].append(promised)
    return found


def last_claims(person_id: int, shift_ids: Collection[int]) -> dict[int, Claim]:
    """The newest claim of this person on each of these shifts, whatever became of it."""
    claims = select(Claim).where(Claim.person_id == person_id, Claim.shift_id.in_(shift_ids))
    return {claim.shift_id: claim for claim in db().scalars(claims.order_by(Claim.id))}


def fixed_claims(person_id: int, start: datetime, end: datetime | None) -> list[Claim]:
    """The live claims of this person's fixed places, that begin in this time, by shift."""
    found = (
        select(Claim)
        .join(Shift, Shift.id == Claim.shift_id)
        .where(
            Claim.person_id == person_id,
            Claim.fixed_id.is_not(None),
            is_live(Claim),
            Shift.starts_at >= start,
        )
        .options(contains_eager(Claim.shift))
        .order_by(Claim.shift_id)
    )
    if end is not None:
        found = found.where(Shift.starts_at < end)
    return list(db().scalars(found))


def days_of_fixed_place(fixed_id: int) -> list[datetime]:
    """When the promised days to come of a fixed place begin."""
    starts = (
        select(Shift.starts_at)
        .join(Claim, Claim.shift_id == Shift.id)
        .where(Claim.fixed_id == fixed_id, is_live(Claim), Shift.starts_at > clock.now())
    )
    return list(db().scalars(starts.order_by(Shift.starts_at)))


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
