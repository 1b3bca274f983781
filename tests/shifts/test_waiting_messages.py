"""The mails to who waits: their words, their links, and whether they still hold."""

from datetime import timedelta

from buurtcoop.core import clock
from buurtcoop.shifts import jobs, operations
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening
from tests.shifts.test_messages import still_true, the_mail
from tests.shifts.waiting import fill_up, gives_back, waits

HOUR = timedelta(hours=1)


def test_who_waits_reads_the_number_and_how_to_stop(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    waits(evening.give, cast.bram)
    mail = the_mail("shifts.on_waiting_list")
    assert mail.subject == "Wachtlijst voor woensdag 20 januari: Eettafel"
    assert mail.holds(
        "Beste Bram,",
        "U staat op de wachtlijst als nummer 1.",
        "Eettafel",
        "woensdag 20 januari, 17.00 uur",
        "Wie het eerst kwam, is het eerst aan de beurt.",
        "Wilt u niet meer wachten? Hier gaat u van de lijst:",
    )
    assert mail.purposes() == ["waiting.leave"]


def test_who_is_offered_a_place_reads_until_when(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    waits(evening.give, cast.bram)
    gives_back(claim)
    mail = the_mail("shifts.place_offered")
    assert mail.subject == "Er is een plek voor u op woensdag 20 januari"
    assert mail.holds(
        "Er is een plek vrij en u bent aan de beurt.",
        "Eettafel",
        "De plek is voor u tot woensdag 13 januari, 8.30 uur.",
        "Wilt u komen?",
    )
    assert mail.purposes() == ["waiting.yes", "waiting.no"]
    assert not still_true("shifts.on_waiting_list")


def test_who_did_not_answer_reads_that_it_is_the_turn_of_the_next(
    evening: Evening, cast: Cast
) -> None:
    claim, _other = fill_up(evening)
    waits(evening.give, cast.bram)
    gives_back(claim)
    with clock.stopped(clock.now() + 24 * HOUR):
        jobs.pass_on_offers(clock.now())
        mail = the_mail("shifts.offer_passed")
        assert not still_true("shifts.place_offered")
        assert still_true("shifts.offer_passed")
    assert mail.subject == "Uw beurt op woensdag 20 januari is voorbij: Eettafel"
    assert mail.holds(
        "Deze plek was voor u tot woensdag 13 januari, 8.30 uur.",
        "U staat nog op de wachtlijst.",
        "Misschien is er nog plek.",
    )
    assert f"/rooster/{evening.shift_id}" in mail.text


def test_an_offer_that_was_answered_is_not_said(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    gives_back(claim)
    assert still_true("shifts.place_offered")
    operations.accept(entry.id, seen_by(cast.bram))
    assert not still_true("shifts.place_offered")


def test_that_a_turn_is_over_is_not_said_after_leaving_or_the_start(
    evening: Evening, cast: Cast
) -> None:
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    gives_back(claim)
    with clock.stopped(clock.now() + 24 * HOUR):
        jobs.pass_on_offers(clock.now())
        with clock.stopped(EVENING):
            assert not still_true("shifts.offer_passed")
        operations.leave(entry.id, seen_by(cast.bram))
        assert not still_true("shifts.offer_passed")


def test_no_mail_to_who_waits_holds_a_name_of_somebody_else(evening: Evening, cast: Cast) -> None:
    claim, other = fill_up(evening)
    waits(evening.give, cast.bram)
    gives_back(claim)
    text = the_mail("shifts.place_offered").text
    assert claim.person.call_name not in text
    assert other.person.call_name not in text
