"""One amount in parts, the paper that comes with a cost, and a cost that waits for a second one."""

from io import BytesIO
from typing import Any

from sqlalchemy import func, select

from buurtcoop.coop.operations import set_rule
from buurtcoop.core.instance import Instance, db
from buurtcoop.funding.queries import figures
from buurtcoop.ledger.models import Entry, PreparedEntry
from buurtcoop.ledger.rules import ALONE_UP_TO, COST_OF_DECIDING
from tests.cast import Cast
from tests.documents.photos import photo
from tests.funding.conftest import TODAY, Sources
from tests.visitor import Page, Visitor

COST = {"day": "12-01-2027", "account": "4400", "memo": "Boodschappen", "stap": "bekijk"}
# What stands in a part, and what is said about it.
WRONG: list[tuple[dict[str, str], str]] = [
    ({"amount": "100"}, "Het hele bedrag is € 100,00. De delen samen zijn € 90,00."),
    ({"amount_2": ""}, "Vul dit nog in: Deel 2: hoeveel."),
    ({"source_1": ""}, "Vul dit nog in: Deel 1: welke bron."),
    ({"activity_2": "x"}, "Kies een antwoord uit de lijst."),
    ({"amount_1": "1,234"}, "Bedoelt u € 1,23 of € 1.234,00? Kies het goede bedrag."),
    ({"amount_1": "-60", "amount": "-30"}, "Kies een bedrag van € 0,01 tot en met"),
]


