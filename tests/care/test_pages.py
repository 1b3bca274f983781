"""The pages: my children, what to know of me, and the same for a member who calls."""

from typing import Any

from sqlalchemy import func, select

from buurtcoop.audit.models import ReadPerson
from buurtcoop.care import operations, queries
from buurtcoop.care.models import CareKind
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from tests.care.family import a_child
from tests.cast import Cast, seen_by
from tests.visitor import Visitor

CHILD: dict[str, Any] = {
    "call_name": "Mees",
    "birth_date": "01-06-2020",
    "allergy": "Noten: bel mij",
    "pick_up": "Opa Jan, 06 12345678",
}


def test_a_guardian_adds_a_child_changes_it_and_takes_it_away(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    anna = visitor.signed_in_as(cast.anna)
    assert "Mijn kinderen" in anna.get("/mijn/gegevens").words
    page = anna.get("/mijn/kinderen")
    assert "Er staan hier nog geen kinderen." in page.words
    page = anna.get("/mijn/kinderen/nieuw")
    wrong = anna.send(page, **(CHILD | {"birth_date": "01-06-1980"}))
    assert "Een kind is jonger dan 18 jaar." in wrong.words
    page = anna.send(wrong, **CHILD)
    assert "Mees 6 jaar" in page.words
    with instance.reading():
        [child] = queries.children_of(cast.anna.id, clock.today())
    here = f"/mijn/kinderen/{child.id}"
    page = anna.get(here)
    assert page.form(here).values["allergy"] == ["Noten: bel mij"]
    anna.send(page, here, allergy="", call_name="Mees B.")
    page = anna.get(here)
    assert (page.h1.split()[:2], page.form(here).values["allergy"]) == (["Mees", "B."], [""])
    page = anna.send(anna.get(f"{here}/weg"))
    assert "Mees B. staat niet meer bij ons." in page.words
    assert anna.get(here).status == 404


def test_nobody_sees_a_child_of_somebody_else(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        child = a_child(cast.anna)
    bram = visitor.another().signed_in_as(cast.bram)
    for path in (f"/mijn/kinderen/{child.id}", f"/mijn/kinderen/{child.id}/weg"):
        assert bram.get(path).status == 404
    assert bram.get(f"/leden/{cast.anna.id}/kinderen").status == 403


def test_one_says_what_one_does_not_eat(visitor: Visitor, cast: Cast) -> None:
    anna = visitor.signed_in_as(cast.anna)
    page = anna.get("/mijn/goed-om-te-weten")
    page = anna.send(page, diet="Geen vlees", allergy="")
    assert page.form("/mijn/goed-om-te-weten").values["diet"] == ["Geen vlees"]


def test_who_coordinates_does_it_for_a_member_and_stands_in_the_log(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        operations.note(cast.anna.id, CareKind.DIET, "Geen vlees", seen_by(cast.anna))
    coor = visitor.signed_in_as(cast.coor)
    home = f"/leden/{cast.anna.id}/kinderen"
    assert home in str(coor.get(f"/leden/{cast.anna.id}").links)
    coor.send(coor.get(f"{home}/nieuw"), f"{home}/nieuw", **CHILD)
    with instance.reading():
        [child] = queries.children_of(cast.anna.id, clock.today())
    page = coor.get(f"{home}/{child.id}")
    assert "Anna Proef" in page.words
    there = f"{home}/{child.id}/verzorger?zoek=bram"
    page = coor.send(coor.get(there), there, person=str(cast.bram.id))
    assert "Bram Proef" in page.words
    know = coor.get(f"/leden/{cast.anna.id}/goed-om-te-weten")
    assert know.form().values["diet"] == ["Geen vlees"]
    with instance.reading():
        about = set(db().scalars(select(ReadPerson.person_id)))
    assert {child.id, cast.anna.id} <= about
    anna = visitor.another().signed_in_as(cast.anna)
    anna.get(f"/mijn/kinderen/{child.id}")
    looked = anna.get(f"/mijn/kinderen/{child.id}/wie-keek").words
    assert "Coor Proef" in looked
    assert "Anna Proef" not in looked
    page = coor.send(coor.get(f"{home}/{child.id}/weg"))
    assert "Mees staat niet meer bij ons." in page.words


def test_a_child_of_whom_nothing_stands_is_read_in_the_log_too(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        child = a_child(cast.anna)
    coor = visitor.signed_in_as(cast.coor)
    home = f"/leden/{cast.anna.id}"

    for path, about in (
        (f"{home}/kinderen/{child.id}", {child.id, cast.anna.id}),
        (f"{home}/kinderen/{child.id}/weg", {child.id}),
        (f"{home}/goed-om-te-weten", {cast.anna.id}),
    ):
        with instance.reading():
            before = db().scalar(select(func.max(ReadPerson.entry_id))) or 0
        assert coor.get(path).status == 200
        with instance.reading():
            read = select(ReadPerson.person_id).where(ReadPerson.entry_id > before)
            assert set(db().scalars(read)) == about
