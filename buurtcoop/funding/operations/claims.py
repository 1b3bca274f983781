"""Putting costs on an agreement and taking them off again.

Who puts something on an agreement or takes it off waits for who does: on PostgreSQL a turn to
the end of the transaction, the same that the triggers wait for.
"""

from collections.abc import Collection

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import in_turn
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import AgreementTerms, CostClaim, FundingAgreement
from buurtcoop.funding.operations.undoing import unless_undone
from buurtcoop.funding.queries.agreements import is_settled, terms_of
from buurtcoop.funding.queries.claims import (
    category_for,
    category_of,
    claimed_on,
    cost_line,
    left_of_line,
)
from buurtcoop.funding.queries.suggestions import suggestions
from buurtcoop.funding.rules import (
    AGREEMENT_TURN,
    FIXED,
    AgreementSettled,
    CategoryElsewhere,
    ClaimGone,
    FixedFull,
    MoreThanCost,
    NotACost,
    ReasonMissing,
    TermsMissing,
    VatTooLarge,
    refuse_amount,
)


def take_turn() -> None:
    """Wait for who changes what stands on agreements; SQLite has one writer at a time."""
    in_turn(db(), AGREEMENT_TURN)


def claim(
    line_id: int,
    agreement_id: int,
    amount: Money,
    *,
    category_id: int | None = None,
    vat: Money = NOTHING,
    by: Viewer,
) -> CostClaim:
    """Put so many cents of a line of cost on an agreement; `vat` is the VAT in it.

    Without a category it is the one its account is of in the newest terms, or none. Holds
    afterwards: all claims on a line are never more than the line, and those on a fixed amount
    never more than that amount. Raises AmountOutside, VatTooLarge, AgreementSettled,
    TermsMissing, NotACost, MoreThanCost, FixedFull, CategoryElsewhere; LookupError when there is
    no such agreement.
    """
    refuse_amount(amount)
    if not NOTHING <= vat <= amount:
        raise VatTooLarge
    take_turn()
    agreement, terms = open_agreement(agreement_id)
    line = cost_line(line_id)
    if line is None:
        raise NotACost
    left = left_of_line(line)
    if amount > left:
        raise MoreThanCost(left=left)
    _refuse_above_fixed(agreement, terms, amount)
    if category_id is None:
        category_id = category_for(terms, line.account_id)
    elif category_of(agreement_id, category_id) is None:
        raise CategoryElsewhere
    made = CostClaim(
        line_id=line_id,
        agreement_id=agreement_id,
        category_id=category_id,
        amount=amount,
        vat=vat,
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    with unless_undone(lambda: cost_line(line_id), NotACost):
        db().add(made)
        db().flush()
    record(by, "funding.claim", made, f"{amount} line {line_id} agreement {agreement_id}")
    return made


def withdraw(claim_id: int, why: str, by: Viewer) -> CostClaim:
    """Take a cost off its agreement; it remains to be read, with why.

    Raises ReasonMissing, AgreementSettled, ClaimGone; LookupError when there is no such claim.
    """
    if not why.strip():
        raise ReasonMissing
    take_turn()
    found = db().get(CostClaim, claim_id, populate_existing=True)
    if found is None:
        raise LookupError(claim_id)
    if is_settled(found.agreement_id):
        raise AgreementSettled
    if found.withdrawn_at is not None:
        raise ClaimGone
    found.withdrawn_at, found.withdrawn_why = clock.now(), why.strip()
    found.withdrawn_by_id = by.person_id
    db().flush()
    record(by, "funding.withdraw", found, why.strip())
    return found


def claim_suggested(agreement_id: int, by: Viewer, line_ids: Collection[int] | None = None) -> int:
    """Put on an agreement what `suggestions` proposes now; of these lines alone when given.

    Returns how many lines it put there. Raises what `claim` raises.
    """
    take_turn()
    open_agreement(agreement_id)
    chosen = [
        each for each in suggestions(agreement_id) if line_ids is None or each.line_id in line_ids
    ]
    for each in chosen:
        claim(each.line_id, agreement_id, each.amount, category_id=each.category_id, by=by)
    return len(chosen)


def open_agreement(agreement_id: int) -> tuple[FundingAgreement, AgreementTerms]:
    """An agreement that takes changes, and its newest terms. The turn is taken before.

    Raises AgreementSettled, TermsMissing; LookupError when there is no such agreement.
    """
    agreement = db().get(FundingAgreement, agreement_id, populate_existing=True)
    if agreement is None:
        raise LookupError(agreement_id)
    if is_settled(agreement_id):
        raise AgreementSettled
    terms = terms_of(agreement_id)
    if terms is None:
        raise TermsMissing
    return agreement, terms


def _refuse_above_fixed(agreement: FundingAgreement, terms: AgreementTerms, amount: Money) -> None:
    if terms.mode not in FIXED:
        return
    left = agreement.amount - claimed_on(agreement.id)
    if amount > left:
        raise FixedFull(left=max(NOTHING, left))
