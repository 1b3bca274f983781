"""An agreement that was settled, by its rows alone: what these tests need of it."""

from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.funding.models import Settlement


def handed_in(agreement_id: int, terms_id: int) -> Settlement:
    """The next version of its settlement, handed in today."""
    before = select(func.coalesce(func.max(Settlement.version), 0))
    version = (db().scalar(before.where(Settlement.agreement_id == agreement_id)) or 0) + 1
    made = Settlement(
        agreement_id=agreement_id,
        version=version,
        reason="Er klopte iets niet." if version > 1 else "",
        made_at=clock.now(),
    )
    db().add(made)
    db().flush()
    made.terms_id, made.settled_on = terms_id, clock.today()
    made.figures, made.hash, made.handed_in_at = "{}", "0" * 64, clock.now()
    db().flush()
    return made
