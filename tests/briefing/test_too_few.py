"""Nobody goes alone: who hears of it, once, as long as it is true; and who must act."""

from datetime import timedelta
from itertools import chain

from buurtcoop.briefing.messages import TOO_FEW
from buurtcoop.briefing.reminders import due
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import put
from buurtcoop.reminders.letters import mail_of, paper_of
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.attention import BELOW_FLOOR, attention
from tests.briefing.stage import Round, at
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING
from tests.shifts.test_messages import Read

DAY_BEFORE = EVENING - timedelta(hours=20)


def say_all() -> list[int]:
    """Say what is due now. Returns the messages it made."""
    made = [
        put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )
        for one in list(due(clock.now()))
    ]
    return [number for number in made if number is not None]


def test_the_one_who_is_left_hears_it_once_within_a_day(walk: Round, cast: Cast) -> None:
    with at(DAY_BEFORE):
        assert say_all() == []
        shifts.release(walk.bram, seen_by(cast.bram))
        (number,) = say_all()
        assert say_all() == []

    message = db().get_one(Message, number)
    assert (message.rule, message.recipient_id) == (TOO_FEW.name, cast.anna.id)


def test_it_is_no_longer_true_once_there_are_enough_or_one_left(walk: Round, cast: Cast) -> None:
    with at(DAY_BEFORE):
        shifts.release(walk.bram, seen_by(cast.bram))
        (number,) = say_all()
        message = db().get_one(Message, number)
        assert TOO_FEW.still_true(message)
        dees = shifts.claim(walk.give, cast.dees.id, seen_by(cast.dees))
        assert not TOO_FEW.still_true(message)
        shifts.release(dees.id, seen_by(cast.dees))
        assert TOO_FEW.still_true(message)
        shifts.release(walk.anna, seen_by(cast.anna))
        assert not TOO_FEW.still_true(message)
    with at(EVENING - timedelta(days=2)):
        assert not TOO_FEW.still_true(message)


def test_the_mail_says_that_nobody_goes_alone_and_no_names(walk: Round, cast: Cast) -> None:
    with at(DAY_BEFORE):
        shifts.release(walk.bram, seen_by(cast.bram))
        (number,) = say_all()
        message = db().get_one(Message, number)
        mail = Read(mail_of(message, TOO_FEW).content)
        paper = " ".join(chain(*paper_of(message, TOO_FEW).paragraphs))

    assert "U gaat nooit alleen" in mail.text
    assert "Bram" not in mail.text
    assert "minstens 2" in paper


def test_it_stands_before_other_shortages_and_once(
    walk: Round, patrol: Service, cast: Cast
) -> None:
    with at(EVENING - timedelta(days=2)):
        kinds = [item.kind for item in attention(clock.now())]
        assert BELOW_FLOOR not in kinds
        shifts.release(walk.bram, seen_by(cast.bram))
        (item,) = [each for each in attention(clock.now()) if each.subject_id == walk.shift_id]

    assert item.kind == BELOW_FLOOR
    assert item.due < clock.local(EVENING).date()
