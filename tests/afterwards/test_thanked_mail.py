"""The morning after, who gave hears that there is a thank-you; never its words."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.afterwards import reminders
from buurtcoop.afterwards.messages import THANKED
from buurtcoop.afterwards.operations import thank
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import put
from buurtcoop.people.models import Person
from buurtcoop.reminders.letters import mail_of
from buurtcoop.reminders.timetable import TIMETABLE
from buurtcoop.shifts.models import Booking, CrewLine, PromiseState, Side
from tests.afterwards.evening import AFTER, NEXT_MORNING, Over, became, later
from tests.cast import Cast, seen_by
from tests.shifts.test_messages import Read

MINUTE = timedelta(minutes=1)
WORDS = "Dank u wel, vooral voor de rolstoel."


@pytest.fixture
def thanked(evening: Over, instance: Instance, cast: Cast) -> Over:
    """Anna wrote a thank-you."""
    with instance.writing():
        thank(evening.shift_id, seen_by(cast.anna), WORDS)
    return evening


def due() -> list[int]:
    """Who should hear it at this moment."""
    return [one.recipient_id for one in reminders.due(clock.now())]


def tell_all() -> None:
    """What the scheduler does with what is due."""
    for one in list(reminders.due(clock.now())):
        put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )


def test_who_gave_hears_it_the_next_morning_at_nine(
    thanked: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        assert due() == []
        with clock.stopped(NEXT_MORNING - MINUTE):
            assert due() == []
        with clock.stopped(NEXT_MORNING):
            assert due() == [cast.bram.id, cast.dees.id]
            tell_all()
            assert due() == []


def test_a_second_thank_you_is_not_mailed_again(
    thanked: Over, instance: Instance, cast: Cast
) -> None:
    with clock.stopped(NEXT_MORNING), instance.writing():
        tell_all()
        _comes_too(thanked.shift_id, cast.bo)
        thank(thanked.shift_id, seen_by(cast.bo), "Ook van mij.")
    with later(days=2), instance.writing():
        assert due() == []


def test_a_missed_morning_is_made_up_for_and_a_missed_week_is_not(
    thanked: Over, instance: Instance
) -> None:
    with instance.reading():
        with later(days=6):
            assert len(due()) == 2
        with later(days=8):
            assert due() == []


def test_who_thanks_and_helped_does_not_hear_of_it(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        _comes_too(evening.shift_id, cast.dees)
        thank(evening.shift_id, seen_by(cast.dees), "Fijn gekookt.")

    with clock.stopped(NEXT_MORNING), instance.reading():
        assert due() == [cast.bram.id]


def test_the_mail_says_that_it_is_there_and_not_what_it_says(
    thanked: Over, instance: Instance, cast: Cast
) -> None:
    with clock.stopped(NEXT_MORNING), instance.writing():
        tell_all()
        message = _to(cast.bram)
        assert THANKED.still_true(message)
        mail = Read(mail_of(message, THANKED).content)

    assert mail.subject == "Een bedankje voor u: Eettafel"
    assert mail.holds("Beste Bram,", "Eettafel", f"/rooster/{thanked.shift_id}/hoe-ging-het")
    assert not [word for word in ("Anna", "rolstoel") if word in mail.text]


def test_the_mail_stays_at_home_when_somebody_was_missed_after_all(
    thanked: Over, instance: Instance, cast: Cast
) -> None:
    with clock.stopped(NEXT_MORNING):
        with instance.writing():
            tell_all()
        became(instance, cast.bram, PromiseState.MISSED)
        with instance.reading():
            assert not THANKED.still_true(_to(cast.bram))
            assert THANKED.still_true(_to(cast.dees))


def test_the_timetable_knows_it() -> None:
    assert TIMETABLE.rule("afterwards.thanked") is THANKED
    assert "afterwards" in {room.name for room in TIMETABLE.due}


def _to(person: Person) -> Message:
    return (
        db()
        .scalars(
            select(Message).where(Message.rule == THANKED.name, Message.recipient_id == person.id)
        )
        .one()
    )


def _comes_too(shift_id: int, person: Person) -> None:
    line_id = (
        db()
        .scalars(
            select(CrewLine.id).where(CrewLine.shift_id == shift_id, CrewLine.side == Side.RECEIVE)
        )
        .one()
    )
    db().add(
        Booking(
            shift_id=shift_id,
            line_id=line_id,
            person_id=person.id,
            people=1,
            made_by_id=person.id,
            made_at=AFTER,
            state=PromiseState.KEPT,
            ended_at=AFTER,
        )
    )
    db().flush()
