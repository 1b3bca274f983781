"""What stands ready on screen: a second person decides, and what comes back on its day."""

from datetime import date

import pytest
from sqlalchemy import func, select

from buurtcoop.coop.operations import set_rule
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.ledger import operations
from buurtcoop.ledger.jobs import prepare_recurring
from buurtcoop.ledger.models import Entry, Why
from buurtcoop.ledger.rules import COST_OF_DECIDING, NewLine
from tests.cast import Cast
from tests.counting import statements
from tests.ledger.conftest import TODAY, Books
from tests.visitor import Visitor


@pytest.fixture
def waiting(books: Books, instance: Instance) -> int:
    """A cost of € 400 that the treasurer prepared."""
    return prepared(instance, books, "a large cost")


def test_a_board_member_books_what_the_treasurer_prepared(
    visitor: Visitor, cast: Cast, waiting: int, instance: Instance
) -> None:
    bo = visitor.signed_in_as(cast.bo)
    page = bo.get("/geld/klaar")

    done = bo.send(page, f"/geld/klaar/{waiting}/boek")

    assert "a large cost € 400,00" in page.words
    assert "Klaargezet door Truus Proef" in page.words
    assert "Er zit te weinig in. In het potje van Fonds Buurtkeuken zit nu € 0,00." in page.words
    assert done.h1 == "Boeking 2027-0001"
    assert "Het staat in het boek." in done.words
    assert "Er staat niets klaar." in bo.get("/geld/klaar").words
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(Entry)) == 1


def test_who_prepared_it_waits_and_a_coordinator_only_looks(
    visitor: Visitor, cast: Cast, waiting: int, instance: Instance
) -> None:
    truus = visitor.signed_in_as(cast.truus)
    coor = visitor.another().signed_in_as(cast.coor)
    token = truus.get("/geld/klaar").forms[-1].values["csrf_token"]

    pressed = truus.post(f"/geld/klaar/{waiting}/boek", {"csrf_token": token})

    assert "Een bestuurslid beslist hierover." in truus.get("/geld/klaar").words
    assert "Vraag iemand anders om het te boeken." in pressed.words
    assert "Akkoord" not in coor.get("/geld/klaar").words
    assert coor.get(f"/geld/klaar/{waiting}/niet").status == 404
    token = coor.get("/privacy").forms[-1].values["csrf_token"]
    assert coor.post(f"/geld/klaar/{waiting}/boek", {"csrf_token": token}).status == 404
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(Entry)) == 0


def test_what_is_not_done_leaves_with_a_reason(visitor: Visitor, cast: Cast, waiting: int) -> None:
    bo = visitor.signed_in_as(cast.bo)
    page = bo.get(f"/geld/klaar/{waiting}/niet")

    empty = bo.send(page, reason=" ")
    done = bo.send(page, reason="We kopen het ergens anders.")
    late = bo.send(page, reason="Nog eens")

    assert "Vul dit nog in: Waarom gaat dit niet door." in empty.words
    assert "Het staat niet meer klaar. De reden is bewaard." in done.words
    truus = visitor.another().signed_in_as(cast.truus)
    assert "Ging niet door a large cost € 400,00" in truus.get("/geld/klaar").words
    assert "“We kopen het ergens anders.” Bo Proef" in truus.get("/geld/klaar").words
    assert late.path == "/geld/klaar"
    assert bo.get("/geld/klaar/999/niet").status == 404


def test_deciding_that_costs_more_than_the_amount_is_said(
    visitor: Visitor, cast: Cast, waiting: int, books: Books, instance: Instance
) -> None:
    with instance.writing():
        set_rule(COST_OF_DECIDING, "45000", valid_from=TODAY, source="bestuur", by=books.truus)

    page = visitor.signed_in_as(cast.bo).get("/geld/klaar")

    assert "Samen beslissen kost ongeveer € 450,00. Dat is meer dan het bedrag zelf." in page.words


