"""Questions about what is missing: helpers, somebody for the children, what a place asks for."""

from datetime import datetime

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.people.models import Person
from buurtcoop.qualifications.models import Qualification, Skill
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Claim, CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.queries.promises import is_live
from buurtcoop.shifts.queries.rows import IN_TIME, SHIFTS, as_seen, asked
from buurtcoop.shifts.seen import ShiftSeen, Unqualified


def unfilled(since: datetime, until: datetime) -> list[ShiftSeen]:
    """Planned shifts that begin in this time and still need helpers, by time."""
    conditions = [
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > since,
        Shift.starts_at < until,
        exists().where(
            CrewLine.shift_id == Shift.id,
            CrewLine.side == Side.GIVE,
            CrewLine.taken < CrewLine.minimum,
        ),
    ]
    rows = asked(SHIFTS.where(*conditions).order_by(*IN_TIME), STRANGER).all()
    return as_seen(rows, STRANGER)


def missing(shift_id: int) -> int:
    """How many helpers a shift still needs."""
    places = func.coalesce(func.sum(CrewLine.minimum - CrewLine.taken), 0)
    wanted = select(places).where(
        CrewLine.shift_id == shift_id,
        CrewLine.side == Side.GIVE,
        CrewLine.taken < CrewLine.minimum,
    )
    return int(db().scalar(wanted) or 0)


def too_few_carers(since: datetime, until: datetime) -> list[ShiftSeen]:
    """Planned shifts that begin in this time with more children than their helpers can have."""
    children = exists().where(
        CrewLine.shift_id == Shift.id,
        CrewLine.side == Side.RECEIVE,
        CrewLine.taken + CrewLine.held > 0,
    )
    rows = asked(
        SHIFTS.where(
            Service.children_per_carer.is_not(None),
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at > since,
            Shift.starts_at < until,
            children,
        ).order_by(*IN_TIME),
        STRANGER,
    ).all()
    return [shift for shift in as_seen(rows, STRANGER) if shift.carers_missing()]


def below_floor(since: datetime, until: datetime, shift_id: int | None = None) -> list[ShiftSeen]:
    """Planned shifts that begin in this time with fewer helpers than it takes to go at all."""
    promised = (
        select(func.coalesce(func.sum(CrewLine.taken), 0))
        .where(CrewLine.shift_id == Shift.id, CrewLine.side == Side.GIVE)
        .scalar_subquery()
    )
    conditions = [
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > since,
        Shift.starts_at < until,
        Service.helpers_at_least - Service.adults_besides > promised,
        *([] if shift_id is None else [Shift.id == shift_id]),
    ]
    rows = asked(SHIFTS.where(*conditions).order_by(*IN_TIME), STRANGER).all()
    return as_seen(rows, STRANGER)


def unqualified(now: datetime, claim_id: int | None = None) -> list[Unqualified]:
    """Who promised a place that asks for what that person will not have on the day, by time.

    Also when it was taken back, or the shift was moved beyond its last day.
    """
    running, known = aliased(Qualification), aliased(Qualification)
    last = (
        select(func.coalesce(func.max(known.id), 0))
        .where(known.person_id == Claim.person_id, known.skill_id == CrewLine.skill_id)
        .scalar_subquery()
    )
    theirs = and_(
        running.person_id == Claim.person_id,
        running.skill_id == CrewLine.skill_id,
        running.ended_at.is_(None),
    )
    found = (
        select(Claim, Person, Skill.name, Service.name, Shift, running.valid_until, last)
        .join(CrewLine, CrewLine.id == Claim.line_id)
        .join(Skill, Skill.id == CrewLine.skill_id)
        .join(Shift, Shift.id == Claim.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .join(Person, Person.id == Claim.person_id)
        .outerjoin(running, theirs)
        .where(
            is_live(Claim),
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at > now,
            running.id.is_(None) | running.valid_until.is_not(None),
        )
        .order_by(*IN_TIME, Claim.id)
    )
    if claim_id is not None:
        found = found.where(Claim.id == claim_id)
    return [
        Unqualified(
            claim_id=claim.id,
            person_id=person.id,
            person_name=person.full_name,
            skill=skill,
            service_name=service,
            shift_id=shift.id,
            version=shift.version,
            starts_at=shift.starts_at,
            place=shift.place,
            made_at=claim.made_at,
            valid_until=until,
            known=number,
        )
        for claim, person, skill, service, shift, until, number in db().execute(found)
        if until is None or until < clock.local(shift.starts_at).date()
    ]
