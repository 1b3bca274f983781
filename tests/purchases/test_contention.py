"""Many at once: one order of a household, one fixing, and no order in a round that is fixed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.purchases import checks, operations
from buurtcoop.purchases.models import GroupPurchase, PurchaseOrder
from buurtcoop.purchases.rules import OrderState, RoundState
from tests.cast import Cast
from tests.purchases.market import LAST_DAY, Market, a_round, after_last_day, agreed, as_
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import members

PEOPLE = 8
ROUNDS = [2, pytest.param(20, marks=pytest.mark.long)]


class Street:
    """Neighbours, and rounds with ordering open."""

    def __init__(self, instance: Instance, cast: Cast) -> None:
        self.instance, self.cast = instance, cast
        with instance.writing():
            self.people = members(PEOPLE)

    def opened(self, number: int, **changed: int | None) -> Market:
        """Another round, open until the last day."""
        with self.instance.writing():
            market = a_round(self.cast, name=f"Ronde {number}", **changed)
            market.opened()
            return market

    def live(self, market: Market) -> int:
        """How many orders stand in it."""
        with self.instance.reading():
            assert checks.broken() == []
            stand = select(func.count()).where(
                PurchaseOrder.purchase_id == market.id,
                PurchaseOrder.state.in_((OrderState.PLACED, OrderState.FIXED)),
            )
            return db().scalar(stand) or 0


@contextmanager
def around_midnight() -> Iterator[Callable[[Market], object]]:
    """Fixing by a clock that is past the last day, while that of who orders is not there yet."""
    before, fixing = clock.now(), threading.local()
    with after_last_day():
        after = clock.now()

    def fix(market: Market) -> object:
        fixing.now = after
        return operations.fix_round(market.id, market.lead)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_source", lambda: getattr(fixing, "now", before))
        yield fix


@pytest.fixture
def street(instance: Instance, cast: Cast) -> Street:
    return Street(instance, cast)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_people_of_one_household_who_order_at_once_have_one_order(
    street: Street, rounds: int
) -> None:
    with street.instance.writing():
        for person in street.people:
            db().get_one(Person, person.id).household_id = street.people[0].household_id
    for number in range(rounds):
        market = street.opened(number)

        def order(place: int, market: Market = market) -> None:
            market.order(street.people[place], 1)

        with roomy(street.instance, PEOPLE) as wide:
            outcome = contend(wide, order, PEOPLE)

        assert outcome.exact
        assert set(outcome.refused) == {"HouseholdOrdered"}
        assert street.live(market) == 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_two_who_change_one_order_the_second_is_told(street: Street, rounds: int) -> None:
    for number in range(rounds):
        market = street.opened(number)
        with street.instance.writing():
            order = market.order(street.people[0], 1)

        def change(place: int, market: Market = market, order_id: int = order.id) -> None:
            operations.change_order(
                order_id, 2 + place, agreed(), market.quote_id, 1, as_(street.people[0])
            )

        with roomy(street.instance, PEOPLE) as wide:
            outcome = contend(wide, change, PEOPLE)

        assert outcome.exact
        assert set(outcome.refused) == {"EditConflict"}
        with street.instance.reading():
            kept = db().get_one(PurchaseOrder, order.id)
            assert (kept.units, kept.version) == (2 + outcome.won[0], 2)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_an_order_is_in_the_round_that_is_fixed_or_not_there(street: Street, rounds: int) -> None:
    for number in range(rounds):
        market = street.opened(number, least_units=1)
        with street.instance.writing():
            market.order(street.people[0], 1)

        def order_or_fix(place: int, market: Market = market) -> None:
            if place == 0:
                fix(market)
            else:
                market.order(street.people[place], place)

        with around_midnight() as fix, roomy(street.instance, PEOPLE) as wide:
            outcome = contend(wide, order_or_fix, PEOPLE)

        assert outcome.errors == []
        assert 0 in outcome.won
        assert set(outcome.refused) <= {"RoundElsewhere"}
        assert street.live(market) == len(outcome.won)
        with street.instance.reading():
            states = select(PurchaseOrder.state).where(PurchaseOrder.purchase_id == market.id)
            assert set(db().scalars(states)) == {OrderState.FIXED}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_an_order_waits_for_another_quote_or_is_not_there(street: Street, rounds: int) -> None:
    for number in range(rounds):
        market = street.opened(number)

        def order_or_withdraw(place: int, market: Market = market) -> None:
            if place == 0:
                operations.withdraw_quote(market.quote_id, "Te druk.", True, market.lead)
            else:
                market.order(street.people[place], place)

        with roomy(street.instance, PEOPLE) as wide:
            outcome = contend(wide, order_or_withdraw, PEOPLE)

        assert outcome.errors == []
        assert set(outcome.refused) <= {"RoundElsewhere"}
        assert street.live(market) == 0
        with street.instance.reading():
            stand = select(PurchaseOrder.state).where(PurchaseOrder.purchase_id == market.id)
            states = db().scalars(stand).all()
        assert states == [OrderState.ASKED_AGAIN] * (len(outcome.won) - 1)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_round_is_fixed_or_ended_by_one(street: Street, rounds: int) -> None:
    for number in range(rounds):
        market = street.opened(number, least_units=1)
        with street.instance.writing():
            market.order(street.people[0], 1)

        def decide(place: int, market: Market = market) -> None:
            if place % 2:
                operations.fix_round(market.id, market.lead)
            else:
                operations.end_without_cost(market.id, market.lead)

        with after_last_day(), roomy(street.instance, PEOPLE) as wide:
            outcome = contend(wide, decide, PEOPLE)

        assert outcome.exact
        assert set(outcome.refused) == {"RoundElsewhere"}
        with street.instance.reading():
            state = db().get_one(GroupPurchase, market.id).state
            fixed = outcome.won[0] % 2
            assert state is (RoundState.FIXED if fixed else RoundState.ENDED)
            assert checks.broken() == []


def test_a_turn_that_several_take_over_at_once_has_one_owner(street: Street) -> None:
    people = street.people
    with street.instance.writing():
        market = a_round(street.cast)
        for order in market.fixed([(person, 2) for person in people]):
            operations.note_delivery(order.id, clock.today(), order.version, market.lead)
            operations.inspect(order.id, clock.today(), True, "", order.version, market.lead)
        operations.take_into_use(market.id, LAST_DAY, market.lead)
        turn = operations.plan_turn(market.id, LAST_DAY, market.lead)
        assert turn is not None
    with roomy(street.instance, PEOPLE) as wide:
        outcome = contend(
            wide,
            lambda place: operations.take_turn(
                turn.id, Viewer(person_id=people[1 + place % (PEOPLE - 1)].id)
            ),
            PEOPLE - 1,
        )

    assert outcome.exact
    assert set(outcome.refused) == {"TurnGone"}
    with street.instance.reading():
        assert checks.broken() == []
