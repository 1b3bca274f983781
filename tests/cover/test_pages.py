"""The pages of cover, as people read and press them."""

from datetime import date

import pytest
from sqlalchemy import select

from buurtcoop.audit.models import ReadPerson
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.cover import operations
from buurtcoop.cover.models import Ask, Watch
from buurtcoop.people.models import Person
from buurtcoop.services.models import ServiceLead
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import CrewLine, Shift
from tests.cast import Cast, seen_by
from tests.cover.pages import answer_of, cover_page, links, mails, press_of
from tests.shifts.pages import claims, fill, second_line, set_table
from tests.shifts.rota import EVENING, LONG, Evening, taken
from tests.visitor import Visitor


@pytest.fixture
def evening(instance: Instance) -> Evening:
    return set_table(instance)


def lead_by(instance: Instance, evening: Evening, person: Person) -> None:
    """Let this person lead the service of the evening."""
    with instance.writing():
        service_id = db().get_one(Shift, evening.shift_id).service_id
        db().add(
            ServiceLead(service_id=service_id, person_id=person.id, starts_on=date(2026, 1, 1))
        )


# --- Finding somebody ---


def test_the_coordinator_finds_cover_with_one_press(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    visitor.signed_in_as(cast.coor)
    assert cover_page(evening) in visitor.get(f"/rooster/{evening.shift_id}").links
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
    lead_by(instance, evening, cast.bram)
    page = visitor.signed_in_as(cast.bram).get(cover_page(evening))
    assert "We hebben 1 lid gevraagd." in visitor.send(page, press_of(page), number="1").words


def test_as_many_helpers_are_looked_for_as_it_needs_at_least(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    with instance.writing():
        line = db().get_one(CrewLine, evening.give)
        line.places, line.minimum = 5, 2

    page = visitor.signed_in_as(cast.coor).get(cover_page(evening))
    assert "Nog 2 helpers nodig" in page.words
    assert "Nog 5 helpers nodig" not in page.words


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


def test_the_lead_is_sent_to_no_page_that_is_not_for_leads(
    instance: Instance, visitor: Visitor, cast: Cast, evening: Evening
) -> None:
    lead_by(instance, evening, cast.bram)
    with instance.writing():
        operations.ask(evening.give, 8, seen_by(cast.coor))

    page = visitor.signed_in_as(cast.bram).get(cover_page(evening))
    assert "We vinden nu niemand om te vragen." in page.words
    assert f"/rooster/{evening.shift_id}/namens" not in page.links


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
