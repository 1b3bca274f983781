"""What always holds of cover, over the whole database."""

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from buurtcoop.core.instance import db
from buurtcoop.cover.models import Answer, Ask, Swap, SwapState
from buurtcoop.shifts.models import Claim, CrewLine, PromiseState


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_asked_for_nothing(), *_yes_without_claim(), *_half_swapped()]


def _asked_for_nothing() -> list[str]:
    """A question is about a line of its own shift."""
    rows = db().scalars(
        select(Ask.id)
        .join(CrewLine, CrewLine.id == Ask.line_id)
        .where(CrewLine.shift_id != Ask.shift_id)
        .order_by(Ask.id)
    )
    return [f"Ask {number} is about a line of another shift." for number in rows]


def _yes_without_claim() -> list[str]:
    """Who said yes got a place, whatever became of it."""
    got_it = exists().where(Claim.shift_id == Ask.shift_id, Claim.person_id == Ask.person_id)
    rows = db().scalars(select(Ask.id).where(Ask.answer == Answer.YES, ~got_it).order_by(Ask.id))
    return [f"Ask {number} was answered with yes, and there is no claim." for number in rows]


def _half_swapped() -> list[str]:
    """Of what was agreed, both places changed hands."""
    one, other = aliased(Claim), aliased(Claim)
    rows = db().scalars(
        select(Swap.id)
        .join(one, one.id == Swap.claim_id)
        .join(other, other.id == Swap.other_claim_id)
        .where(
            Swap.state == SwapState.AGREED,
            (one.state != PromiseState.SWAPPED) | (other.state != PromiseState.SWAPPED),
        )
        .order_by(Swap.id)
    )
    return [f"Swap {number} was agreed, and one of its places did not change." for number in rows]
