"""The pages of cover, as people read and press them."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.audit.models import ReadPerson
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover import operations
from buurtcoop.cover.messages import RULES
from buurtcoop.cover.models import Ask, Swap, SwapState, Watch
from buurtcoop.messaging.models import Message
from buurtcoop.reminders.letters import mail_of
from buurtcoop.services.models import ServiceLead
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import Claim, Shift
from buurtcoop.shifts.queries import is_live
from tests.cast import Cast, seen_by
from tests.shifts.pages import claims, fill, second_line, set_table
from tests.shifts.rota import EVENING, LONG, Evening, taken
from tests.shifts.test_messages import Read
from tests.visitor import Page, Visitor


@pytest.fixture
def evening(instance: Instance) -> Evening:
    return set_table(instance)


def cover_page(evening: Evening) -> str:
    return f"/rooster/{evening.shift_id}/invaller"


def press_of(page: Page) -> str:
    """Where the button that asks goes."""
    return next(form.action for form in page.forms if "taak=" in form.action)


def swap_page(evening: Evening) -> str:
    return f"/rooster/{evening.shift_id}/ruilen"


def mails(instance: Instance, rule: str) -> list[Read]:
    """The mails of this rule, in order."""
    known = {each.name: each for each in RULES}
    with instance.writing():
        found = db().scalars(select(Message).where(Message.rule == rule).order_by(Message.id))
        return [Read(mail_of(message, known[rule]).content) for message in found]


def links(mail: Read) -> list[str]:
    """Its links that act, in order."""
    return re.findall(r"(/a/\S+)", mail.text)


# --- Finding somebody ---


def test_the_coordinator_finds_cover_with_one_press(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    visitor.signed_in_as(cast.coor)
    page = visitor.get(cover_page(evening))
    assert page.h1 == "Wie kan er invallen?"
    assert "Anna Proef" in page.words
    assert "Nog nooit gevraagd." in page.words
    assert page.form(press_of(page)).values["number"] == ["3"]

    after = visitor.send(page, press_of(page), words="We koken stamppot.")
    assert "We hebben 3 leden gevraagd." in after.words
    assert after.words.count("Nog geen antwoord") == 3
    assert "Bo Proef" in after.words
    with instance.reading():
        assert len(db().scalars(select(Ask.id)).all()) == 3


def test_who_was_looked_up_can_read_that(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    visitor.signed_in_as(cast.coor).get(cover_page(evening))

    with instance.reading():
        assert cast.anna.id in db().scalars(select(ReadPerson.person_id)).all()


def test_the_page_says_what_was_answered(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    claims(instance, evening, cast.dees)
    with instance.writing():
        made = operations.ask(evening.give, 3, seen_by(cast.coor))
        operations.answer(made[0].id, False, seen_by(cast.anna))
        operations.answer(made[1].id, True, seen_by(cast.bram))

    page = visitor.signed_in_as(cast.coor).get(cover_page(evening))
    assert "Hier zijn genoeg helpers. U hoeft niemand te zoeken." in page.words
    for said in ("Zei nee", "Helpt mee", "Niet meer nodig"):
        assert said in page.words


def test_the_lead_of_the_service_finds_cover_too(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    with instance.writing():
        shift = db().get_one(Shift, evening.shift_id)
        db().add(
            ServiceLead(
                service_id=shift.service_id, person_id=cast.bram.id, starts_on=date(2026, 1, 1)
            )
        )
    page = visitor.signed_in_as(cast.bram).get(cover_page(evening))
    assert "We hebben 1 lid gevraagd." in visitor.send(page, press_of(page), number="1").words


def test_a_member_finds_no_cover(visitor: Visitor, cast: Cast, evening: Evening) -> None:
    assert visitor.signed_in_as(cast.bram).get(cover_page(evening)).status == 403
    assert "invaller" not in visitor.get(f"/rooster/{evening.shift_id}").html


def test_with_several_tasks_one_is_chosen(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    tables = second_line(instance, evening, "tafels dekken", 1)
    visitor.signed_in_as(cast.coor)
    page = visitor.get(f"{cover_page(evening)}?taak={tables}")
    assert "tafels dekken" in page.words
    visitor.send(page, press_of(page))

    with instance.reading():
        assert set(db().scalars(select(Ask.line_id))) == {tables}
    assert visitor.get(f"{cover_page(evening)}?taak={evening.receive}").status == 404


def test_when_nobody_can_be_asked_the_page_says_what_can_be_done(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    with instance.writing():
        operations.ask(evening.give, 8, seen_by(cast.coor))

    page = visitor.signed_in_as(cast.coor).get(cover_page(evening))
    assert "We vinden nu niemand om te vragen." in page.words
    assert f"/rooster/{evening.shift_id}/namens" in page.links


def test_what_changed_meanwhile_is_said_in_a_sentence(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    visitor.signed_in_as(cast.coor)
    page = visitor.get(cover_page(evening))
    fill(instance, evening)

    after = visitor.send(page, press_of(page))
    assert "Hier zijn genoeg helpers. U hoeft niemand te zoeken." in after.words


def test_afterwards_the_page_only_shows_who_was_asked(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    with instance.writing():
        operations.ask(evening.give, 1, seen_by(cast.coor))
    with clock.stopped(EVENING + LONG):
        page = visitor.signed_in_as(cast.coor).get(cover_page(evening))
    assert "Hier kunt u niemand meer voor vragen." in page.words
    assert "Anna Proef" in page.words


def test_a_shift_that_is_not_there_is_404(visitor: Visitor, cast: Cast) -> None:
    for path in ("invaller", "ruilen"):
        assert visitor.signed_in_as(cast.dees).get(f"/rooster/999999/{path}").status == 404


# --- Being asked ---


def asked(instance: Instance, evening: Evening, cast: Cast, number: int = 3) -> None:
    with instance.writing():
        operations.ask(evening.give, number, seen_by(cast.coor), "We koken stamppot.")


def test_the_mail_asks_and_its_link_answers(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    asked(instance, evening, cast)
    mail = mails(instance, "cover.asked")[1]
    assert mail.subject == "Kunt u helpen op woensdag 20 januari?"
    assert mail.holds(
        "Beste Bram,",
        "We zoeken een invaller voor Eettafel.",
        "We vragen u hierom: u wilt graag meehelpen.",
        "We koken stamppot.",
        "Ik doe het:",
        "Nu niet:",
        "Wie het eerst ja zegt, krijgt de plek. Nee is ook een goed antwoord.",
    )

    page = visitor.get(links(mail)[0])
    assert "Eettafel" in page.words
    after = visitor.send(page)
    assert "Uw antwoord is binnen: Ik doe het." in after.words
    with instance.reading():
        assert taken(evening.give) == 1


def test_who_is_second_reads_that_somebody_was_found(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    claims(instance, evening, cast.dees)
    asked(instance, evening, cast)
    letters = mails(instance, "cover.asked")
    first, second = (visitor.get(links(letter)[0]) for letter in letters[:2])
    visitor.send(first)

    assert "Er is al iemand gevonden. Dank u wel dat u wilde helpen." in visitor.send(second).words


def test_no_is_a_good_answer_too(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    asked(instance, evening, cast)
    after = visitor.send(visitor.get(links(mails(instance, "cover.asked")[0])[1]))

    assert "Uw antwoord is binnen: Nu niet." in after.words


def test_the_question_stands_on_my_page(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    asked(instance, evening, cast)
    visitor.signed_in_as(cast.bram)
    page = visitor.get("/mijn")
    assert "Kunt u helpen op woensdag 20 januari?" in page.words
    assert "We koken stamppot." in page.words

    after = visitor.send(page, answer_of(page, "ja"))
    assert "Uw antwoord is binnen: Ik doe het." in after.words
    assert "Wilt u antwoord geven?" not in after.words


def answer_of(page: Page, what: str) -> str:
    return next(form.action for form in page.forms if form.action.endswith(f"/{what}"))


def test_nobody_answers_the_question_to_another(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    asked(instance, evening, cast)
    visitor.signed_in_as(cast.bram)
    page = visitor.get("/mijn")
    with instance.reading():
        theirs = db().scalars(select(Ask.id).where(Ask.person_id == cast.anna.id)).one()
    values = page.form(answer_of(page, "ja")).values

    assert visitor.post(f"/mijn/gevraagd/{theirs}/ja", values).status == 404


def test_who_released_hears_who_comes_instead(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    claim_id = claims(instance, evening, cast.truus)
    with instance.writing():
        shifts.release(claim_id, seen_by(cast.truus))
    asked(instance, evening, cast)
    visitor.send(visitor.get(links(mails(instance, "cover.asked")[0])[0]))

    mail = mails(instance, "cover.found")[0]
    assert mail.subject == "Er is een invaller voor woensdag 20 januari"
    assert mail.holds("Beste Truus,", "Anna neemt uw plek over.", "Eettafel")


# --- Swapping ---


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


# --- Watching ---


def test_a_member_watches_and_stops(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    here = f"/rooster/{evening.shift_id}"
    visitor.signed_in_as(cast.anna)
    page = visitor.get(here)
    assert "Laat het mij weten als hier iets verandert" in page.words
    after = visitor.send(page, f"{here}/volg")
    assert "U krijgt een bericht als hier iets verandert." in after.words

    stopped = visitor.send(after, f"{here}/volg/stop")
    assert "U krijgt hierover geen bericht meer." in stopped.words
    with instance.reading():
        assert db().scalars(select(Watch.ended_at)).one() is not None


def test_a_visitor_and_what_is_over_have_no_button(
    visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    here, button = f"/rooster/{evening.shift_id}", "Laat het mij weten"
    assert button not in visitor.get(here).words
    with clock.stopped(EVENING + LONG):
        assert button not in visitor.signed_in_as(cast.anna).get(here).words


def test_watching_what_was_called_off_meanwhile_says_so(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    here = f"/rooster/{evening.shift_id}"
    page = visitor.signed_in_as(cast.anna).get(here)
    with instance.writing():
        shifts.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))

    assert "Dit gaat niet door. De keuken is stuk." in visitor.send(page, f"{here}/volg").words
