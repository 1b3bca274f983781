"""What the books should say of an agreement at the end of a month, a year, or its settlement.

An advance is booked as income when it comes in. What was not earned yet is put aside (1400),
what was earned and did not come in yet is still to come (1250), and once it was settled what came
too much goes back (1450). So income is what the agreement gives on the costs so far.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import (
    CostClaim,
    FundingAgreement,
    TermsActivity,
    Tranche,
    TranchePayment,
)
from buurtcoop.funding.queries.agreements import is_settled, terms_of
from buurtcoop.funding.queries.claims import entry_stands
from buurtcoop.funding.queries.counting import received_on
from buurtcoop.funding.queries.settling import agreement_and_terms, determined_of
from buurtcoop.funding.rules import INCOME_ACCOUNTS
from buurtcoop.funding.rules.settling import (
    AHEAD,
    HELD,
    SETTLING_KEY,
    TO_COME,
    TO_REPAY,
    BookedLater,
    Held,
    NoActivityToBook,
    held,
    moves,
)
from buurtcoop.ledger.models import Entry, LedgerAccount, Line
from buurtcoop.ledger.rules import NewLine


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """What to book of an agreement on a day: cents, and the lines; none when nothing is to do.

    `earned` is what the agreement gives on the costs so far, `came_in` what was received.
    """

    earned: Money
    came_in: Money
    now: Held
    wanted: Held
    lines: tuple[NewLine, ...]

    @property
    def income(self) -> Money:
        """What income becomes more, or below nothing less."""
        held_now = self.now.to_come - self.now.ahead - self.now.to_repay
        return self.wanted.to_come - self.wanted.ahead - self.wanted.to_repay - held_now


def recognition(agreement_id: int, day: date) -> Recognition:
    """What a booking on this day would say. Costs and money of later days are left out.

    Raises NothingAgreed, BookedLater, NoActivityToBook; LookupError when there is no such
    agreement.
    """
    agreement, _terms = agreement_and_terms(agreement_id)
    last = _last_day(agreement_id)
    if last is not None and day < last:
        raise BookedLater(day=last)
    earned, received = determined_of(agreement, day), received_on(agreement_id, day)
    now = _held_now(agreement)
    wanted = held(earned, received, settled=is_settled(agreement_id))
    return Recognition(
        earned=earned,
        came_in=received,
        now=now,
        wanted=wanted,
        lines=_lines(agreement, moves(now, wanted)),
    )


def settling_keys(agreement_id: int) -> ColumnElement[bool]:
    """The entries that settling this agreement booked."""
    return Entry.key.startswith(f"{SETTLING_KEY}{agreement_id}:", autoescape=True)


def _last_day(agreement_id: int) -> date | None:
    return db().scalar(
        select(func.max(Entry.day)).where(settling_keys(agreement_id), entry_stands())
    )


def _held_now(agreement: FundingAgreement) -> Held:
    """What our bookings, and payments booked on what was to come, left on the three accounts."""
    beside = aliased(Line)
    payments = (
        select(beside.entry_id)
        .join(TranchePayment, TranchePayment.line_id == beside.id)
        .join(Tranche, Tranche.id == TranchePayment.tranche_id)
        .where(Tranche.agreement_id == agreement.id)
    )
    rows = db().execute(
        select(LedgerAccount.code, func.sum(Line.amount))
        .join_from(Line, Entry)
        .join(LedgerAccount)
        .where(
            LedgerAccount.code.in_(HELD),
            Line.fund_id == agreement.source.fund_id,
            entry_stands(),
            settling_keys(agreement.id) | Entry.id.in_(payments),
        )
        .group_by(LedgerAccount.code)
    )
    found: dict[str, Money] = {}
    for code, amount in rows:
        found[code] = amount
    return Held(
        ahead=-found.get(AHEAD, NOTHING),
        to_come=found.get(TO_COME, NOTHING),
        to_repay=-found.get(TO_REPAY, NOTHING),
    )


def _lines(agreement: FundingAgreement, moved: dict[str, Money]) -> tuple[NewLine, ...]:
    fund_id = agreement.source.fund_id
    lines = [
        NewLine(account=account, fund_id=fund_id, amount=amount)
        for account, amount in moved.items()
    ]
    income = -sum(moved.values(), NOTHING)
    if income:
        lines.append(
            NewLine(
                account=INCOME_ACCOUNTS[agreement.source.kind],
                fund_id=fund_id,
                amount=income,
                activity_id=_activity(agreement),
            )
        )
    return tuple(lines)


def _activity(agreement: FundingAgreement) -> int:
    """Where its income stands: with what came in, else with most of its costs, else its terms.

    Raises NoActivityToBook.
    """
    paid = (
        select(Line.activity_id)
        .join(Entry)
        .join(LedgerAccount)
        .where(
            Line.fund_id == agreement.source.fund_id,
            LedgerAccount.code == INCOME_ACCOUNTS[agreement.source.kind],
            Entry.day.between(agreement.starts_on, agreement.ends_on),
            entry_stands(),
        )
        .group_by(Line.activity_id)
        .order_by(func.sum(Line.amount), Line.activity_id)
        .limit(1)
    )
    spent = (
        select(Line.activity_id)
        .join(CostClaim, CostClaim.line_id == Line.id)
        .where(CostClaim.agreement_id == agreement.id, CostClaim.withdrawn_at.is_(None))
        .group_by(Line.activity_id)
        .order_by(func.sum(CostClaim.amount).desc(), Line.activity_id)
        .limit(1)
    )
    terms = terms_of(agreement.id)
    named = (
        select(TermsActivity.activity_id)
        .where(TermsActivity.terms_id == (terms.id if terms else None))
        .order_by(TermsActivity.id)
        .limit(1)
    )
    for query in (paid, spent, named):
        found: int | None = db().scalar(query)
        if found is not None:
            return found
    raise NoActivityToBook
