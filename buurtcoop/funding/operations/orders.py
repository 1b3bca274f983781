"""What was ordered and is not paid yet: money of a source that is no longer free."""

from datetime import date

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import CommitmentUse, FundingSource, PayableCommitment, SourceKind
from buurtcoop.funding.operations.claims import take_turn
from buurtcoop.funding.operations.undoing import unless_undone
from buurtcoop.funding.queries.claims import cost_line
from buurtcoop.funding.queries.orders import left_to_order, paid_of, used_of_line
from buurtcoop.funding.rules import (
    ExpectedBeforeOrdered,
    InKindIsNoMoney,
    MoreThanBill,
    MoreThanOrdered,
    NotACost,
    OrderEnded,
    OtherPot,
    ReasonMissing,
    refuse_amount,
)


def order(
    source_id: int,
    *,
    activity_id: int,
    account_id: int,
    amount: Money,
    words: str,
    ordered_on: date,
    expected_on: date,
    by: Viewer,
) -> PayableCommitment:
    """Write down what was ordered of a source's money, and when the bill should come.

    Raises AmountOutside, ExpectedBeforeOrdered, InKindIsNoMoney; LookupError when there is no
    such source.
    """
    refuse_amount(amount)
    if expected_on < ordered_on:
        raise ExpectedBeforeOrdered
    source = db().get(FundingSource, source_id)
    if source is None:
        raise LookupError(source_id)
    if source.kind is SourceKind.IN_KIND:
        raise InKindIsNoMoney
    made = PayableCommitment(
        source_id=source_id,
        activity_id=activity_id,
        account_id=account_id,
        amount=amount,
        words=words.strip(),
        ordered_on=ordered_on,
        expected_on=expected_on,
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    db().add(made)
    db().flush()
    record(by, "funding.order", made, f"{amount} {words.strip()}")
    return made


def pay_order(commitment_id: int, line_id: int, amount: Money, by: Viewer) -> CommitmentUse:
    """Say that so many cents of a line of cost paid part of an order.

    Holds afterwards: what was paid of an order is never more than the order, nor than the line.
    Raises AmountOutside, OrderEnded, NotACost, OtherPot, MoreThanOrdered, MoreThanBill;
    LookupError when there is no such order.
    """
    refuse_amount(amount)
    take_turn()
    found = _running(commitment_id)
    line = cost_line(line_id)
    if line is None:
        raise NotACost
    if line.fund_id != found.source.fund_id:
        raise OtherPot
    left = left_to_order(found)
    if left <= NOTHING:
        raise OrderEnded
    if amount > left:
        raise MoreThanOrdered(left=left)
    free = line.amount - used_of_line(line_id)
    if amount > free:
        raise MoreThanBill(left=free)
    made = CommitmentUse(
        commitment_id=commitment_id, line_id=line_id, amount=amount, made_at=clock.now()
    )
    with unless_undone(lambda: cost_line(line_id), NotACost):
        db().add(made)
        db().flush()
    record(by, "funding.pay_order", found, f"{amount} line {line_id}")
    return made


def end_order(commitment_id: int, why: str, by: Viewer) -> PayableCommitment:
    """Let what was not paid of an order fall away, with a reason.

    Raises ReasonMissing, OrderEnded; LookupError when there is no such order.
    """
    if not why.strip():
        raise ReasonMissing
    take_turn()
    found = _running(commitment_id)
    rest = found.amount - paid_of(commitment_id)
    found.ended_on, found.ended_why = clock.today(), why.strip()
    db().flush()
    record(by, "funding.end_order", found, f"{rest} {why.strip()}")
    return found


def _running(commitment_id: int) -> PayableCommitment:
    found = db().get(PayableCommitment, commitment_id, populate_existing=True)
    if found is None:
        raise LookupError(commitment_id)
    if found.ended_on is not None:
        raise OrderEnded
    return found
