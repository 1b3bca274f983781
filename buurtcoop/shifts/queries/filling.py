"""Questions about the days of fixed places: what there is to promise, what stands in the way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select, union_all
from sqlalchemy.orm import contains_eager

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.shifts.models import Claim, CrewLine, Shift, ShiftState, Side, Waiting
from buurtcoop.shifts.queries.promises import KINDS, is_live, read_promise, select_promise
from buurtcoop.shifts.seen import Promise


@dataclass(frozen=True)
class MadeLine:
    """A crew line of a shift, made from the line of its series; `row`: somebody waits for it."""

    id: int
    shift_id: int
    series_line_id: int | None
    skill_id: int | None
    left: int
    row: bool


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
            exists().where(Waiting.line_id == CrewLine.id, Waiting.ended_at.is_(None)),
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
