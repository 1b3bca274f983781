"""Making a round, and what becomes of it: quotes, orders, a contract, or an end without cost."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import exists, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put
from buurtcoop.purchases import pricing, rules
from buurtcoop.purchases.messages import ENDED, FIXED
from buurtcoop.purchases.models import GroupPurchase, Interest, PurchaseOrder
from buurtcoop.purchases.operations.holding import (
    change_row,
    hold_orders,
    hold_round,
    lead_round,
)
from buurtcoop.purchases.operations.joining import end_interests_in
from buurtcoop.purchases.operations.leaving import lapse, lapse_leavers
from buurtcoop.purchases.queries import chosen_quote, standing_of
from buurtcoop.purchases.rules import (
    CHANGE,
    FREE,
    RUNNING,
    WISHING,
    Because,
    OrderState,
    RoundState,
    Threshold,
)
from buurtcoop.services.rules import free_slug

AFTER_OPENING = (RoundState.ORDERING, RoundState.FIXED, RoundState.IN_USE)


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is said about a round; `deposit_points` is a part of the price in basis points."""

    name: str
    summary: str
    description: str
    unit_name: str
    unit_names: str
    not_promised: str
    instead: str
    decided_by: str
    lead_id: int
    activity_id: int
    service_id: int | None = None
    least_units: int | None = None
    least_households: int | None = None
    deposit_points: int = 0


def start(details: Details, by: Viewer) -> GroupPurchase:
    """Make a round, in which members say what they would want.

    Raises NotYourRound, RoundExists, ThresholdMissing.
    """
    if not by.may(CHANGE):
        raise rules.NotYourRound
    _refuse_details(details, 0)
    purchase = GroupPurchase(
        slug=free_slug(details.name, frozenset(db().scalars(select(GroupPurchase.slug)))),
        state=RoundState.INTEREST,
        made_at=clock.now(),
        **asdict(details),
    )
    db().add(purchase)
    db().flush()
    record(by, "purchases.start", purchase)
    return purchase


def change(purchase_id: int, details: Details, version: int, by: Viewer) -> GroupPurchase:
    """Change what is said about a round, or who leads it.

    Each order keeps the words its buyer said yes to; threshold and deposit stay from the moment
    members can order. Raises NotYourRound, RoundElsewhere, RoundChanged, RoundExists,
    ThresholdMissing, TermsStand, DepositStands, LookupError.
    """
    purchase = lead_round(purchase_id, by, *WISHING, *AFTER_OPENING)
    if purchase.version != version:
        raise rules.RoundChanged
    _refuse_details(details, purchase_id)
    _refuse_other_terms(purchase, details)
    for name, value in asdict(details).items():
        setattr(purchase, name, value)
    purchase.version += 1
    db().flush()
    record(by, "purchases.change", purchase)
    return purchase


def fix_round(purchase_id: int, by: Viewer) -> GroupPurchase:
    """The threshold is reached: from now on every order is a contract with the supplier.

    Holds afterwards: each order that stood has its price, and the prices are the total to the
    cent; who left the cooperative, and who did not say yes to this quote, owes nothing; and
    nobody can still change or stop. A second press, also at the same moment, is refused. Raises
    NotYourRound, RoundElsewhere, StillFree, QuoteGone, QuoteExpired, TooFew, LookupError.
    """
    purchase = lead_round(purchase_id, by, RoundState.ORDERING)
    if rules.may_order_on(clock.today(), purchase.order_by):
        raise rules.StillFree(day=purchase.order_by)
    quote = chosen_quote(purchase_id)
    if quote is None:
        raise rules.QuoteGone
    if quote.valid_until < clock.today():
        raise rules.QuoteExpired(day=quote.valid_until)
    lapse_leavers(purchase)
    lapse(hold_orders(purchase_id, OrderState.ASKED_AGAIN), by, rules.NOT_AGREED)
    orders = hold_orders(purchase_id, OrderState.PLACED)
    units = [order.units for order in orders]
    if not purchase.threshold.reached(sum(units), len(orders)):
        raise rules.TooFew(units=sum(units), households=len(orders))
    prices = pricing.shares(quote.terms, units, purchase.deposit_points)
    for order, share in zip(orders, prices, strict=True):
        _fix(order, share, by)
    purchase.state, purchase.fixed_at = RoundState.FIXED, clock.now()
    db().flush()
    end_interests_in(purchase_id)
    record(by, "purchases.fix_round", purchase)
    return purchase


