"""Whatever people do with a round in whatever order: what must hold, holds after every step.

A few members, two of them at one address, a lead, and every verb of the room, while days pass,
members leave and suppliers withdraw. After each step the prices are counted again, every state
is followed, and at the end all rooms count themselves.
"""

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from buurtcoop import checks as house
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import say
from buurtcoop.members.models import Membership
from buurtcoop.members.operations import end_roles_of_former_members
from buurtcoop.people.models import Person
from buurtcoop.purchases import attention, checks, jobs, operations, reminders
from buurtcoop.purchases.models import (
    GroupPurchase,
    Interest,
    MaintenanceTurn,
    PurchaseOrder,
    Quote,
)
from buurtcoop.purchases.queries import chosen_quote
from buurtcoop.purchases.rules import FREE, MOVES, OrderState, RoundState
from tests.cast import Cast
from tests.purchases.market import Market, a_round, agreed, as_, offer

T = TypeVar("T")
M = TypeVar("M", Interest, Quote, PurchaseOrder, MaintenanceTurn)
USUAL = 12
CASES = int(os.environ.get("BUURTCOOP_TEST_CASES", USUAL))
Step = tuple[str, int, int]
# Each stretch of a round has its own mix, so that its end is reached often.
STRETCHES = (
    ("want", "want", "want", "unwant", "quote", "quote", "show", "open", "later"),
    (
        "open", "order", "order", "order", "order", "change", "change", "cancel", "again", "leave",
        "quote", "extend", "withdraw", "later", "night", "fix", "stop",
    ),
    (
        "fix", "deposit", "rest", "plan", "deliver", "deliver", "inspect", "inspect", "inspect",
        "release", "back", "use", "later", "night", "leave", "withdraw", "change", "order", "open",
    ),
    ("use", "night", "year", "decline", "take", "finish", "stop_turns", "leave"),
)  # fmt: skip
# What brings a round from each stretch to the next: the verb, who does it, and how many.
ONWARD: tuple[list[Step], ...] = (
    [("quote", 0, 5), ("show", 0, 0), ("open", 0, 5), ("open", 0, 4), ("open", 0, 3)],
    [
        ("open", 0, 5),
        ("order", 0, 5),
        ("order", 2, 4),
        ("order", 3, 5),
        ("later", 0, 5),
        ("fix", 0, 0),
    ],
    [("deliver", 0, 0), ("inspect", 0, 4), ("use", 0, 1), ("night", 0, 0)],
    [("year", 0, 0)],
)
ORDER_MOVES = {
    OrderState.PLACED: {
        OrderState.ASKED_AGAIN, OrderState.FIXED, OrderState.CANCELLED, OrderState.LAPSED,
        OrderState.RETURNED,
    },
    OrderState.ASKED_AGAIN: {
        OrderState.PLACED, OrderState.FIXED, OrderState.CANCELLED, OrderState.LAPSED,
    },
    OrderState.FIXED: {OrderState.RETURNED, OrderState.RELEASED},
}  # fmt: skip


