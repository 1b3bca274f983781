"""The edge of every request."""

from tests.visitor import Visitor


def test_an_unknown_address_answers_in_plain_dutch(visitor: Visitor) -> None:
    page = visitor.get("/bestaat-niet")

    assert page.status == 404
    assert page.h1 == "Deze pagina is er niet"
    assert "Vraag? Coor helpt u" in page.words
