"""Telling a month of an agreement, once and for good."""

from datetime import date, datetime

from buurtcoop.core import clock
from buurtcoop.core.database import in_turn
from buurtcoop.core.instance import db
from buurtcoop.funding.models import FundingAgreement
from buurtcoop.insight.models import FigureRelease
from buurtcoop.insight.queries.releases import figures_for, months_told, released, told_of
from buurtcoop.insight.rules import fingerprint, months_to_tell, written

RELEASE_TURN = 7001


def tell_months(now: datetime) -> int:
    """Freeze every month that is due and was not told, of every agreement. Returns how many.

    Each month is told after the one before it, so a night that was missed is caught up in order.
    """
    in_turn(db(), RELEASE_TURN)
    today, told = clock.local(now).date(), months_told()
    count = 0
    for agreement in told_of():
        months = months_to_tell(
            agreement.starts_on, agreement.ends_on, told.get(agreement.id, ()), today
        )
        for month in months:
            tell_month(agreement, month, now)
            count += 1
    return count


def tell_month(agreement: FundingAgreement, month: date, now: datetime) -> FigureRelease:
    """Freeze what may be told of one month; the database refuses a second time."""
    content = written(figures_for(agreement, month, released(agreement.id)))
    release = FigureRelease(
        agreement_id=agreement.id,
        month=month,
        content=content,
        hash=fingerprint(content),
        made_at=now,
    )
    db().add(release)
    db().flush()
    return release
