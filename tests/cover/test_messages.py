"""The mails to who watches, and that every mail of this room can be called and printed too."""

from datetime import date, time, timedelta

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.cover import operations
from buurtcoop.cover.messages import RULES
from buurtcoop.reminders.letters import mail_of, paper_of
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import Shift
from buurtcoop.shifts.operations.planning import put_elsewhere
from tests.cast import Cast, seen_by
from tests.cover.told import last, say_all, send_all
from tests.shifts.rota import EVENING, Evening, an_evening
from tests.shifts.test_messages import Read

LATER = timedelta(hours=1)


def letter(rule: str) -> Read:
    """The newest mail of this rule."""
    message = last(rule)
    known = next(each for each in RULES if each.name == rule)
    return Read(mail_of(message, known).content)


def paper(rule: str) -> str:
    """The same, to call or print."""
    message = last(rule)
    known = next(each for each in RULES if each.name == rule)
    paragraphs = paper_of(message, known).paragraphs
    return " ".join(line for lines in paragraphs for line in lines)


@pytest.fixture
def watched(evening: Evening, cast: Cast) -> Evening:
    """Anna wants to hear of this evening."""
    operations.watch(evening.shift_id, seen_by(cast.anna))
    return evening


def test_another_time_is_told_with_the_old_one_and_the_reason(watched: Evening, cast: Cast) -> None:
    with clock.stopped(clock.now() + LATER):
        shifts.move(
            watched.shift_id,
            day=date(2027, 1, 21),
            starts_at=time(18),
            minutes=180,
            reason="De zaal is eerst bezet.",
            by=seen_by(cast.coor),
        )
        say_all()

    mail = letter("cover.watched_moved")
    assert mail.subject == "Andere tijd: Eettafel, donderdag 21 januari"
    assert mail.holds(
        "U krijgt deze mail omdat u om een bericht vroeg.",
        "Het was woensdag 20 januari, 17.00 uur.",
        "Het wordt donderdag 21 januari, 18.00 uur.",
        "De zaal is eerst bezet.",
    )


def test_another_place_is_no_other_time(watched: Evening, cast: Cast) -> None:
    shift = db().get_one(Shift, watched.shift_id)
    with clock.stopped(clock.now() + LATER):
        put_elsewhere(
            shift,
            start=shift.starts_at,
            end=shift.ends_at,
            place="De Linde",
            reason="",
            by=seen_by(cast.coor),
        )
        say_all()

    mail = letter("cover.watched_moved")
    assert mail.subject == "Veranderd: Eettafel, woensdag 20 januari"
    assert mail.holds("Er verandert iets bij Eettafel.", "De Linde")


def test_what_does_not_go_ahead_is_told_with_the_reason(watched: Evening, cast: Cast) -> None:
    shifts.call_off(watched.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    say_all()

    mail = letter("cover.watched_called_off")
    assert mail.subject == "Gaat niet door: Eettafel, woensdag 20 januari"
    assert mail.holds("De keuken is stuk.", "/rooster")


def test_a_free_place_is_told_with_the_page(eettafel: Service, cast: Cast) -> None:
    full = an_evening(eettafel, places=1)
    bram = seen_by(cast.bram)
    claim = shifts.claim(full.give, bram.id, bram)
    operations.watch(full.shift_id, seen_by(cast.anna))
    with clock.stopped(clock.now() + LATER):
        shifts.release(claim.id, bram)
        say_all()

    mail = letter("cover.place_free")
    assert mail.subject == "Er is plek op woensdag 20 januari: Eettafel"
    assert mail.holds(
        "U vroeg ons om een bericht. Er is nu een plek vrij.",
        "Wie het eerst ja zegt, krijgt de plek.",
        f"/rooster/{full.shift_id}",
    )


def test_who_was_asked_in_vain_is_thanked(evening: Evening, cast: Cast) -> None:
    operations.ask(evening.give, 1, seen_by(cast.coor))
    send_all()
    for person in (cast.dees, cast.truus):
        shifts.claim(evening.give, person.id, seen_by(person))
    say_all()

    mail = letter("cover.solved")
    assert mail.subject == "Al opgelost: Eettafel, woensdag 20 januari"
    assert mail.holds(
        "We vroegen u om hulp bij Eettafel op woensdag 20 januari.",
        "Er is nu iemand gevonden. U hoeft niets te doen.",
        "Dank u wel dat we het mochten vragen.",
    )


def test_a_question_can_be_asked_on_the_phone(eettafel: Service, cast: Cast) -> None:
    """Nothing of a link is left, the number to call is; no name of the other side is said."""
    first, second = an_evening(eettafel), an_evening(eettafel, EVENING + timedelta(days=7))
    bram, truus = seen_by(cast.bram), seen_by(cast.truus)
    mine = shifts.claim(first.give, bram.id, bram).id
    theirs = shifts.claim(second.give, truus.id, truus).id
    operations.propose_swap(mine, theirs, bram)
    operations.ask(second.give, 1, seen_by(cast.coor))

    for rule in ("cover.swap_asked", "cover.asked"):
        assert "06 12 34 56 73" in paper(rule)
        assert "/a/" not in paper(rule)
        assert "Bram" not in paper(rule)
