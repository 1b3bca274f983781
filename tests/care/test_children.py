"""Children and their guardians: coming to know them, sharing them, and forgetting them."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from buurtcoop.care import checks, jobs, operations, queries, rules
from buurtcoop.care.models import CareKind, CareNote, Guardianship
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Membership
from buurtcoop.members.rules import NotAMember
from buurtcoop.people.models import Person
from tests.care.family import BORN, a_child
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy

ALLERGY = CareKind.ALLERGY


def names(guardian: Person) -> list[str]:
    return [child.name for child in queries.children_of(guardian.id, clock.today())]


def leaves(person: Person, *, days: int) -> None:
    """This member left so many days ago."""
    left = clock.today() - timedelta(days=days)
    db().execute(update(Membership).where(Membership.person_id == person.id).values(ends_on=left))


def test_a_child_is_a_person_who_lives_with_its_guardian(opened: Instance, cast: Cast) -> None:
    child = a_child(cast.anna)
    person = db().get_one(Person, child.id)
    assert (person.call_name, person.surname, person.birth_date) == ("Mees", "", BORN)
    assert (person.household_id, person.email) == (cast.anna.household_id, None)
    assert child.age_on(date(2026, 5, 31)) == 5
    assert child.age_on(date(2026, 6, 1)) == 6


def test_a_child_without_a_home_is_reached_as_its_guardian(opened: Instance, cast: Cast) -> None:
    cast.anna.household_id = None
    db().merge(cast.anna)
    db().flush()
    child = a_child(cast.anna)
    assert db().get_one(Person, child.id).phone == cast.anna.phone


def test_the_same_child_twice_is_once(opened: Instance, cast: Cast) -> None:
    assert a_child(cast.anna) == a_child(cast.anna)
    assert names(cast.anna) == ["Mees"]


def test_a_grown_up_is_no_child(opened: Instance, cast: Cast) -> None:
    for born in (date(2009, 1, 12), clock.today() + timedelta(days=1)):
        with pytest.raises(rules.NotAChild, match="jonger dan 18 jaar"):
            a_child(cast.anna, born=born)
    a_child(cast.anna, born=date(2009, 1, 13))


def test_who_is_no_member_brings_no_child(opened: Instance, cast: Cast) -> None:
    with pytest.raises(NotAMember):
        a_child(cast.coor)


def test_nobody_writes_down_a_child_of_somebody_else_but_who_may(
    opened: Instance, cast: Cast
) -> None:
    facts: dict[str, Any] = {"call_name": "Mees", "birth_date": BORN}
    with pytest.raises(rules.NotYours):
        operations.add_child(cast.anna.id, **facts, by=seen_by(cast.bram))
    operations.add_child(cast.anna.id, **facts, by=seen_by(cast.coor))
    assert names(cast.anna) == ["Mees"]


def test_a_second_guardian_keeps_the_child_when_the_first_takes_it_away(
    opened: Instance, cast: Cast
) -> None:
    child, coor = a_child(cast.anna), seen_by(cast.coor)
    with pytest.raises(rules.NotYours):
        operations.add_guardian(child.id, cast.bram.id, seen_by(cast.bram))
    operations.add_guardian(child.id, cast.bram.id, coor)
    operations.add_guardian(child.id, cast.bram.id, coor)
    operations.note(child.id, ALLERGY, "Noten", seen_by(cast.bram))
    operations.end_guardianship(cast.anna.id, child.id, seen_by(cast.anna))
    assert (names(cast.anna), names(cast.bram)) == ([], ["Mees"])
    with pytest.raises(rules.NotYours):
        operations.note(child.id, ALLERGY, "", seen_by(cast.anna))
    operations.end_guardianship(cast.bram.id, child.id, seen_by(cast.bram))
    assert db().get(Person, child.id) is None
    assert db().scalars(select(CareNote)).all() == []
    assert db().scalars(select(Guardianship)).all() == []


def test_two_guardians_who_leave_at_once_leave_no_child_behind(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        child = a_child(cast.anna)
        operations.add_guardian(child.id, cast.bram.id, seen_by(cast.coor))
        both = [seen_by(cast.anna), seen_by(cast.bram)]

    def act(number: int) -> None:
        operations.end_guardianship(both[number].id, child.id, both[number])

    with roomy(instance, 2) as wide:
        assert contend(wide, act, 2).errors == []
    with instance.reading():
        assert db().get(Person, child.id) is None


def test_a_month_after_a_member_left_children_and_notes_are_forgotten(
    opened: Instance, cast: Cast
) -> None:
    child = a_child(cast.anna)
    anna = seen_by(cast.anna)
    operations.note(child.id, ALLERGY, "Noten", anna)
    operations.note(cast.anna.id, CareKind.DIET, "Geen vlees", anna)
    leaves(cast.anna, days=31)
    assert jobs.forget_who_left(clock.now()) == 0
    leaves(cast.anna, days=32)
    assert jobs.forget_who_left(clock.now()) > 0
    assert db().scalars(select(CareNote)).all() == []
    assert db().get(Person, child.id) is None
    assert jobs.forget_who_left(clock.now()) == 0
    assert checks.broken() == []


def test_a_child_of_which_another_guardian_stays_is_kept(opened: Instance, cast: Cast) -> None:
    child = a_child(cast.anna)
    operations.add_guardian(child.id, cast.bram.id, seen_by(cast.coor))
    leaves(cast.anna, days=32)
    jobs.forget_who_left(clock.now())
    assert names(cast.bram) == ["Mees"]
    assert [each.id for each in queries.guardians_of(child.id)] == [cast.bram.id]


def test_on_its_eighteenth_birthday_a_child_speaks_for_itself(opened: Instance, cast: Cast) -> None:
    child = a_child(cast.anna, born=date(2009, 1, 13))
    operations.note(child.id, ALLERGY, "Noten", seen_by(cast.anna))
    assert jobs.let_go_of_age(clock.now()) == 0
    tomorrow = clock.now() + timedelta(days=1)
    with clock.stopped(tomorrow):
        assert names(cast.anna) == []
        assert jobs.let_go_of_age(tomorrow) == 1
    assert db().scalars(select(CareNote)).all() == []
    assert db().get(Person, child.id) is None
