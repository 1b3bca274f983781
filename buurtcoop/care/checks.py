"""What always holds of children and what there is to know, over the whole database."""

from sqlalchemy import exists, select

from buurtcoop.care.models import CareNote, Guardianship
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_ageless(), *_empty(), *_of_the_forgotten()]


def _ageless() -> list[str]:
    rows = db().scalars(
        select(Guardianship.id)
        .join(Guardianship.child)
        .where(Guardianship.ends_on.is_(None), Person.birth_date.is_(None))
        .order_by(Guardianship.id)
    )
    return [f"Guardianship {number} is of a child without a birth date." for number in rows]


def _empty() -> list[str]:
    rows = db().scalars(select(CareNote.id).where(CareNote.to_know.is_(None)).order_by(CareNote.id))
    return [f"Care note {number} says nothing." for number in rows]


def _of_the_forgotten() -> list[str]:
    forgotten = exists().where(Person.id == CareNote.person_id, Person.erased_at.is_not(None))
    rows = db().scalars(select(CareNote.id).where(forgotten).order_by(CareNote.id))
    return [f"Care note {number} is of somebody we forgot." for number in rows]
