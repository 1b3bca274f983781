"""The parts in which money comes: adding them, asking for one, and what came in of it."""

from collections.abc import Sequence
from datetime import date

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import FundingAgreement, Tranche, TranchePayment
from buurtcoop.funding.operations.agreements import open_agreement, take_turn
from buurtcoop.funding.operations.undoing import unless_undone
from buurtcoop.funding.queries import TrancheState, came_in_by, last_number, tranche_of, tranches_of
from buurtcoop.funding.rules import (
    DayToCome,
    MoreThanCameIn,
    OtherSourcePaid,
    PaysAlready,
    TrancheFull,
    TrancheGone,
    TranchePaid,
    amounts_of,
    refuse_above,
    refuse_amount,
    shared_again,
)


def add_tranches(
    agreement_id: int, parts: Sequence[tuple[int | Money, date | None, str]], *, by: Viewer
) -> list[Tranche]:
    """Add parts: cents or basis points of the agreement, the day (None: after it is settled), and
    what has to be done for it.

    Holds afterwards: the parts together are no more than the agreement. Raises AgreementSettled,
    TranchesAbove, TranchesDiffer, TrancheEmpty.
    """
    agreement = open_agreement(agreement_id)
    there = [each.tranche.amount for each in tranches_of(agreement_id)]
    amounts = amounts_of(agreement.amount, [part for part, _day, _words in parts])
    refuse_above(agreement.amount, [*there, *amounts])
    first = last_number(agreement_id) + 1
    made = [
        Tranche(
            agreement_id=agreement_id,
            number=first + place,
            amount=amount,
            due_on=day,
            condition=words.strip(),
        )
        for place, (amount, (_part, day, words)) in enumerate(zip(amounts, parts, strict=True))
    ]
    db().add_all(made)
    db().flush()
    for each in made:
        record(by, "funding.add_tranche", each, f"{each.amount} {each.due_on or ''}")
    return made


def request_tranche(tranche_id: int, *, on: date, by: Viewer) -> Tranche:
    """Write down that we asked for this part. Raises DayToCome, TrancheGone, TranchePaid."""
    if on > clock.today():
        raise DayToCome
    found = _live(tranche_id)
    if not found.open:
        raise TranchePaid
    found.tranche.requested_on = on
    db().flush()
    record(by, "funding.request_tranche", found.tranche, on.isoformat())
    return found.tranche


def drop_tranche(tranche_id: int, *, by: Viewer) -> Tranche:
    """What still comes of this part, falls away; what came in of it stays, and is then all of it.

    Raises TrancheGone, TranchePaid when nothing more comes.
    """
    found = _live(tranche_id)
    if not found.open:
        raise TranchePaid
    if found.paid:
        found.tranche.amount = found.paid
    else:
        found.tranche.dropped_at = clock.now()
    db().flush()
    record(by, "funding.drop_tranche", found.tranche, str(found.open))
    return found.tranche


def share_again(agreement_id: int, *, by: Viewer) -> list[Tranche]:
    """Share the amount of the agreement over its parts again, by what they were.

    None becomes less than what came in of it; one for which nothing is left falls away. Raises
    AgreementSettled, MoreCameIn.
    """
    agreement = open_agreement(agreement_id)
    there = tranches_of(agreement_id)
    amounts = shared_again(agreement.amount, [each.share for each in there])
    for each in there:
        amount = amounts[each.tranche.id]
        if amount:
            each.tranche.amount = amount
        else:
            each.tranche.dropped_at = clock.now()
    db().flush()
    record(by, "funding.share_again", agreement, " ".join(str(each) for each in amounts.values()))
    return [each.tranche for each in there if each.tranche.dropped_at is None]


def pay_tranche(tranche_id: int, line_id: int, amount: Money, *, by: Viewer) -> TranchePayment:
    """Say that this line, which came in on the bank, pays this part, or some of it.

    Holds afterwards: payments of a part are never more than the part, and those of a line never
    more than the line. It counts until its entry is undone. Also on a settled agreement: the last
    part comes after it. Raises TrancheGone, TrancheFull, MoreThanCameIn, OtherSourcePaid,
    PaysAlready, AmountOutside.
    """
    refuse_amount(amount)
    found = _live(tranche_id)
    fund_id = _fund_of(found)
    free = came_in_by(fund_id, line_id)
    if free is None:
        raise OtherSourcePaid
    if amount > found.open:
        raise TrancheFull(left=found.open)
    if amount > free.left:
        raise MoreThanCameIn(left=free.left)
    with unless_undone(lambda: came_in_by(fund_id, line_id), OtherSourcePaid):
        number = insert_once(
            db(),
            TranchePayment,
            tranche_id=tranche_id,
            line_id=line_id,
            amount=amount,
            made_by_id=by.person_id,
            made_at=clock.now(),
        )
    if number is None:
        raise PaysAlready
    payment = db().get_one(TranchePayment, number)
    record(by, "funding.pay_tranche", payment, f"{tranche_id} {line_id} {amount}")
    return payment


def unpay_tranche(payment_id: int, *, by: Viewer) -> None:
    """Take a payment off its part; the entry stays in the book. Raises LookupError when it is not
    there any more.
    """
    take_turn()
    payment = db().get(TranchePayment, payment_id)
    if payment is None:
        raise LookupError(f"There is no payment {payment_id}.")
    record(by, "funding.unpay_tranche", payment, f"{payment.tranche_id} {payment.amount}")
    db().delete(payment)
    db().flush()


def _live(tranche_id: int) -> TrancheState:
    """A part that was not taken out, and the turn to change it."""
    take_turn()
    found = tranche_of(tranche_id)
    db().refresh(found.tranche)
    if found.tranche.dropped_at is not None:
        raise TrancheGone
    return found


def _fund_of(found: TrancheState) -> int:
    return db().get_one(FundingAgreement, found.tranche.agreement_id).source.fund_id
