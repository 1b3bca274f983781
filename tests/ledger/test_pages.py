"""The book on screen: who may see it, paging, one entry, undoing it."""

from datetime import date

import pytest
from sqlalchemy import func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.ledger import operations
from buurtcoop.ledger.listing import PAGE
from buurtcoop.ledger.models import Entry
from tests.cast import Cast
from tests.ledger.conftest import Books
from tests.visitor import Visitor

LAST_DAY = date(2026, 12, 31)
# What is searched for, and whether it is the cost (else the income).
SEARCHED = {
    "zoek=out": True,
    "zoek=OUT+boeking": True,
    "zoek=62,50": True,
    "zoek=125.00": False,
    "zoek=2027-0002": True,
    "zoek=Boeking+2027-1": False,
    "zoek=62,50&soort=uit&van=01-01-2027&tot=2027-12-31": True,
}
MEANINGLESS = (
    "bron=999",
    "rekening=999",
    "activiteit=999",
    "bron=een",
    "soort=alles",
    "jaar=0",
    "jaar=99999",
    "na=gisteren",
    "na=2027-02-31.4",
    "voor=2027-01-12.een",
    "na=2027-01-12.99999999999999999999",
    "na=2027-01-12.999999999999999999",
)


@pytest.fixture
def booked(instance: Instance, books: Books) -> Entry:
    """An income and a cost; the cost comes back."""
    with instance.writing():
        books.income(12_500)
        return books.cost(6_250)


@pytest.mark.parametrize("name", ["truus", "coor", "bo"])
def test_who_reads_the_books_sees_every_entry(
    visitor: Visitor, cast: Cast, booked: Entry, name: str
) -> None:
    page = visitor.signed_in_as(getattr(cast, name)).get("/geld/boek")

    assert page.status == 200
    assert page.h1 == "Boek van alle bedragen"
    assert "boeking out" in page.words
    assert "− € 62,50" in page.words
    assert "2 boekingen" in page.words


@pytest.mark.parametrize("path", ["/geld/boek", "/geld/boek/1", "/geld/boek/1/ongedaan"])
def test_a_member_does_not_see_the_books(
    visitor: Visitor, cast: Cast, booked: Entry, path: str
) -> None:
    page = visitor.signed_in_as(cast.anna).get(path)

    assert page.status == 403
    assert page.h1 == "Deze pagina hoort niet bij uw rol"


def test_a_stranger_signs_in_first(visitor: Visitor, booked: Entry) -> None:
    answer = visitor.get("/geld/boek", follow=False)

    assert answer.status == 303
    assert "/inloggen" in answer.headers["Location"]


def test_a_coordinator_reads_but_does_not_undo(visitor: Visitor, cast: Cast, booked: Entry) -> None:
    coor = visitor.signed_in_as(cast.coor)

    entry = coor.get(f"/geld/boek/{booked.id}")

    assert "Ongedaan maken" not in entry.words
    assert coor.get(f"/geld/boek/{booked.id}/ongedaan").status == 403


def test_an_empty_book_says_how_to_begin(visitor: Visitor, cast: Cast) -> None:
    truus = visitor.signed_in_as(cast.truus)

    empty = truus.get("/geld/boek")
    opened = truus.send(empty, "/geld/boek/open")

    assert "Het boek van 2027 is nog niet open." in empty.words
    assert "Er staat nog niets in het boek." in empty.words
    assert "Het boek van 2027 is open." in opened.words
    assert "nog niet open" not in opened.words


def test_a_coordinator_does_not_open_the_book(visitor: Visitor, cast: Cast) -> None:
    coor = visitor.signed_in_as(cast.coor)

    assert "Open het boek" not in coor.get("/geld/boek").words


def test_the_book_goes_on_by_key(
    visitor: Visitor, cast: Cast, instance: Instance, books: Books
) -> None:
    with instance.writing():
        for number in range(PAGE + 1):
            books.cost(100, key=f"nr-{number:02}")
    truus = visitor.signed_in_as(cast.truus)

    first = truus.get("/geld/boek?soort=uit")
    second = truus.get(older(first.links))
    back = truus.get(newer(second.links))

    assert "nr-50" in first.words
    assert "nr-00" not in first.words
    assert "nr-00" in second.words
    assert "soort=uit" in older(first.links)
    assert back.words == first.words


def test_an_address_that_means_nothing_is_not_there(
    visitor: Visitor, cast: Cast, booked: Entry
) -> None:
    truus = visitor.signed_in_as(cast.truus)

    for query in MEANINGLESS:
        assert truus.get(f"/geld/boek?{query}").status == 404, query


def test_an_entry_that_was_never_made_is_not_there(
    visitor: Visitor, cast: Cast, booked: Entry
) -> None:
    truus = visitor.signed_in_as(cast.truus)

    for number in ("0", "999", "99999999999999999999999"):
        assert truus.get(f"/geld/boek/{number}").status == 404
        assert truus.get(f"/geld/boek/{number}/ongedaan").status == 404


def test_a_choice_that_holds_nothing_leads_back_to_the_whole_book(
    visitor: Visitor, cast: Cast, booked: Entry
) -> None:
    page = visitor.signed_in_as(cast.truus).get("/geld/boek?jaar=2020")

    assert "Hier staat niets." in page.words
    assert "/geld/boek" in page.links


