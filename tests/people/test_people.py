"""Adding, changing, finding and forgetting persons."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.models import AuditDetail
from buurtcoop.core.instance import Instance, db
from buurtcoop.people import checks
from buurtcoop.people.models import Channel, Household, Person
from buurtcoop.people.operations import (
    add_person,
    change_person,
    forget_person,
    household_at,
    organisation_named,
)
from buurtcoop.people.queries import known_already, person_with_home
from tests.cast import Cast, seen_by

AT_ONCE = 12


def test_the_same_address_is_the_same_household(opened: Instance) -> None:
    first = household_at("Essenpad", 12, "a", "1234 AC", "Waterveen")
    second = household_at("essenpad ", 12, "A", "1234ac", "Waterveen")
    other = household_at("Essenpad", 12, "B", "1234 AC", "Waterveen")

    assert first.id == second.id
    assert other.id != first.id
    assert first.address == "Essenpad 12 A, 1234 AC Waterveen"


def test_an_address_asked_for_by_many_at_once_is_one_household(instance: Instance) -> None:
    def move_in(_turn: int) -> int:
        with instance.writing():
            return household_at("Essenpad", 7, "", "1234 AC", "Waterveen").id

    with ThreadPoolExecutor(AT_ONCE) as many:
        found = set(many.map(move_in, range(AT_ONCE)))

    with instance.reading() as session:
        rows = session.scalar(
            select(func.count()).select_from(Household).where(Household.street == "Essenpad")
        )
    assert len(found) == 1
    assert rows == 1


def test_the_database_refuses_a_second_household_at_an_address(opened: Instance) -> None:
    place = {"street": "Essenpad", "house_number": 3, "addition": "", "postcode": "1234 AC"}
    db().add_all([Household(**place, city="Waterveen"), Household(**place, city="Elders")])

    with pytest.raises(IntegrityError):
        db().flush()


def test_somebody_who_can_not_be_reached_is_not_added(opened: Instance) -> None:
    with pytest.raises(IntegrityError):
        add_person(call_name="Noa", surname="Vos")


def test_a_changed_name_is_sorted_anew(opened: Instance, cast: Cast) -> None:
    anna = change_person(cast.anna.id, seen_by(cast.anna), surname="Łoś", prefix="van  der")

    person = db().get_one(Person, cast.anna.id)
    assert anna == {"surname", "prefix"}
    assert person.full_name == "Anna van der Łoś"
    assert person.sort_name == "los  anna van der"
    assert checks.broken() == []


def test_the_audit_tells_what_was_changed_but_not_into_what(opened: Instance, cast: Cast) -> None:
    change_person(cast.anna.id, seen_by(cast.anna), phone="+31687654321", language="nl")

    assert db().scalars(select(AuditDetail.detail)).all() == ["phone"]


def test_a_name_that_is_sorted_wrongly_is_noticed(opened: Instance, cast: Cast) -> None:
    db().get_one(Person, cast.anna.id).sort_name = "zz"
    db().flush()

    assert len(checks.broken()) == 1


def test_who_has_the_same_mail_phone_or_home_is_known_already(opened: Instance, cast: Cast) -> None:
    newcomer = add_person(
        call_name="Noa",
        surname="Vos",
        email=cast.bram.email,
        phone=cast.coor.phone,
        household_id=cast.anna.household_id,
    )
    stranger = add_person(call_name="Kim", surname="Mol", email="kim@example.org")

    found = {person.call_name for person in known_already(newcomer)}

    assert found == {"Anna", "Bram", "Coor"}
    assert known_already(stranger) == []


def test_who_is_forgotten_is_gone_with_the_empty_house(opened: Instance) -> None:
    home = household_at("Essenpad", 9, "", "1234 AC", "Waterveen")
    person = add_person(call_name="Noa", surname="Vos", household_id=home.id)
    person_id, home_id = person.id, home.id

    forget_person(person_id)

    assert db().get(Person, person_id) is None
    assert db().get(Household, home_id) is None


def test_who_is_still_pointed_at_is_emptied(opened: Instance, cast: Cast) -> None:
    forget_person(cast.dirk.id)

    dirk = person_with_home(cast.dirk.id)
    assert (dirk.email, dirk.phone, dirk.birth_date, dirk.household) == (None, None, None, None)
    assert dirk.full_name == "–"
    assert dirk.erased_at is not None
    assert checks.broken() == []


def test_a_house_where_somebody_stays_is_kept(opened: Instance, cast: Cast) -> None:
    person = add_person(
        call_name="Noa",
        surname="Vos",
        channel=Channel.PAPER,
        household_id=cast.anna.household_id,
    )

    forget_person(person.id)

    assert db().get(Household, cast.anna.household_id) is not None


def test_nobody_is_found_by_a_number_that_is_not_there(opened: Instance) -> None:
    with pytest.raises(LookupError):
        person_with_home(999)


def test_an_organisation_is_known_once_by_its_name(opened: Instance) -> None:
    made = organisation_named("Woonstichting De Dijk")

    assert organisation_named(" Woonstichting De Dijk ").id == made.id
