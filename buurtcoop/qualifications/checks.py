"""What always holds of skills and who has them, over the whole database."""

from sqlalchemy import func, select

from buurtcoop.core.instance import db
from buurtcoop.qualifications.models import Qualification, Skill


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_twice(), *_own_witness(), *_own_word_ends()]


def _twice() -> list[str]:
    rows = db().execute(
        select(Qualification.person_id, Qualification.skill_id)
        .where(Qualification.ended_at.is_(None))
        .group_by(Qualification.person_id, Qualification.skill_id)
        .having(func.count() > 1)
        .order_by(Qualification.person_id, Qualification.skill_id)
    )
    return [
        f"Person {person_id} has skill {skill_id} more than once." for person_id, skill_id in rows
    ]


def _own_witness() -> list[str]:
    rows = db().scalars(
        select(Qualification.id)
        .join(Qualification.skill)
        .where(Skill.proven, Qualification.seen_by_id == Qualification.person_id)
        .order_by(Qualification.id)
    )
    return [f"Qualification {number} needs proof, and its owner put it in." for number in rows]


def _own_word_ends() -> list[str]:
    rows = db().scalars(
        select(Qualification.id)
        .join(Qualification.skill)
        .where(~Skill.proven, Qualification.valid_until.is_not(None))
        .order_by(Qualification.id)
    )
    return [
        f"Qualification {number} is one's own word, and still has a last day." for number in rows
    ]
