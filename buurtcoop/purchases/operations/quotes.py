"""Quotes: put in the list, shown, chosen, and taken back by the supplier."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.messaging.rules import Rule
from buurtcoop.people.operations import organisation_named
from buurtcoop.purchases import rules
from buurtcoop.purchases.messages import (
    ASKED_AGAIN,
    ORDERING_OPENED,
    QUOTES_IN,
    RETURNED,
    WITHDRAWN,
)
from buurtcoop.purchases.models import GroupPurchase, Interest, PurchaseOrder, Quote
from buurtcoop.purchases.operations.holding import change_row, hold_orders, lead_round
from buurtcoop.purchases.operations.joining import go_on_wanting
from buurtcoop.purchases.operations.leaving import lapse_leavers
from buurtcoop.purchases.operations.rounds import end
from buurtcoop.purchases.rules import WISHING, Because, OrderState, RoundState

WITH_QUOTES = (*WISHING, RoundState.ORDERING, RoundState.FIXED)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a supplier offers: cents for one unit, and cents for the whole round once.

    The supplier is found by name; a phone number that is given takes the place of what we had.
    """

    supplier: str
    supplier_phone: str | None = None
    unit_price: Money
    fixed_costs: Money = NOTHING
    vat: str
    warranty_years: int
    delivery: str
    included: str
    valid_until: date


def add_quote(purchase_id: int, offer: Offer, by: Viewer) -> Quote:
    """Put a quote in the list. Its terms never change: another price is another quote.

    Raises NotYourRound, RoundElsewhere, DayPast, LookupError.
    """
    lead_round(purchase_id, by, *WISHING)
    if offer.valid_until < clock.today():
        raise rules.DayPast
    supplier = organisation_named(offer.supplier)
    supplier.phone = offer.supplier_phone or supplier.phone
    quote = Quote(
        purchase_id=purchase_id,
        supplier_id=supplier.id,
        unit_price=offer.unit_price,
        fixed_costs=offer.fixed_costs,
        vat=offer.vat,
        warranty_years=offer.warranty_years,
        delivery=offer.delivery,
        included=offer.included,
        valid_until=offer.valid_until,
        made_at=clock.now(),
        withdrawn_why="",
    )
    db().add(quote)
    db().flush()
    record(by, "purchases.add_quote", quote)
    return quote


def extend_quote(quote_id: int, valid_until: date, by: Viewer) -> Quote:
    """The supplier keeps the price longer.

    Raises NotYourRound, RoundElsewhere, QuoteGone, QuoteShorter, LookupError.
    """
    quote = _standing(quote_id, by)
    if valid_until < quote.valid_until:
        raise rules.QuoteShorter(day=quote.valid_until)
    quote.valid_until = valid_until
    db().flush()
    record(by, "purchases.extend_quote", quote)
    return quote


def show_quotes(purchase_id: int, by: Viewer) -> GroupPurchase:
    """The quotes are in: members read them side by side, and who is interested hears it.

    Raises NotYourRound, RoundElsewhere, NoQuote, LookupError.
    """
    purchase = lead_round(purchase_id, by, RoundState.INTEREST)
    standing = exists().where(Quote.purchase_id == purchase_id, Quote.withdrawn_at.is_(None))
    if not db().scalar(select(standing)):
        raise rules.NoQuote
    purchase.state = RoundState.QUOTES
    db().flush()
    record(by, "purchases.show_quotes", purchase)
    for interest in _interested(purchase_id):
        put(
            QUOTES_IN,
            subject_id=interest.id,
            occurrence="1",
            recipient_id=interest.person_id,
            expires_at=rules.told_until(clock.now()),
        )
    return purchase


