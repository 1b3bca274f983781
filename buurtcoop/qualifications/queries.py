"""Questions about skills and who has them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, select

from buurtcoop.core.instance import db
from buurtcoop.qualifications.models import Qualification, Skill


def skills_of(person_id: int, day: date) -> frozenset[int]:
    """The numbers of the skills this person has on this day."""
    return frozenset(
        db().scalars(
            select(Qualification.skill_id).where(
                Qualification.person_id == person_id,
                Qualification.ended_at.is_(None),
                Qualification.valid_until.is_(None) | (Qualification.valid_until >= day),
            )
        )
    )


def counts_until(person_id: int) -> dict[int, date | None]:
    """The skills of this person that were not taken back, with the last day of each; None: for good."""
    running = select(Qualification.skill_id, Qualification.valid_until).where(
        Qualification.person_id == person_id, Qualification.ended_at.is_(None)
    )
    return {skill_id: until for skill_id, until in db().execute(running)}


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
    return and_(
        Qualification.skill_id == skill_id,
        Qualification.ended_at.is_(None),
        Qualification.valid_until.is_(None) | (Qualification.valid_until >= day),
    )


def held_by(person_ids: Collection[int]) -> dict[int, list[Qualification]]:
    """What these people have that was not taken back; whether it counts depends on the day."""
    found: dict[int, list[Qualification]] = {person_id: [] for person_id in person_ids}
    running = select(Qualification).where(
        Qualification.person_id.in_(person_ids), Qualification.ended_at.is_(None)
    )
    for each in db().scalars(running.order_by(Qualification.id)):
        found[each.person_id].append(each)
    return found
