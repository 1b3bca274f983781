"""Receipts on screen: a photo comes in once, and finds its entry."""

from io import BytesIO

import pytest

from buurtcoop.core.instance import Instance
from tests.cast import Cast
from tests.counting import statements
from tests.documents.photos import photo
from tests.ledger.conftest import Books
from tests.visitor import Page, Visitor


@pytest.fixture
def truus(visitor: Visitor, cast: Cast, books: Books, instance: Instance) -> Visitor:
    """The treasurer, with a cost of € 62,50 in the book."""
    with instance.writing():
        books.cost(6_250)
    return visitor.signed_in_as(cast.truus)


def test_a_receipt_gets_a_number_and_finds_its_entry_by_amount(truus: Visitor) -> None:
    kept = bring(truus)
    loose = truus.get("/geld/bonnen")
    sought = truus.get("/geld/bonnen/1?zoek=62,50")
    done = truus.send(sought, "/geld/bonnen/1/bij/1")

    assert "De bon is bewaard. Schrijf dit erop: 2027-0001." in kept.words
    assert "Horen nog bij geen boeking Bon 2027-0001 Groente" in loose.words
    assert "boeking out eraf: − € 62,50" in sought.words
    assert "De bon zit nu bij de boeking." in done.words
    assert "Bon 2027-0001: Groente" in done.words
    assert "bij boeking 2027-0001" in truus.get("/geld/bonnen").words
    assert "Hoort bij boeking 2027-0001" in truus.get("/geld/bonnen/1").words


def test_the_same_paper_twice_is_refused_with_its_number(truus: Visitor) -> None:
    bring(truus)
    loose = bring(truus)
    truus.send(truus.get("/geld/bonnen/1?zoek=2027-0001"), "/geld/bonnen/1/bij/1")

    known = bring(truus)

    assert "Deze bon is er al: bon 2027-0001. Hij hoort nog bij geen boeking." in loose.words
    assert "Deze bon is er al: bon 2027-0001 bij boeking 2027-0001." in known.words
    assert known.form().values["words"] == ["Groente"]


def test_a_receipt_is_added_to_the_entry_one_came_from(truus: Visitor) -> None:
    done = bring(truus, "?boeking=1")

    assert "Hoort bij boeking 2027-0001" in done.words
    assert truus.get("/geld/bonnen/nieuw?boeking=999").status == 404
    truus.send(truus.get("/geld/boek/1/ongedaan"), memo="fout")
    again = truus.get("/geld/bonnen/1").words
    assert "Later ongedaan gemaakt. Is het al geboekt?" in again


def test_what_is_no_photo_is_said_and_numbers_nothing(truus: Visitor) -> None:
    page = truus.get("/geld/bonnen/nieuw")

    nothing = truus.send(page, words="Groente")
    text = truus.send(page, words="Groente", photo=(BytesIO(b"%PDF-1.7"), "bon.pdf"))
    good = bring(truus)

    assert "Vul dit nog in: Foto van de bon." in nothing.words
    assert "Dit soort bestand kunnen we niet lezen." in text.words
    assert "2027-0001" in good.words


def test_the_photo_is_for_who_reads_the_books(
    truus: Visitor, visitor: Visitor, cast: Cast, books: Books
) -> None:
    bring(truus)
    seen = truus.get("/geld/bonnen/1/foto")
    anna = visitor.another().signed_in_as(cast.anna)
    coor = visitor.another().signed_in_as(cast.coor)

    assert seen.headers["Content-Type"] == "image/jpeg"
    assert seen.headers["Cache-Control"] == "private, no-cache"
    assert {anna.get(f"/geld/bonnen{path}").status for path in ("", "/1", "/1/foto")} == {403}
    assert coor.get("/geld/bonnen/1/foto").status == 200
    assert coor.get("/geld/bonnen/nieuw").status == 403
    assert "Is het al geboekt?" not in coor.get("/geld/bonnen/1?zoek=62,50").words
    assert truus.get("/geld/bonnen/2/foto").status == 404


def test_nothing_found_and_nothing_there_say_what_to_do(truus: Visitor) -> None:
    assert "Er zijn nog geen bonnen." in truus.get("/geld/bonnen").words
    bring(truus)

    assert "Geen boeking gevonden." in truus.get("/geld/bonnen/1?zoek=9,99").words


def test_the_list_asks_the_same_number_of_questions_however_long(
    truus: Visitor, instance: Instance
) -> None:
    bring(truus)
    with statements(instance) as few:
        truus.get("/geld/bonnen")
    for width in range(65, 68):
        bring(truus, width=width)

    with statements(instance) as many:
        truus.get("/geld/bonnen")

    assert len(many) == len(few)


def bring(truus: Visitor, to: str = "", *, width: int = 64) -> Page:
    """What comes after sending the photo of a receipt."""
    form = truus.get(f"/geld/bonnen/nieuw{to}")
    return truus.post(
        f"/geld/bonnen/nieuw{to}",
        {**form.form().values, "words": "Groente", "photo": (BytesIO(photo(width)), "bon.jpg")},
    )
