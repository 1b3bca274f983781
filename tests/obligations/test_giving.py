"""Asking for time and giving it: never more than was done, never to oneself, never twice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.checks import broken
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.hours.operations import reverse
from buurtcoop.members.models import Membership
from buurtcoop.messaging.models import Message
from buurtcoop.obligations import operations, queries
from buurtcoop.obligations.models import HourAsk, HourGift
from buurtcoop.obligations.rules import (
    MonthClosed,
    MoreThanDone,
    NoDuty,
    NotAsked,
    OwnAsk,
)
from tests.cast import Cast, seen_by
from tests.obligations.cases import FEBRUARY, JANUARY, a_duty, helped, on
from tests.shifts.crowd import contend, roomy

DEVICES = 8


@pytest.fixture
def ask(opened: Instance, cast: Cast) -> HourAsk:
    """Anna asks for time in January; Bram helped two hours."""
    a_duty(cast)
    helped(cast.bram, date(2027, 1, 5), 120)
    return operations.ask_hours(JANUARY, named=False, by=seen_by(cast.anna))


def give(cast: Cast, ask_id: int, minutes: int, *, named: bool = False) -> HourGift:
    return operations.give_hours(ask_id, minutes, named=named, by=seen_by(cast.bram))


def test_what_is_given_counts_for_the_other(ask: HourAsk, cast: Cast) -> None:
    give(cast, ask.id, 90)

    got, gave = (queries.balance_of(each.id, JANUARY) for each in (cast.anna, cast.bram))
    assert (got.received, got.open) == (90, 30)
    assert (gave.given, gave.to_give, gave.open) == (90, 30, 90)
    assert list(broken()) == []


def test_no_more_is_given_than_was_done(ask: HourAsk, cast: Cast) -> None:
    give(cast, ask.id, 90)

    for minutes in (31, 0, -30):
        with pytest.raises(MoreThanDone):
            give(cast, ask.id, minutes)
    give(cast, ask.id, 30)


def test_only_minutes_of_that_month_that_count_can_be_given(ask: HourAsk, cast: Cast) -> None:
    helped(cast.bram, date(2027, 1, 6), 300, counts=False)
    helped(cast.bram, date(2026, 12, 31), 300)

    with pytest.raises(MoreThanDone):
        give(cast, ask.id, 121)


def test_hours_taken_back_take_no_gift_back(ask: HourAsk, cast: Cast) -> None:
    give(cast, ask.id, 90)
    reverse("test", 1, seen_by(cast.coor))

    gave = queries.balance_of(cast.bram.id, JANUARY)
    assert (gave.done, gave.to_give, gave.counted) == (0, 0, 0)
    assert queries.balance_of(cast.anna.id, JANUARY).received == 90
    assert list(broken()) == []


def test_what_was_received_is_not_given_on(ask: HourAsk, cast: Cast) -> None:
    give(cast, ask.id, 60)
    other = operations.ask_hours(JANUARY, named=False, by=seen_by(cast.bo))

    with pytest.raises(MoreThanDone):
        operations.give_hours(other.id, 30, named=False, by=seen_by(cast.anna))


def test_nobody_gives_to_oneself(ask: HourAsk, cast: Cast) -> None:
    helped(cast.anna, date(2027, 1, 5), 120)
    with pytest.raises(OwnAsk):
        operations.give_hours(ask.id, 60, named=False, by=seen_by(cast.anna))
    gift = give(cast, ask.id, 60)
    gift.giver_id = cast.anna.id
    with pytest.raises(IntegrityError, match="to_somebody_else"):
        db().flush()
    db().rollback()


def test_only_who_asked_gets(ask: HourAsk, cast: Cast) -> None:
    with pytest.raises(IntegrityError), db().begin_nested():
        db().add(
            HourGift(
                giver_id=cast.bram.id,
                receiver_id=cast.bo.id,
                month=JANUARY,
                minutes=30,
                named=False,
                made_at=clock.now(),
            )
        )
    operations.take_back_ask(ask.id, seen_by(cast.anna))
    with pytest.raises(NotAsked):
        give(cast, ask.id, 30)


def test_who_is_no_member_any_more_gets_nothing(ask: HourAsk, cast: Cast) -> None:
    db().execute(
        update(Membership)
        .where(Membership.person_id == cast.anna.id)
        .values(ends_on=clock.today() - timedelta(days=1))
    )

    with pytest.raises(NotAsked):
        give(cast, ask.id, 30)


def test_asking_again_is_once(ask: HourAsk, cast: Cast) -> None:
    operations.take_back_ask(ask.id, seen_by(cast.anna))
    again = operations.ask_hours(JANUARY, named=True, by=seen_by(cast.anna))

    assert (again.id, again.named, again.ended_at) == (ask.id, True, None)
    with pytest.raises(NotAsked):
        operations.take_back_ask(ask.id, seen_by(cast.bram))


def test_a_settled_month_takes_no_gift(ask: HourAsk, cast: Cast) -> None:
    with on(date(2027, 2, 7)):
        give(cast, ask.id, 30)
    with on(date(2027, 2, 8)), pytest.raises(MonthClosed):
        give(cast, ask.id, 30)
    with pytest.raises(MonthClosed):
        operations.ask_hours(FEBRUARY, named=True, by=seen_by(cast.anna))


def test_without_a_duty_there_is_nothing_to_ask(opened: Instance, cast: Cast) -> None:
    with pytest.raises(NoDuty):
        operations.ask_hours(JANUARY, named=True, by=seen_by(cast.anna))


def test_asks_stand_in_the_order_of_asking_until_there_is_enough(ask: HourAsk, cast: Cast) -> None:
    helped(cast.bo, date(2027, 1, 5), 110)
    with on(date(2027, 1, 13)):
        second = operations.ask_hours(JANUARY, named=True, by=seen_by(cast.bo))
        assert [each.id for each in queries.asks_for(seen_by(cast.bram))] == [ask.id, second.id]
        give(cast, ask.id, 120)
        assert [each.id for each in queries.asks_for(seen_by(cast.bram))] == [second.id]
        assert queries.asks_for(seen_by(cast.bo)) == []


def test_the_receiver_hears_of_it_once_a_gift(ask: HourAsk, cast: Cast) -> None:
    give(cast, ask.id, 30)
    give(cast, ask.id, 30, named=True)

    told = db().scalars(select(Message).where(Message.rule == "obligations.gift")).all()
    assert [each.recipient_id for each in told] == [cast.anna.id] * 2
    assert [each.giver for each in queries.gifts_to(cast.anna.id, [JANUARY])] == ["", "Bram"]


def test_many_gifts_at_once_give_no_more_than_was_done(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        a_duty(cast)
        helped(cast.bram, date(2027, 1, 5), 120)
        ask_id = operations.ask_hours(JANUARY, named=False, by=seen_by(cast.anna)).id

    with roomy(instance, DEVICES) as wide:
        outcome = contend(wide, lambda _: give(cast, ask_id, 30), DEVICES)

    assert len(outcome.won) == 4
    assert sum(outcome.refused.values()) == DEVICES - 4
    assert outcome.errors == []
    with instance.reading():
        assert db().scalar(select(func.sum(HourGift.minutes))) == 120
        assert list(broken()) == []
