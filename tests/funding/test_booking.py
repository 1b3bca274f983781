"""Booking in words: what happened, what it will say in the book, and then only once."""

import re
from datetime import date
from typing import Any

from sqlalchemy import func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding.queries import figures
from buurtcoop.ledger.models import Entry
from buurtcoop.ledger.operations import close_period, open_period
from tests.funding.conftest import Sources
from tests.visitor import Page, Visitor

SPENT = {
    "amount": "62,50",
    "day": "12-01-2027",
    "account": "4400",
    "memo": "Boodschappen",
    "stap": "bekijk",
}


WRONG_BOOKINGS: list[tuple[dict[str, str], str]] = [
    ({"amount": ""}, "Vul dit nog in: Hoeveel ging er uit."),
    ({"amount": "twaalf"}, "We begrijpen dit bedrag niet. Schrijf het zo: 12,50."),
    ({"amount": "1,234"}, "Bedoelt u € 1,23 of € 1.234,00? Kies het goede bedrag."),
    ({"amount": "-62,50"}, "Kies een bedrag van € 0,01 tot en met € 10.000.000,00."),
    ({"amount": "0"}, "Kies een bedrag van € 0,01 tot en met € 10.000.000,00."),
    ({"amount": "9" * 40}, "Kies een bedrag van € 0,01 tot en met € 10.000.000,00."),
    ({"day": "31-02-2027"}, "Deze dag bestaat niet: 31-02-2027."),
    ({"day": "gisteren"}, "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026."),
    ({"day": "13-01-2027"}, "Deze dag komt nog. Kies een dag tot en met vandaag."),
    ({"day": "31-12-2025"}, "Het boek van dat jaar is nog niet open. Kies een andere dag."),
    ({"source": ""}, "Vul dit nog in: Uit welke bron betaalt u het."),
    ({"source": "999"}, "Kies een antwoord uit de lijst."),
    ({"account": "8000"}, "Kies een antwoord uit de lijst."),
    ({"activity": "x"}, "Kies een antwoord uit de lijst."),
    ({"memo": ""}, "Vul dit nog in: Waar ging het om."),
    ({"memo": "x" * 121}, "Deze tekst is te lang: 121 tekens. Er passen er 120."),
]


def test_the_treasurer_chooses_what_happened(truus: Visitor, sources: Sources) -> None:
    page = truus.get("/geld/boek/nieuw")

    assert {"/geld/boek/nieuw/uit", "/geld/boek/nieuw/binnen"} <= set(page.links)


def test_before_the_first_source_there_is_nothing_to_book(truus: Visitor) -> None:
    assert "Er is nog geen bron." in truus.get("/geld/boek/nieuw").words
    assert truus.get("/geld/boek/nieuw/uit").path == "/geld/boek/nieuw"


