"""The pages of the catalogue, as people meet them."""

from typing import Any

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.services.models import Service
from buurtcoop.services.queries import service_by_slug
from tests.cast import Cast
from tests.visitor import Visitor

FILLED = {
    "name": "Eettafel",
    "summary": "Elke donderdag samen eten.",
    "description": "We koken samen.\r\n\r\nIedereen is welkom.",
    "icon": "tools-kitchen-2",
    "place": "Buurthuis De Knotwilg",
    "give_task": "koken en afwassen",
    "price": "4,00",
    "release_hours": "24",
    "claim_hours": "2",
    "rest_hours": "8",
    "hold_hours": "12",
    "children_per_carer": "",
    "starts_on": "12-01-2027",
    "activity_id": "1",
}


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


@pytest.fixture
def eettafel(coor: Visitor) -> None:
    """A service that Coor added on the web."""
    coor.send(coor.get("/aanbod/nieuw"), follow=False, **filled())


def filled(**other: str) -> dict[str, Any]:
    return {**FILLED, **other}


def read(instance: Instance, slug: str = "eettafel") -> Service:
    with instance.reading():
        return service_by_slug(slug)


def test_a_visitor_reads_what_there_is_to_do(visitor: Visitor, eettafel: None) -> None:
    page = visitor.get("/aanbod")
    assert page.h1 == "Wat is er te doen?"
    assert "Elke donderdag samen eten." in page.words
    assert "Een plek kost € 4,00." in page.words
    assert "/aanbod/eettafel" in page.links
    assert "/aanbod/nieuw" not in page.links


def test_an_empty_catalogue_says_what_to_do_next(visitor: Visitor, coor: Visitor) -> None:
    assert "Er is nog geen aanbod. Kijk later nog eens" in visitor.get("/aanbod").words
    page = coor.get("/aanbod")
    assert "Er is nog geen aanbod. Maak het eerste in 10 minuten." in page.words
    assert "/aanbod/nieuw" in page.links


def test_coor_adds_a_service(coor: Visitor, instance: Instance) -> None:
    sent = coor.send(coor.get("/aanbod/nieuw"), follow=False, **filled())
    assert (sent.status, sent.headers["Location"]) == (303, "/aanbod/eettafel")
    service = read(instance)
    assert (service.price, service.release_hours) == (Money(400), 24)


def test_how_much_time_there_is_and_for_how_many_children_is_kept(
    coor: Visitor, instance: Instance
) -> None:
    page = coor.get("/aanbod/nieuw")
    values = page.form().values
    assert [values[name] for name in ("claim_hours", "rest_hours", "hold_hours")] == [
        ["0"],
        ["0"],
        ["24"],
    ]
    coor.send(page, follow=False, **filled(children_per_carer="4"))
    service = read(instance)
    assert (service.claim_hours, service.rest_hours, service.hold_hours) == (2, 8, 12)
    assert service.children_per_carer == 4
    page = coor.get("/aanbod/eettafel/veranderen")
    assert page.form().values["children_per_carer"] == ["4"]
    coor.send(page, follow=False, children_per_carer="", rest_hours="0")
    service = read(instance)
    assert (service.children_per_carer, service.rest_hours, service.hold_hours) == (None, 0, 12)


def test_a_price_left_empty_is_free(coor: Visitor, instance: Instance) -> None:
    coor.send(coor.get("/aanbod/nieuw"), follow=False, **filled(price=""))
    assert read(instance).price == Money(0)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Vul dit nog in: Hoe heet het."),
        ("price", "vier euro", "We begrijpen dit bedrag niet. Schrijf het zo: 12,50."),
        ("price", "5000", "Kies een bedrag van € 0,00 tot en met € 1.000,00."),
        ("release_hours", "1000", "Kies een getal van 0 tot en met 336."),
        ("release_hours", "-1", "Vul hier een heel getal in, zoals 4."),
        ("claim_hours", "337", "Kies een getal van 0 tot en met 336."),
        ("rest_hours", "49", "Kies een getal van 0 tot en met 48."),
        ("hold_hours", "0", "Kies een getal van 1 tot en met 168."),
        ("hold_hours", "", "Vul dit nog in: Hoeveel uur houden we een plek vrij voor wie wacht."),
        ("children_per_carer", "0", "Kies een getal van 1 tot en met 20."),
        ("starts_on", "31-02-2027", "Deze dag bestaat niet: 31-02-2027."),
        ("starts_on", "12-01-9999", "Deze dag ligt te ver weg."),
        ("activity_id", "999", "Kies een antwoord uit de lijst."),
        ("icon", "skull", "Kies een antwoord uit de lijst."),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_typed_is_lost(
    coor: Visitor, field: str, typed: str, sentence: str
) -> None:
    page = coor.send(coor.get("/aanbod/nieuw"), **filled(**{field: typed}))
    assert page.title.startswith("Fout: ")
    assert sentence in page.words
    assert page.form().values["summary"] == [FILLED["summary"]]
    assert "Iedereen is welkom." in page.words


def test_a_name_that_is_taken_is_refused_with_what_was_typed(coor: Visitor, eettafel: None) -> None:
    page = coor.send(coor.get("/aanbod/nieuw"), **filled(place="Ergens anders"))
    assert "Deze naam is er al: Eettafel. Kies een andere naam." in page.words
    assert page.form().values["place"] == ["Ergens anders"]


def test_coor_changes_a_service(coor: Visitor, eettafel: None, instance: Instance) -> None:
    page = coor.get("/aanbod/eettafel/veranderen")
    assert page.form().values["price"] == ["4,00"]
    assert page.form().values["starts_on"] == ["12-01-2027"]
    assert page.form().values["icon"] == ["tools-kitchen-2"]
    coor.send(page, follow=False, name="Buurtmaaltijd")
    service = read(instance)
    assert (service.name, service.description) == ("Buurtmaaltijd", FILLED["description"])


@pytest.mark.parametrize("path", ["/aanbod/niets/veranderen", "/aanbod/%00/veranderen"])
def test_an_unknown_service_is_not_there(coor: Visitor, path: str) -> None:
    assert coor.get(path).status == 404


def test_a_member_may_not_change_the_catalogue(visitor: Visitor, cast: Cast) -> None:
    anna = visitor.signed_in_as(cast.anna)
    assert anna.get("/aanbod/nieuw").status == 403


def test_looking_changes_nothing(coor: Visitor, eettafel: None, instance: Instance) -> None:
    coor.get("/aanbod")
    coor.get("/aanbod/eettafel/veranderen")
    with instance.reading():
        assert db().query(Service).count() == 1


def test_only_a_member_who_was_found_can_be_chosen(
    coor: Visitor, eettafel: None, cast: Cast
) -> None:
    path = "/aanbod/eettafel/leiding?zoek=anna"
    page = coor.send(coor.get(path), path, person=str(cast.dirk.id))
    assert "Kies een antwoord uit de lijst." in page.words


def test_a_search_without_result_says_what_to_try(coor: Visitor, eettafel: None) -> None:
    page = coor.get("/aanbod/eettafel/leiding?zoek=xyz")
    assert "We vinden niets bij “xyz”. Probeer een korter woord." in page.words


def test_a_lead_of_another_service_is_not_ended_here(coor: Visitor, eettafel: None) -> None:
    page = coor.get("/aanbod/eettafel/veranderen")
    token = page.form().values["csrf_token"]
    assert coor.post("/aanbod/eettafel/leiding/99/stopt", {"csrf_token": token}).status == 404