def test_a_cost_is_shared_by_two_sources(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    shown = in_parts(truus, running)
    done = truus.send(shown, stap="boek")

    assert "Op 12 januari 2027 ging € 90,00 uit, in 2 delen." in shown.words
    assert "Daarna laat Gemeente Waterveen voor 2027 nog € 18.607,00 toe." in shown.words
    assert "Ging eraf € 90,00" in done.words
    assert "Het komt uit Gemeente Waterveen, Fonds Buurtkeuken." in done.words
    with instance.reading():
        spent = {source.id: source.spent.cents for source in figures(2027)}
    assert spent == {running.city: 1_339_300, running.kitchen: 534_025}


def test_what_came_in_is_shared_and_a_third_part_is_a_press_away(
    truus: Visitor, running: Sources
) -> None:
    form = truus.get("/geld/boek/nieuw/binnen/verdeeld")
    values: dict[str, Any] = {**parts(running), "amount": "100", "memo": "Voorschot"}
    more = truus.send(form, **values, stap="meer")
    third: dict[str, Any] = {"source_3": str(running.city), "amount_3": "10"}
    shown = truus.send(more, **third, stap="bekijk")
    done = truus.send(shown, stap="boek")

    assert more.form().values["amount_1"] == ["60"]
    assert "Op 12 januari 2027 kwam € 100,00 binnen, in 3 delen." in shown.words
    assert "Kwam erbij € 100,00" in done.words


def test_no_more_than_five_parts_are_asked(truus: Visitor, running: Sources) -> None:
    page = truus.get("/geld/boek/nieuw/uit/verdeeld")
    for _press in range(6):
        page = truus.send(page, stap="meer")

    assert "Deel 5" in page.words
    assert "Deel 6" not in page.words
    assert "Nog een deel" not in page.words
    assert "Deel 3" not in truus.send(page, shown="99", stap="bekijk").words


def test_parts_that_are_no_whole_are_said_with_both_sums(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    for wrong, said in WRONG:
        page = in_parts(truus, running, **wrong)

        assert said in page.words, wrong
        assert page.form().values["memo"] == ["Boodschappen"]
    skipped = in_parts(truus, running, amount="100", stap="boek")
    assert "De delen samen zijn € 90,00." in skipped.words
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(Entry)) == 3


def test_the_photo_of_a_receipt_comes_along_and_only_once(truus: Visitor, running: Sources) -> None:
    shown = cost(truus, running, photo=(BytesIO(photo()), "bon.jpg"))
    again = cost(truus, running, photo=(BytesIO(photo()), "bon.jpg"))
    begun = truus.get("/geld/boek/nieuw/uit?bon=1")
    done = truus.send(shown, stap="boek")
    twice = truus.send(shown, stap="boek")
    known = cost(truus, running, photo=(BytesIO(photo()), "bon.jpg"))

    assert "Bon 2027-0001 · Boodschappen" in shown.words
    assert "Deze bon is er al: bon 2027-0001. Hij hoort nog bij geen boeking." in again.words
    assert again.form().values["receipt"] == ["1"]
    assert begun.form().values["memo"] == ["Boodschappen"]
    assert "Bon 2027-0001: Boodschappen" in done.words
    assert twice.path == done.path
    assert "Deze bon is er al: bon 2027-0001 bij boeking 2027-0004." in known.words
    assert "Dit soort bestand kunnen we niet lezen." in (
        cost(truus, running, photo=(BytesIO(b"%PDF"), "bon.pdf")).words
    )


def test_a_large_cost_waits_with_its_paper_and_a_small_one_does_not(
    truus: Visitor, running: Sources, visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        for name, cents in ((ALONE_UP_TO, "6250"), (COST_OF_DECIDING, "10000")):
            set_rule(name, cents, valid_from=TODAY, source="bestuur", by=running.truus)

    small = truus.send(cost(truus, running), stap="boek")
    shown = cost(truus, running, amount="62,51", photo=(BytesIO(photo()), "bon.jpg"))
    first, second = truus.send(shown, stap="boek"), truus.send(shown, stap="boek")
    papers, paper = truus.get("/geld/bonnen").words, truus.get("/geld/bonnen/1").words
    bo = visitor.another().signed_in_as(cast.bo)
    ready = bo.get("/geld/klaar")
    booked = bo.send(ready, "/geld/klaar/1/boek")

    assert small.h1 == "Boeking 2027-0004"
    assert "Er zit te weinig in." not in ready.words
    assert "Dit wacht op een tweede persoon. 1 persoon beslist tot en met € 62,50." in shown.words
    assert "Samen beslissen kost ongeveer € 100,00." in shown.words
    assert first.path == second.path == "/geld/klaar"
    assert "Het staat klaar. Een bestuurslid beslist" in first.words
    assert "Boodschappen · bij een bedrag dat klaarstaat" in papers
    assert "Hoort bij een bedrag dat klaarstaat: Boodschappen" in paper
    assert "Is het al geboekt?" not in paper
    assert "Bon 2027-0001: Boodschappen" in booked.words
    assert "Klaargezet door Truus" in booked.words
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(PreparedEntry)) == 1


def test_what_waits_for_this_viewer_is_counted_beside_the_money(
    truus: Visitor, running: Sources, visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        set_rule(ALONE_UP_TO, "0", valid_from=TODAY, source="bestuur", by=running.truus)
    truus.send(cost(truus, running), stap="boek")
    bo = visitor.another().signed_in_as(cast.bo)

    assert "1 staat klaar voor u" in bo.get("/geld").words
    assert "staat klaar voor u" not in truus.get("/geld").words
    assert "Maand afsluiten" in truus.get("/geld").words
    assert "Maand afsluiten" not in bo.get("/geld").words


def cost(truus: Visitor, sources: Sources, **changed: Any) -> Page:
    """What comes after filling in a cost of one source."""
    form = truus.get("/geld/boek/nieuw/uit")
    return truus.send(form, **{**COST, "source": str(sources.city), "amount": "62,50", **changed})


def in_parts(truus: Visitor, sources: Sources, **changed: Any) -> Page:
    """What comes after filling in a cost of two sources."""
    form = truus.get("/geld/boek/nieuw/uit/verdeeld")
    values: dict[str, Any] = {**COST, **parts(sources), "amount": "90", **changed}
    return truus.send(form, **values)


def parts(sources: Sources) -> dict[str, str]:
    """Sixty euro of the city, thirty of the kitchen."""
    return {
        "source_1": str(sources.city),
        "amount_1": "60",
        "source_2": str(sources.kitchen),
        "amount_2": "30",
    }