class Walk:
    """A round and a clock; each verb is tried as a page tries it."""

    def __init__(self, cast: Cast) -> None:
        self.now = clock.now()
        self.people = [cast.anna, cast.bram, cast.truus, cast.bo]
        self._move_in(cast.bram, cast.anna)
        self.market: Market = a_round(cast, name=f"Ronde {self.now}", least_units=8)
        self.state = RoundState.INTEREST
        self.orders: dict[int, OrderState] = {}
        self.prices: dict[int, tuple[int, Money | None]] = {}

    def do(self, step: Step) -> None:
        """One step; a refusal undoes it."""
        verb, who, number = step
        act: Callable[[Viewer, Person, int], object] = getattr(self, verb)
        person = self.people[who]
        with clock.stopped(self.now):
            savepoint = db().begin_nested()
            try:
                act(as_(person), person, number)
                savepoint.commit()
            except (Refusal, LookupError):
                savepoint.rollback()
            db().expire_all()
        with clock.stopped(self.now):
            self.holds()

    def want(self, by: Viewer, person: Person, number: int) -> None:
        operations.want(self.market.id, person.id, 1 + number, "", by)

    def unwant(self, by: Viewer, person: Person, number: int) -> None:
        interest = _pick(_all(Interest), number)
        operations.want_no_more(interest.id, as_(person))

    def quote(self, _by: Viewer, _person: Person, number: int) -> None:
        until = clock.local(self.now).date() + timedelta(days=7 * number)
        made = offer(f"Leverancier {number}", fixed_costs=Money(number * 101), valid_until=until)
        operations.add_quote(self.market.id, made, self.market.lead)

    def extend(self, _by: Viewer, _person: Person, number: int) -> None:
        quote = _pick(_all(Quote), number)
        until = quote.valid_until + timedelta(days=number)
        operations.extend_quote(quote.id, until, self.market.lead)

    def show(self, _by: Viewer, _person: Person, _number: int) -> None:
        operations.show_quotes(self.market.id, self.market.lead)

    def open(self, _by: Viewer, _person: Person, number: int) -> None:
        quote = _pick(_all(Quote), number)
        last_day = clock.local(self.now).date() + timedelta(days=number)
        operations.open_ordering(self.market.id, quote.id, last_day, self.market.lead)

    def order(self, by: Viewer, person: Person, number: int) -> None:
        operations.order(self.market.id, person.id, 1 + number, agreed(), self._chosen(), by)

    def change(self, by: Viewer, _person: Person, number: int) -> None:
        order = _pick(_all(PurchaseOrder), number)
        version = order.version - (number == 5)
        operations.change_order(order.id, 1 + number, agreed(), self._chosen(), version, by)

    def again(self, _by: Viewer, _person: Person, number: int) -> None:
        order = _pick([each for each in _all(PurchaseOrder) if each.state in FREE], number)
        operations.change_order(
            order.id, order.units, agreed(), self._chosen(), order.version, as_(order.person)
        )

    def cancel(self, _by: Viewer, _person: Person, number: int) -> None:
        order = _pick(_all(PurchaseOrder), number)
        operations.cancel_order(order.id, order.version, as_(order.person))

    def fix(self, _by: Viewer, _person: Person, _number: int) -> None:
        operations.fix_round(self.market.id, self.market.lead)

    def stop(self, _by: Viewer, _person: Person, number: int) -> None:
        if number == 0:
            operations.end_without_cost(self.market.id, self.market.lead)

    def withdraw(self, _by: Viewer, _person: Person, number: int) -> None:
        if number < 3:
            operations.withdraw_quote(self._chosen(), "Te druk.", number > 0, self.market.lead)

    def deposit(self, by: Viewer, _person: Person, number: int) -> None:
        order = _pick(_all(PurchaseOrder), number)
        operations.note_deposit(order.id, clock.today(), order.version, by)

    def rest(self, _by: Viewer, _person: Person, number: int) -> None:
        order = _pick(_all(PurchaseOrder), number)
        operations.note_rest(order.id, clock.today(), order.version, self.market.lead)

    def back(self, _by: Viewer, _person: Person, number: int) -> None:
        order = _pick(_all(PurchaseOrder), number)
        operations.note_deposit_back(order.id, clock.today(), order.version, self.market.lead)

    def plan(self, _by: Viewer, _person: Person, number: int) -> None:
        order = _pick(_all(PurchaseOrder), number)
        operations.plan_delivery(order.id, clock.today(), order.version, self.market.lead)

    def deliver(self, _by: Viewer, _person: Person, number: int) -> None:
        for order in _all(PurchaseOrder)[number % 3 :]:
            operations.note_delivery(order.id, clock.today(), order.version, self.market.lead)

    def inspect(self, _by: Viewer, _person: Person, number: int) -> None:
        for order in [each for each in _all(PurchaseOrder) if each.delivered_on][number % 2 :]:
            operations.inspect(
                order.id, clock.today(), number < 5, "", order.version, self.market.lead
            )

    def release(self, _by: Viewer, _person: Person, number: int) -> None:
        order = _pick(_all(PurchaseOrder), number)
        operations.release_order(order.id, "Dak te oud.", order.version, self.market.lead)

    def use(self, _by: Viewer, _person: Person, number: int) -> None:
        on = clock.today() + timedelta(days=10 * number)
        operations.take_into_use(self.market.id, on, self.market.lead)

    def decline(self, _by: Viewer, _person: Person, number: int) -> None:
        turn = _pick(_all(MaintenanceTurn), number)
        operations.decline_turn(turn.id, as_(turn.person))

    def take(self, by: Viewer, _person: Person, number: int) -> None:
        operations.take_turn(_pick(_all(MaintenanceTurn), number).id, by)

    def finish(self, _by: Viewer, _person: Person, number: int) -> None:
        turn = _pick(_all(MaintenanceTurn), number)
        operations.finish_turn(turn.id, clock.today(), "Schoon.", self.market.lead)

    def stop_turns(self, _by: Viewer, _person: Person, number: int) -> None:
        if number == 0:
            operations.stop_maintenance(self.market.id, self.market.lead)

    def leave(self, _by: Viewer, person: Person, number: int) -> None:
        if number == 0:
            db().execute(
                update(Membership)
                .where(Membership.person_id == person.id)
                .values(ends_on=clock.today() - timedelta(days=1))
            )
            end_roles_of_former_members()

    def later(self, _by: Viewer, _person: Person, number: int) -> None:
        self.now += timedelta(days=1 + number)

    def year(self, _by: Viewer, _person: Person, _number: int) -> None:
        self.now += timedelta(days=365)
        self.night(Viewer(), self.people[0], 0)

    def night(self, _by: Viewer, _person: Person, _number: int) -> None:
        """What the clockwork does once a day."""
        with clock.stopped(self.now):
            jobs.lapse_orders_of_leavers(self.now)
            jobs.end_missed_rounds(self.now)
            jobs.plan_turns(self.now)
            jobs.forget_wishes(self.now)
            for item in attention.attention(self.now):
                for said in (item.title, item.line):
                    assert "%" not in say(said.message, "nl", **said.values)
            list(reminders.due(self.now))

    def holds(self) -> None:
        """Every row is where it may be, and a contract is as it was made."""
        assert checks.broken() == []
        state = db().scalars(select(GroupPurchase.state)).one()
        assert state is self.state or state in _reachable(self.state)
        self.state = state
        for order in _all(PurchaseOrder):
            before = self.orders.get(order.id, OrderState.PLACED)
            assert order.state is before or order.state in ORDER_MOVES.get(before, set())
            self.orders[order.id] = order.state
            if order.id in self.prices:
                assert self.prices[order.id] == (order.units, order.price)
            elif order.price is not None:
                self.prices[order.id] = (order.units, order.price)

    def _chosen(self) -> int:
        quote = chosen_quote(self.market.id)
        if quote is None:
            raise LookupError("nothing is chosen")
        return quote.id

    def _move_in(self, one: Person, other: Person) -> None:
        home = update(Person).where(Person.id == one.id)
        db().execute(home.values(household_id=other.household_id))


