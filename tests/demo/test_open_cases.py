"""On the day the demo is made things wait for somebody, and the past waits for nobody."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.afterwards.models import Lesson
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.demo.afterwards import LESSONS
from buurtcoop.demo.queries import player
from buurtcoop.desks.queries import lists
from buurtcoop.desks.rules import Urgency
from buurtcoop.messaging.models import Delivery, DeliveryState
from buurtcoop.messaging.queries import waiting_for_mail
from buurtcoop.people.models import Channel
from buurtcoop.shifts.models import Shift, ShiftState, Side
from buurtcoop.shifts.queries import open_shifts_for, promises_of, running_series

pytestmark = pytest.mark.usefixtures("demo")
DAY = timedelta(days=1)


def test_the_list_of_today_is_alive() -> None:
    waiting = lists(clock.now()).today
    kinds = Counter(one.item.kind for one in waiting)

    assert kinds["members.application"] == 2
    assert kinds["shifts.cannot_come"] == 2  # one is ill, and one is away for a week
    assert kinds["shifts.unfilled"] >= 1
    assert kinds["messages.desk"] == 2
    assert Urgency.LATE in {one.urgency for one in waiting}
    assert len(waiting) <= 15


def test_one_waits_for_a_call_and_one_for_a_mail_that_came_back() -> None:
    rows = db().scalars(select(Delivery).where(Delivery.state == DeliveryState.READY)).all()
    at_desk = [one.message for one in rows if one.way == "desk"]
    refused = db().scalars(select(Delivery).where(Delivery.state == DeliveryState.DEAD)).all()

    assert sorted(message.recipient.channel for message in at_desk) == [
        Channel.MAIL,
        Channel.PHONE,
    ]
    assert [one.message_id in {message.id for message in at_desk} for one in refused] == [True]


def test_only_the_last_day_still_has_mail_to_send() -> None:
    waiting = waiting_for_mail()

    assert 1 <= len(waiting) <= 40
    assert all(one.message.made_at >= clock.now() - DAY for one in waiting)


def test_coming_weeks_are_partly_promised() -> None:
    page = open_shifts_for(STRANGER, limit=50)
    taken = [line.taken for shift in page for line in shift.lines]

    assert len(page) == 50
    assert any(taken)
    assert any(line.left for shift in page for line in shift.lines_of(Side.GIVE))
    assert any(line.left for shift in page for line in shift.lines_of(Side.RECEIVE))


def test_one_shift_is_called_off_and_one_is_moved() -> None:
    off = db().scalars(select(Shift).where(Shift.state == ShiftState.CANCELLED)).all()
    moved = db().scalars(select(Shift).where(Shift.moved_at.is_not(None))).all()

    assert [shift.starts_at > clock.now() for shift in off] == [True]
    assert [shift.starts_at > clock.now() for shift in moved] == [True]


def test_what_comes_back_every_week_is_planned_by_series() -> None:
    found = Counter(series.service.name for series in running_series(clock.today() + 30 * DAY))

    assert found == {
        "Veilig op straat": 2,
        "Speelmiddag": 1,
        "Eettafel": 1,
        "Formulierenuur": 2,
    }


def test_not_everybody_would_do_the_same_thing_otherwise() -> None:
    assert set(db().scalars(select(Lesson.words).where(~Lesson.went_well))) == set(LESSONS)


@pytest.mark.parametrize(("slug", "side"), [("bewoner", Side.RECEIVE), ("helper", Side.GIVE)])
def test_who_tries_it_has_something_to_come(slug: str, side: Side) -> None:
    person = player(slug).person

    assert side in {promise.side for promise in promises_of(person.id, clock.now())}
