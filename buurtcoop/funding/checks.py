"""What always holds of sources and promises, over the whole database."""

from sqlalchemy import select

from buurtcoop.core.guards import lifted
from buurtcoop.core.instance import db
from buurtcoop.funding.models import FundingAgreement, FundingSource, Settlement, SourceKind
from buurtcoop.funding.queries.frozen import FiguresUnreadable, frozen
from buurtcoop.ledger.models import Line

# The triggers of migration 0036 that keep what was handed in.
SETTLEMENT_GUARDS = (
    "no_claim_off_a_settled_agreement",
    "no_claim_on_a_settled_agreement",
    "no_terms_on_a_settled_agreement",
    "settled_agreement_stays",
    "settlement_remains",
    "settlement_stays",
    "settlement_under_the_newest_terms",
    "settlements_follow_each_other",
)


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [
        *_promises_over_years(),
        *_booked_in_kind(),
        *_lifted_guards(),
        *_changed_settlements(),
    ]


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


def _lifted_guards() -> list[str]:
    return [
        f"The guard {name} on settlements is gone." for name in lifted(db(), SETTLEMENT_GUARDS)
    ]


def _changed_settlements() -> list[str]:
    handed_in = db().scalars(
        select(Settlement).where(Settlement.handed_in_at.is_not(None)).order_by(Settlement.id)
    )
    return [
        f"The figures of settlement {each.id} are not what was handed in."
        for each in handed_in
        if not _readable(each)
    ]


def _readable(settlement: Settlement) -> bool:
    try:
        frozen(settlement)
    except FiguresUnreadable:
        return False
    return True
