"""Questions about guardians, their children, and what there is to know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, select

from buurtcoop.care.models import CareKind, CareNote, Guardianship
from buurtcoop.core.instance import db
from buurtcoop.members.rules import OF_AGE, age_on
from buurtcoop.people.models import Person


@dataclass(frozen=True)
class Child:
    """A child as its guardian sees it."""

    id: int
    guardian_id: int
    name: str
    born: date

    def age_on(self, day: date) -> int:
        """How old the child is on this day, in years."""
        return age_on(self.born, day)


def runs() -> ColumnElement[bool]:
    """That a guardianship runs: it ends the moment somebody ends it, not at night."""
    return Guardianship.ends_on.is_(None)


def children_of(guardian_id: int, on: date) -> list[Child]:
    """The children of this guardian who are not of age on this day, the oldest first."""
    return children_of_each([guardian_id], on)


def children_of_each(guardian_ids: Collection[int], on: date) -> list[Child]:
    """The same for several guardians at once: one statement."""
    rows = db().execute(
        select(Person.id, Guardianship.guardian_id, Person.call_name, Person.birth_date)
        .join(Guardianship, Guardianship.child_id == Person.id)
        .where(
            Guardianship.guardian_id.in_(guardian_ids),
            runs(),
        )
        .order_by(Guardianship.guardian_id, Person.birth_date, Person.id)
    )
    return [
        Child(number, guardian_id, name, born)
        for number, guardian_id, name, born in rows
        if born is not None and age_on(born, on) < OF_AGE
    ]


def child_of(guardian_id: int, child_id: int, on: date) -> Child:
    """One child of this guardian. Raises LookupError for a child of somebody else."""
    for child in children_of(guardian_id, on):
        if child.id == child_id:
            return child
    raise LookupError(child_id)


def guardians_of(child_id: int) -> list[Person]:
    """Who is a guardian of this child now, by name."""
    found = (
        select(Person)
        .join(Guardianship, Guardianship.guardian_id == Person.id)
        .where(Guardianship.child_id == child_id, runs())
        .order_by(Person.sort_name, Person.id)
    )
    return list(db().scalars(found))


def is_guardian(guardian_id: int, child_id: int) -> bool:
    """Whether this person is a guardian of this child now."""
    running = exists().where(
        Guardianship.guardian_id == guardian_id,
        Guardianship.child_id == child_id,
        runs(),
    )
    return bool(db().scalar(select(running)))


def notes_of(
    person_ids: Collection[int], kinds: Collection[CareKind] = tuple(CareKind)
) -> list[CareNote]:
    """What there is to know of these people, locked; `operations.notes_for` opens it."""
    found = select(CareNote).where(CareNote.person_id.in_(person_ids), CareNote.kind.in_(kinds))
    return list(db().scalars(found.order_by(CareNote.person_id, CareNote.kind)))
