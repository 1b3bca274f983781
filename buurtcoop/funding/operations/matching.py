"""Hours and gifts that count on an agreement, beside the money in the books."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import FundingAgreement, MatchGift, MatchHour
from buurtcoop.funding.operations.claims import open_agreement, take_turn
from buurtcoop.funding.operations.undoing import unless_undone
from buurtcoop.funding.queries.agreements import is_settled
from buurtcoop.funding.queries.matching import hours_left, income_left
from buurtcoop.funding.rules import (
    AgreementSettled,
    GiftPaid,
    GiftsNotAsked,
    HoursNotAsked,
    NotThatIncome,
    refuse_amount,
)
from buurtcoop.funding.settlement import Mode


def put_hours(agreement_id: int, time_entry_ids: Collection[int], by: Viewer) -> int:
    """Put hours of helpers on an agreement: of each entry what stands nowhere yet.

    Returns how many minutes it put there. Holds afterwards: hours on agreements are never more
    than there are. Raises AgreementSettled, TermsMissing, HoursNotAsked; LookupError when there
    is no such agreement. An entry that was taken back is left out.
    """
    take_turn()
    agreement, terms = open_agreement(agreement_id)
    if terms.in_kind_rate is None:
        raise HoursNotAsked
    left, now = hours_left(time_entry_ids), clock.now()
    for entry_id, minutes in left.items():
        db().add(
            MatchHour(
                time_entry_id=entry_id,
                agreement_id=agreement_id,
                minutes=minutes,
                made_by_id=by.person_id,
                made_at=now,
            )
        )
    db().flush()
    if left:
        record(by, "funding.put_hours", agreement, f"{sum(left.values())} minutes")
    return sum(left.values())


def take_hours(agreement_id: int, time_entry_ids: Collection[int], by: Viewer) -> int:
    """Take the hours of these entries off an agreement. Returns how many entries it found there.

    Raises AgreementSettled; LookupError when there is no such agreement.
    """
    take_turn()
    agreement = db().get(FundingAgreement, agreement_id)
    if agreement is None:
        raise LookupError(agreement_id)
    if is_settled(agreement_id):
        raise AgreementSettled
    off = db().execute(
        update(MatchHour)
        .where(
            MatchHour.agreement_id == agreement_id,
            MatchHour.time_entry_id.in_(time_entry_ids),
            MatchHour.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
        .returning(MatchHour.id)
    )
    number = len(off.all())
    if number:
        record(by, "funding.take_hours", agreement, f"{number} entries")
    return number


def promise_gift(
    agreement_id: int, household: str, amount: Money, *, promised_on: date, by: Viewer
) -> MatchGift:
    """Write down a gift that a household promised; it counts once it was paid.

    Raises AmountOutside, AgreementSettled, TermsMissing, GiftsNotAsked; LookupError when there
    is no such agreement.
    """
    refuse_amount(amount)
    take_turn()
    _agreement, terms = open_agreement(agreement_id)
    if terms.mode is not Mode.MATCH:
        raise GiftsNotAsked
    made = MatchGift(
        agreement_id=agreement_id,
        household=household.strip(),
        amount=amount,
        promised_on=promised_on,
        made_at=clock.now(),
    )
    db().add(made)
    db().flush()
    record(by, "funding.promise_gift", made, f"{amount}")
    return made


def pay_gift(gift_id: int, line_id: int, by: Viewer) -> MatchGift:
    """Say that this line of income paid a gift; one line may pay several.

    Raises AgreementSettled, GiftPaid, NotThatIncome; LookupError when there is no such gift.
    """
    take_turn()
    gift = db().get(MatchGift, gift_id, populate_existing=True)
    if gift is None:
        raise LookupError(gift_id)
    if is_settled(gift.agreement_id):
        raise AgreementSettled
    if gift.line_id is not None:
        raise GiftPaid
    left = income_left(line_id)
    if left is None or left < gift.amount:
        raise NotThatIncome
    with unless_undone(lambda: income_left(line_id), NotThatIncome):
        gift.line_id = line_id
        db().flush()
    record(by, "funding.pay_gift", gift, f"line {line_id}")
    return gift