def test_a_cost_is_shown_as_a_sentence_before_it_is_booked(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    shown = preview(truus, running)

    assert shown.h1 == "Klopt dit?"
    assert "Op 12 januari 2027 ging € 62,50 uit. De bron is Gemeente Waterveen." in shown.words
    assert "Bank € 62,50 eraf, Eten en drinken € 62,50 erbij" in shown.words
    assert "Daarna laat Gemeente Waterveen voor 2027 nog € 18.604,50 toe." in shown.words
    assert entries(instance) == 3


def test_a_cost_is_booked_and_its_receipt_shown(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    done = truus.send(preview(truus, running), stap="boek")

    assert "Het staat in het boek." in done.words
    assert re.fullmatch(r"Boeking 2027-\d{4}", done.h1)
    assert "Ging eraf € 62,50" in done.words
    assert entries(instance) == 4
    with instance.reading():
        city = next(source for source in figures(2027) if source.id == running.city)
        assert city.spent == Money(1_339_550)


def test_an_income_is_booked_in_words(truus: Visitor, running: Sources, instance: Instance) -> None:
    form = truus.get("/geld/boek/nieuw/binnen")
    shown = truus.send(
        form, source=str(running.city), amount="7200", memo="Voorschot 2", stap="bekijk"
    )
    done = truus.send(shown, stap="boek")

    assert "Op 12 januari 2027 kwam € 7.200,00 binnen." in shown.words
    assert "Daarna is voor 2027 € 21.600,00 ontvangen van € 32.000,00" in shown.words
    assert "Kwam erbij € 7.200,00" in done.words
    assert entries(instance) == 4


def test_a_double_press_books_once(truus: Visitor, running: Sources, instance: Instance) -> None:
    shown = preview(truus, running)

    first = truus.send(shown, stap="boek")
    second = truus.send(shown, stap="boek")

    assert first.path == second.path
    assert entries(instance) == 4


def test_what_was_typed_comes_back_to_change(truus: Visitor, running: Sources) -> None:
    back = truus.send(preview(truus, running), stap="verander")

    assert back.h1 == "Er ging geld uit"
    values = back.form().values
    assert (values["amount"], values["memo"]) == (["62,50"], ["Boodschappen"])
    assert (values["account"], values["source"]) == (["4400"], [str(running.city)])


def test_the_source_one_comes_from_is_chosen_already(truus: Visitor, running: Sources) -> None:
    page = truus.get(f"/geld/boek/nieuw/uit?bron={running.kitchen}")

    assert page.form().values["source"] == [str(running.kitchen)]


def test_more_than_a_source_allows_is_said_before_it_is_booked(
    truus: Visitor, running: Sources
) -> None:
    shown = preview(truus, running, amount="20000")

    assert (
        "Dit is te veel. Gemeente Waterveen laat voor 2027 nog € 18.667,00 toe. "
        "Er gaat € 1.333,00 te veel uit." in shown.words
    )


def test_a_fund_that_is_short_says_that_another_must_lend(truus: Visitor, running: Sources) -> None:
    short, enough = (
        preview(truus, running, source=str(s)) for s in (running.kitchen, running.city)
    )

    assert "Er zit te weinig in. In het potje van Fonds Buurtkeuken zit nu − € 5.310,25." in (
        short.words
    )
    assert "Er zit te weinig in." not in enough.words


def test_a_wrong_booking_says_what_is_expected_and_keeps_the_rest(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    for wrong, said in WRONG_BOOKINGS:
        page = preview(truus, running, **wrong)

        assert said in page.words, wrong
        assert page.h1 == "Er ging geld uit"
        kept = "memo" if "memo" not in wrong else "amount"
        assert page.form().values[kept] == [SPENT[kept]]
        assert entries(instance) == 3


def test_who_skips_the_preview_gets_the_same_checks(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    page = preview(truus, running, amount="1,234", stap="boek")

    assert "Bedoelt u € 1,23 of € 1.234,00? Kies het goede bedrag." in page.words
    assert page.title.startswith("Fout:")
    assert entries(instance) == 3


def test_a_closed_month_is_said_before_anything_is_booked(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    with instance.writing():
        close_period(december(), running.truus)

    page = preview(truus, running, day="15-12-2026")

    assert "Deze maand is afgesloten. Kies een dag in een open maand." in page.words
    assert page.form().values["memo"] == ["Boodschappen"]


def test_a_month_that_closes_between_looking_and_booking_refuses(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    with instance.writing():
        period_id = december()
    shown = preview(truus, running, day="15-12-2026")
    with instance.writing():
        close_period(period_id, running.truus)

    page = truus.send(shown, stap="boek")

    assert "Deze maand is afgesloten." in page.words
    assert page.form().values["memo"] == ["Boodschappen"]
    assert entries(instance) == 3


def test_without_an_open_book_booking_waits(truus: Visitor) -> None:
    truus.send(truus.get("/geld/bronnen/nieuw"), name="Bakkerij", kind="company_donation")

    page = truus.get("/geld/boek/nieuw")
    opened = truus.send(page, "/geld/boek/open")

    assert "Het boek van 2027 is nog niet open." in page.words
    assert "Het boek van 2027 is open." in opened.words


def preview(truus: Visitor, sources: Sources, **changed: str) -> Page:
    """What comes after filling in a cost."""
    form = truus.get("/geld/boek/nieuw/uit")
    values: dict[str, Any] = {**SPENT, "source": str(sources.city), **changed}
    return truus.send(form, **values)


def december() -> int:
    """A month that is over, with a book that is open."""
    return open_period(date(2026, 12, 1), date(2026, 12, 31)).id


def entries(instance: Instance) -> int:
    with instance.reading():
        return db().scalar(select(func.count()).select_from(Entry)) or 0
