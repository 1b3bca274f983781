"""A supplier who withdraws, and members who leave in between."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.models import Membership
from buurtcoop.people.models import Person
from buurtcoop.purchases import attention, checks, jobs, operations, rules
from buurtcoop.purchases.models import Interest
from buurtcoop.purchases.queries import round_for, standing_of
from buurtcoop.purchases.rules import Because, OrderState, RoundState
from tests.cast import Cast
from tests.cover.told import told
from tests.purchases.market import (
    LAST_DAY,
    Market,
    after_last_day,
    agreed,
    as_,
    days,
    details,
    offer,
)


def leaves(person: Person) -> None:
    """The membership ended yesterday."""
    db().execute(
        update(Membership)
        .where(Membership.person_id == person.id)
        .values(ends_on=clock.today() - timedelta(days=1))
    )


def another_quote(market: Market) -> int:
    """Ordering opens again, at another supplier."""
    quote = operations.add_quote(market.id, offer("Dakwerk Noord"), market.lead)
    operations.open_ordering(market.id, quote.id, LAST_DAY, market.lead)
    return quote.id


def test_a_quote_nobody_chose_just_goes(market: Market, cast: Cast) -> None:
    other = operations.add_quote(market.id, offer("Dakwerk Noord"), market.lead)
    market.opened()
    market.order(cast.anna, 4)

    operations.withdraw_quote(other.id, "Te druk.", True, market.lead)

    assert (market.purchase.state, standing_of(market.id).units) == (RoundState.ORDERING, 4)


def test_a_quote_is_taken_back_for_good(market: Market, cast: Cast) -> None:
    first = market.opened()
    with pytest.raises(rules.RoundElsewhere):
        operations.add_quote(market.id, offer("Dakwerk Noord"), market.lead)

    operations.withdraw_quote(first.id, "Te druk.", True, market.lead)

    with pytest.raises(rules.QuoteGone):
        operations.withdraw_quote(first.id, "Te druk.", True, market.lead)
    with pytest.raises(rules.QuoteGone):
        operations.open_ordering(market.id, first.id, LAST_DAY, market.lead)


def test_before_it_is_fixed_members_say_yes_again_or_go(market: Market, cast: Cast) -> None:
    first = market.opened()
    anna, bram = market.order(cast.anna, 6), market.order(cast.bram, 5)

    operations.withdraw_quote(first.id, "Te druk.", True, market.lead)

    assert (anna.state, market.purchase.state) == (OrderState.ASKED_AGAIN, RoundState.QUOTES)
    assert told("purchases.quote_withdrawn") == ["Anna", "Bram"]
    assert standing_of(market.id).units == 0
    quote_id = another_quote(market)
    assert told("purchases.asked_again") == ["Anna", "Bram"]
    with pytest.raises(rules.QuoteGone):
        operations.change_order(anna.id, 6, agreed(), first.id, anna.version, as_(cast.anna))
    operations.change_order(anna.id, 10, agreed(), quote_id, anna.version, as_(cast.anna))
    with after_last_day():
        operations.fix_round(market.id, market.lead)
    assert (anna.state, bram.state) == (OrderState.FIXED, OrderState.LAPSED)
    assert told("purchases.order_lapsed") == ["Bram"]
    assert checks.broken() == []


def test_while_asked_again_a_member_may_go_at_any_time(market: Market, cast: Cast) -> None:
    first = market.opened()
    order = market.order(cast.anna, 6)
    operations.withdraw_quote(first.id, "Te druk.", True, market.lead)

    operations.cancel_order(order.id, order.version, as_(cast.anna))

    assert order.state is OrderState.CANCELLED


def test_after_it_is_fixed_orders_go_back_and_the_deposit_is_asked_back(
    market: Market, cast: Cast
) -> None:
    anna, bram = market.fixed([(cast.anna, 6), (cast.bram, 5)])
    operations.note_deposit(anna.id, clock.today(), anna.version, as_(cast.anna))

    operations.withdraw_quote(market.quote_id, "Failliet.", True, market.lead)

    assert {anna.state, bram.state} == {OrderState.RETURNED}
    assert (market.purchase.state, market.purchase.order_by) == (RoundState.QUOTES, None)
    assert told("purchases.order_returned") == ["Anna", "Bram"]
    owed = [item for item in attention.attention(clock.now()) if item.subject_id == anna.id]
    assert [item.kind for item in owed] == [attention.NOT_PAID_BACK]
    operations.note_deposit_back(anna.id, clock.today(), anna.version, market.lead)
    assert attention.attention(clock.now()) == []
    assert standing_of(market.id).wished == 11
    assert checks.broken() == []


def test_after_that_the_same_people_may_buy_elsewhere(market: Market, cast: Cast) -> None:
    market.fixed([(cast.anna, 10)])
    operations.withdraw_quote(market.quote_id, "Failliet.", True, market.lead)
    quote_id = another_quote(market)

    operations.order(market.id, cast.anna.id, 12, agreed(), quote_id, as_(cast.anna))
    with after_last_day():
        operations.fix_round(market.id, market.lead)

    seen = round_for(as_(cast.anna), market.purchase.slug)
    assert (seen.order is not None, len(seen.past_orders)) == (True, 1)
    assert checks.broken() == []


@pytest.mark.parametrize("fixed", [False, True])
def test_or_the_round_ends_without_cost(market: Market, cast: Cast, fixed: bool) -> None:
    market.opened()
    order = market.order(cast.anna, 10)
    if fixed:
        with after_last_day():
            operations.fix_round(market.id, market.lead)

    operations.withdraw_quote(market.quote_id, "Failliet.", False, market.lead)

    assert (market.purchase.state, market.purchase.because) == (
        RoundState.ENDED,
        Because.SUPPLIER,
    )
    assert order.state is (OrderState.RETURNED if fixed else OrderState.LAPSED)
    assert told("purchases.ended") + told("purchases.order_returned") == ["Anna"]
    assert checks.broken() == []


def test_a_deposit_stays_what_it_was_once_somebody_bought(market: Market, cast: Cast) -> None:
    market.fixed([(cast.anna, 10)])
    operations.withdraw_quote(market.quote_id, "Failliet.", True, market.lead)

    with pytest.raises(rules.DepositStands):
        operations.change(market.id, details(cast.dees, deposit_points=1), 1, market.lead)


def test_what_a_leaver_wanted_and_ordered_lapses_before_it_is_fixed(
    market: Market, cast: Cast
) -> None:
    operations.want(market.id, cast.truus.id, 3, "", as_(cast.truus))
    market.opened()
    order = market.order(cast.anna, 10)
    leaves(cast.anna)
    leaves(cast.truus)
    assert (standing_of(market.id).units, standing_of(market.id).interested) == (0, 0)
    with after_last_day(), pytest.raises(rules.TooFew), db().begin_nested():
        operations.fix_round(market.id, market.lead)

    assert jobs.lapse_orders_of_leavers(clock.now()) == 2

    assert (order.state, told("purchases.order_lapsed")) == (OrderState.LAPSED, ["Anna"])
    assert db().scalars(select(Interest.ended_at)).one() is not None


def test_a_round_is_fixed_without_who_left(market: Market, cast: Cast) -> None:
    market.opened()
    gone = market.order(cast.anna, 4)
    market.order(cast.bram, 10)
    leaves(cast.anna)

    with after_last_day():
        operations.fix_round(market.id, market.lead)

    assert (gone.state, standing_of(market.id).units) == (OrderState.LAPSED, 10)


def test_the_contract_of_a_leaver_stays_and_the_lead_talks_about_it(
    market: Market, cast: Cast
) -> None:
    order = market.fixed([(cast.anna, 10)])[0]
    leaves(cast.anna)
    assert jobs.lapse_orders_of_leavers(clock.now()) == 0

    found = attention.attention(clock.now())

    assert [(item.kind, item.owner_id) for item in found] == [(attention.LEFT, cast.dees.id)]
    operations.note_leaver(order.id, "Verhuist, de panelen gaan mee.", order.version, market.lead)
    assert (attention.attention(clock.now()), order.state) == ([], OrderState.FIXED)


def test_a_chosen_price_that_ends_too_soon_is_seen(market: Market, cast: Cast) -> None:
    market.opened(valid_until=LAST_DAY)
    assert attention.attention(clock.now()) == []

    with days(30):
        found = attention.attention(clock.now())

    assert [item.kind for item in found] == [attention.QUOTE_ENDS]


def test_a_reached_threshold_asks_for_a_person(market: Market, cast: Cast) -> None:
    market.opened()
    market.order(cast.anna, 10)

    found = attention.attention(clock.now())

    assert [(item.kind, item.due) for item in found] == [(attention.REACHED, LAST_DAY)]


def test_what_came_is_looked_at_within_two_weeks(market: Market, cast: Cast) -> None:
    order = market.fixed([(cast.anna, 10)])[0]
    operations.note_delivery(order.id, clock.today(), order.version, market.lead)

    for after, kinds in ((13, []), (14, [attention.NOT_INSPECTED])):
        with days(after):
            assert [item.kind for item in attention.attention(clock.now())] == kinds
    operations.inspect(order.id, clock.today(), False, "Stuk.", order.version, market.lead)
    assert [item.kind for item in attention.attention(clock.now())] == [attention.NOT_IN_ORDER]
