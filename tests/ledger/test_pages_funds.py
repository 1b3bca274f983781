"""Funds and accounts on screen: what is in them, lending, paying back, giving, keeping apart."""

from typing import Any

import pytest
from sqlalchemy import func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.ledger.models import Entry, Fund
from tests.cast import Cast
from tests.ledger.conftest import Books
from tests.visitor import Page, Visitor

MOVED = {"amount": "100", "memo": "Tot de gemeente betaalt"}
WRONG: list[tuple[dict[str, str], str]] = [
    ({"amount": ""}, "Vul dit nog in: Hoeveel."),
    ({"amount": "1,234"}, "Bedoelt u € 1,23 of € 1.234,00? Kies het goede bedrag."),
    ({"amount": "0"}, "Kies een bedrag van € 0,01 tot en met € 10.000.000,00."),
    ({"amount": "125,01"}, "In dit potje zit nu € 125,00. Kies een lager bedrag."),
    ({"to_fund": "1"}, "Kies 2 verschillende potjes."),
    ({"to_fund": "999"}, "Kies een antwoord uit de lijst."),
    ({"day": "13-01-2027"}, "Deze dag komt nog. Kies een dag tot en met vandaag."),
    ({"day": "31-12-2025"}, "Het boek van dat jaar is nog niet open. Kies een andere dag."),
    ({"memo": " "}, "Vul dit nog in: Waarom doet u dit."),
]


@pytest.fixture
def truus(visitor: Visitor, cast: Cast, books: Books, instance: Instance) -> Visitor:
    """The treasurer, with € 125 in the fund of the kitchen."""
    with instance.writing():
        books.income(12_500)
    return visitor.signed_in_as(cast.truus)


def test_what_is_lent_comes_back(truus: Visitor, books: Books) -> None:
    page = truus.get("/geld/potjes/lenen")
    lent = moved(truus, books, "lenen", amount="75,00")
    funds, book = truus.get("/geld/potjes"), truus.get("/geld/boek?zoek=gemeente")
    asked = truus.get(f"/geld/potjes/terugbetalen?uit={books.city}")
    back = moved(truus, books, "terugbetalen", uit=books.city, naar=books.kitchen, amount="75")

    assert "Lenen is voor even. Het geld komt terug." in page.words
    assert "ging € 75,00 van Fonds Buurtkeuken naar Gemeente Waterveen, als lening." in lent.words
    assert "Bedrag € 75,00" in lent.words
    assert asked.form().values["to_fund"] == [str(books.kitchen)]
    assert "Tot de gemeente betaalt € 75,00" in book.words
    assert "leende € 75,00 uit" in funds.words
    assert "moet € 75,00 terugbetalen" in funds.words
    assert "ging € 75,00 van Gemeente Waterveen naar Fonds Buurtkeuken" in back.words
    assert "terugbetalen" not in truus.get("/geld/potjes").words


def test_what_is_given_is_given_for_good(truus: Visitor, books: Books) -> None:
    page = truus.get("/geld/potjes/geven")
    given = moved(truus, books, "geven")

    assert "Geven is voor goed. Het geld komt niet terug." in page.words
    assert "ging € 100,00 van Fonds Buurtkeuken naar Gemeente Waterveen, voor goed." in given.words
    assert "leende" not in truus.get("/geld/potjes").words


def test_no_more_is_paid_back_than_was_lent(truus: Visitor, books: Books) -> None:
    refused = moved(truus, books, "terugbetalen", amount="10")

    assert "Het ene potje leende niets van het andere. Kies 2 andere potjes." in refused.words
    assert refused.form().values["memo"] == [MOVED["memo"]]


def test_who_has_nothing_lends_nothing(truus: Visitor, books: Books) -> None:
    refused = moved(truus, books, "lenen", uit=books.city, naar=books.kitchen)

    assert "In dit potje zit nu geen geld. Kies een ander potje" in refused.words


def test_a_wrong_move_is_said_in_a_sentence_and_books_nothing(
    truus: Visitor, books: Books, instance: Instance
) -> None:
    for wrong, said in WRONG:
        page = moved(truus, books, "lenen", **wrong)

        assert said in page.words, wrong
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(Entry)) == 1


def test_a_double_press_lends_once(truus: Visitor, books: Books, instance: Instance) -> None:
    form = truus.get("/geld/potjes/lenen")
    values: dict[str, Any] = {
        **MOVED,
        "from_fund": str(books.kitchen),
        "to_fund": str(books.city),
    }

    first, second = truus.send(form, **values), truus.send(form, **values)

    assert first.path == second.path
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(Entry)) == 2


def test_own_money_is_kept_apart_with_who_decided_it(truus: Visitor, instance: Instance) -> None:
    new: dict[str, Any] = {
        "name": "Nieuwe keuken",
        "purpose": "Een oven",
        "decided": "bestuur, 4 januari 2027",
    }
    made = truus.send(truus.get("/geld/potjes/nieuw"), **new)
    again = truus.send(truus.get("/geld/potjes/nieuw"), **{**new, "name": "nieuwe KEUKEN"})

    assert "Door onszelf apart gehouden · Een oven (bestuur, 4 januari 2027)" in made.words
    assert "Dit potje is er al: nieuwe KEUKEN. Kies een andere naam." in again.words
    with instance.reading():
        fund = db().scalars(select(Fund.id).where(Fund.name == "Nieuwe keuken")).one()
    page = truus.get(f"/geld/potjes/{fund}")
    assert "Een fornuis" in truus.send(page, purpose="Een fornuis").words
    assert truus.get("/geld/potjes/999").status == 404


def test_every_account_shows_what_stands_on_it_and_opens_its_lines(truus: Visitor) -> None:
    page = truus.get("/geld/rekeningen")

    assert "1100 Bank BLimBanRba € 125,00" in page.words
    opened = [link for link in page.links if link.startswith("/geld/boek?rekening=")]
    assert len(opened) > 30
    assert truus.get(opened[0]).status == 200


def test_without_funds_and_accounts_the_pages_say_what_to_do(visitor: Visitor, cast: Cast) -> None:
    truus = visitor.signed_in_as(cast.truus)

    assert "Er is nog geen potje." in truus.get("/geld/potjes").words
    assert "Er zijn nog geen 2 potjes." in truus.get("/geld/potjes/lenen").words
    assert "Er zijn nog geen rekeningen." in truus.get("/geld/rekeningen").words


def test_who_only_reads_moves_nothing(visitor: Visitor, cast: Cast, books: Books) -> None:
    coor = visitor.signed_in_as(cast.coor)

    assert "Leen aan een ander potje" not in coor.get("/geld/potjes").words
    closed = ("lenen", "terugbetalen", "geven", "nieuw", str(books.kitchen))
    assert {coor.get(f"/geld/potjes/{path}").status for path in closed} == {403}


def moved(truus: Visitor, books: Books, way: str, **changed: Any) -> Page:
    """What comes after filling in a move from the kitchen to the city."""
    values = {
        **MOVED,
        "from_fund": str(changed.pop("uit", books.kitchen)),
        "to_fund": str(changed.pop("naar", books.city)),
        **changed,
    }
    return truus.send(truus.get(f"/geld/potjes/{way}"), **values)
