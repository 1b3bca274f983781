"""Answering from a mail whether one comes, when the time changed after the mail."""

import re
from datetime import date, time

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Message
from buurtcoop.reminders.letters import mail_of
from buurtcoop.shifts import operations
from buurtcoop.shifts.messages import ASKED
from buurtcoop.shifts.models import Claim, Side
from tests.cast import Cast, seen_by
from tests.shifts.pages import claims, set_table
from tests.shifts.rota import Evening
from tests.shifts.test_messages import Read, say_all
from tests.visitor import Visitor

ASKS = ASKED[Side.GIVE]
DAY_BEFORE = clock.at(date(2027, 1, 19), time(10))
NEW_TIME = "woensdag 20 januari, 18.00 uur"


@pytest.fixture
def evening(instance: Instance, cast: Cast) -> Evening:
    """Wednesday at five; Bram helps and was asked whether he comes."""
    made = set_table(instance)
    claims(instance, made, cast.bram)
    with clock.stopped(DAY_BEFORE), instance.writing():
        say_all()
    return made


def link(instance: Instance) -> str:
    """The path of "ik kom" in the mail of the day before."""
    with clock.stopped(DAY_BEFORE), instance.writing():
        asked = select(Message).where(Message.rule == ASKS.name)
        mail = Read(mail_of(db().scalars(asked).one(), ASKS).content)
    return str(re.findall(r"/a/\S+", mail.text)[0])


def an_hour_later(instance: Instance, cast: Cast, evening: Evening) -> None:
    with instance.writing():
        operations.move(
            evening.shift_id,
            day=date(2027, 1, 20),
            starts_at=time(18),
            minutes=180,
            reason="De zaal is eerst bezet.",
            by=seen_by(cast.coor),
        )


def confirmed(instance: Instance) -> bool:
    with instance.reading():
        return db().scalars(select(Claim.confirmed_at)).one() is not None


def test_who_reads_the_time_says_yes_to_it(
    visitor: Visitor, instance: Instance, evening: Evening
) -> None:
    page = visitor.send(visitor.get(link(instance)))
    assert "Uw antwoord is binnen: Ik kom." in page.words
    assert confirmed(instance)


def test_an_old_link_says_the_new_time_first(
    visitor: Visitor, instance: Instance, evening: Evening, cast: Cast
) -> None:
    path = link(instance)
    an_hour_later(instance, cast, evening)
    page = visitor.get(path)
    assert "Andere tijd. Het was woensdag 20 januari, 17.00 uur. De zaal is eerst bezet." in (
        page.words
    )
    assert NEW_TIME in page.words
    visitor.send(page)
    assert confirmed(instance)


def test_a_page_read_before_the_move_does_not_confirm_the_new_time(
    visitor: Visitor, instance: Instance, evening: Evening, cast: Cast
) -> None:
    page = visitor.get(link(instance))
    an_hour_later(instance, cast, evening)
    page = visitor.send(page)
    assert f"De tijd is veranderd. Het is nu {NEW_TIME}. Komt u dan ook?" in page.words
    assert not confirmed(instance)
    visitor.send(page)
    assert confirmed(instance)


def test_a_press_that_read_nothing_does_not_confirm_the_new_time(
    visitor: Visitor, instance: Instance, evening: Evening, cast: Cast
) -> None:
    path = link(instance)
    an_hour_later(instance, cast, evening)
    page = visitor.post(path, {})
    assert "De tijd is veranderd." in page.words
    assert not confirmed(instance)


def test_who_can_not_come_need_not_read_the_new_time(
    visitor: Visitor, instance: Instance, evening: Evening, cast: Cast
) -> None:
    with clock.stopped(DAY_BEFORE), instance.writing():
        asked = select(Message).where(Message.rule == ASKS.name)
        mail = Read(mail_of(db().scalars(asked).one(), ASKS).content)
    no = re.findall(r"/a/\S+", mail.text)[1]
    an_hour_later(instance, cast, evening)
    page = visitor.post(no, {})
    assert "Uw antwoord is binnen: Ik kan niet." in page.words


def test_the_page_of_the_shift_read_before_the_move_says_the_new_time_first(
    visitor: Visitor, instance: Instance, evening: Evening, cast: Cast
) -> None:
    bram, where = visitor.another().signed_in_as(cast.bram), f"/rooster/{evening.shift_id}"
    with clock.stopped(DAY_BEFORE):
        page = bram.get(where)
        an_hour_later(instance, cast, evening)
        page = bram.send(page, f"{where}/helpen/kom?versie=1")
        assert f"De tijd is veranderd. Het is nu {NEW_TIME}. Komt u dan ook?" in page.words
        assert not confirmed(instance)
        bram.send(page, f"{where}/helpen/kom?versie=2")
    assert confirmed(instance)
