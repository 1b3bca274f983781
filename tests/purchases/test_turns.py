"""Yearly maintenance: everybody gets a turn, and may pass it on or take one over."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.rules import Due
from buurtcoop.people.models import Person
from buurtcoop.purchases import attention, checks, jobs, operations, reminders, rules
from buurtcoop.purchases.models import MaintenanceTurn
from buurtcoop.purchases.queries import own_turns, turn_for, turns_for
from buurtcoop.purchases.rules import next_turn_on
from tests.cast import Cast
from tests.cover.told import told
from tests.purchases.market import LAST_DAY, Market, a_round, as_, days
from tests.purchases.test_withdrawing import leaves

FIRST = date(2027, 4, 1)


@pytest.fixture
def kept(opened: Instance, cast: Cast) -> Market:
    """Anna, Bram and Truus bought; the first maintenance is on the first of April."""
    market = a_round(cast)
    orders = market.fixed([(cast.anna, 4), (cast.bram, 4), (cast.truus, 4)])
    for order in orders:
        operations.note_delivery(order.id, clock.today(), order.version, market.lead)
        operations.inspect(order.id, clock.today(), True, "", order.version, market.lead)
    operations.take_into_use(market.id, FIRST, market.lead)
    return market


def turns() -> list[MaintenanceTurn]:
    return list(db().scalars(select(MaintenanceTurn).order_by(MaintenanceTurn.id)))


def standing() -> MaintenanceTurn:
    """The turn that is to be done."""
    return [turn for turn in turns() if not turn.done_on and not turn.declined_at][-1]


def due_now() -> list[tuple[str, int]]:
    return [_key(each) for each in reminders.due(clock.now())]


def _key(each: Due) -> tuple[str, int]:
    return each.rule.name, each.recipient_id


@pytest.mark.parametrize(
    ("first", "today", "due"),
    [
        (FIRST, date(2027, 1, 12), FIRST),
        (FIRST, FIRST, FIRST),
        (FIRST, date(2027, 4, 2), date(2028, 4, 1)),
        (date(2028, 2, 29), date(2029, 1, 1), date(2029, 2, 28)),
        (date(2030, 1, 1), date(2027, 6, 1), date(2030, 1, 1)),
    ],
)
def test_a_turn_comes_every_year(first: date, today: date, due: date) -> None:
    assert next_turn_on(first, today) == due


def test_everybody_gets_a_turn_before_anybody_gets_two(kept: Market, cast: Cast) -> None:
    for _year in range(4):
        with clock.stopped(clock.start_of(FIRST.replace(year=2027 + _year))):
            assert jobs.plan_turns(clock.now()) == 1
            assert jobs.plan_turns(clock.now()) == 0
            turn = standing()
            operations.finish_turn(turn.id, clock.today(), "Schoon.", as_(turn.person))

    people = [turn.person_id for turn in turns()]
    assert people == [cast.anna.id, cast.bram.id, cast.truus.id, cast.anna.id]
    assert checks.broken() == []


def test_words_about_a_turn_go_with_who_is_forgotten_and_the_day_stays(
    kept: Market, cast: Cast
) -> None:
    jobs.plan_turns(clock.now())
    turn = standing()
    operations.finish_turn(turn.id, clock.today(), "Schoon, mijn zoon hielp.", as_(cast.anna))
    db().execute(update(Person).where(Person.id == cast.anna.id).values(erased_at=clock.now()))

    assert jobs.forget_buyers(clock.now()) == 2  # the order and the turn
    assert jobs.forget_buyers(clock.now()) == 0

    db().refresh(turn)
    assert (turn.remarks, turn.done_on) == ("", clock.today())


def test_who_cannot_passes_it_on_until_nobody_is_left(kept: Market, cast: Cast) -> None:
    jobs.plan_turns(clock.now())
    for person in (cast.anna, cast.bram):
        assert operations.decline_turn(standing().id, as_(person)) is not None
    last = standing()
    assert (last.person_id, told("purchases.turn_asked")) == (
        cast.truus.id,
        ["Anna", "Bram", "Truus"],
    )
    with pytest.raises(rules.NotForOthers):
        operations.decline_turn(last.id, as_(cast.anna))

    assert operations.decline_turn(last.id, as_(cast.truus)) is None

    assert jobs.plan_turns(clock.now()) == 0
    found = attention.attention(clock.now())
    assert [item.kind for item in found] == [attention.NO_TURN]


def test_another_buyer_may_take_it_over(kept: Market, cast: Cast) -> None:
    jobs.plan_turns(clock.now())
    first = standing()
    with pytest.raises(rules.NoBuyer):
        operations.take_turn(first.id, as_(cast.bo))
    with pytest.raises(LookupError):
        turn_for(as_(cast.bo), first.id)
    assert operations.take_turn(first.id, as_(cast.anna)).id == first.id

    taken = operations.take_turn(turn_for(as_(cast.bram), first.id).id, as_(cast.bram))

    assert (taken.person_id, standing().id) == (cast.bram.id, taken.id)
    assert [turn.id for turn in own_turns(cast.bram.id)] == [taken.id]
    assert len(turns_for(kept.lead, kept.purchase.slug)) == 2
    with pytest.raises(rules.TurnGone):
        operations.finish_turn(first.id, clock.today(), "", as_(cast.anna))


def test_a_turn_is_recalled_two_weeks_ahead_and_missed_by_the_lead(
    kept: Market, cast: Cast
) -> None:
    jobs.plan_turns(clock.now())
    before = clock.start_of(FIRST - timedelta(days=15))
    with clock.stopped(before):
        assert due_now() == []
    with clock.stopped(before + timedelta(days=1, hours=9)):
        assert due_now() == [("purchases.turn_soon", cast.anna.id)]
    with clock.stopped(clock.start_of(FIRST + timedelta(days=1))):
        assert due_now() == []
        found = attention.attention(clock.now())
    assert [(item.kind, item.owner_id) for item in found] == [(attention.TURN_LATE, cast.dees.id)]


def test_a_buyer_who_left_has_no_turn(kept: Market, cast: Cast) -> None:
    jobs.plan_turns(clock.now())
    leaves(cast.anna)

    jobs.plan_turns(clock.now())

    assert standing().person_id == cast.bram.id


def test_maintenance_may_stop(kept: Market, cast: Cast) -> None:
    jobs.plan_turns(clock.now())

    operations.stop_maintenance(kept.id, kept.lead)

    assert jobs.plan_turns(clock.now()) == 0
    assert [turn.declined_at is None for turn in turns()] == [False]


def test_who_did_not_order_is_reminded_once_three_days_ahead(opened: Instance, cast: Cast) -> None:
    market = a_round(cast)
    operations.want(market.id, cast.anna.id, 4, "", as_(cast.anna))
    operations.want(market.id, cast.bram.id, 4, "", as_(cast.bram))
    market.opened()
    market.order(cast.bram, 4)

    for before, reminded in ((4, []), (3, [("purchases.order_soon", cast.anna.id)]), (-1, [])):
        with clock.stopped(clock.start_of(LAST_DAY - timedelta(days=before))):
            assert due_now() == reminded


def test_who_just_heard_that_ordering_opened_is_not_reminded(opened: Instance, cast: Cast) -> None:
    market = a_round(cast)
    operations.want(market.id, cast.anna.id, 4, "", as_(cast.anna))
    market.opened(last_day=clock.today() + timedelta(days=2))

    with days(1):
        assert due_now() == []
