"""The pages that begin a book: look at a file first, answer what is asked, book it once."""

from io import BytesIO

from buurtcoop.core.instance import Instance
from buurtcoop.ledger.operations import open_year
from buurtcoop.ledger.queries import trial_balance
from tests.cast import Cast
from tests.ledger.conftest import Books
from tests.ledger.test_opening import sheet
from tests.visitor import Visitor

HERE = "/geld/beginstand"


def test_a_file_is_looked_at_answered_and_booked_once(
    visitor: Visitor, instance: Instance, cast: Cast, books: Books
) -> None:
    truus = visitor.signed_in_as(cast.truus)
    uneven = sheet([["Rekening", "Naam", "Debet", "Credit"], [1100, "Bank", 5, None]])
    file = sheet(
        [
            ["Rekening", "Naam", "Debet", "Credit"],
            [1100, "Bank", "1,234", None],
            ["0530", "Vermogen", None, "1.234,00"],
            ["99", "Oude kas", "0,00", "0,00"],
        ]
    )

    refused = truus.send(truus.get(HERE), file=(BytesIO(uneven), "saldo.xlsx"))
    assert "Links staat € 5,00 en rechts € 0,00" in refused.words
    look = truus.send(truus.get(HERE), file=(BytesIO(file), "saldo.xlsx"))

    assert look.h1 == "Klopt dit?"
    assert "In het bestand staat: 1,234" in look.words
    asked = truus.send(look, f"{HERE}/boek", fund_0=str(books.city))
    assert "Vul dit nog in" in asked.words
    done = truus.send(asked, f"{HERE}/boek", amount_0="1.234,00")
    assert "Het staat in het boek." in done.words
    again = truus.send(truus.get(HERE), file=(BytesIO(file), "saldo.xlsx"))
    assert "Het begin van 2027 staat al in het boek" in again.words
    with instance.reading():
        assert {each.code: each.amount.cents for each in trial_balance()} == {
            "1100": 123_400,
            "0530": -123_400,
        }


def test_a_coop_without_any_fund_begins_with_its_reserve(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        open_year(2027)
    truus = visitor.signed_in_as(cast.truus)
    file = sheet(
        [["Rekening", "Naam", "Debet", "Credit"], [1100, "Bank", 9, None], [510, "EV", None, 9]]
    )

    look = truus.send(truus.get(HERE), file=(BytesIO(file), "saldo.xlsx"))
    done = truus.send(look, f"{HERE}/boek", fund_0="reserve")

    assert "Het staat in het boek." in done.words
    assert "Reserve € 9,00" in truus.get("/geld/potjes").words


def test_what_was_not_read_from_a_file_is_not_booked(
    visitor: Visitor, cast: Cast, books: Books
) -> None:
    truus = visitor.signed_in_as(cast.truus)
    token = truus.get(HERE).form().values["csrf_token"][0]

    said = truus.post(f"{HERE}/boek", {"csrf_token": token, "carried": "WyJub25zZW5zZSJd.x"})

    assert said.status == 404
    assert truus.another().signed_in_as(cast.anna).get(HERE).status == 403
