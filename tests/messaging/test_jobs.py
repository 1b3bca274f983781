"""What is over is forgotten in time, with all its history; what is not stays."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.jobs import forget_messages
from buurtcoop.messaging.models import DeliveryState, DeliveryStep, Message
from buurtcoop.messaging.replayed import remember_as_refused, remember_as_said
from buurtcoop.people.models import Channel
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.mailing import details, say, states, steps

A_YEAR = timedelta(days=366)
TOMORROW = MOMENT + timedelta(days=1)


def counts(instance: Instance) -> tuple[int, int]:
    with instance.reading():
        found = [
            db().scalar(select(func.count()).select_from(kind)) or 0
            for kind in (Message, DeliveryStep)
        ]
    return found[0], found[1]


def forgotten(instance: Instance, later: timedelta) -> int:
    with clock.stopped(MOMENT + later), instance.writing():
        return forget_messages(clock.now())


def test_a_year_later_a_message_goes_with_its_history(instance: Instance, cast: Cast) -> None:
    say(instance, cast.anna)
    with instance.writing():
        remember_as_said(TOMORROW)

    assert forgotten(instance, A_YEAR) == 1
    assert counts(instance) == (0, 0)


def test_what_did_not_come_to_an_end_stays(instance: Instance, cast: Cast) -> None:
    say(instance, cast.anna)

    assert forgotten(instance, A_YEAR) == 0
    assert counts(instance) == (1, 1)


def test_what_is_younger_stays(instance: Instance, cast: Cast) -> None:
    say(instance, cast.anna)
    with instance.writing():
        remember_as_said(TOMORROW)

    assert forgotten(instance, timedelta(days=300)) == 0


def test_the_history_of_what_is_under_way_stays(instance: Instance, cast: Cast) -> None:
    say(instance, cast.anna)

    with pytest.raises(DBAPIError, match="only added"), instance.writing():
        db().execute(delete(DeliveryStep))


# --- A past that is replayed ---


def test_what_was_ready_then_arrived_then(instance: Instance, cast: Cast) -> None:
    mailed = say(instance, cast.anna, 1)
    with instance.writing():
        cast.bram.channel = Channel.PHONE
        db().merge(cast.bram)
    said = say(instance, cast.bram, 2)
    with clock.stopped(TOMORROW + timedelta(hours=1)):
        later = say(instance, cast.anna, 3)

    with instance.writing():
        assert remember_as_said(TOMORROW) == 2

    assert states(instance, mailed) == ["mail: sent"]
    assert states(instance, said) == ["desk: sent"]
    assert states(instance, later) == ["mail: ready"]
    assert steps(instance, mailed) == [DeliveryState.READY, DeliveryState.SENT]
    assert details(instance, mailed).endswith("Dit is toen gemaild.")


def test_what_was_refused_then_goes_over_our_desk(instance: Instance, cast: Cast) -> None:
    message = say(instance, cast.anna)

    with instance.writing():
        remember_as_refused(message, "550 No such mailbox")

    assert states(instance, message) == ["mail: dead", "desk: ready"]
    assert "550 No such mailbox" in details(instance, message)
