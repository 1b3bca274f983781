"""A cause for every message of buying together."""

from datetime import timedelta

from buurtcoop.core import clock
from buurtcoop.purchases import operations
from tests.cast import Cast
from tests.purchases.market import Market, a_round, after_last_day, agreed, as_, offer

SOON = timedelta(days=2)
EARLIER = timedelta(days=10)


def neighbours_buy(cast: Cast) -> None:
    """Rounds in every state, and a supplier who stops in three of them."""
    somebody_compares_and_orders(cast)
    it_goes_ahead(cast)
    the_supplier_stops(cast)
    one_does_not_say_yes_again(cast)
    it_ends_without_cost(cast)
    it_is_kept_in_order(cast)


def wanted(cast: Cast, name: str) -> Market:
    """A round in which Anna would want four."""
    market = a_round(cast, name=name)
    operations.want(market.id, cast.anna.id, 4, "", as_(cast.anna))
    return market


def somebody_compares_and_orders(cast: Cast) -> None:
    """Anna reads that the quotes are in, that she can order, and that it is nearly over."""
    wanted(cast, "Offertes").quotes()
    with clock.stopped(clock.now() - EARLIER):
        market = wanted(cast, "Bestellen")
        market.opened(last_day=clock.today() + EARLIER + SOON)
    market.order(cast.bram, 3)


def it_goes_ahead(cast: Cast) -> None:
    """Bram's order is fixed, and the day of delivery is known."""
    market = a_round(cast, name="Gaat door")
    order = market.fixed([(cast.bram, 12)])[0]
    operations.plan_delivery(
        order.id, clock.today() + timedelta(days=30), order.version, market.lead
    )


def the_supplier_stops(cast: Cast) -> None:
    """Before there is a contract, with another quote after it, and when all was fixed."""
    before, again, after = (
        a_round(cast, name=name) for name in ("Stopt eerder", "Opnieuw", "Stopt later")
    )
    for market in (before, again):
        market.opened()
        market.order(cast.bram, 3)
    after.fixed([(cast.bram, 12)])
    for market in (before, again, after):
        operations.withdraw_quote(market.quote_id, "Het bedrijf stopt.", True, market.lead)
    other = operations.add_quote(again.id, offer("Dakwerk"), again.lead)
    operations.open_ordering(again.id, other.id, clock.today() + EARLIER, again.lead)


def one_does_not_say_yes_again(cast: Cast) -> None:
    """Anna says yes to the other quote and Bram says nothing, so his order lapses."""
    market = a_round(cast, name="Vervalt")
    market.opened()
    theirs, hers = market.order(cast.bram, 3), market.order(cast.anna, 12)
    operations.withdraw_quote(market.quote_id, "Het bedrijf stopt.", True, market.lead)
    other = operations.add_quote(market.id, offer("Dakwerk"), market.lead)
    operations.open_ordering(market.id, other.id, clock.today() + EARLIER, market.lead)
    anna, yes = as_(cast.anna), agreed(cast.anna.full_name)
    operations.change_order(hers.id, 12, yes, other.id, hers.version, anna)
    with after_last_day():
        operations.fix_round(market.id, market.lead)
    assert not theirs.live


def it_ends_without_cost(cast: Cast) -> None:
    """Who leads the round stops it."""
    market = wanted(cast, "Stopt")
    operations.end_without_cost(market.id, market.lead)


def it_is_kept_in_order(cast: Cast) -> None:
    """The maintenance is Bram's turn, and nearly due."""
    market = a_round(cast, name="Onderhoud")
    order = market.fixed([(cast.bram, 12)])[0]
    operations.note_delivery(order.id, clock.today(), order.version, market.lead)
    operations.inspect(order.id, clock.today(), True, "", order.version, market.lead)
    due = clock.today() + EARLIER
    operations.take_into_use(market.id, due, market.lead)
    operations.plan_turn(market.id, due, market.lead)
