"""Pages of who promised to come: the code, own words, the agenda, and the list of a lead."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.attendance.messages import CAME_BETWEEN, MISSED, WAS_THERE
from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.operations import record
from buurtcoop.attendance.queries import door_code
from buurtcoop.attendance.reminders import due
from buurtcoop.attendance.rules import TRIES
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.operations import offer_link, put
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import PromiseState
from buurtcoop.shifts.operations import claim
from tests.attendance.stage import (
    DURING,
    END,
    Promised,
    at,
    broken,
    lead,
    promise_both,
    state,
    words,
)
from tests.cast import Cast, seen_by
from tests.counting import statements
from tests.shifts.rota import EVENING, a_service, an_evening
from tests.visitor import Page, Visitor

NEXT_DAY = END + timedelta(hours=15)


@pytest.fixture
def set_(instance: Instance, cast: Cast) -> Promised:
    """An evening on which Bram helps and Anna eats, committed."""
    with instance.writing():
        return promise_both(an_evening(a_service()), cast)


@pytest.fixture
def bram(visitor: Visitor, cast: Cast) -> Visitor:
    with at():
        return visitor.signed_in_as(cast.bram)


def er(promised: Promised) -> str:
    return f"/rooster/{promised.shift_id}/er"


def the_code(instance: Instance, promised: Promised) -> str:
    with instance.reading():
        return door_code(promised.shift_id)


def say(browser: Visitor, promised: Promised, word: str) -> Page:
    page = browser.get(er(promised))
    return browser.send(page, f"{er(promised)}/{word}")


def missed(instance: Instance, promised: Promised, cast: Cast) -> None:
    with instance.writing(), at():
        record(*promised.bram, Outcome.NO_SHOW, seen_by(cast.coor))


def test_the_code_of_the_door_says_that_i_was_there(
    instance: Instance, bram: Visitor, set_: Promised
) -> None:
    with at():
        page = bram.get(er(set_))
        assert page.h1 == "Was u er?"
        done = bram.send(page, er(set_), code=the_code(instance, set_))

    assert "Fijn dat u er bent." in done.words
    assert "U was er. Dank u wel." in done.words
    with instance.reading():
        assert state(set_.bram) is PromiseState.KEPT
        assert broken() == []


def test_a_wrong_code_says_so_and_tries_run_out(
    instance: Instance, bram: Visitor, set_: Promised
) -> None:
    wrong = f"{(int(the_code(instance, set_)) + 1) % 10**6:06d}"
    with at():
        page = bram.get(er(set_))
        for _try in range(TRIES):
            page = bram.send(page, er(set_), code=wrong)
            assert "Deze code klopt niet." in page.words
            assert page.title.startswith("Fout:")
        stopped = bram.send(page, er(set_), code=the_code(instance, set_))

    assert stopped.status == 429
    assert "te vaak geprobeerd" in stopped.words
    with instance.reading():
        assert state(set_.bram) is PromiseState.PROMISED


def test_without_a_code_nothing_is_tried(bram: Visitor, set_: Promised) -> None:
    with at():
        page = bram.send(bram.get(er(set_)), er(set_), code="")

    assert "Vul dit nog in: Wat is de code." in page.words


def test_half_an_hour_before_the_code_can_be_seen_but_does_not_count(
    instance: Instance, visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    with at(EVENING - timedelta(minutes=31)):
        early = visitor.signed_in_as(cast.bram).get(er(set_))
    with at(EVENING - timedelta(minutes=30)):
        page = visitor.get(er(set_))
        refused = visitor.send(page, er(set_), code=the_code(instance, set_))

    assert "Vanaf woensdag 20 januari, 16.30 uur" in early.words
    assert "Wat is de code?" not in early.words
    assert "Dit is nog niet begonnen." in refused.words
    with instance.reading():
        assert state(set_.bram) is PromiseState.PROMISED


def test_after_half_a_day_only_ones_own_word_is_left(
    visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    with at(END + timedelta(hours=12, minutes=1)):
        page = visitor.signed_in_as(cast.bram).get(er(set_))

    assert "Wat is de code?" not in page.words
    assert "Ik was er" in page.words


def test_both_sides_say_so_and_both_were_there(
    instance: Instance, bram: Visitor, set_: Promised, cast: Cast
) -> None:
    with at():
        waiting = say(bram, set_, "ik-was-er")
        anna = bram.another().signed_in_as(cast.anna)
        done = say(anna, set_, "ik-was-er")

    assert "Uw antwoord is binnen: Ik was er. Wie dit leidt, kijkt ernaar." in waiting.words
    assert "U was er. Dank u wel." in done.words
    with instance.reading():
        assert state(set_.bram) is state(set_.anna) is PromiseState.KEPT


def test_something_came_up_is_kept_for_the_lead(
    instance: Instance, bram: Visitor, set_: Promised
) -> None:
    with at():
        page = say(bram, set_, "er-kwam-iets-tussen")

    assert "Uw antwoord is binnen: Er kwam iets tussen." in page.words
    with instance.reading():
        assert [word.outcome for word in words()] == [Outcome.EXCUSED]


def test_who_was_missed_reads_it_kindly_and_may_say_how_it_was(
    instance: Instance, bram: Visitor, set_: Promised, cast: Cast
) -> None:
    missed(instance, set_, cast)
    with at():
        page = bram.get(er(set_))
        said = say(bram, set_, "ik-was-er")

    assert "We hebben u gemist." in page.words
    assert "Uw antwoord is binnen: Ik was er." in said.words


def test_the_page_of_the_shift_leads_who_was_missed_to_saying_so(
    instance: Instance, bram: Visitor, set_: Promised, cast: Cast
) -> None:
    missed(instance, set_, cast)
    with at(END):
        page = bram.get(f"/rooster/{set_.shift_id}")
        other = bram.another().signed_in_as(cast.dees).get(f"/rooster/{set_.shift_id}")

    assert "We hebben u gemist. Wilt u zeggen hoe het zit?" in page.words
    assert er(set_) in page.links
    assert "We hebben u gemist." not in other.words


def test_the_links_of_the_mail_say_how_it_was(
    instance: Instance, visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    missed(instance, set_, cast)
    with instance.writing(), clock.stopped(NEXT_DAY):
        [one] = [each for each in due(NEXT_DAY) if each.rule is MISSED]
        put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )
        links = [
            offer_link(
                purpose,
                subject_kind="attendance",
                subject_id=one.subject_id,
                occurrence=one.occurrence,
                person_id=one.recipient_id,
                expires_at=one.expires_at,
            )
            for purpose in (CAME_BETWEEN, WAS_THERE)
        ]
    with clock.stopped(NEXT_DAY):
        shown = visitor.get(links[0])
        assert "Eettafel" in shown.words
        answered = visitor.send(shown, "")
        visitor.send(visitor.get(links[1]), "")

    assert "Uw antwoord is binnen: Er kwam iets tussen." in answered.words
    with instance.reading():
        assert [word.outcome for word in words()] == [
            Outcome.NO_SHOW,
            Outcome.EXCUSED,
            Outcome.PRESENT,
        ]


def test_who_promised_nothing_has_no_such_page(
    visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    with at():
        dees = visitor.signed_in_as(cast.dees)
        assert dees.get(er(set_)).status == 404
        assert "/inloggen" in visitor.another().get(er(set_)).path


def test_who_scans_the_square_and_is_not_on_the_list_reads_what_to_do(
    visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    with at():
        page = visitor.signed_in_as(cast.dees).get(er(set_))

    assert page.h1 == "U staat niet op deze lijst"
    assert "Zeg het tegen wie dit leidt." in page.words
    assert f"/rooster/{set_.shift_id}" in page.links


def test_the_shift_page_leads_to_the_code_and_to_who_was_there(
    bram: Visitor, set_: Promised, cast: Cast
) -> None:
    here = f"/rooster/{set_.shift_id}"
    with at():
        assert er(set_) in bram.get(here).links
        assert f"{here}/aanwezig" not in bram.get(here).links
        assert f"{here}/aanwezig" in bram.another().signed_in_as(cast.coor).get(here).links


def test_the_shift_page_says_is_while_it_runs_and_was_when_it_is_over(
    bram: Visitor, set_: Promised
) -> None:
    here = f"/rooster/{set_.shift_id}"
    with at():
        running = bram.get(here).words
    with at(END):
        over = bram.get(here).words

    assert "U helpt mee Uw taak" in running
    assert "Zeg dat u er bent" in running
    assert "U hielp mee Uw taak" in over
    assert "Zeg dat u er was" in over


def test_my_agenda_says_who_came_was_missed_or_excused(
    instance: Instance, visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    with clock.stopped(NEXT_DAY):
        visitor.signed_in_as(cast.bram)
        seen = []
        for outcome in (Outcome.PRESENT, Outcome.NO_SHOW, Outcome.EXCUSED):
            with instance.writing():
                record(*set_.bram, outcome, seen_by(cast.coor))
            seen.append(visitor.get("/mijn/agenda?toon=voorbij").words)

    for expected, shown in zip(("Gekomen", "Gemist", "Afgemeld"), seen, strict=True):
        assert f"Helpen {expected}" in shown


def test_who_leads_sees_what_is_left_to_fill_in(
    instance: Instance, visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    with instance.writing():
        lead(db().scalars(select(Service)).one(), cast.dees)
        other = an_evening(a_service("Wandeling"), DURING + timedelta(hours=6))
        claim(other.give, cast.truus.id, seen_by(cast.truus))
    with clock.stopped(NEXT_DAY):
        dees = visitor.signed_in_as(cast.dees, proven=False)
        mine = dees.get("/aanwezigheid")
        coor = visitor.another().signed_in_as(cast.coor)
        everything = coor.get("/aanwezigheid")
        one = coor.get("/aanwezigheid?aanbod=wandeling")

        assert "/aanwezigheid" in dees.get("/mijn").links
        assert dees.get("/aanwezigheid?aanbod=wandeling").status == 404
        assert coor.get("/aanwezigheid?aanbod=niets").status == 404

    assert f"/rooster/{set_.shift_id}/aanwezig" in mine.links
    assert f"/rooster/{other.shift_id}/aanwezig" not in mine.links
    assert f"/rooster/{other.shift_id}/aanwezig" in everything.links
    assert f"/rooster/{set_.shift_id}/aanwezig" not in one.links


def test_who_leads_is_led_to_what_somebody_contradicts(
    instance: Instance, bram: Visitor, set_: Promised, cast: Cast
) -> None:
    missed(instance, set_, cast)
    with instance.writing(), at():
        lead(db().scalars(select(Service)).one(), cast.dees)
        record(*set_.anna, Outcome.PRESENT, seen_by(cast.coor))
    with at(NEXT_DAY):
        dees = bram.another().signed_in_as(cast.dees, proven=False)
        before = dees.get("/aanwezigheid").words
        say(bram.signed_in_as(cast.bram), set_, "ik-was-er")
        after = dees.get("/aanwezigheid")
        others = bram.get("/aanwezigheid").words

    assert "Alles is ingevuld." in before
    assert "Hier zegt iemand iets anders dan wat is ingevuld." in after.words
    assert "Bram" not in after.words
    assert f"/rooster/{set_.shift_id}/aanwezig" in after.links
    assert "Alles is ingevuld." in others


def test_who_leads_nothing_has_nothing_to_fill_in(
    visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    with clock.stopped(NEXT_DAY):
        bram = visitor.signed_in_as(cast.bram)
        assert "Alles is ingevuld." in bram.get("/aanwezigheid").words
        assert "/aanwezigheid" not in bram.get("/mijn").links


def test_a_long_list_goes_on_and_costs_the_same(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    coor = visitor.another()
    with instance.writing():
        service = a_service()
        evenings = [
            an_evening(service, EVENING + timedelta(hours=4 * number)) for number in range(52)
        ]
        for evening in evenings:
            claim(evening.give, cast.bram.id, seen_by(cast.coor))
    sent = []
    for moment in (END, EVENING + timedelta(days=9)):
        with clock.stopped(moment):
            coor.signed_in_as(cast.coor)
            with statements(instance) as counted:
                page = coor.get("/aanwezigheid")
            sent.append(len(counted))
    with clock.stopped(EVENING + timedelta(days=9)):
        onward = coor.get(next(link for link in page.links if "vanaf=" in link))

    assert sent[0] == sent[1] <= 10
    last = f"/rooster/{evenings[-1].shift_id}/aanwezig"
    assert last not in page.links
    assert last in onward.links
