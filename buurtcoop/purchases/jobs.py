"""What happens to rounds because time passes: they end, turns come, and old wishes are erased."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.purchases.models import GroupPurchase, Interest, MaintenanceTurn, PurchaseOrder
from buurtcoop.purchases.operations import decline_turn, plan_turn
from buurtcoop.purchases.operations.holding import hold_round
from buurtcoop.purchases.operations.leaving import TIMETABLE, lapse_leavers
from buurtcoop.purchases.operations.rounds import end_when_missed
from buurtcoop.purchases.queries import is_member
from buurtcoop.purchases.rules import (
    KEPT,
    LIVE,
    RUNNING,
    TURN_PLANNED_BEFORE,
    RoundState,
    next_turn_on,
)


def lapse_orders_of_leavers(now: datetime) -> int:
    """What who is no member any more wanted or ordered lapses, while it is no contract yet.

    Returns how many wishes and orders ended.
    """
    running = select(GroupPurchase.id).where(GroupPurchase.state.in_(RUNNING))
    return sum(
        lapse_leavers(hold_round(number))
        for number in db().scalars(running.order_by(GroupPurchase.id)).all()
    )


def end_missed_rounds(now: datetime) -> int:
    """End, without cost, the rounds whose last day passed with too few orders. Returns how many."""
    missed = select(GroupPurchase.id).where(
        GroupPurchase.state == RoundState.ORDERING,
        GroupPurchase.order_by < clock.local(now).date(),
    )
    numbers = db().scalars(missed.order_by(GroupPurchase.id)).all()
    return sum(end_when_missed(number, TIMETABLE) for number in numbers)


def plan_turns(now: datetime) -> int:
    """Plan the turns of the coming months, and pass on those of who left. Returns how many."""
    today = clock.local(now).date()
    _pass_on_of_leavers(now)
    kept = select(GroupPurchase).where(GroupPurchase.maintenance_on.is_not(None))
    planned = 0
    for purchase in db().scalars(kept.order_by(GroupPurchase.id)).all():
        assert purchase.maintenance_on is not None
        due_on = next_turn_on(purchase.maintenance_on, today)
        if due_on <= today + TURN_PLANNED_BEFORE:
            planned += plan_turn(purchase.id, due_on, TIMETABLE) is not None
    return planned


def _pass_on_of_leavers(now: datetime) -> None:
    left = select(MaintenanceTurn.id).where(
        MaintenanceTurn.done_on.is_(None),
        MaintenanceTurn.declined_at.is_(None),
        ~is_member(MaintenanceTurn.person_id, clock.local(now).date()),
    )
    for turn_id in db().scalars(left.order_by(MaintenanceTurn.id)).all():
        decline_turn(turn_id, TIMETABLE)


def forget_wishes(now: datetime) -> int:
    """Erase, a year after a round was fixed or ended, what did not become a contract.

    Returns how many wishes and orders went.
    """
    over = select(GroupPurchase.id).where(
        or_(GroupPurchase.fixed_at < now - KEPT, GroupPurchase.ended_at < now - KEPT)
    )
    wishes = delete(Interest).where(Interest.purchase_id.in_(over)).returning(Interest.id)
    orders = (
        delete(PurchaseOrder)
        .where(
            PurchaseOrder.purchase_id.in_(over),
            PurchaseOrder.price.is_(None),
            PurchaseOrder.state.not_in(LIVE),
        )
        .returning(PurchaseOrder.id)
    )
    return len(db().scalars(wishes).all()) + len(db().scalars(orders).all())


def forget_buyers(now: datetime) -> int:
    """Erase address, name and words of the orders and turns of who was forgotten; figures stay.

    Returns how many orders and turns.
    """
    forgotten = select(Person.id).where(Person.erased_at.is_not(None))
    orders = (
        update(PurchaseOrder)
        .where(PurchaseOrder.person_id.in_(forgotten), PurchaseOrder.household_id.is_not(None))
        .values(household_id=None, agreed_name="", agreed_text="", remarks="", ended_why="")
        .returning(PurchaseOrder.id)
    )
    turns = (
        update(MaintenanceTurn)
        .where(MaintenanceTurn.person_id.in_(forgotten), MaintenanceTurn.remarks != "")
        .values(remarks="")
        .returning(MaintenanceTurn.id)
    )
    kept = {"synchronize_session": False}
    gone = (db().scalars(rows.execution_options(**kept)).all() for rows in (orders, turns))
    return sum(len(rows) for rows in gone)
