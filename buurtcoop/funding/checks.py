"""What always holds of sources and promises, over the whole database."""

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.funding.models import FundingAgreement, FundingSource, SourceKind
from buurtcoop.ledger.models import Line


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_promises_over_years(), *_booked_in_kind()]


def _promises_over_years() -> list[str]:
    rows = db().execute(
        select(FundingAgreement.id, FundingAgreement.starts_on, FundingAgreement.ends_on)
    )
    return [
        f"Promise {number} spans more than one year."
        for number, starts_on, ends_on in rows
        if starts_on.year != ends_on.year
    ]


def _booked_in_kind() -> list[str]:
    booked = select(Line.id).where(Line.fund_id == FundingSource.fund_id).exists()
    rows = db().scalars(
        select(FundingSource.name).where(FundingSource.kind == SourceKind.IN_KIND, booked)
    )
    return [f"The source {name} gives in kind, but money is booked on it." for name in rows]
