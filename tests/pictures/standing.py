"""The pages of what stands on agreements and of orders; each only where the demo has it."""

from typing import TypeVar

from sqlalchemy import Select, select

from buurtcoop.core.instance import db
from buurtcoop.funding.models import (
    AgreementTerms,
    CostClaim,
    MatchGift,
    PayableCommitment,
    Settlement,
)
from buurtcoop.funding.settlement import Mode
from buurtcoop.ledger.models import AccountKind, LedgerAccount, Line
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot

ORDERS = "/geld/bestellingen"
Row = TypeVar("Row")


def standing_shots(treasurer: Person) -> list[Shot]:
    """Each page as the treasurer sees it. Found in an open transaction."""
    settled = select(Settlement.agreement_id).where(Settlement.handed_in_at.is_not(None))
    claimed = _first(
        select(CostClaim).where(
            CostClaim.withdrawn_at.is_(None), CostClaim.agreement_id.not_in(settled)
        )
    )
    shots = [
        Shot("open-costs", "/geld/kosten-open", treasurer),
        Shot("fund-orders", ORDERS, treasurer),
        Shot("fund-order-new", f"{ORDERS}/nieuw", treasurer),
    ]
    if claimed is not None:
        costs = f"/geld/afspraken/{claimed.agreement_id}/kosten"
        shots += [
            Shot("claims", costs, treasurer),
            Shot("claim-choose", f"{costs}/nieuw", treasurer),
            Shot("claim-off", f"{costs}/{claimed.id}/eraf", treasurer),
        ]
        if line := _first(_open_line()):
            shots.append(Shot("claim-add", f"{costs}/nieuw/{line.id}", treasurer))
    return [*shots, *_matching(treasurer), *_orders(treasurer)]


def _matching(treasurer: Person) -> list[Shot]:
    hours = _first(select(AgreementTerms).where(AgreementTerms.in_kind_rate.is_not(None)))
    match = _first(select(AgreementTerms).where(AgreementTerms.mode == Mode.MATCH))
    shots = []
    if hours is not None:
        at = f"/geld/afspraken/{hours.agreement_id}/uren"
        shots.append(Shot("claim-hours", at, treasurer))
    if match is not None:
        at = f"/geld/afspraken/{match.agreement_id}/giften"
        shots += [Shot("gifts", at, treasurer), Shot("gift-new", f"{at}/nieuw", treasurer)]
    gift = _first(select(MatchGift).where(MatchGift.line_id.is_(None)))
    if gift is not None:
        paid = f"/geld/afspraken/{gift.agreement_id}/giften/{gift.id}/betaald"
        shots.append(Shot("gift-paid", paid, treasurer))
    return shots


def _orders(treasurer: Person) -> list[Shot]:
    order = _first(select(PayableCommitment).where(PayableCommitment.ended_on.is_(None)))
    if order is None:
        return []
    here = f"{ORDERS}/{order.id}"
    return [
        Shot("fund-order", here, treasurer),
        Shot("fund-order-paid", f"{here}/betaald", treasurer),
        Shot("fund-order-end", f"{here}/stop", treasurer),
    ]


def _open_line() -> Select[Line]:
    taken = select(CostClaim.line_id)
    costs = select(LedgerAccount.id).where(LedgerAccount.kind == AccountKind.EXPENSE)
    return (
        select(Line)
        .where(Line.account_id.in_(costs), Line.id.not_in(taken))
        .order_by(Line.id.desc())
    )


def _first(query: Select[Row]) -> Row | None:
    return db().scalar(query.limit(1))
