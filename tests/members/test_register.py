"""The list of members: in order, searched, fifty a page, for who works with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.engine import Connection

from buurtcoop.access.models import Role
from buurtcoop.access.rules import RoleName
from buurtcoop.audit.models import ReadPerson
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.members import queries
from buurtcoop.members.models import Membership
from buurtcoop.members.operations import admit, give_notice
from buurtcoop.people.models import Channel, Person
from buurtcoop.people.operations import add_person, change_person, household_at
from buurtcoop.people.rules import sort_name
from tests.cast import Cast, seen_by
from tests.members.cases import an_applicant
from tests.visitor import Visitor

SINCE = date(2026, 1, 1)


def add_members(instance: Instance, count: int) -> None:
    """Many members at one address each, in a few statements."""
    with instance.writing() as session:
        home = household_at("Molenwerf", 1, "", "1234 AD", "Waterveen")
        people = [
            {
                "call_name": f"Buur {number}",
                "prefix": "",
                "surname": f"Achternaam{number:05d}",
                "sort_name": sort_name(f"Buur {number}", "", f"Achternaam{number:05d}"),
                "phone": "+31612345600",
                "channel": Channel.PHONE,
                "language": "nl",
                "household_id": home.id,
                "made_at": clock.now(),
            }
            for number in range(count)
        ]
        made = session.scalars(insert(Person).returning(Person.id), people).all()
        session.execute(
            insert(Membership),
            [
                {
                    "person_id": person_id,
                    "number": 1000 + place,
                    "starts_on": SINCE,
                    "gives": True,
                    "receives": True,
                }
                for place, person_id in enumerate(made)
            ],
        )
        session.execute(
            insert(Role),
            [{"person_id": each, "name": RoleName.MEMBER, "starts_on": SINCE} for each in made],
        )


@contextmanager
def counted(instance: Instance) -> Iterator[list[str]]:
    """Every statement that is sent meanwhile."""
    said: list[str] = []

    def count(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engines = (instance.readers, instance.writers)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", count)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", count)


def names(viewer_of: Person, search: str = "") -> list[str]:
    found = queries.members_for(seen_by(viewer_of), search)
    return [membership.person.sorted_name for membership in found.rows]


def test_members_stand_by_their_main_name(opened: Instance, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    change_person(cast.anna.id, coor, prefix="van den", surname="Berg")
    change_person(cast.bram.id, coor, surname="Çelik")
    change_person(cast.truus.id, coor, surname="Berg-Smit")

    assert names(cast.coor) == [
        "Berg, Anna van den",
        "Berg-Smit, Truus",
        "Çelik, Bram",
        "Proef, Bo",
        "Proef, Dees",
    ]


FOUND: dict[str, list[str] | int] = {
    "anna": ["Berg, Anna van den"],
    "BERG anna": ["Berg, Anna van den"],
    "van den berg": ["Berg, Anna van den"],
    "celik": ["Çelik, Bram"],
    "Çelik": ["Çelik, Bram"],
    "wilgenlaan 4": ["Proef, Dees"],
    "wilgen": 5,
    "6": ["Proef, Bo"],
    "%": 5,
    "niemand": [],
    "99999999999999999999": [],
}


def test_members_are_found_by_name_street_and_number(opened: Instance, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    change_person(cast.anna.id, coor, prefix="van den", surname="Berg")
    change_person(cast.bram.id, coor, surname="Çelik")

    for search, found in FOUND.items():
        seen = names(cast.coor, search)
        assert (len(seen) if isinstance(found, int) else seen) == found, search


def test_who_left_stands_in_the_list_until_the_last_day(opened: Instance, cast: Cast) -> None:
    membership = give_notice(cast.anna.id, seen_by(cast.anna))
    assert membership.ends_on is not None

    with clock.stopped(clock.start_of(membership.ends_on)):
        assert "Proef, Anna" in names(cast.coor)
    with clock.stopped(clock.at(date(2027, 2, 10), clock.local(clock.now()).time())):
        assert "Proef, Anna" not in names(cast.coor)


def test_pages_follow_each_other_both_ways_without_a_gap(instance: Instance, cast: Cast) -> None:
    add_members(instance, 120)
    with instance.reading():
        coor, forward, back = seen_by(cast.coor), [], []
        page = queries.members_for(coor)
        forward += [each.person_id for each in page.rows]
        while page.after is not None:
            page = queries.members_for(coor, after=page.after)
            forward += [each.person_id for each in page.rows]
        back = [each.person_id for each in page.rows]
        while page.before is not None:
            page = queries.members_for(coor, before=page.before)
            back = [each.person_id for each in page.rows] + back
        everybody = db().scalars(
            select(Membership.person_id)
            .join(Membership.person)
            .order_by(Person.sort_name, Person.id)
        )
        assert forward == back == list(everybody)
    assert len(forward) == 125


def test_nobody_sees_the_list_without_a_role_for_it(opened: Instance, cast: Cast) -> None:
    for viewer in (STRANGER, seen_by(cast.anna), seen_by(cast.dirk)):
        assert not queries.members_for(viewer).rows
        with pytest.raises(LookupError):
            queries.member_for(viewer, cast.anna.id)


def test_how_many_members_in_how_many_households(opened: Instance, cast: Cast) -> None:
    change_person(cast.bram.id, seen_by(cast.coor), household_id=cast.anna.household_id)

    counted_now = queries.how_many(clock.today())

    assert (counted_now.members, counted_now.households) == (5, 4)


def test_the_list_asks_as_much_of_the_database_at_any_size(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    coor = visitor.signed_in_as(cast.coor)
    add_members(instance, 115)
    coor.get("/leden")
    with counted(instance) as small:
        first = coor.get("/leden")
    with instance.writing() as session:
        session.execute(
            insert(Person),
            [
                {
                    "call_name": f"Nog {number}",
                    "prefix": "",
                    "surname": f"Meer{number:05d}",
                    "sort_name": sort_name(f"Nog {number}", "", f"Meer{number:05d}"),
                    "phone": "+31612345600",
                    "channel": Channel.PHONE,
                    "language": "nl",
                    "made_at": clock.now(),
                }
                for number in range(1880)
            ],
        )
        people = session.scalars(select(Person.id).where(Person.surname.like("Meer%"))).all()
        session.execute(
            insert(Membership),
            [
                {
                    "person_id": person_id,
                    "number": 5000 + place,
                    "starts_on": SINCE,
                    "gives": True,
                    "receives": True,
                }
                for place, person_id in enumerate(people)
            ],
        )
    with counted(instance) as large:
        second = coor.get("/leden")

    assert "120 leden" in first.words
    assert "2000 leden" in second.words
    assert len(small) == len(large)
    assert len(second.html) < 40_000


def test_the_coordinator_pages_and_searches(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    add_members(instance, 60)
    coor = visitor.signed_in_as(cast.coor)

    first = coor.get("/leden")
    onward = next(link for link in first.links if "na=" in link)
    second = coor.get(onward)
    back = coor.get(next(link for link in second.links if "voor=" in link))
    one = coor.get("/leden?zoek=achternaam00007")
    none = coor.get("/leden?zoek=zoekgeraakt")

    assert first.words.count("Molenwerf 1") == 50
    assert second.words.count("Molenwerf 1") == 10
    assert back.words == first.words
    assert "Achternaam00007, Buur 7" in one.words
    assert "We vinden niets bij “zoekgeraakt”. Probeer een korter woord." in none.words


def test_a_name_in_the_search_box_is_kept_and_harmless(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    page = visitor.signed_in_as(cast.coor).get("/leden?zoek=<b>anna%27")

    assert page.status == 200
    assert "<b>anna" not in page.html


def test_a_page_that_never_was_is_not_there(visitor: Visitor, cast: Cast) -> None:
    coor = visitor.signed_in_as(cast.coor)

    for path in ("/leden?na=999", "/leden?voor=999", "/leden?na=een", "/leden/999"):
        assert coor.get(path).status == 404


def test_phone_and_mail_are_for_who_reaches_members(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    here = f"/leden/{cast.anna.id}"

    for_coor = visitor.another().signed_in_as(cast.coor).get(here)
    for_truus = visitor.another().signed_in_as(cast.truus).get(here)
    list_for_truus = visitor.another().signed_in_as(cast.truus).get("/leden")

    assert "06 12 34 56 71" in for_coor.words
    assert "anna@example.org" in for_coor.words
    assert "Wilgenlaan 1" in for_truus.words
    for page in (for_truus, list_for_truus):
        assert "06 12 34 56 71" not in page.html
        assert "anna@example.org" not in page.html


def test_the_page_of_a_member_tells_home_roles_and_history(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        coor = seen_by(cast.coor)
        change_person(cast.bram.id, coor, household_id=cast.truus.household_id)

    page = visitor.signed_in_as(cast.coor).get(f"/leden/{cast.truus.id}")

    assert page.h1 == "Truus Proef"
    assert "Lidnummer 5, sinds 1 januari 2026" in page.words
    assert "Penningmeester sinds 1 januari 2026" in page.words
    assert "Op hetzelfde adres BP Bram Proef" in page.words


@pytest.mark.parametrize("name", ["anna", "dirk"])
def test_members_and_strangers_do_not_see_the_list(visitor: Visitor, cast: Cast, name: str) -> None:
    other = visitor.signed_in_as(getattr(cast, name))

    for path in ("/leden", f"/leden/{cast.anna.id}"):
        assert other.get(path).status == 403


def test_without_a_second_factor_the_list_stays_closed(visitor: Visitor, cast: Cast) -> None:
    coor = visitor.signed_in_as(cast.coor, proven=False)

    page = coor.get("/leden", follow=False)

    assert page.status != 200


def test_an_applicant_and_a_contact_have_no_page_of_a_member(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        application = an_applicant()
        contact = add_person(call_name="Kim", surname="Mol", email="kim@example.org")
    coor = visitor.signed_in_as(cast.coor)

    assert coor.get(f"/leden/{application.person_id}").status == 404
    assert coor.get(f"/leden/{contact.id}").status == 404
    with instance.writing():
        admit(application.id, seen_by(cast.bo))
    assert coor.get(f"/leden/{application.person_id}").status == 200


def test_a_list_is_a_reading_of_everybody_on_it(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    visitor.signed_in_as(cast.truus).get("/leden")

    with instance.reading() as session:
        about = set(session.scalars(select(ReadPerson.person_id)))
    assert about == {cast.anna.id, cast.bram.id, cast.dees.id, cast.bo.id}
