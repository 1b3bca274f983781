"""What always holds of charges, over the whole database."""

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING
from buurtcoop.payments.models import Charge, ChargeState


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    worthless = db().scalars(select(Charge.id).where(Charge.amount <= NOTHING).order_by(Charge.id))
    half_waived = db().scalars(
        select(Charge.id)
        .where(
            (Charge.state == ChargeState.WAIVED)
            != (Charge.waived_at.is_not(None) & (Charge.waived_why != ""))
        )
        .order_by(Charge.id)
    )
    return [
        *(f"Charge {number} is not above nothing." for number in worthless),
        *(f"Charge {number} is waived without saying when and why." for number in half_waived),
    ]
