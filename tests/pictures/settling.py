"""The pages of settling: what it comes to, what was handed in, a correction, the booking."""

from sqlalchemy import select

from buurtcoop.funding.models import AgreementTerms, FundingAgreement, Settlement, SourceKind
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot, first


def settling_shots(treasurer: Person) -> list[Shot]:
    """Each page as the treasurer sees it. Found in an open transaction."""
    handed_in = first(
        select(Settlement)
        .where(Settlement.handed_in_at.is_not(None))
        .order_by(Settlement.agreement_id.desc(), Settlement.version.desc())
    )
    settled = select(Settlement.id).where(Settlement.agreement_id == FundingAgreement.id)
    running = first(
        select(FundingAgreement.id)
        .join(AgreementTerms, AgreementTerms.agreement_id == FundingAgreement.id)
        .join(FundingAgreement.source)
        .where(~settled.exists())
        .order_by(
            FundingAgreement.source.has(kind=SourceKind.MUNICIPAL_COFINANCING).desc(),
            FundingAgreement.starts_on,
        )
    )
    now = f"/geld/afspraken/{running}/afrekening"
    then = f"/geld/afspraken/{handed_in.agreement_id}/afrekening"
    return [
        Shot("settling", now, treasurer),
        Shot("settling-book", f"{now}/boeken", treasurer),
        Shot("settled", then, treasurer),
        Shot("settled-version", f"{then}/{handed_in.version}", treasurer),
        Shot("settled-again", f"{then}/begin", treasurer),
    ]
