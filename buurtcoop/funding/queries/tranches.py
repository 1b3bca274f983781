"""The parts in which the money of an agreement comes, what came in of them, and what is open."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import aliased, joinedload

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import FundingAgreement, FundingSource, Tranche, TranchePayment
from buurtcoop.funding.rules import Share
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line
from buurtcoop.ledger.queries import posted
from buurtcoop.ledger.rules import CASH, GIVEN, LENT

OFFERED = 30


@dataclass(frozen=True, kw_only=True)
class CameIn:
    """What came in of a part: the payment, its entry and day, and cents."""

    id: int
    entry_id: int
    day: date
    amount: Money


@dataclass(frozen=True, kw_only=True)
class TrancheState:
    """A part with what came in of it."""

    tranche: Tranche
    payments: Sequence[CameIn]

    @property
    def paid(self) -> Money:
        """What came in of it so far, in cents."""
        return sum((each.amount for each in self.payments), NOTHING)

    @property
    def open(self) -> Money:
        """What still comes."""
        return self.tranche.amount - self.paid

    @property
    def share(self) -> Share:
        """The part on plain values."""
        return Share(id=self.tranche.id, amount=self.tranche.amount, paid=self.paid)


@dataclass(frozen=True, kw_only=True)
class OpenTranche:
    """A part that still comes, as the bank looks for it: whose, by which letter, how much."""

    id: int
    number: int
    agreement_id: int
    source: FundingSource
    reference: str
    day: date | None
    requested: bool
    open: Money
    year: int


@dataclass(frozen=True, kw_only=True)
class Free:
    """A line that came in on a bank account, and how much of it pays no part yet."""

    line_id: int
    day: date
    memo: str
    left: Money


def counts() -> ColumnElement[bool]:
    """Whether a payment counts: its entry was not undone."""
    line, undoing = aliased(Line), aliased(Entry)
    undone = (
        select(undoing.id)
        .join(line, undoing.reverses_id == line.entry_id)
        .where(line.id == TranchePayment.line_id)
        .exists()
    )
    return ~undone


def paid_of_tranche() -> ScalarSelect[Money]:
    """What came in of a tranche, beside it in a query."""
    return (
        select(func.coalesce(func.sum(TranchePayment.amount), 0))
        .where(TranchePayment.tranche_id == Tranche.id, counts())
        .correlate(Tranche)
        .scalar_subquery()
    )


def tranches_of(agreement_id: int) -> list[TrancheState]:
    """The parts of an agreement in their order, without those taken out; two statements."""
    query = select(Tranche).where(
        Tranche.agreement_id == agreement_id, Tranche.dropped_at.is_(None)
    )
    found = list(db().scalars(query.order_by(Tranche.number)))
    payments = _payments([each.id for each in found])
    return [TrancheState(tranche=each, payments=payments[each.id]) for each in found]


def _payments(tranche_ids: Sequence[int]) -> dict[int, list[CameIn]]:
    rows = db().execute(
        select(TranchePayment, Entry.id, Entry.day)
        .join(Line, Line.id == TranchePayment.line_id)
        .join(Entry, Entry.id == Line.entry_id)
        .where(TranchePayment.tranche_id.in_(tranche_ids), counts())
        .order_by(Entry.day, TranchePayment.id)
    )
    found: dict[int, list[CameIn]] = defaultdict(list)
    for payment, entry_id, day in rows:
        one = CameIn(id=payment.id, entry_id=entry_id, day=day, amount=payment.amount)
        found[payment.tranche_id].append(one)
    return found


def last_number(agreement_id: int) -> int:
    """The highest number of its parts, those that were taken out counted; nothing without one."""
    highest = select(func.coalesce(func.max(Tranche.number), 0))
    return db().scalar(highest.where(Tranche.agreement_id == agreement_id)) or 0


def tranche_of(tranche_id: int) -> TrancheState:
    """One part, also one that was taken out. Raises LookupError."""
    found = db().get(Tranche, tranche_id)
    if found is None:
        raise LookupError(f"There is no tranche {tranche_id}.")
    return TrancheState(tranche=found, payments=_payments([tranche_id])[tranche_id])


def open_tranches() -> list[OpenTranche]:
    """Every part that still comes, in the order in which they should."""
    query = (
        select(Tranche, paid_of_tranche())
        .join(Tranche.agreement)
        .where(Tranche.dropped_at.is_(None), paid_of_tranche() < Tranche.amount)
        .options(
            joinedload(Tranche.agreement)
            .joinedload(FundingAgreement.source)
            .joinedload(FundingSource.organisation)
        )
        .order_by(FundingAgreement.starts_on, Tranche.agreement_id, Tranche.number)
    )
    return [
        OpenTranche(
            id=tranche.id,
            number=tranche.number,
            agreement_id=tranche.agreement_id,
            source=tranche.agreement.source,
            reference=tranche.agreement.reference,
            day=tranche.due_on,
            requested=tranche.requested_on is not None,
            open=tranche.amount - paid,
            year=tranche.agreement.starts_on.year,
        )
        for tranche, paid in db().execute(query)
    ]


def came_in(fund_id: int) -> list[Free]:
    """What came in of this fund on bank accounts and pays no part yet, the newest first."""
    return _came_in(Line.fund_id == fund_id, Line.amount > _taken())


def came_in_by(fund_id: int, line_id: int) -> Free | None:
    """What this line brought in; None when it is of another fund, went out or was undone.

    What one of our funds lent or gave to another came in from nobody.
    """
    return next(iter(_came_in(Line.fund_id == fund_id, Line.id == line_id)), None)


def _taken() -> ScalarSelect[Money]:
    """What a line pays of parts, beside it in a query."""
    return (
        select(func.coalesce(func.sum(TranchePayment.amount), 0))
        .where(TranchePayment.line_id == Line.id)
        .correlate(Line)
        .scalar_subquery()
    )


def _came_in(*which: ColumnElement[bool]) -> list[Free]:
    undoing = aliased(Entry)
    undone = select(undoing.id).where(undoing.reverses_id == Entry.id).exists()
    beside, account = aliased(Line), aliased(LedgerAccount)
    ours = (
        select(beside.id)
        .join(account, account.id == beside.account_id)
        .where(beside.entry_id == Entry.id, account.code.in_((LENT, GIVEN)))
        .exists()
    )
    query = (
        select(Line, Entry, _taken())
        .join(Line.entry)
        .join(LedgerAccount, LedgerAccount.id == Line.account_id)
        .where(
            *posted(),
            *which,
            LedgerAccount.kind == AccountKind.ASSET,
            LedgerAccount.code.in_(CASH),
            Entry.reverses_id.is_(None),
            ~undone,
            ~ours,
            Line.amount > NOTHING,
        )
        .order_by(Entry.day.desc(), Line.id.desc())
        .limit(OFFERED)
    )
    return [
        Free(line_id=line.id, day=entry.day, memo=entry.memo, left=line.amount - paid)
        for line, entry, paid in db().execute(query)
    ]