def test_the_book_is_searched_by_word_amount_number_and_days(
    visitor: Visitor, cast: Cast, booked: Entry
) -> None:
    truus = visitor.signed_in_as(cast.truus)

    found = {query: truus.get(f"/geld/boek?{query}").words for query in SEARCHED}

    assert {query: "1 boeking ·" in words for query, words in found.items()} == dict.fromkeys(
        SEARCHED, True
    )
    assert ["boeking out" in words for words in found.values()] == list(SEARCHED.values())
    assert "Hier staat niets." in truus.get("/geld/boek?zoek=zzz").words
    assert "2 boekingen" in truus.get("/geld/boek?van=2027-01-12&tot=12-01-2027").words


def test_a_day_that_cannot_be_is_said(visitor: Visitor, cast: Cast, booked: Entry) -> None:
    truus = visitor.signed_in_as(cast.truus)

    unclear = truus.get("/geld/boek?van=gisteren")
    reverse = truus.get("/geld/boek?van=02-02-2027&tot=01-01-2027")

    assert "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026." in unclear.words
    assert "De laatste dag ligt vóór de eerste dag." in reverse.words


def test_an_entry_shows_its_lines_and_who_made_it(
    visitor: Visitor, cast: Cast, booked: Entry
) -> None:
    page = visitor.signed_in_as(cast.truus).get(f"/geld/boek/{booked.id}")

    assert page.h1 == "Boeking 2027-0002"
    assert "Op 12 januari 2027 ging € 62,50 uit. Het komt uit Fonds Buurtkeuken." in page.words
    assert "Geboekt door Truus Proef" in page.words
    assert "4400 Eten en drinken" in page.words
    assert "1100 Bank" in page.words
    assert "Ging eraf € 62,50" in page.words


def test_an_entry_is_undone_after_a_page_that_says_what_happens(
    visitor: Visitor, cast: Cast, booked: Entry
) -> None:
    truus = visitor.signed_in_as(cast.truus)
    page = truus.get(f"/geld/boek/{booked.id}/ongedaan")

    done = truus.send(page, memo="Dubbel geboekt")

    assert "Allebei blijven in het boek staan." in page.words
    assert "Ongedaan gemaakt. Het bedrag telt niet meer mee." in done.words
    assert "Dubbel geboekt" in done.words
    again = truus.get(f"/geld/boek/{booked.id}")
    assert "Deze boeking telt niet meer mee." in again.words
    assert "Dit is al verbeterd." in again.words


def test_undoing_asks_why(visitor: Visitor, cast: Cast, booked: Entry) -> None:
    truus = visitor.signed_in_as(cast.truus)

    later = truus.send(truus.get(f"/geld/boek/{booked.id}/ongedaan"), memo="x", day="13-01-2027")
    assert "Deze dag komt nog." in later.words
    page = truus.send(truus.get(f"/geld/boek/{booked.id}/ongedaan"), memo=" ")

    assert page.title.startswith("Fout:")
    assert "Vul dit nog in: Waarom maakt u dit ongedaan." in page.words


def test_a_double_press_undoes_once(
    visitor: Visitor, cast: Cast, booked: Entry, instance: Instance
) -> None:
    truus = visitor.signed_in_as(cast.truus)
    page = truus.get(f"/geld/boek/{booked.id}/ongedaan")

    first = truus.send(page, memo="Dubbel geboekt")
    second = truus.send(page, memo="Dubbel geboekt")

    assert first.path == second.path
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(Entry)) == 3


def test_undoing_twice_is_refused_in_plain_dutch(
    visitor: Visitor, cast: Cast, booked: Entry
) -> None:
    truus = visitor.signed_in_as(cast.truus)
    page = truus.get(f"/geld/boek/{booked.id}/ongedaan")
    later = truus.get(f"/geld/boek/{booked.id}/ongedaan")
    truus.send(page, memo="Dubbel geboekt")

    refused = truus.send(later, memo="Nog eens")

    assert "Deze boeking is al ongedaan gemaakt." in refused.words
    assert "Nog eens" in refused.html


def test_in_a_closed_month_today_is_proposed_and_that_month_refused(
    visitor: Visitor, cast: Cast, instance: Instance, books: Books
) -> None:
    with instance.writing():
        december = operations.open_period(date(2026, 12, 1), LAST_DAY)
        entry = books.cost(6_250, day=LAST_DAY)
        operations.close_period(december.id, books.truus)
    truus = visitor.signed_in_as(cast.truus)

    page = truus.get(f"/geld/boek/{entry.id}/ongedaan")
    refused = truus.send(page, memo="Dubbel geboekt", day="31-12-2026")

    assert page.form().values["day"] == ["12-01-2027"]
    assert "Deze maand is afgesloten. Kies een dag in een open maand." in refused.words


def older(links: list[str]) -> str:
    return next(link for link in links if "na=" in link).replace("&amp;", "&")


def newer(links: list[str]) -> str:
    return next(link for link in links if "voor=" in link).replace("&amp;", "&")
