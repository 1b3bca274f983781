"""The mails of this room: their words, their links, their files, and whether they still hold."""

import re
from datetime import date, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from icalendar import Calendar
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.queries import find_link
from buurtcoop.messaging.rules import Rule
from buurtcoop.reminders.letters import mail_of, paper_of
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations, reminders
from buurtcoop.shifts.messages import RULES, UNFILLED
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening

DAY_BEFORE = clock.at(date(2027, 1, 19), time(10))
MORNING = clock.at(date(2027, 1, 20), time(9))


def the_message(rule: str) -> Message:
    return db().scalars(select(Message).where(Message.rule == rule)).one()


def the_rule(message: Message) -> Rule:
    return next(rule for rule in RULES if rule.name == message.rule)


class Read:
    """A mail as its reader gets it."""

    def __init__(self, raw: bytes) -> None:
        parsed = message_from_bytes(raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        plain = parsed.get_body(("plain",))
        assert plain is not None
        self.subject = str(parsed["Subject"])
        self.text = plain.get_content().replace("\r\n", "\n")
        self.attachments = list(parsed.iter_attachments())

    def holds(self, *sentences: str) -> bool:
        """Whether these stand in it, in this order."""
        found = [self.text.find(sentence) for sentence in sentences]
        return -1 not in found and found == sorted(found)

    def purposes(self) -> list[str]:
        """What its links do, in order."""
        return [find_link(token).purpose for token in re.findall(r"/a/(\S+)", self.text)]


def the_mail(rule: str) -> Read:
    """The one message of this rule as a mail."""
    message = the_message(rule)
    return Read(mail_of(message, the_rule(message)).content)


def still_true(rule: str) -> bool:
    message = the_message(rule)
    return the_rule(message).still_true(message)


def say_all() -> None:
    for one in list(reminders.due(clock.now())):
        put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )


def move(evening: Evening, cast: Cast) -> None:
    operations.move(
        evening.shift_id,
        day=date(2027, 1, 21),
        starts_at=time(18),
        minutes=180,
        reason="De zaal is eerst bezet.",
        by=seen_by(cast.coor),
    )


def claim_and_book(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=2)


def test_a_helper_reads_all_there_is_to_know(evening: Evening, cast: Cast) -> None:
    claim_and_book(evening, cast)
    mail = the_mail("shifts.claim_confirmed")
    assert mail.subject == "U helpt mee op woensdag 20 januari: Eettafel"
    assert mail.holds(
        "Beste Bram,",
        "Fijn, we rekenen op u.",
        "Eettafel",
        "woensdag 20 januari, 17.00 uur",
        "De Knotwilg",
        "Uw taak: koken.",
        "Kunt u toch niet? Hier meldt u zich af:",
    )


def test_a_guest_reads_how_many_and_how_much(evening: Evening, cast: Cast) -> None:
    claim_and_book(evening, cast)
    mail = the_mail("shifts.booking_confirmed")
    assert mail.subject == "Uw plek op woensdag 20 januari: Eettafel"
    assert mail.holds("Er is een plek voor u.", "Aantal mensen: 2. Prijs: €\xa08,00.")


def test_what_costs_nothing_is_free(evening: Evening, eettafel: Service, cast: Cast) -> None:
    eettafel.price = NOTHING
    claim_and_book(evening, cast)
    assert the_mail("shifts.booking_confirmed").holds("Aantal mensen: 2. Prijs: gratis.")


@pytest.mark.parametrize(
    ("rule", "line", "consequence"),
    [
        (
            "shifts.day_before_giver",
            "Morgen helpt u mee bij Eettafel.",
            "Kunt u niet, dan zoeken we meteen een invaller.",
        ),
        (
            "shifts.day_before_guest",
            "Morgen bent u welkom bij Eettafel.",
            "Kunt u niet, dan krijgt iemand anders uw plek.",
        ),
    ],
)
def test_the_day_before_it_asks_and_offers_two_links(
    evening: Evening, cast: Cast, rule: str, line: str, consequence: str
) -> None:
    claim_and_book(evening, cast)
    with clock.stopped(DAY_BEFORE):
        say_all()
        mail = the_mail(rule)
    assert mail.subject == "Komt u morgen? Eettafel, 17.00 uur"
    assert mail.holds(line, "Komt u?", "Ik kom:", "Ik kan niet:", consequence)
    kind = "claim" if rule.endswith("giver") else "booking"
    assert mail.purposes() == [f"{kind}.come", f"{kind}.cannot"]