def test_the_board_says_up_to_which_amount_one_person_decides(visitor: Visitor, cast: Cast) -> None:
    bo = visitor.signed_in_as(cast.bo)
    before = bo.get("/geld/klaar")

    asked = bo.send(bo.get("/geld/klaar/bedragen"), alone="1,234", source="bestuur")
    done = bo.send(
        bo.get("/geld/klaar/bedragen"), alone="250", deciding="60", source="bestuur, 4 januari"
    )

    assert "Er is geen grens." in before.words
    assert "Bedoelt u € 1,23 of € 1.234,00? Kies het goede bedrag." in asked.words
    assert "1 persoon beslist tot en met € 250,00." in done.words
    assert "Samen beslissen kost ons ongeveer € 60,00." in done.words
    truus = visitor.another().signed_in_as(cast.truus)
    assert truus.get("/geld/klaar/bedragen").status == 403


def test_what_comes_back_stands_ready_on_its_day_and_stops(
    visitor: Visitor, cast: Cast, books: Books, instance: Instance
) -> None:
    with instance.writing():
        rent = books.cost(50_000, key="rent", day=date(2027, 1, 2))
    truus = visitor.signed_in_as(cast.truus)
    form = truus.get(f"/geld/boek/{rent.id}/herhalen")

    listed = truus.send(form, every="month", first_on="12-01-2027")
    with instance.writing():
        prepare_recurring(clock.now())
    ready = truus.get("/geld/klaar")
    booked = truus.send(ready, "/geld/klaar/1/boek")
    stopped = truus.send(listed, "/geld/terugkerend/1/stop")

    assert form.form().values["first_on"] == ["02-02-2027"]
    assert "boeking rent € 500,00 Elke maand" in listed.words
    assert "Komt vaker terug boeking rent € 500,00" in ready.words
    assert booked.h1 == "Boeking 2027-0002"
    assert "Dit komt niet meer terug." in stopped.words
    assert "Er komt nog niets vaker terug." in stopped.words


def test_a_repeat_asks_a_day_to_come_and_only_a_cost_that_stands_comes_back(
    visitor: Visitor, cast: Cast, books: Books, instance: Instance
) -> None:
    with instance.writing():
        rent = books.cost(50_000)
        undone = books.cost(100, key="undone")
        operations.reverse(undone.id, day=TODAY, memo="dubbel", by=books.truus)
        funds = books.kitchen, books.city
        books.income(60_000)
        lent = operations.lend(
            *funds, Money(100), day=TODAY, memo="even", key="lent", by=books.truus
        )
    truus = visitor.signed_in_as(cast.truus)

    wrong = truus.send(truus.get(f"/geld/boek/{rent.id}/herhalen"), first_on="01-01-2027")

    assert "Kies een dag vanaf vandaag." in wrong.words
    for never in (undone, lent):
        assert truus.get(f"/geld/boek/{never.id}/herhalen").status == 404
    assert "Zet het vaker klaar" not in truus.get(f"/geld/boek/{undone.id}").words


def test_the_list_asks_the_same_number_of_questions_however_long(
    visitor: Visitor, cast: Cast, waiting: int, books: Books, instance: Instance
) -> None:
    bo = visitor.signed_in_as(cast.bo)
    with statements(instance) as few:
        bo.get("/geld/klaar")
    for number in range(5):
        prepared(instance, books, f"cost {number}")

    with statements(instance) as many:
        bo.get("/geld/klaar")

    assert len(many) == len(few)


def prepared(instance: Instance, books: Books, memo: str) -> int:
    """A cost that waits for a second person."""
    lines = [
        NewLine(
            account="4400", fund_id=books.kitchen, amount=Money(40_000), activity_id=books.meals
        ),
        NewLine(account="1100", fund_id=books.kitchen, amount=Money(-40_000)),
    ]
    with instance.writing():
        made = operations.prepare(
            TODAY, memo, lines, key=memo, why=Why.SECOND_PERSON, by=books.truus
        )
        return made.id
