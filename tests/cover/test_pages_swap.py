"""Swapping a place, as people read and press it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover import operations
from buurtcoop.cover.models import Swap, SwapState
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import Claim
from buurtcoop.shifts.queries import is_live
from tests.cast import Cast
from tests.cover.pages import answer_of, links, mails, swap_page
from tests.shifts.pages import claims, set_table
from tests.shifts.rota import EVENING, Evening
from tests.visitor import Visitor


@pytest.fixture
def evening(instance: Instance) -> Evening:
    return set_table(instance)


class Swapping:
    """Bram helps on one evening, Truus a week later."""

    def __init__(self, instance: Instance, cast: Cast) -> None:
        self.instance = instance
        self.first = set_table(instance)
        self.second = set_table(instance, starts_at=EVENING + timedelta(days=7))
        self.brams = claims(instance, self.first, cast.bram)
        self.trueses = claims(instance, self.second, cast.truus)
        self.bram, self.truus = Viewer(person_id=cast.bram.id), Viewer(person_id=cast.truus.id)

    def offered(self) -> int:
        with self.instance.writing():
            return operations.propose_swap(self.brams, self.trueses, self.bram).id

    def state(self) -> SwapState:
        with self.instance.reading():
            return db().scalars(select(Swap.state)).one()

    def on_second(self) -> int:
        with self.instance.reading():
            live = select(Claim.person_id).where(
                Claim.shift_id == self.second.shift_id, is_live(Claim)
            )
            return db().scalars(live).one()


@pytest.fixture
def two(instance: Instance, cast: Cast) -> Swapping:
    return Swapping(instance, cast)


def test_a_member_swaps_with_another(
    instance: Instance, visitor: Visitor, cast: Cast, two: Swapping
) -> None:
    visitor.signed_in_as(cast.bram)
    assert swap_page(two.first) in visitor.get(f"/rooster/{two.first.shift_id}").links
    page = visitor.get(swap_page(two.first))
    assert page.h1 == "Ruil met iemand"
    assert "woensdag 27 januari, 17.00 uur" in page.words
    assert "Truus, koken" in page.words
    assert "Truus Proef" not in page.words

    after = visitor.send(page, place=str(two.trueses))
    waits = "Ruilen kan pas als Truus ook ja zegt. Tot die tijd houdt u uw eigen plek."
    assert waits in after.words

    truus = visitor.another().signed_in_as(cast.truus)
    mine = truus.get("/mijn")
    assert "Wilt u ruilen?" in mine.words
    assert "Bram" not in mine.words
    done = truus.send(mine, answer_of(mine, "ja"))
    assert "U hebt geruild met Bram." in done.words
    assert two.on_second() == cast.bram.id


def test_who_was_asked_to_swap_is_not_offered_again(
    visitor: Visitor, cast: Cast, two: Swapping
) -> None:
    two.offered()
    page = visitor.signed_in_as(cast.bram).get(swap_page(two.first))

    assert "U vroeg Truus om te ruilen" in page.words
    assert "Welke dag neemt u over?" not in page.words
    assert "Er is nu niemand om mee te ruilen" not in page.words


def test_the_mail_about_a_swap_names_nobody_and_its_link_agrees(
    instance: Instance, visitor: Visitor, cast: Cast, two: Swapping
) -> None:
    two.offered()
    mail = mails(instance, "cover.swap_asked")[0]
    assert mail.subject == "Wilt u ruilen? Eettafel, woensdag 27 januari"
    assert "Bram" not in mail.text

    page = visitor.get(links(mail)[0])
    assert "U geeft hiervoor op: Eettafel, woensdag 27 januari, 17.00 uur." in page.words
    assert "Uw antwoord is binnen: Ja, graag." in visitor.send(page).words
    agreed = mails(instance, "cover.swap_agreed")
    assert {mail.subject for mail in agreed} == {
        "U hebt geruild: Eettafel, woensdag 27 januari",
        "U hebt geruild: Eettafel, woensdag 20 januari",
    }
    assert all(len(mail.attachments) == 1 for mail in agreed)
    with instance.reading():
        assert [mail.purposes() for mail in agreed] == [["claim.cannot"]] * 2


def test_no_leaves_all_as_it_is(
    instance: Instance, visitor: Visitor, cast: Cast, two: Swapping
) -> None:
    two.offered()
    visitor.send(visitor.get(links(mails(instance, "cover.swap_asked")[0])[1]))

    assert two.state() is SwapState.DECLINED
    mail = mails(instance, "cover.swap_declined")[0]
    assert mail.holds("Beste Bram,", "De ander kan nu niet ruilen.", "Eettafel")


def test_an_offer_is_taken_back_on_my_page(
    instance: Instance, visitor: Visitor, cast: Cast, two: Swapping
) -> None:
    two.offered()
    visitor.signed_in_as(cast.bram)
    page = visitor.get("/mijn")
    after = visitor.send(page, answer_of(page, "terug"))

    assert "U houdt uw eigen plek." in after.words
    assert two.state() is SwapState.WITHDRAWN


def test_what_changed_meanwhile_makes_swapping_impossible_in_plain_words(
    instance: Instance, visitor: Visitor, cast: Cast, two: Swapping
) -> None:
    two.offered()
    truus = visitor.signed_in_as(cast.truus)
    page = truus.get("/mijn")
    with instance.writing():
        shifts.release(two.brams, two.bram)

    after = truus.send(page, answer_of(page, "ja"))
    assert "Ruilen lukt niet meer, want 1 van de plekken is veranderd." in after.words


def test_without_a_place_there_is_nothing_to_swap(
    visitor: Visitor, cast: Cast, two: Swapping
) -> None:
    page = visitor.signed_in_as(cast.dees).get(swap_page(two.first))
    assert page.path == f"/rooster/{two.first.shift_id}"


def test_with_nobody_to_swap_with_the_page_says_what_can_be_done(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    claims(instance, evening, cast.bram)
    page = visitor.signed_in_as(cast.bram).get(swap_page(evening))

    assert "Er is nu niemand om mee te ruilen." in page.words
    assert f"/rooster/{evening.shift_id}/helpen/afmelden" in page.links


def test_nobody_answers_an_offer_of_others(
    visitor: Visitor, instance: Instance, cast: Cast, two: Swapping
) -> None:
    swap_id = two.offered()
    bram = visitor.signed_in_as(cast.bram)
    page = bram.get("/mijn")
    values = page.form(answer_of(page, "terug")).values
    dees = visitor.another().signed_in_as(cast.anna)
    theirs = dees.get(f"/rooster/{two.first.shift_id}").forms[-1].values

    assert dees.post(f"/mijn/ruilen/{swap_id}/ja", theirs).status == 404
    assert "alleen voor uzelf" in bram.post(f"/mijn/ruilen/{swap_id}/ja", values).words
    assert two.state() is SwapState.PROPOSED
