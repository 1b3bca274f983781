"""Charging, waiving, and charging after all. Nothing here collects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_each_once
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.payments.models import Charge, ChargeState
from buurtcoop.payments.queries import charges_for
from buurtcoop.payments.rules import MAY_WAIVE, NothingToPay, NotYourOwn, NotYours, WhyMissing


@dataclass(frozen=True, kw_only=True)
class ToPay:
    """An amount above nothing, for whom, for what in the payer's words, and of which day."""

    debtor_id: int
    amount: Money
    words: str
    on_day: date


def charge(to_pay: ToPay, *, cause_kind: str, cause_id: int) -> Charge:
    """Let somebody pay for one cause.

    Holds afterwards: the cause has one charge, also with two at once (the unique key decides);
    the first one stands, whatever is asked later. Raises NothingToPay.
    """
    charge_each(cause_kind, {cause_id: to_pay})
    return charges_for(cause_kind, [cause_id])[cause_id]


def charge_each(cause_kind: str, to_pay: Mapping[int, ToPay]) -> None:
    """The same for many causes in one statement: {cause id: what}. Raises NothingToPay."""
    if any(each.amount.cents <= 0 for each in to_pay.values()):
        raise NothingToPay
    rows: list[dict[str, Any]] = [
        {
            **vars(each),
            "cause_kind": cause_kind,
            "cause_id": cause_id,
            "state": ChargeState.OPEN,
            "made_at": clock.now(),
            "waived_at": None,
            "waived_by_id": None,
            "waived_why": "",
        }
        for cause_id, each in to_pay.items()
    ]
    insert_each_once(db(), Charge, rows)


def waive(charge_id: int, why: str, by: Viewer) -> Charge:
    """This need not be paid. Waiving twice is once: the first reason stays.

    Raises NotYours, NotYourOwn, WhyMissing, LookupError.
    """
    debtor_id = db().scalar(select(Charge.debtor_id).where(Charge.id == charge_id))
    if by.may(MAY_WAIVE) and debtor_id == by.person_id:
        raise NotYourOwn
    return _turn(charge_id, [Charge.state == ChargeState.OPEN], _waived(why, by), by, "waive")


def reopen(charge_id: int, by: Viewer) -> Charge:
    """This has to be paid after all, the same amount. Twice is once.

    Why it was waived stays with it: so one sees that somebody decided this. Raises NotYours,
    LookupError.
    """
    return _turn(charge_id, [Charge.state == ChargeState.WAIVED], _OPEN, by, "reopen")


def waive_each(cause_kind: str, cause_ids: list[int], why: str, by: Viewer) -> None:
    """Waive the charges of these causes that are open, in one statement. Raises WhyMissing."""
    _change(cause_kind, cause_ids, Charge.state == ChargeState.OPEN, _waived(why, by))


def reopen_each(cause_kind: str, cause_ids: list[int], why: str) -> None:
    """Open again what was waived for this very reason; what somebody waived stays waived."""
    waived = (Charge.state == ChargeState.WAIVED) & (Charge.waived_why == why)
    _change(cause_kind, cause_ids, waived, {**_OPEN, "waived_why": ""})


_OPEN: dict[str, object] = {
    "state": ChargeState.OPEN,
    "waived_at": None,
    "waived_by_id": None,
}


def _waived(why: str, by: Viewer) -> dict[str, object]:
    if not why.strip():
        raise WhyMissing
    now: datetime = clock.now()
    return {
        "state": ChargeState.WAIVED,
        "waived_at": now,
        "waived_by_id": by.person_id,
        "waived_why": why,
    }


def _turn(
    charge_id: int,
    where: list[ColumnElement[bool]],
    values: dict[str, object],
    by: Viewer,
    verb: str,
) -> Charge:
    if not by.may(MAY_WAIVE):
        raise NotYours
    turned = db().scalars(
        update(Charge).where(Charge.id == charge_id, *where).values(values).returning(Charge.id)
    )
    changed = turned.first() is not None
    found = db().get(Charge, charge_id, populate_existing=True)
    if found is None:
        raise LookupError(charge_id)
    if changed:
        record(by, f"payments.{verb}", found)
    return found


def _change(
    cause_kind: str, cause_ids: list[int], where: ColumnElement[bool], values: dict[str, object]
) -> None:
    if not cause_ids:
        return
    db().execute(
        update(Charge)
        .where(Charge.cause_kind == cause_kind, Charge.cause_id.in_(cause_ids), where)
        .values(values)
        .execution_options(synchronize_session=False)
    )
