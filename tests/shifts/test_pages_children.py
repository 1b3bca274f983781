"""Children that come by name, on the web: a guardian adds one, says yes, and it comes."""

from typing import Any

from sqlalchemy import select

from buurtcoop.agreements.models import Agreement
from buurtcoop.care import operations as care
from buurtcoop.care.models import CareKind
from buurtcoop.care.queries import children_of
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import (
    Booking,
)
from tests.care.family import (
    TOO_YOUNG,
    a_child,
    an_afternoon,
    live_children,
    says_yes,
    set_the_afternoon,
)
from tests.cast import Cast, seen_by
from tests.visitor import Page, Visitor

YES: dict[str, Any] = {
    "pick_up": "Opa Jan",
    "photos": "nee",
    "signed": "Anna Proef",
    "allergy": "Noten",
}


def asks(page: Page, field: str) -> str:
    """Where the form goes that asks this."""
    return next(form.action for form in page.forms if field in form.values)


def test_on_the_web_a_guardian_adds_a_child_says_yes_and_it_comes(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    afternoon = set_the_afternoon(instance, cast)
    anna = visitor.signed_in_as(cast.anna)
    path = f"/rooster/{afternoon.shift_id}"
    page = anna.get(path)
    assert "Kinderen komen hier op naam. Zet eerst uw kind erbij." in page.words
    new = f"/mijn/kinderen/nieuw?rooster={afternoon.shift_id}"
    page = anna.send(anna.get(new), new, call_name="Mees", birth_date="01-06-2020")
    assert "Mees, 6 jaar" in page.words
    assert "Met hoeveel" not in page.words
    with instance.reading():
        [mees] = children_of(cast.anna.id, clock.today())
    nobody = anna.send(page, f"{path}/meedoen")
    assert "Vul dit nog in: Welk kind komt er." in nobody.words
    page = anna.send(page, f"{path}/meedoen", children=[str(mees.id)])
    assert page.h1 == "Uw ja voor Mees"
    assert "Dat u op tijd haalt." in page.words
    wrong = anna.send(page, asks(page, "signed"), **(YES | {"signed": ""}))
    assert "Vul dit nog in: Typ uw naam." in wrong.words
    page = anna.send(wrong, asks(wrong, "signed"), **YES)
    assert "Er is een plek voor u." in page.words
    assert "Wie komt er Mees" in page.words
    with instance.writing():
        known = care.notes_for(seen_by(cast.anna), [mees.id], list(CareKind), "om te lezen")
        assert set(known.values()) == {"Opa Jan", "Noten"}
        booked = db().scalars(select(Booking.id)).one()
        operations.cancel(booked, seen_by(cast.anna))
    again = anna.send(anna.get(path), f"{path}/meedoen", children=[str(mees.id)])
    assert "Wie komt er Mees" in again.words


def test_a_yes_is_said_child_by_child_and_nothing_is_kept_when_there_is_no_place(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        afternoon = an_afternoon(cast, seats=1)
        mees, noor = a_child(cast.anna), a_child(cast.anna, "Noor")
    anna = visitor.signed_in_as(cast.anna)
    path = f"/rooster/{afternoon.shift_id}"
    both = [str(mees.id), str(noor.id)]
    page = anna.send(anna.get(path), f"{path}/meedoen", children=both)
    assert page.h1 == "Uw ja voor Mees"
    page = anna.send(page, asks(page, "signed"), **YES)
    assert page.h1 == "Uw ja voor Noor"
    page = anna.send(page, asks(page, "signed"), **YES)
    assert "Zoveel plekken zijn er niet meer." in page.words
    assert page.form(asks(page, "signed")).values["pick_up"] == ["Opa Jan"]
    with instance.reading():
        assert (db().scalars(select(Agreement.about_id)).all(), live_children()) == ([mees.id], [])


def test_a_child_of_the_wrong_age_is_refused_before_anything_is_asked(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    afternoon = set_the_afternoon(instance, cast)
    with instance.writing():
        pip = a_child(cast.anna, "Pip", TOO_YOUNG)
    anna = visitor.signed_in_as(cast.anna)
    path = f"/rooster/{afternoon.shift_id}"
    page = anna.send(anna.get(path), f"{path}/meedoen", children=[str(pip.id)])
    assert "Dit is voor kinderen van 4 tot en met 9 jaar." in page.words


def test_who_coordinates_brings_a_child_of_which_a_guardian_said_yes(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    afternoon = set_the_afternoon(instance, cast)
    with instance.writing():
        mees = a_child(cast.anna)
    coor = visitor.signed_in_as(cast.coor)
    path = f"/rooster/{afternoon.shift_id}/namens?zoek=anna"
    wish: dict[str, Any] = {
        "person": str(cast.anna.id),
        "line": str(afternoon.receive),
        "children": [str(mees.id)],
    }
    page = coor.get(path)
    assert "Mees, 6 jaar, kind van Anna Proef" in page.words
    page = coor.send(page, path, **wish)
    assert "De ouder of verzorger heeft nog geen ja gezegd." in page.words
    with instance.writing():
        says_yes(cast.anna, mees)
    page = coor.send(coor.get(path), path, **wish)
    assert "Opgeslagen." in page.words
