"""Adding and changing persons, finding their household or organisation, and forgetting them."""

from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import DUTCH, STRANGER, Viewer
from buurtcoop.people.models import Channel, Household, Organisation, Person
from buurtcoop.people.rules import tidy, tidy_addition, tidy_postcode, tidy_street

NAMES = ("call_name", "prefix", "surname")
ERASED_NAME = "–"


def household_at(street: str, number: int, addition: str, postcode: str, city: str) -> Household:
    """The household at this address; made when nobody lived there yet.

    Holds afterwards: one household per postcode, number and addition, also with several asking
    at once (the unique key decides). The street is spelled as the first person spelled it.
    """
    place = {
        "postcode": tidy_postcode(postcode),
        "house_number": number,
        "addition": tidy_addition(addition),
    }
    insert_once(db(), Household, street=tidy_street(street), city=tidy(city), **place)
    return db().scalars(select(Household).filter_by(**place)).one()


def add_person(
    *,
    call_name: str,
    surname: str,
    prefix: str = "",
    birth_date: date | None = None,
    email: str | None = None,
    phone: str | None = None,
    channel: Channel = Channel.MAIL,
    language: str = DUTCH,
    household_id: int | None = None,
    by: Viewer = STRANGER,
) -> Person:
    """Somebody we come to know. At least one of mail, phone and household is given."""
    person = Person(
        call_name=tidy(call_name),
        prefix=tidy(prefix),
        surname=tidy(surname),
        birth_date=birth_date,
        email=email or None,
        phone=phone or None,
        channel=channel,
        language=language,
        household_id=household_id,
        made_at=clock.now(),
        erased_at=None,
    )
    db().add(person)
    db().flush()
    record(by, "people.add", person)
    return person


def change_person(person_id: int, by: Viewer, **changed: Any) -> frozenset[str]:
    """Change what we know of somebody. Returns the columns that became different.

    `changed` holds columns of Person by name. The audit tells which columns, never the values.
    """
    person = db().get_one(Person, person_id)
    tidied = {name: tidy(value) if name in NAMES else value for name, value in changed.items()}
    different = {name for name, value in tidied.items() if getattr(person, name) != value}
    for name in different:
        setattr(person, name, tidied[name])
    db().flush()
    if different:
        record(by, "people.change", person, ", ".join(sorted(different)))
    return frozenset(different)


def forget_person(person_id: int, by: Viewer = STRANGER) -> None:
    """Erase what we know of somebody. The number stays only where another row needs it.

    Ledger, messages and memberships keep pointing at the empty row; who nobody points at is
    removed altogether, and so is a household in which nobody is left.
    """
    person = db().get_one(Person, person_id)
    household_id = person.household_id
    record(by, "people.forget", person)
    person.call_name, person.prefix, person.surname = ERASED_NAME, "", ""
    person.birth_date = person.email = person.phone = person.household_id = None
    person.erased_at = clock.now()
    db().flush()
    _remove(Person, person_id)
    if household_id is not None:
        _remove(Household, household_id)


def organisation_named(name: str) -> Organisation:
    """The organisation with this name; made when we did not know it yet."""
    insert_once(db(), Organisation, name=tidy(name), email=None, phone=None)
    return db().scalars(select(Organisation).filter_by(name=tidy(name))).one()


def _remove(kind: type[Person] | type[Household], row_id: int) -> None:
    """Remove a row unless another row points at it: the foreign keys decide."""
    try:
        with db().begin_nested():
            db().execute(delete(kind).where(kind.id == row_id))
    except IntegrityError:
        return
