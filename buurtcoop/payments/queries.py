"""Questions about what people have to pay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, literal, select, tuple_

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.payments.models import Charge, ChargeState

PAGE = 50
Key = tuple[date, int]


@dataclass(frozen=True)
class ChargePage:
    """Some charges of one person, the newest day first, and the key to go on from."""

    charges: list[Charge]
    next: Key | None


def charges_of(person_id: int, *, after: Key | None = None, limit: int = PAGE) -> ChargePage:
    """What this person has to pay, or had to until it was waived."""
    statement = select(Charge).where(Charge.debtor_id == person_id)
    place = tuple_(Charge.on_day, Charge.id)
    if after is not None:
        statement = statement.where(
            place < tuple_(literal(after[0], Charge.on_day.type), literal(after[1]))
        )
    ordered = statement.order_by(Charge.on_day.desc(), Charge.id.desc()).limit(limit + 1)
    found = list(db().scalars(ordered))
    shown = found[:limit]
    more = len(found) > limit
    return ChargePage(shown, (shown[-1].on_day, shown[-1].id) if more else None)


def charge_of(person_id: int, charge_id: int) -> Charge:
    """One charge of this person. Raises LookupError."""
    found = db().scalar(select(Charge).where(Charge.id == charge_id, Charge.debtor_id == person_id))
    if found is None:
        raise LookupError(charge_id)
    return found


def open_total(person_id: int) -> Money:
    """What this person has to pay in all."""
    found: Money | None = db().scalar(
        select(func.sum(Charge.amount)).where(
            Charge.debtor_id == person_id, Charge.state == ChargeState.OPEN
        )
    )
    return found or NOTHING


def charges_for(cause_kind: str, cause_ids: Iterable[int]) -> dict[int, Charge]:
    """The charges of these causes, of those that have one: {cause id: charge}."""
    found = db().scalars(
        select(Charge)
        .where(Charge.cause_kind == cause_kind, Charge.cause_id.in_(list(cause_ids)))
        .execution_options(populate_existing=True)
    )
    return {charge.cause_id: charge for charge in found}
