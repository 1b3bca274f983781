"""What always holds of agreements, over the whole database."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from buurtcoop.agreements.models import Agreement, AgreementText
from buurtcoop.agreements.rules import check_number
from buurtcoop.core.instance import db

BATCH = 500


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_altered(), *_before_its_text(), *_ended_before()]


def _altered() -> list[str]:
    """The text, the name or the moment is no longer what was said yes to."""
    found = db().scalars(
        select(Agreement)
        .options(joinedload(Agreement.text))
        .where(Agreement.erased_at.is_(None))
        .order_by(Agreement.id)
        .execution_options(yield_per=BATCH)
    )
    return [
        f"Agreement {each.id} does not have the check number of its text, name and moment."
        for each in found
        if each.check_number != check_number(each.text.parts, each.signed, each.agreed_at)
    ]


def _before_its_text() -> list[str]:
    rows = db().scalars(
        select(Agreement.id)
        .join(Agreement.text)
        .where(Agreement.agreed_at < AgreementText.published_at)
        .order_by(Agreement.id)
    )
    return [f"Agreement {number} was made before its text was there." for number in rows]


def _ended_before() -> list[str]:
    rows = db().scalars(
        select(Agreement.id).where(Agreement.ended_at < Agreement.agreed_at).order_by(Agreement.id)
    )
    return [f"Agreement {number} ended before it was made." for number in rows]