def _reachable(state: RoundState) -> frozenset[RoundState]:
    """A night may do two moves at once."""
    return MOVES[state] | frozenset(far for near in MOVES[state] for far in MOVES[near])


def _all(kind: type[M]) -> Sequence[M]:
    return db().scalars(select(kind).order_by(kind.id)).all()


def _pick(found: Sequence[T], number: int) -> T:
    if not found:
        raise LookupError("nothing to do it with")
    return found[number % len(found)]


def walk(chance: Random) -> list[Step]:
    """Some of each stretch in their order; mostly what the next one needs is then done."""
    steps: list[Step] = []
    for stretch, onward in zip(STRETCHES, ONWARD, strict=True):
        steps += [
            (chance.choice(stretch), chance.randrange(4), chance.randrange(6))
            for _ in range(chance.randint(2, 12))
        ]
        if chance.random() < 0.85:
            steps += onward
    return steps


@settings(
    max_examples=CASES,
    derandomize=CASES == USUAL,  # the same walks every time; look further with more cases
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 2**32))
def test_whatever_people_do_with_a_round_it_adds_up(
    opened: Instance, cast: Cast, seed: int
) -> None:
    savepoint = db().begin_nested()
    try:
        world = Walk(cast)
        for step in walk(Random(seed)):
            world.do(step)
        with clock.stopped(world.now):
            assert list(house.broken()) == []
    finally:
        savepoint.rollback()
        db().expunge_all()
