"""Yes, no and off the list from a link in a mail, without signing in."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Message
from buurtcoop.reminders.letters import mail_of
from buurtcoop.shifts.messages import RULES
from buurtcoop.shifts.models import WaitingState
from tests.cast import Cast
from tests.shifts.pages import fill, set_table
from tests.shifts.rota import Evening
from tests.shifts.test_messages import Read
from tests.shifts.test_pages_waiting import UNTIL, free_one, state, waits
from tests.visitor import Visitor

HOUR = timedelta(hours=1)


@pytest.fixture
def evening(instance: Instance) -> Evening:
    """Wednesday 20 January at five: two places that are taken, four seats."""
    evening = set_table(instance)
    fill(instance, evening)
    return evening


def links(instance: Instance, rule: str) -> list[str]:
    """The paths in the mail of this rule."""
    with instance.writing():
        message = db().scalars(select(Message).where(Message.rule == rule)).one()
        raw = mail_of(message, next(each for each in RULES if each.name == rule)).content
    return re.findall(r"/a/\S+", Read(raw).text)


def test_yes_from_the_mail_gives_the_place_without_signing_in(
    visitor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    entry = waits(instance, evening, cast.bram)
    free_one(instance, evening)
    yes, no = links(instance, "shifts.place_offered")
    page = visitor.get(yes)
    assert "Drukt u op de knop, dan is de plek van u." in page.words
    assert state(instance, entry) is WaitingState.OFFERED
    page = visitor.post(yes, {})
    assert "Uw antwoord is binnen: Ja, graag." in page.words
    assert state(instance, entry) is WaitingState.TAKEN
    told = visitor.post(no, {})
    assert "Deze plek is niet meer voor u bewaard." in told.words


def test_no_from_the_mail_asks_the_next(
    visitor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    first, second = (waits(instance, evening, who) for who in (cast.bram, cast.anna))
    free_one(instance, evening)
    _yes, no = links(instance, "shifts.place_offered")
    assert "dan staat u niet meer op de wachtlijst." in visitor.get(no).words
    assert "Uw antwoord is binnen: Nee, bedankt." in visitor.post(no, {}).words
    assert (state(instance, first), state(instance, second)) == (
        WaitingState.LEFT,
        WaitingState.OFFERED,
    )


def test_an_old_offer_in_a_mail_reads_until_when_it_was(
    visitor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    waits(instance, evening, cast.bram)
    free_one(instance, evening)
    yes, _no = links(instance, "shifts.place_offered")
    with clock.stopped(clock.now() + 25 * HOUR):
        page = visitor.get(yes)
    assert f"Deze plek was voor u tot {UNTIL}." in page.words
    assert not [form for form in page.forms if form.action == yes]


def test_a_link_takes_one_off_the_list(
    visitor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    entry = waits(instance, evening, cast.bram)
    [leave] = links(instance, "shifts.on_waiting_list")
    page = visitor.post(leave, {})
    assert "Uw antwoord is binnen: Haal mij van de wachtlijst." in page.words
    assert state(instance, entry) is WaitingState.LEFT
