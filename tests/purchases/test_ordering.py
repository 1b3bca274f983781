"""Binding orders: one of a household, changed together, free until the last day."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.purchases import operations, rules
from buurtcoop.purchases.messages import ORDER_PLACED
from buurtcoop.purchases.models import PurchaseOrder
from buurtcoop.purchases.queries import order_for, own_rounds, standing_of
from buurtcoop.purchases.rules import OrderState
from tests.cast import Cast
from tests.cover.told import last, told
from tests.purchases.market import LAST_DAY, Market, agreed, as_, days


def living_together(one: Person, other: Person) -> None:
    """They live at one address."""
    db().get_one(Person, one.id).household_id = other.household_id
    db().flush()


def test_an_order_keeps_the_name_the_words_and_the_moment(market: Market, cast: Cast) -> None:
    operations.want(market.id, cast.anna.id, 4, "", as_(cast.anna))
    market.opened()

    order = market.order(cast.anna, 4)

    assert (order.agreed_name, order.agreed_at) == ("Anna Proef", clock.now())
    assert order.agreed_text.startswith("Ik bestel")
    assert standing_of(market.id).interested == 0
    assert told("purchases.order_placed") == ["Anna"]
    assert [each.id for each in own_rounds(cast.anna.id)] == [order.id]


def test_who_moves_house_has_one_order_still(market: Market, cast: Cast) -> None:
    market.opened()
    first = market.order(cast.anna, 4)
    theirs = market.order(cast.bo, 6)
    living_together(cast.anna, cast.bo)

    with pytest.raises(rules.OrderedBefore):
        operations.change_order(
            theirs.id, 7, agreed(), market.quote_id, theirs.version, as_(cast.anna)
        )
    operations.cancel_order(theirs.id, theirs.version, as_(cast.bo))
    with pytest.raises(rules.OrderedBefore):
        market.order(cast.anna, 5)
    operations.cancel_order(first.id, first.version, as_(cast.anna))
    assert market.order(cast.anna, 5).household_id == cast.bo.household_id


def test_two_of_one_household_order_once(market: Market, cast: Cast) -> None:
    living_together(cast.bram, cast.anna)
    market.opened()
    market.order(cast.anna, 4)

    with pytest.raises(rules.HouseholdOrdered):
        market.order(cast.bram, 2)


def test_who_changes_an_old_version_reads_who_was_first(market: Market, cast: Cast) -> None:
    living_together(cast.bram, cast.anna)
    market.opened()
    order = market.order(cast.anna, 4)
    seen = order.version
    quote = market.quote_id
    operations.change_order(order.id, 5, agreed("Bram Proef"), quote, seen, as_(cast.bram))

    with pytest.raises(rules.EditConflict, match="Bram heeft deze bestelling"):
        operations.change_order(order.id, 6, agreed(), quote, seen, as_(cast.anna))
    with pytest.raises(rules.EditConflict):
        operations.cancel_order(order.id, seen, as_(cast.anna))

    assert (order.units, order.person_id, order.agreed_name) == (5, cast.bram.id, "Bram Proef")
    assert order_for(as_(cast.anna), order.id).id == order.id
    assert told("purchases.order_placed") == ["Anna", "Bram"]


def test_a_neighbour_sees_and_changes_no_order_of_another(market: Market, cast: Cast) -> None:
    market.opened()
    order = market.order(cast.anna, 4)
    bram = as_(cast.bram)

    with pytest.raises(LookupError):
        order_for(bram, order.id)
    acts: list[Callable[[], object]] = [
        lambda: operations.change_order(order.id, 5, agreed(), market.quote_id, 1, bram),
        lambda: operations.cancel_order(order.id, 1, bram),
        lambda: operations.note_deposit(order.id, clock.today(), 1, bram),
    ]
    for act in acts:
        with pytest.raises(rules.NotForOthers):
            act()


def test_on_paper_the_lead_orders_for_a_member_who_contracts(market: Market, cast: Cast) -> None:
    market.opened()

    order = operations.order(market.id, cast.anna.id, 3, agreed(), market.quote_id, market.lead)
    operations.change_order(order.id, 4, agreed(), market.quote_id, 1, market.lead)

    assert (order.person_id, order.changed_by_id) == (cast.anna.id, cast.dees.id)


def test_an_order_is_free_to_go_until_and_with_the_last_day(market: Market, cast: Cast) -> None:
    market.opened()
    order = market.order(cast.anna, 4)
    later = market.order(cast.bram, 4)
    with clock.stopped(clock.start_of(LAST_DAY) + timedelta(hours=20)):
        operations.cancel_order(order.id, order.version, as_(cast.anna))
        assert operations.cancel_order(order.id, 9, as_(cast.anna)).state is OrderState.CANCELLED

    with clock.stopped(clock.start_of(LAST_DAY + timedelta(days=1))):
        with pytest.raises(rules.OrderingOver):
            operations.cancel_order(later.id, later.version, as_(cast.bram))
        with pytest.raises(rules.OrderingOver):
            market.order(cast.truus, 1)


def test_after_going_the_same_household_may_order_anew(market: Market, cast: Cast) -> None:
    market.opened()
    first = market.order(cast.anna, 4)
    operations.cancel_order(first.id, first.version, as_(cast.anna))
    assert not ORDER_PLACED.still_true(last("purchases.order_placed"))

    again = market.order(cast.anna, 2)

    assert (again.number, standing_of(market.id).units) == (2, 2)
    with pytest.raises(rules.OrderEnded):
        operations.change_order(first.id, 5, agreed(), market.quote_id, 2, as_(cast.anna))


def test_a_fixed_order_is_left_only_after_a_talk_with_the_supplier(
    market: Market, cast: Cast
) -> None:
    orders = market.fixed([(cast.anna, 6), (cast.bram, 5)])
    order, price = orders[0], orders[1].price
    with pytest.raises(rules.OrderFixed):
        operations.cancel_order(order.id, order.version, as_(cast.anna))
    with pytest.raises(rules.OrderFixed):
        operations.change_order(
            order.id, 1, agreed(), market.quote_id, order.version, as_(cast.anna)
        )

    operations.release_order(order.id, "Het dak is te oud.", order.version, market.lead)

    assert (order.state, order.price) == (OrderState.RELEASED, Money(6 * 34_500))
    assert orders[1].price == price


def test_what_was_paid_is_noted_with_who_told_it(market: Market, cast: Cast) -> None:
    order = market.fixed([(cast.anna, 10)])[0]
    anna, today = as_(cast.anna), clock.today()

    with pytest.raises(rules.DepositFirst):
        operations.note_rest(order.id, today, order.version, anna)
    with pytest.raises(rules.DayToCome):
        operations.note_deposit(order.id, LAST_DAY, order.version, anna)
    operations.note_deposit(order.id, today, order.version, anna)
    operations.note_rest(order.id, today, order.version, market.lead)

    assert (order.deposit_told_by_id, order.rest_told_by_id) == (cast.anna.id, cast.dees.id)
    with pytest.raises(rules.OrderEnded):
        operations.note_deposit_back(order.id, today, order.version, anna)


def test_looking_comes_after_delivery_and_may_be_done_again(market: Market, cast: Cast) -> None:
    order = market.fixed([(cast.anna, 10)])[0]
    today = clock.today()
    inspect = operations.inspect
    with pytest.raises(rules.DeliverFirst):
        inspect(order.id, today, True, "", order.version, market.lead)
    operations.note_delivery(order.id, today, order.version, market.lead)
    with pytest.raises(rules.DaysCross):
        inspect(order.id, today - timedelta(days=1), True, "", order.version, market.lead)
    inspect(order.id, today, False, "Een dakpan is stuk.", order.version, market.lead)

    with days(3):
        with pytest.raises(rules.DaysCross):
            operations.note_delivery(order.id, clock.today(), order.version, market.lead)
        inspect(order.id, clock.today(), True, "Hersteld.", order.version, market.lead)

    assert (order.in_order, order.remarks) == (True, "Hersteld.")


def test_a_new_day_of_delivery_replaces_the_mail_about_the_old(market: Market, cast: Cast) -> None:
    order = market.fixed([(cast.anna, 10)])[0]
    with pytest.raises(rules.DayPast):
        operations.plan_delivery(
            order.id, clock.today() - timedelta(days=1), order.version, market.lead
        )
    operations.plan_delivery(order.id, LAST_DAY, order.version, market.lead)
    operations.plan_delivery(order.id, LAST_DAY + timedelta(days=2), order.version, market.lead)

    assert told("purchases.delivery_planned") == ["Anna", "Anna"]
    assert last("purchases.delivery_planned").occurrence == "2027-02-03"


def test_a_stranger_to_the_cooperative_has_no_order(market: Market, cast: Cast) -> None:
    market.opened()
    order = market.order(cast.anna, 4)

    with pytest.raises(rules.NotForOthers):
        operations.cancel_order(order.id, order.version, Viewer())
    with pytest.raises(LookupError):
        order_for(Viewer(person_id=cast.anna.id), order.id)
    assert db().get_one(PurchaseOrder, order.id).state is OrderState.PLACED
