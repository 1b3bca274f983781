"""Questions about persons and who lives together."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from buurtcoop.core.instance import db
from buurtcoop.people.models import Person


def person_with_home(person_id: int) -> Person:
    """One person with the household loaded. Raises LookupError."""
    found = db().scalar(
        select(Person).where(Person.id == person_id).options(joinedload(Person.household))
    )
    if found is None:
        raise LookupError(person_id)
    return found


def known_already(person: Person) -> list[Person]:
    """Others with the same mail address, phone number or home, by name."""
    same = [
        column == value
        for column, value in (
            (Person.email, person.email),
            (Person.phone, person.phone),
            (Person.household_id, person.household_id),
        )
        if value is not None
    ]
    if not same:
        return []
    return list(
        db().scalars(
            select(Person)
            .where(or_(*same), Person.id != person.id)
            .order_by(Person.sort_name, Person.id)
        )
    )
