"""The pages of agreements: what was promised, in which words, and in which parts it comes."""

from sqlalchemy import select

from buurtcoop.funding.models import Certainty, FundingAgreement
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot, first

LIST = "/geld/afspraken"


def agreed_shots(coordinator: Person) -> list[Shot]:
    """Each page as the coordinator sees it, of the largest agreement. Needs an open transaction."""
    awarded = FundingAgreement.certainty == Certainty.AWARDED
    largest = select(FundingAgreement.id).where(awarded).order_by(FundingAgreement.amount.desc())
    here = f"{LIST}/{first(largest)}"
    share = f"{here}/voorwaarden/deel-van-kosten"
    clash = {"share": "80", "own": "30", "reserve": "10"}
    return [
        Shot("agreements", LIST, coordinator),
        Shot("agreement-new", f"{LIST}/nieuw", coordinator),
        Shot("agreement", here, coordinator),
        Shot("agreement-kind", f"{here}/voorwaarden", coordinator),
        Shot("agreement-terms", share, coordinator),
        Shot(
            "agreement-terms-clash",
            share,
            coordinator,
            filled=clash,
            pressed="main button[value=klaar]",
        ),
        Shot("agreement-parts", f"{here}/delen", coordinator),
        Shot("agreement-letter", f"{here}/brief", coordinator),
        Shot("agreement-together", f"{here}/samen", coordinator),
    ]