def open_ordering(purchase_id: int, quote_id: int, order_by: date, by: Viewer) -> GroupPurchase:
    """Choose a quote and let members order on it until and with this day; who joined hears it.

    Who ordered on a quote that was withdrawn is asked to say yes to this one.
    Raises NotYourRound, RoundElsewhere, QuoteGone, QuoteOver, DayPast, LookupError.
    """
    purchase = lead_round(purchase_id, by, RoundState.QUOTES)
    quote = db().get(Quote, quote_id, populate_existing=True)
    if quote is None or quote.purchase_id != purchase_id or not quote.stands:
        raise rules.QuoteGone
    if order_by < clock.today():
        raise rules.DayPast
    if quote.valid_until < order_by:
        raise rules.QuoteOver(day=quote.valid_until)
    quote.chosen_at = clock.now()
    db().flush()
    lapse_leavers(purchase)
    purchase.state, purchase.order_by = RoundState.ORDERING, order_by
    db().flush()
    record(by, "purchases.open_ordering", purchase)
    _tell_opened(purchase, quote, order_by)
    return purchase


def withdraw_quote(quote_id: int, why: str, go_on: bool, by: Viewer) -> Quote:
    """The supplier takes a quote back.

    When the round had chosen it: orders that bound nobody wait for a yes to another quote; what
    was a contract goes back, and the supplier owes the deposits. The round looks for another
    quote, or with `go_on` false ends without cost. Everybody concerned hears it.
    Raises NotYourRound, RoundElsewhere, QuoteGone, LookupError.
    """
    quote = _standing(quote_id, by)
    purchase = quote.purchase
    quote.withdrawn_at, quote.withdrawn_why = clock.now(), why
    db().flush()
    record(by, "purchases.withdraw_quote", quote)
    if quote.chosen_at is None or purchase.state not in (RoundState.ORDERING, RoundState.FIXED):
        return quote
    waiting, back = _ask_again(quote, by), _give_back(quote, by)
    if not go_on:
        end(purchase, Because.SUPPLIER, by)
        return quote
    for order in waiting:
        _tell(WITHDRAWN, order, str(quote.id))
    for order in back:
        go_on_wanting(order)
    purchase.state, purchase.order_by, purchase.fixed_at = RoundState.QUOTES, None, None
    db().flush()
    return quote


def _ask_again(quote: Quote, by: Viewer) -> list[PurchaseOrder]:
    orders = hold_orders(quote.purchase_id, OrderState.PLACED)
    for order in orders:
        change_row(order, order.version, by, state=OrderState.ASKED_AGAIN)
        withdraw(PurchaseOrder.__tablename__, order.id)
    return orders


def _give_back(quote: Quote, by: Viewer) -> list[PurchaseOrder]:
    orders = hold_orders(quote.purchase_id, OrderState.FIXED)
    for order in orders:
        change_row(
            order,
            order.version,
            by,
            state=OrderState.RETURNED,
            ended_at=clock.now(),
            ended_why=quote.withdrawn_why,
        )
        withdraw(PurchaseOrder.__tablename__, order.id)
        _tell(RETURNED, order, str(quote.id))
    return orders


def _tell_opened(purchase: GroupPurchase, quote: Quote, order_by: date) -> None:
    closes = clock.start_of(order_by + timedelta(days=1))
    for interest in _interested(purchase.id):
        put(
            ORDERING_OPENED,
            subject_id=interest.id,
            occurrence=str(quote.id),
            recipient_id=interest.person_id,
            expires_at=closes,
        )
    for order in hold_orders(purchase.id, OrderState.ASKED_AGAIN):
        put(
            ASKED_AGAIN,
            subject_id=order.id,
            occurrence=str(quote.id),
            recipient_id=order.person_id,
            expires_at=closes,
        )


def _tell(rule: Rule, order: PurchaseOrder, occurrence: str) -> None:
    put(
        rule,
        subject_id=order.id,
        occurrence=occurrence,
        recipient_id=order.person_id,
        expires_at=rules.told_until(clock.now()),
    )


def _interested(purchase_id: int) -> list[Interest]:
    found = select(Interest).where(Interest.purchase_id == purchase_id, Interest.ended_at.is_(None))
    return list(db().scalars(found.order_by(Interest.id)))


def _standing(quote_id: int, by: Viewer) -> Quote:
    """A quote that stands, with its round held."""
    purchase_id = db().scalar(select(Quote.purchase_id).where(Quote.id == quote_id))
    if purchase_id is None:
        raise LookupError(quote_id)
    lead_round(purchase_id, by, *WITH_QUOTES)
    quote = db().get_one(Quote, quote_id, populate_existing=True)
    if not quote.stands:
        raise rules.QuoteGone
    return quote
