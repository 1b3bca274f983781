"""The pages of the catalogue, as people meet them."""

from typing import Any

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.services.models import Service
from buurtcoop.services.queries import service_by_slug
from tests.cast import Cast
from tests.services.starting import begin, open_now
from tests.visitor import Page, Visitor

WRONG = (
    ("name", "", "Vul dit nog in: Hoe heet het."),
    ("price", "vier euro", "We begrijpen dit bedrag niet. Schrijf het zo: 12,50."),
    ("price", "5000", "Kies een bedrag van € 0,00 tot en met € 1.000,00."),
    (
        "price_decided_by",
        "",
        "Vul dit nog in: Wie besloot over de prijs, of dat het gratis is.",
    ),
    ("release_hours", "1000", "Kies een getal van 0 tot en met 336."),
    ("release_hours", "-1", "Vul hier een heel getal in, zoals 4."),
    ("claim_hours", "337", "Kies een getal van 0 tot en met 336."),
    ("rest_hours", "49", "Kies een getal van 0 tot en met 48."),
    ("hold_hours", "0", "Kies een getal van 1 tot en met 168."),
    ("hold_hours", "", "Vul dit nog in: Hoeveel uur houden we een plek vrij voor wie wacht."),
    ("starts_on", "31-02-2027", "Deze dag bestaat niet: 31-02-2027."),
    ("starts_on", "12-01-9999", "Deze dag ligt te ver weg."),
    ("activity_id", "999", "Kies een antwoord uit de lijst."),
    ("icon", "skull", "Kies een antwoord uit de lijst."),
)


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


@pytest.fixture
def eettafel(coor: Visitor) -> None:
    """A service that Coor started on the web."""
    open_now(coor)


def read(instance: Instance, slug: str = "eettafel") -> Service:
    with instance.reading():
        return service_by_slug(slug)


def change(coor: Visitor, **said: Any) -> Page:
    """Coor changes these answers of the Eettafel."""
    return coor.send(coor.get("/aanbod/eettafel/veranderen"), **said)


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


def test_everybody_reads_the_rules_of_a_service(visitor: Visitor, eettafel: None) -> None:
    page = visitor.get("/aanbod/eettafel")
    for words in (
        "Wie helpt, belooft Ik kom op tijd en blijf tot de keuken schoon is.",
        "Wie komt, belooft Ik zeg vooraf met hoeveel mensen ik kom",
        "Dit beloven we niet We beloven geen keuken zonder noten",
        "Daarvoor kunt u hier terecht Bij een zware allergie: bel ons eerst",
        "Doen: Koken voor de hele tafel.",
        "We zijn altijd met minstens 2 volwassenen.",
        "Dat besloot: het bestuur, op 5 januari.",
    ):
        assert words in page.words


def test_what_is_prepared_is_only_there_for_who_changes_it(visitor: Visitor, coor: Visitor) -> None:
    begin(coor)
    assert visitor.get("/aanbod/eettafel").status == 404
    assert "Eettafel" not in visitor.get("/aanbod").words
    assert "Nog niet open." in coor.get("/aanbod").words
    page = coor.get("/aanbod/eettafel")
    assert "Dit is nog niet open." in page.words
    assert "/aanbod/eettafel/regels" in page.links
    assert "/rooster/nieuw?aanbod=eettafel" not in page.links


def test_a_wrong_answer_is_explained_and_nothing_typed_is_lost(
    coor: Visitor, eettafel: None, subtests: pytest.Subtests
) -> None:
    for field, typed, sentence in WRONG:
        with subtests.test(field=field, typed=typed):
            page = change(coor, **{"summary": "Samen eten, elke week.", field: typed})
            assert page.title.startswith("Fout: ")
            assert sentence in page.words
            assert page.form().values["summary"] == ["Samen eten, elke week."]


def test_a_name_that_is_taken_is_refused_with_what_was_typed(coor: Visitor, eettafel: None) -> None:
    page = begin(coor, place="Ergens anders")
    assert "Deze naam is er al: Eettafel. Kies een andere naam." in page.words
    assert page.form().values["place"] == ["Ergens anders"]


def test_coor_changes_a_service(coor: Visitor, eettafel: None, instance: Instance) -> None:
    page = coor.get("/aanbod/eettafel/veranderen")
    assert page.form().values["price"] == ["4,00"]
    assert page.form().values["starts_on"] == ["12-01-2027"]
    assert page.form().values["icon"] == ["tools-kitchen-2"]
    change(coor, name="Buurtmaaltijd", price="", rest_hours="8", hold_hours="12", claim_hours="2")
    service = read(instance)
    assert (service.name, service.price) == ("Buurtmaaltijd", Money(0))
    assert (service.claim_hours, service.rest_hours, service.hold_hours) == (2, 8, 12)


@pytest.mark.parametrize(
    "path", ["/aanbod/niets/veranderen", "/aanbod/%00/veranderen", "/aanbod/niets/regels"]
)
def test_an_unknown_service_is_not_there(coor: Visitor, path: str) -> None:
    assert coor.get(path).status == 404


@pytest.mark.parametrize("path", ["/aanbod/nieuw", "/aanbod/nieuw/eettafel"])
def test_a_member_may_not_change_the_catalogue(visitor: Visitor, cast: Cast, path: str) -> None:
    assert visitor.signed_in_as(cast.anna).get(path).status == 403


def test_looking_changes_nothing(coor: Visitor, eettafel: None, instance: Instance) -> None:
    for path in ("/aanbod", "/aanbod/nieuw", "/aanbod/nieuw/eettafel", "/aanbod/eettafel/regels"):
        assert coor.get(path).status == 200
    with instance.reading():
        assert db().query(Service).count() == 1
