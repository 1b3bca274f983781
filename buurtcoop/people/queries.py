"""Questions about persons and who lives together."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.people.rules import plain


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


def by_family() -> dict[str, list[tuple[int, str, str]]]:
    """{first word of a surname: (person id, call name, surname)}, all in plain letters."""
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for number, call_name, surname in db().execute(
        select(Person.id, Person.call_name, Person.surname).where(Person.erased_at.is_(None))
    ):
        family = plain(surname)
        found[family.partition(" ")[0]].append((number, plain(call_name), family))
    return found


def people_told_of(texts: Iterable[str]) -> set[int]:
    """Whose call name and surname stand in one of these texts, however they are written."""
    families = by_family()
    return {
        number
        for words in (plain(text) for text in texts)
        for word in set(words.split())
        for number, call_name, family in families.get(word, ())
        if call_name and f" {call_name} " in f" {words} " and f" {family} " in f" {words} "
    }
