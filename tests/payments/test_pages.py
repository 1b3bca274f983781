"""What a member sees of what there is to pay."""

from datetime import date, timedelta

from sqlalchemy import select

from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.payments.operations import ToPay, charge, charge_each, waive
from tests.cast import Cast, seen_by
from tests.counting import statements
from tests.visitor import Visitor

DAY = date(2027, 1, 10)


def to_pay(person_id: int, words: str = "Eettafel", cents: int = 800) -> ToPay:
    return ToPay(debtor_id=person_id, amount=Money(cents), words=words, on_day=DAY)


def test_i_see_what_i_have_to_pay_and_that_nothing_is_asked_yet(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        charge(to_pay(cast.anna.id), cause_kind="booking", cause_id=1)
        gone = charge(to_pay(cast.anna.id, "Feest", 500), cause_kind="booking", cause_id=2)
        waive(gone.id, "Het eten was op.", seen_by(cast.coor))

    page = visitor.signed_in_as(cast.anna).get("/mijn/betalingen")

    assert page.h1 == "Uw betalingen"
    assert "Nog te betalen: € 8,00." in page.words.replace("\N{NO-BREAK SPACE}", " ")
    assert "U hoeft nu nog niets te doen. We vragen u later om te betalen." in page.words
    assert "Eettafel" in page.words
    assert "Hoeft niet betaald" in page.words


def test_nobody_sees_what_somebody_else_has_to_pay(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        charge(to_pay(cast.anna.id), cause_kind="booking", cause_id=1)

    page = visitor.signed_in_as(cast.bram).get("/mijn/betalingen")

    assert "U hoeft niets te betalen." in page.words
    assert "Eettafel" not in page.words


def test_my_page_leads_there_and_a_stranger_signs_in_first(visitor: Visitor, cast: Cast) -> None:
    assert "/inloggen" in visitor.get("/mijn/betalingen").path
    assert "/mijn/betalingen" in visitor.signed_in_as(cast.bram).get("/mijn").links


def test_a_long_list_goes_on_and_costs_the_same(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        charge_each(
            "booking",
            {
                number: ToPay(
                    debtor_id=cast.anna.id,
                    amount=Money(100),
                    words=f"Avond {number}.",
                    on_day=DAY + timedelta(days=number),
                )
                for number in range(52)
            },
        )
        charge(to_pay(cast.bram.id), cause_kind="booking", cause_id=99)
    anna, bram = visitor.signed_in_as(cast.anna), visitor.another().signed_in_as(cast.bram)

    with statements(instance) as many:
        first = anna.get("/mijn/betalingen")
    with statements(instance) as few:
        bram.get("/mijn/betalingen")
    onward = next(link for link in first.links if "vanaf=" in link)
    second = anna.get(onward)

    assert len(many) == len(few) <= 10
    assert "Avond 51." in first.words
    assert "Avond 0." not in first.words
    assert "Avond 1." in second.words
    assert "Avond 0." in second.words
    assert anna.get("/mijn/betalingen?vanaf=x").status == 404


def of(cast: Cast) -> str:
    return f"/leden/{cast.anna.id}/betalingen"


def test_who_looks_after_the_money_waives_it_with_a_reason_and_takes_that_back(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        number = charge(to_pay(cast.anna.id), cause_kind="booking", cause_id=1).id
    truus = visitor.signed_in_as(cast.truus)
    assert of(cast) in truus.get(f"/leden/{cast.anna.id}").links

    page = truus.get(f"{of(cast)}/{number}")
    empty = truus.send(page, why="")
    waived = truus.send(page, why="Ze bracht zelf eten mee.")
    mine = visitor.another().signed_in_as(cast.anna).get("/mijn/betalingen")
    again = truus.send(waived, f"{of(cast)}/{number}/toch")

    assert "Vul dit nog in: Waarom hoeft dit niet betaald." in empty.words
    assert waived.h1 == "Betalingen van Anna"
    assert "Hoeft niet betaald Ze bracht zelf eten mee." in waived.words
    assert "Ze bracht zelf eten mee." in mine.words
    assert "Nog te betalen: € 8,00." in again.words.replace("\N{NO-BREAK SPACE}", " ")


def test_a_member_does_not_see_or_waive_what_others_pay(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        number = charge(to_pay(cast.anna.id), cause_kind="booking", cause_id=1).id
    bram = visitor.signed_in_as(cast.bram)

    assert bram.get(of(cast)).status == 403
    assert bram.get(f"{of(cast)}/{number}").status == 403
    assert visitor.another().signed_in_as(cast.bo).get(of(cast)).status == 403


def test_a_charge_of_somebody_else_or_nobody_is_not_found(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        number = charge(to_pay(cast.anna.id), cause_kind="booking", cause_id=1).id
    truus = visitor.signed_in_as(cast.truus)

    assert truus.get(f"/leden/{cast.bram.id}/betalingen/{number}").status == 404
    assert truus.get(f"{of(cast)}/999").status == 404
    assert truus.get("/leden/999/betalingen").status == 404
    assert "Niets te betalen." in truus.get(f"/leden/{cast.bram.id}/betalingen").words


def test_that_it_was_read_is_written_down(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.coor).get(of(cast))

    with instance.reading():
        assert db().scalars(select(ReadEntry.purpose)).all() == ["Om te zien wat u nog betaalt"]
        assert db().scalars(select(ReadPerson.person_id)).all() == [cast.anna.id]