def test_after_an_outage_it_does_not_say_morning_for_today(evening: Evening, cast: Cast) -> None:
    claim_and_book(evening, cast)
    with clock.stopped(MORNING):
        say_all()
        mail = the_mail("shifts.day_before_giver")
    assert mail.subject == "Komt u vandaag? Eettafel, 17.00 uur"
    assert mail.holds("Vandaag helpt u mee bij Eettafel.")


@pytest.mark.parametrize("rule", ["shifts.moved_giver", "shifts.moved_guest"])
def test_a_move_says_what_it_was_what_it_becomes_and_why(
    evening: Evening, cast: Cast, rule: str
) -> None:
    claim_and_book(evening, cast)
    move(evening, cast)
    mail = the_mail(rule)
    assert mail.subject == "Andere tijd: Eettafel, donderdag 21 januari"
    assert mail.holds(
        "Eettafel krijgt een andere tijd.",
        "Het was woensdag 20 januari, 17.00 uur.",
        "Het wordt donderdag 21 januari, 18.00 uur.",
        "De zaal is eerst bezet.",
        "Kunt u dan ook?",
        "Uw plek blijft staan tot u antwoordt.",
    )
    assert len(mail.purposes()) == 2


def test_calling_off_says_sorry_and_why(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    mail = the_mail("shifts.called_off")
    assert mail.subject == "Gaat niet door: Eettafel, woensdag 20 januari"
    assert mail.holds(
        "Sorry, dit gaat niet door: Eettafel, woensdag 20 januari, 17.00 uur.",
        "De keuken is stuk.",
        "U hoeft niets te doen en betaalt niets.",
    )
    assert "http://127.0.0.1:8000/rooster" in mail.text


def test_the_coordinator_reads_how_many_helpers_are_missing(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(DAY_BEFORE):
        say_all()
        mail = the_mail("shifts.unfilled")
    assert mail.subject == "Nog geen helper voor woensdag 20 januari: Eettafel"
    assert mail.holds("Hier is nog hulp nodig: Eettafel.", "Aantal helpers dat we missen: 1.")
    assert f"http://127.0.0.1:8000/rooster/{evening.shift_id}" in mail.text


@pytest.mark.parametrize("rule", ["claim_confirmed", "booking_confirmed"])
def test_a_confirmation_brings_a_calendar_file(evening: Evening, cast: Cast, rule: str) -> None:
    claim_and_book(evening, cast)
    [file] = the_mail(f"shifts.{rule}").attachments
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "agenda.ics")
    [event] = Calendar.from_ical(file.get_content()).events
    assert event["summary"] == "Eettafel"


def test_no_mail_holds_a_name_of_somebody_else_or_a_reason(evening: Evening, cast: Cast) -> None:
    claim_and_book(evening, cast)
    text = the_mail("shifts.booking_confirmed").text
    assert "Bram" not in text


def test_the_same_mail_made_twice_carries_the_same_links(evening: Evening, cast: Cast) -> None:
    claim_and_book(evening, cast)
    assert the_mail("shifts.claim_confirmed").text == the_mail("shifts.claim_confirmed").text


def test_what_is_read_out_over_the_phone_has_no_address_in_it(evening: Evening, cast: Cast) -> None:
    claim_and_book(evening, cast)
    message = the_message("shifts.claim_confirmed")
    said = [line for part in paper_of(message, the_rule(message)).paragraphs for line in part]
    assert "Uw taak: koken." in said
    assert not [line for line in said if "http" in line or "/a/" in line]


# --- Still true? ---


def test_what_was_released_is_not_said(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert still_true("shifts.claim_confirmed")
    operations.release(claim.id, seen_by(cast.bram))
    assert not still_true("shifts.claim_confirmed")


def test_a_question_about_the_old_time_is_not_asked(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(DAY_BEFORE):
        say_all()
        assert still_true("shifts.day_before_giver")
        move(evening, cast)
        assert not still_true("shifts.day_before_giver")
        assert still_true("shifts.moved_giver")


def test_a_question_too_close_to_the_start_is_not_asked(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(DAY_BEFORE):
        say_all()
    with clock.stopped(EVENING - timedelta(hours=2)):
        assert not still_true("shifts.day_before_giver")


def test_helpers_found_meanwhile_silence_the_call(evening: Evening, cast: Cast) -> None:
    with clock.stopped(DAY_BEFORE):
        say_all()
        assert still_true(UNFILLED.name)
        for person in (cast.bram, cast.truus):
            operations.claim(evening.give, person.id, seen_by(person))
        assert not still_true(UNFILLED.name)


def test_news_of_a_calling_off_stays_true(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    assert still_true("shifts.called_off")
