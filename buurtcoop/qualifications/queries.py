"""Questions about skills and who has them."""

from datetime import date

from sqlalchemy import select

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


def skill_name(skill_id: int) -> str:
    """What people call this skill."""
    return db().get_one(Skill, skill_id).name
