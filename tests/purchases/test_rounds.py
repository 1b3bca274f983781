"""A round from interest to maintenance, and how it ends without cost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import STRANGER
from buurtcoop.payments.models import Charge
from buurtcoop.purchases import checks, jobs, operations, rules
from buurtcoop.purchases.models import Interest, MaintenanceTurn
from buurtcoop.purchases.queries import orders_for, round_for, rounds_for, standing_of
from buurtcoop.purchases.rules import Because, OrderState, RoundState
from tests.cast import Cast, seen_by
from tests.cover.told import told
from tests.purchases.market import (
    DELIVERY,
    LAST_DAY,
    Market,
    a_round,
    after_last_day,
    agreed,
    as_,
    days,
    details,
    offer,
)
from tests.purchases.test_pricing import HOUSEHOLDS
from tests.shifts.rota import members


def test_eighteen_households_buy_198_panels(opened: Instance, cast: Cast) -> None:
    market = a_round(cast, least_units=150, least_households=15)
    people = members(18)
    operations.want(market.id, people[0].id, 8, "Een plat dak", as_(people[0]))
    orders = market.fixed(list(zip(people, HOUSEHOLDS, strict=True)))

    paid = [(order.price, order.deposit, order.rest) for order in orders]
    assert [sum((each or NOTHING for each in row), NOTHING) for row in zip(*paid, strict=True)] == [
        Money(6_831_000),
        Money(1_366_200),
        Money(5_464_800),
    ]
    assert market.purchase.state is RoundState.FIXED
    assert standing_of(market.id).units == 198
    assert told("purchases.quotes_in") == ["Lid100"]
    assert told("purchases.ordering_opened") == ["Lid100"]
    assert len(told("purchases.order_fixed")) == 18
    assert db().scalars(select(Charge)).all() == []
    assert checks.broken() == []


def test_a_round_goes_from_delivery_to_yearly_turns(market: Market, cast: Cast) -> None:
    orders = market.fixed([(cast.anna, 6), (cast.bram, 5)])
    first = orders[0]
    operations.note_deposit(first.id, clock.today(), first.version, as_(cast.anna))
    operations.plan_delivery(first.id, DELIVERY, first.version, market.lead)
    with clock.stopped(clock.start_of(DELIVERY) + timedelta(hours=12)):
        with pytest.raises(rules.NotAllInspected):
            operations.take_into_use(market.id, None, market.lead)
        market.delivered(orders)
        operations.note_rest(first.id, DELIVERY, first.version, as_(cast.anna))
        operations.take_into_use(market.id, DELIVERY + timedelta(days=60), market.lead)
        jobs.plan_turns(clock.now())

    turn = db().scalars(select(MaintenanceTurn)).one()
    assert told("purchases.delivery_planned") == ["Anna"]
    assert (turn.person_id, told("purchases.turn_asked")) == (cast.anna.id, ["Anna"])
    assert market.purchase.state is RoundState.IN_USE
    assert checks.broken() == []


def test_a_round_that_misses_its_number_ends_by_itself_and_nobody_owes_anything(
    market: Market, cast: Cast
) -> None:
    market.opened()
    order = market.order(cast.anna, 9)
    last_evening = clock.start_of(LAST_DAY + timedelta(days=1)) - timedelta(minutes=1)
    assert jobs.end_missed_rounds(last_evening) == 0

    with clock.stopped(last_evening + timedelta(hours=5)):
        assert jobs.end_missed_rounds(clock.now()) == 1

    assert (market.purchase.state, market.purchase.because) == (
        RoundState.ENDED,
        Because.TOO_FEW,
    )
    assert (order.state, order.price) == (OrderState.LAPSED, None)
    assert told("purchases.ended") == ["Anna"]
    assert checks.broken() == []


def test_a_round_that_reached_its_number_waits_for_a_person(market: Market, cast: Cast) -> None:
    market.opened()
    market.order(cast.anna, 10)

    with days(40):
        assert jobs.end_missed_rounds(clock.now()) == 0
        operations.fix_round(market.id, market.lead)

    assert market.purchase.state is RoundState.FIXED


def test_too_few_are_not_fixed_and_a_second_press_is_refused(market: Market, cast: Cast) -> None:
    market.opened()
    market.order(cast.anna, 9)
    few = pytest.raises(rules.TooFew, match=r"besteld: 9\. Aantal adressen: 1")
    with after_last_day(), few:
        operations.fix_round(market.id, market.lead)
    market.order(cast.bram, 1)

    with after_last_day():
        operations.fix_round(market.id, market.lead)
        with pytest.raises(rules.RoundElsewhere):
            operations.fix_round(market.id, market.lead)


def test_nothing_is_fixed_on_a_day_on_which_members_may_still_stop(
    market: Market, cast: Cast
) -> None:
    market.opened()
    order = market.order(cast.anna, 10)

    with after_last_day():
        last_moment = clock.now() - timedelta(seconds=1)
    with clock.stopped(last_moment):
        with pytest.raises(rules.StillFree, match="tot en met 2027-02-01"):
            operations.fix_round(market.id, market.lead)
        operations.cancel_order(order.id, order.version, as_(cast.anna))

    assert (market.purchase.state, order.state) == (RoundState.ORDERING, OrderState.CANCELLED)


def test_households_can_be_the_threshold(opened: Instance, cast: Cast) -> None:
    market = a_round(cast, least_units=None, least_households=2)
    market.opened()
    market.order(cast.anna, 50)
    with after_last_day(), pytest.raises(rules.TooFew):
        operations.fix_round(market.id, market.lead)
    market.order(cast.bram, 1)

    with after_last_day():
        assert operations.fix_round(market.id, market.lead).state is RoundState.FIXED


def test_a_person_may_stop_a_round_before_it_is_fixed(market: Market, cast: Cast) -> None:
    operations.want(market.id, cast.anna.id, 4, "", as_(cast.anna))

    operations.end_without_cost(market.id, market.lead)

    assert told("purchases.ended") == ["Anna"]
    assert db().scalars(select(Interest.ended_at)).one() is not None
    with pytest.raises(rules.RoundElsewhere):
        operations.end_without_cost(market.id, market.lead)


def test_saying_again_what_one_wants_changes_it(market: Market, cast: Cast) -> None:
    first = operations.want(market.id, cast.anna.id, 4, "", as_(cast.anna))
    again = operations.want(market.id, cast.anna.id, 6, "Ook de schuur", as_(cast.anna))
    assert (again.id, standing_of(market.id).wished) == (first.id, 6)

    operations.want_no_more(first.id, as_(cast.anna))

    assert standing_of(market.id).interested == 0


def test_quotes_are_shown_to_members_once_the_lead_shows_them(market: Market, cast: Cast) -> None:
    slug = market.purchase.slug
    with pytest.raises(rules.NoQuote):
        operations.show_quotes(market.id, market.lead)
    operations.add_quote(market.id, offer("Dakwerk Noord"), market.lead)
    assert round_for(as_(cast.anna), slug).quotes == ()
    assert len(round_for(market.lead, slug).quotes) == 1

    operations.show_quotes(market.id, market.lead)

    assert len(round_for(as_(cast.anna), slug).quotes) == 1


def test_members_see_totals_and_their_own_order_but_no_names(market: Market, cast: Cast) -> None:
    market.opened()
    market.order(cast.anna, 4)
    market.order(cast.bram, 5)
    slug = market.purchase.slug

    seen = round_for(as_(cast.anna), slug)

    assert (seen.standing.units, seen.standing.households) == (9, 2)
    assert seen.order is not None
    assert seen.order.person_id == cast.anna.id
    assert [each.order for each in rounds_for(as_(cast.bram))] != [None]
    with pytest.raises(LookupError):
        orders_for(as_(cast.anna), slug)
    assert [each.units for each in orders_for(market.lead, slug)] == [4, 5]


def test_a_stranger_knows_of_a_round_and_its_price_and_of_nobody(
    market: Market, cast: Cast
) -> None:
    operations.add_quote(market.id, offer("Dakwerk Noord"), market.lead)
    market.opened()
    market.order(cast.anna, 4)

    seen = round_for(STRANGER, market.purchase.slug)

    assert [quote.id for quote in seen.quotes] == [market.quote_id]
    assert (seen.order, seen.interest, seen.turns, seen.leads) == (None, None, (), False)
    assert [each.standing.units for each in rounds_for(STRANGER)] == [4]


def test_only_who_leads_runs_a_round(market: Market, cast: Cast) -> None:
    anna = as_(cast.anna)
    market.opened()

    for act in (
        lambda: operations.start(details(cast.anna, name="Anders"), anna),
        lambda: operations.fix_round(market.id, anna),
        lambda: operations.end_without_cost(market.id, anna),
        lambda: operations.withdraw_quote(market.quote_id, "Failliet.", True, anna),
    ):
        with pytest.raises(rules.NotYourRound):
            act()


def test_words_of_a_round_change_and_nobody_overwrites(market: Market, cast: Cast) -> None:
    said = details(cast.dees, summary="Zon voor iedereen.")
    operations.change(market.id, said, 1, market.lead)

    with pytest.raises(rules.RoundChanged):
        operations.change(market.id, said, 1, market.lead)
    with pytest.raises(rules.ThresholdMissing):
        operations.change(market.id, details(cast.dees, least_units=None), 2, market.lead)


def test_once_members_order_another_may_lead_but_the_terms_stay(market: Market, cast: Cast) -> None:
    market.opened()
    for terms in ({"least_units": 9}, {"deposit_points": 0}, {"least_households": 2}):
        with pytest.raises(rules.TermsStand):
            operations.change(market.id, details(cast.dees, **terms), 1, market.lead)

    operations.change(market.id, details(cast.bram), 1, market.lead)

    assert round_for(as_(cast.bram), market.purchase.slug).leads
    with pytest.raises(rules.NotYourRound):
        operations.fix_round(market.id, market.lead)


def test_two_rounds_have_two_names(market: Market, cast: Cast) -> None:
    with pytest.raises(rules.RoundExists):
        operations.start(details(cast.dees), seen_by(cast.coor))


def test_a_quote_holds_until_the_last_day_to_order(market: Market, cast: Cast) -> None:
    quote = market.quotes(valid_until=LAST_DAY - timedelta(days=1))
    with pytest.raises(rules.QuoteOver):
        operations.open_ordering(market.id, quote.id, LAST_DAY, market.lead)
    with pytest.raises(rules.QuoteShorter):
        operations.extend_quote(quote.id, clock.today(), market.lead)
    operations.extend_quote(quote.id, LAST_DAY, market.lead)
    operations.open_ordering(market.id, quote.id, LAST_DAY, market.lead)
    market.order(cast.anna, 10)

    with days(60), pytest.raises(rules.QuoteExpired):
        operations.fix_round(market.id, market.lead)


def test_old_wishes_are_erased_and_contracts_keep_their_figures(market: Market, cast: Cast) -> None:
    operations.want(market.id, cast.truus.id, 4, "", as_(cast.truus))
    kept = market.fixed([(cast.anna, 10)])[0]

    with days(380):
        assert jobs.forget_wishes(clock.now()) == 1
        cast.anna.erased_at = clock.now()
        db().merge(cast.anna)
        db().flush()
        assert jobs.forget_buyers(clock.now()) == 1

    db().refresh(kept)
    assert (kept.household_id, kept.agreed_name, kept.units) == (None, "", 10)
    assert checks.broken() == []


def test_a_member_without_an_address_or_name_or_with_too_many_cannot_order(
    market: Market, cast: Cast
) -> None:
    market.opened()
    anna = as_(cast.anna)

    for units in (0, rules.MOST_UNITS + 1):
        with pytest.raises(rules.UnitsWrong):
            operations.order(market.id, cast.anna.id, units, agreed(), market.quote_id, anna)
    with pytest.raises(rules.NameMissing):
        operations.order(market.id, cast.anna.id, 1, agreed("  "), market.quote_id, anna)
    with pytest.raises(rules.MembersOnly):
        operations.order(market.id, cast.coor.id, 1, agreed(), market.quote_id, as_(cast.coor))
    with pytest.raises(rules.NotForOthers):
        operations.order(market.id, cast.bram.id, 1, agreed(), market.quote_id, anna)
