"""Questions about skills and who has them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.qualifications.models import Qualification, Skill
from buurtcoop.qualifications.rules import SEE_PROOF


@dataclass(frozen=True)
class SkillSeen:
    """A skill of the list, with how many members have it today."""

    skill: Skill
    members: int


def skills_of(person_id: int, day: date) -> frozenset[int]:
    """The numbers of the skills this person has on this day."""
    return frozenset(
        db().scalars(
            select(Qualification.skill_id).where(
                Qualification.person_id == person_id, _counts_on(day)
            )
        )
    )


def counts_until(person_id: int) -> dict[int, date | None]:
    """The skills this person has, each with its last day; None: for good. Also what ran out."""
    running = select(Qualification.skill_id, Qualification.valid_until).where(
        Qualification.person_id == person_id, Qualification.ended_at.is_(None)
    )
    return {row.skill_id: row.valid_until for row in db().execute(running)}


def skill_name(skill_id: int) -> str:
    """What people call this skill."""
    return db().get_one(Skill, skill_id).name


def skills_on_list() -> list[Skill]:
    """What a place may ask for from now on, by name."""
    on_list = select(Skill).where(Skill.ended_on.is_(None)).order_by(Skill.name, Skill.id)
    return list(db().scalars(on_list))


def people_with(skill_id: int, day: date) -> frozenset[int]:
    """Who has this skill on this day."""
    return frozenset(db().scalars(select(Qualification.person_id).where(has(skill_id, day))))


def has(skill_id: int, day: date) -> ColumnElement[bool]:
    """That a qualification is one in this skill that counts on this day."""
    return (Qualification.skill_id == skill_id) & _counts_on(day)


def held_by(person_ids: Collection[int]) -> dict[int, list[Qualification]]:
    """What these people have that was not taken back; whether it counts depends on the day."""
    found: dict[int, list[Qualification]] = {person_id: [] for person_id in person_ids}
    running = select(Qualification).where(
        Qualification.person_id.in_(person_ids), Qualification.ended_at.is_(None)
    )
    for each in db().scalars(running.order_by(Qualification.id)):
        found[each.person_id].append(each)
    return found


def listed() -> list[SkillSeen]:
    """Every skill with how many members have it today: on the list first, by name."""
    today = clock.today()
    counts = and_(Qualification.skill_id == Skill.id, _counts_on(today), _is_member(today))
    rows = db().execute(
        select(Skill, func.count(Qualification.id))
        .outerjoin(Qualification, counts)
        .group_by(Skill.id)
        .order_by(Skill.ended_on.is_not(None), Skill.name, Skill.id)
    )
    return [SkillSeen(skill, number) for skill, number in rows]


def skill(skill_id: int) -> Skill:
    """One skill. Raises LookupError."""
    found = db().get(Skill, skill_id)
    if found is None:
        raise LookupError(skill_id)
    return found


def qualifications_of(viewer: Viewer, person_id: int) -> list[Qualification]:
    """What this person has, with the skill and who saw it, by name; also what ran out.

    For the person and for who may see proof. Raises LookupError for others.
    """
    if viewer.person_id != person_id and not viewer.may(SEE_PROOF):
        raise LookupError(person_id)
    return list(
        db().scalars(
            select(Qualification)
            .join(Qualification.skill)
            .where(Qualification.person_id == person_id, Qualification.ended_at.is_(None))
            .options(contains_eager(Qualification.skill), joinedload(Qualification.seen_by))
            .order_by(Skill.name, Skill.id)
        )
    )


def running_out(until: date) -> list[Qualification]:
    """What members have whose last day is this one or earlier, also in the past, by that day."""
    return list(
        db().scalars(
            select(Qualification)
            .where(
                Qualification.ended_at.is_(None),
                Qualification.valid_until <= until,
                _is_member(clock.today()),
            )
            .options(joinedload(Qualification.skill), joinedload(Qualification.person))
            .order_by(Qualification.valid_until, Qualification.id)
        )
    )


def _counts_on(day: date) -> ColumnElement[bool]:
    """That a qualification was not taken back or renewed, and has not run out on this day."""
    return Qualification.ended_at.is_(None) & (
        Qualification.valid_until.is_(None) | (Qualification.valid_until >= day)
    )


def _is_member(day: date) -> ColumnElement[bool]:
    return exists().where(Membership.person_id == Qualification.person_id, running_on(day))
