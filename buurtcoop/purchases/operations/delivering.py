"""What buyer and supplier tell us after the round is fixed; no money goes through us."""

from datetime import date, timedelta
from typing import Any

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.people.models import Person
from buurtcoop.purchases import rules
from buurtcoop.purchases.messages import DELIVERY
from buurtcoop.purchases.models import PurchaseOrder
from buurtcoop.purchases.operations.holding import change_row, hold_order, lead_order
from buurtcoop.purchases.queries import leads
from buurtcoop.purchases.rules import PRICED, OrderState, RoundState


def note_deposit(order_id: int, on: date, version: int, by: Viewer) -> PurchaseOrder:
    """Somebody tells that the deposit was paid to the supplier on this day.

    Raises NotForOthers, OrderEnded (there is no contract), DayToCome, EditConflict, LookupError.
    """
    order = _own(order_id, by, *PRICED)
    _refuse_to_come(on)
    noted = {"deposit_paid_on": on, "deposit_told_by_id": by.person_id}
    return _note(order, version, by, "purchases.note_deposit", noted)


def note_rest(order_id: int, on: date, version: int, by: Viewer) -> PurchaseOrder:
    """Somebody tells that the rest was paid to the supplier on this day.

    Raises DepositFirst when there is a deposit and nobody told that it was paid, and what
    `note_deposit` raises.
    """
    order = _own(order_id, by, OrderState.FIXED)
    _refuse_to_come(on)
    if order.deposit and order.deposit_paid_on is None:
        raise rules.DepositFirst
    noted = {"rest_paid_on": on, "rest_told_by_id": by.person_id}
    return _note(order, version, by, "purchases.note_rest", noted)


def note_deposit_back(order_id: int, on: date, version: int, by: Viewer) -> PurchaseOrder:
    """Somebody tells that the supplier paid the deposit back on this day.

    Raises DepositFirst, and what `note_deposit` raises.
    """
    order = _own(order_id, by, OrderState.RETURNED, OrderState.RELEASED)
    _refuse_to_come(on)
    if order.deposit_paid_on is None:
        raise rules.DepositFirst
    return _note(order, version, by, "purchases.note_deposit_back", {"deposit_back_on": on})


def plan_delivery(order_id: int, day: date, version: int, by: Viewer) -> PurchaseOrder:
    """The supplier comes on this day; the buyer hears it.

    Raises NotYourRound, OrderEnded, RoundElsewhere, DayPast, EditConflict, LookupError.
    """
    order = _to_come(order_id, by)
    if day < clock.today():
        raise rules.DayPast
    withdraw(PurchaseOrder.__tablename__, order.id, rules=[DELIVERY])
    _note(order, version, by, "purchases.plan_delivery", {"delivery_on": day})
    put(
        DELIVERY,
        subject_id=order.id,
        occurrence=day.isoformat(),
        recipient_id=order.person_id,
        expires_at=clock.start_of(day + timedelta(days=1)),
    )
    return order


def note_delivery(order_id: int, on: date, version: int, by: Viewer) -> PurchaseOrder:
    """It came on this day; the buyer says so, somebody at that address, or the lead.

    Raises NotForOthers, OrderEnded, RoundElsewhere, DayToCome, DaysCross when it was inspected
    before, EditConflict, LookupError.
    """
    order = _came(order_id, by)
    _refuse_to_come(on)
    if order.inspected_on is not None and order.inspected_on < on:
        raise rules.DaysCross
    return _note(order, version, by, "purchases.note_delivery", {"delivered_on": on})


def inspect(
    order_id: int, on: date, in_order: bool, remarks: str, version: int, by: Viewer
) -> PurchaseOrder:
    """Somebody looked at it; may be done again, for instance after a repair.

    Raises DeliverFirst, DaysCross, and what `note_delivery` raises.
    """
    order = _came(order_id, by)
    _refuse_to_come(on)
    if order.delivered_on is None:
        raise rules.DeliverFirst
    if on < order.delivered_on:
        raise rules.DaysCross
    noted = {"inspected_on": on, "in_order": in_order, "remarks": remarks}
    return _note(order, version, by, "purchases.inspect", noted)


def release_order(order_id: int, why: str, version: int, by: Viewer) -> PurchaseOrder:
    """After a talk the supplier lets a buyer go. What the others pay stays as it was.

    Raises NotYourRound, OrderEnded, RoundElsewhere, EditConflict, LookupError.
    """
    order = _to_come(order_id, by)
    withdraw(PurchaseOrder.__tablename__, order.id)
    ended = {"state": OrderState.RELEASED, "ended_at": clock.now(), "ended_why": why}
    return _note(order, version, by, "purchases.release_order", ended)


def note_leaver(order_id: int, words: str, version: int, by: Viewer) -> PurchaseOrder:
    """We talked with a buyer who left the cooperative: the contract stays with the supplier.

    Raises NotYourRound, OrderEnded, EditConflict, LookupError.
    """
    order = lead_order(order_id, by, OrderState.FIXED)
    change_row(order, version, by, leaver_noted_at=clock.now())
    record(by, "purchases.note_leaver", order, words)
    return order


def _own(order_id: int, by: Viewer, *states: OrderState) -> PurchaseOrder:
    """An order for its buyer, people at that address, or who leads the round."""
    order = hold_order(order_id)
    person = db().get(Person, by.person_id) if by.signed_in else None
    home = None if person is None else person.household_id
    mine = by.signed_in and order.person_id == by.person_id
    if not mine and (home is None or home != order.household_id) and not leads(by, order.purchase):
        raise rules.NotForOthers
    if order.state not in states:
        raise rules.OrderEnded
    return order


def _came(order_id: int, by: Viewer) -> PurchaseOrder:
    """An order of a fixed round that is not in use yet, for its home and for who leads it."""
    order = _own(order_id, by, OrderState.FIXED)
    if order.purchase.state is not RoundState.FIXED:
        raise rules.RoundElsewhere
    return order


def _to_come(order_id: int, by: Viewer) -> PurchaseOrder:
    """An order of a fixed round that is not in use yet, for who leads it."""
    order = lead_order(order_id, by, OrderState.FIXED)
    if order.purchase.state is not RoundState.FIXED:
        raise rules.RoundElsewhere
    return order


def _note(
    order: PurchaseOrder, version: int, by: Viewer, verb: str, noted: dict[str, Any]
) -> PurchaseOrder:
    change_row(order, version, by, **noted)
    record(by, verb, order)
    return order


def _refuse_to_come(on: date) -> None:
    if on > clock.today():
        raise rules.DayToCome
