"""Yearly maintenance, turn by turn: planned, passed on, taken over, done."""

from datetime import date

from sqlalchemy import select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.purchases import rules
from buurtcoop.purchases.messages import TURN_ASKED
from buurtcoop.purchases.models import GroupPurchase, MaintenanceTurn, PurchaseOrder
from buurtcoop.purchases.operations.holding import hold_round, lead_round, refuse_for_others
from buurtcoop.purchases.queries import next_buyer, order_of
from buurtcoop.purchases.rules import RoundState

PASSED_ON = N_("Deze beurt is doorgegeven.")
STOPPED = N_("Dit onderhoud is gestopt.")


def plan_turn(purchase_id: int, due_on: date, by: Viewer) -> MaintenanceTurn | None:
    """Plan the turn of a year for the buyer who had the fewest, who hears it.

    None when everybody passed it on, or when it stands already: one turn of a year stands (the
    unique key decides). Raises LookupError.
    """
    purchase = hold_round(purchase_id)
    said_no = db().scalars(
        select(MaintenanceTurn.order_id).where(
            MaintenanceTurn.purchase_id == purchase_id,
            MaintenanceTurn.due_on == due_on,
            MaintenanceTurn.declined_at.is_not(None),
        )
    )
    order = next_buyer(purchase_id, but=said_no.all(), on=clock.today())
    if order is None or purchase.maintenance_on is None:
        return None
    turn = _give(order, due_on)
    if turn is None:
        return None
    record(by, "purchases.plan_turn", turn)
    put(
        TURN_ASKED,
        subject_id=turn.id,
        occurrence="1",
        recipient_id=turn.person_id,
        expires_at=rules.turn_told_until(due_on, clock.now()),
    )
    return turn


def decline_turn(turn_id: int, by: Viewer) -> MaintenanceTurn | None:
    """Pass a turn on. Returns the turn of who is next, or None when there is nobody left.

    Raises NotForOthers, TurnGone, LookupError.
    """
    turn = _open(turn_id)
    refuse_for_others(by, turn.person_id, turn.purchase)
    _pass_on(turn)
    record(by, "purchases.decline_turn", turn)
    return plan_turn(turn.purchase_id, turn.due_on, by)


def take_turn(turn_id: int, by: Viewer) -> MaintenanceTurn:
    """Take over a turn of another buyer; doing so with one's own changes nothing.

    Raises NoBuyer, TurnGone, LookupError.
    """
    turn = _open(turn_id)
    order = order_of(turn.purchase_id, by.id)
    if order is None:
        raise rules.NoBuyer
    if order.id == turn.order_id:
        return turn
    _pass_on(turn)
    taken = _give(order, turn.due_on)
    if taken is None:
        raise rules.TurnGone
    record(by, "purchases.take_turn", taken)
    return taken


def finish_turn(turn_id: int, done_on: date, remarks: str, by: Viewer) -> MaintenanceTurn:
    """The maintenance of this year was done. Raises NotForOthers, TurnGone, DayToCome."""
    turn = _open(turn_id)
    refuse_for_others(by, turn.person_id, turn.purchase)
    if done_on > clock.today():
        raise rules.DayToCome
    turn.done_on, turn.remarks = done_on, remarks
    db().flush()
    withdraw(MaintenanceTurn.__tablename__, turn.id)
    record(by, "purchases.finish_turn", turn)
    return turn


def stop_maintenance(purchase_id: int, by: Viewer) -> GroupPurchase:
    """No turns are planned any more; those to come are taken back.

    Raises NotYourRound, RoundElsewhere, LookupError.
    """
    purchase = lead_round(purchase_id, by, RoundState.IN_USE)
    purchase.maintenance_on = None
    still_open = select(MaintenanceTurn).where(
        MaintenanceTurn.purchase_id == purchase_id,
        MaintenanceTurn.done_on.is_(None),
        MaintenanceTurn.declined_at.is_(None),
    )
    for turn in db().scalars(still_open.order_by(MaintenanceTurn.id)).all():
        turn.declined_at = clock.now()
        withdraw(MaintenanceTurn.__tablename__, turn.id, reason=STOPPED)
    db().flush()
    record(by, "purchases.stop_maintenance", purchase)
    return purchase


def _open(turn_id: int) -> MaintenanceTurn:
    """A turn to be done, with its round held, so that it changes hands once.

    Raises TurnGone, LookupError.
    """
    turn = db().get(MaintenanceTurn, turn_id)
    if turn is None:
        raise LookupError(turn_id)
    hold_round(turn.purchase_id)
    db().refresh(turn)
    if turn.done_on is not None or turn.declined_at is not None:
        raise rules.TurnGone
    return turn


def _pass_on(turn: MaintenanceTurn) -> None:
    turn.declined_at = clock.now()
    db().flush()
    withdraw(MaintenanceTurn.__tablename__, turn.id, reason=PASSED_ON)


def _give(order: PurchaseOrder, due_on: date) -> MaintenanceTurn | None:
    turn_id = insert_once(
        db(),
        MaintenanceTurn,
        purchase_id=order.purchase_id,
        order_id=order.id,
        person_id=order.person_id,
        due_on=due_on,
        planned_at=clock.now(),
        remarks="",
    )
    return None if turn_id is None else db().get_one(MaintenanceTurn, turn_id)
