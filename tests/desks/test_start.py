"""Home and my page."""

from tests.cast import Cast
from tests.visitor import Visitor


def test_a_visitor_reads_who_we_are_and_how_to_join(visitor: Visitor) -> None:
    page = visitor.get("/")

    assert page.h1 == "Welkom bij Buurtcoöp Proefwijk"
    assert "Er is nu nergens plek." in page.words
    assert "/lid-worden" in page.links
    assert "/lidmaatschap-opzeggen" in page.links


def test_an_empty_own_page_says_what_to_do_next(visitor: Visitor, cast: Cast) -> None:
    page = visitor.signed_in_as(cast.anna).get("/mijn")

    assert page.h1 == "Dag Anna"
    assert "Er staat nog niets voor u klaar." in page.words


def test_a_stranger_is_led_to_the_door_and_back(visitor: Visitor) -> None:
    page = visitor.get("/mijn", follow=False)

    assert page.status == 303
    assert "next=/mijn" in page.headers["Location"].replace("%2F", "/")
