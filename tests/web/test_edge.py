"""The edge of every request."""

import pytest

from tests.visitor import Visitor


def test_an_unknown_address_answers_in_plain_dutch(visitor: Visitor) -> None:
    page = visitor.get("/bestaat-niet")

    assert page.status == 404
    assert page.h1 == "Deze pagina is er niet"
    assert "Vraag? Coor helpt u" in page.words


@pytest.mark.parametrize("path", ["/%00", "/?vanaf=%00"])
def test_an_address_no_database_keeps_is_not_there(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status == 404


def test_a_file_that_is_not_there_is_no_trouble(visitor: Visitor) -> None:
    assert visitor.get("/static/bestaat-niet.css").status == 404