def end_without_cost(purchase_id: int, by: Viewer) -> GroupPurchase:
    """Stop a round by hand: nobody owes anything, and everybody who joined hears it.

    Raises NotYourRound, RoundElsewhere, LookupError.
    """
    purchase = lead_round(purchase_id, by, *RUNNING)
    return end(purchase, Because.STOPPED, by)


def end_when_missed(purchase_id: int, by: Viewer) -> bool:
    """End a round whose last day is past without enough orders. Returns whether it ended.

    Orders of who left do not count. A round that reached its number waits for a person.
    """
    purchase = hold_round(purchase_id)
    over = not rules.may_order_on(clock.today(), purchase.order_by)
    if purchase.state is not RoundState.ORDERING or not over:
        return False
    standing = standing_of(purchase_id)
    if purchase.threshold.reached(standing.units, standing.households):
        return False
    end(purchase, Because.TOO_FEW, by)
    return True


def end(purchase: GroupPurchase, because: Because, by: Viewer) -> GroupPurchase:
    """End a held round: its orders lapse, nothing is owed, and who joined hears it."""
    orders = hold_orders(purchase.id, *FREE)
    interested = db().scalars(
        select(Interest.person_id).where(
            Interest.purchase_id == purchase.id, Interest.ended_at.is_(None)
        )
    )
    people = {order.person_id for order in orders} | set(interested)
    lapse(orders, by)
    purchase.state, purchase.because = RoundState.ENDED, because
    purchase.fixed_at, purchase.ended_at = None, clock.now()
    db().flush()
    end_interests_in(purchase.id)
    record(by, "purchases.end", purchase, because)
    for person_id in sorted(people):
        put(
            ENDED,
            subject_id=purchase.id,
            occurrence="1",
            recipient_id=person_id,
            expires_at=rules.told_until(clock.now()),
        )
    return purchase


def take_into_use(purchase_id: int, maintenance_on: date | None, by: Viewer) -> GroupPurchase:
    """All came and is in order; with a day, maintenance is asked every year from that day on.

    Raises NotYourRound, RoundElsewhere, NotAllInspected, DayPast, LookupError.
    """
    purchase = lead_round(purchase_id, by, RoundState.FIXED)
    orders = hold_orders(purchase_id, OrderState.FIXED)
    if not orders or not all(order.in_order for order in orders):
        raise rules.NotAllInspected
    if maintenance_on is not None and maintenance_on < clock.today():
        raise rules.DayPast
    purchase.state, purchase.maintenance_on = RoundState.IN_USE, maintenance_on
    db().flush()
    record(by, "purchases.take_into_use", purchase)
    return purchase


def _fix(order: PurchaseOrder, share: pricing.Share, by: Viewer) -> None:
    change_row(
        order,
        order.version,
        by,
        state=OrderState.FIXED,
        price=share.price,
        deposit=share.deposit,
        rest=share.rest,
    )
    put(
        FIXED,
        subject_id=order.id,
        occurrence="1",
        recipient_id=order.person_id,
        expires_at=rules.told_until(clock.now()),
    )


def _refuse_details(details: Details, purchase_id: int) -> None:
    """Raises RoundExists, ThresholdMissing."""
    taken = exists().where(GroupPurchase.name == details.name, GroupPurchase.id != purchase_id)
    if db().scalar(select(taken)):
        raise rules.RoundExists
    if details.least_units is None and details.least_households is None:
        raise rules.ThresholdMissing


def _refuse_other_terms(purchase: GroupPurchase, details: Details) -> None:
    """Raises TermsStand, DepositStands."""
    threshold = Threshold(details.least_units, details.least_households)
    points = details.deposit_points
    same_deposit = points == purchase.deposit_points
    if purchase.state in AFTER_OPENING and not (same_deposit and threshold == purchase.threshold):
        raise rules.TermsStand
    if not same_deposit and _was_bought(purchase.id):
        raise rules.DepositStands


def _was_bought(purchase_id: int) -> bool:
    bought = exists().where(
        PurchaseOrder.purchase_id == purchase_id, PurchaseOrder.price.is_not(None)
    )
    return bool(db().scalar(select(bought)))
