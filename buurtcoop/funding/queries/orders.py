"""What was ordered of a source's money: what of it was paid, and what is still to come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import contains_eager, joinedload

from buurtcoop.core.database import Cents
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import CommitmentUse, PayableCommitment
from buurtcoop.funding.queries.claims import entry_stands
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order, what of it was paid and by which lines, and what is left of it, in cents."""

    commitment: PayableCommitment
    paid: Money
    uses: tuple[CommitmentUse, ...]

    @property
    def left(self) -> Money:
        """What is still to be paid; nothing once the rest fell away."""
        if self.commitment.ended_on is not None:
            return NOTHING
        return self.commitment.amount - self.paid


@dataclass(frozen=True, kw_only=True)
class Bill:
    """A line of cost that may pay part of an order, with what of it pays none yet."""

    line_id: int
    day: date
    memo: str
    account: str
    left: Money


def open_orders(source_id: int | None = None) -> list[Order]:
    """What was ordered and not wholly paid, of one source or of all; by the day of the bill."""
    return [each for each in _orders(source_id, running=True) if each.left > NOTHING]


def done_orders(most: int = 50) -> list[Order]:
    """What was paid or fell away, the newest first."""
    found = [each for each in all_orders() if each.left <= NOTHING]
    return sorted(found, key=lambda each: each.commitment.id, reverse=True)[:most]


def all_orders() -> list[Order]:
    """Every order there ever was."""
    return _orders(None, running=False)


def order_of(commitment_id: int) -> Order:
    """One order with what was paid of it. Raises LookupError."""
    commitment = db().get(PayableCommitment, commitment_id)
    if commitment is None:
        raise LookupError(commitment_id)
    uses = _uses([commitment_id])[commitment_id]
    return Order(commitment=commitment, paid=_sum(uses), uses=tuple(uses))


def ordered_by_source(year: int) -> dict[int, Money]:
    """{source: what is still to be paid of its orders} of which the bill is due in this year."""
    paid = (
        select(func.coalesce(func.sum(CommitmentUse.amount), 0))
        .join(CommitmentUse.line)
        .join(Line.entry)
        .where(CommitmentUse.commitment_id == PayableCommitment.id, entry_stands())
        .correlate(PayableCommitment)
        .scalar_subquery()
    )
    rows = db().execute(
        select(
            PayableCommitment.source_id,
            type_coerce(func.sum(PayableCommitment.amount - paid), Cents()),
        )
        .where(
            PayableCommitment.ended_on.is_(None),
            PayableCommitment.expected_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(PayableCommitment.source_id)
    )
    return dict(rows.all())


def bills_for(order: Order, most: int = 50) -> list[Bill]:
    """Costs of the same fund since the order that may have paid it, the same account first."""
    wanted = order.commitment
    used = (
        select(func.coalesce(func.sum(CommitmentUse.amount), 0))
        .where(CommitmentUse.line_id == Line.id)
        .correlate(Line)
        .scalar_subquery()
    )
    rows = db().execute(
        select(
            Line.id,
            Entry.day,
            Entry.memo,
            LedgerAccount.name,
            type_coerce(Line.amount - used, Cents()),
        )
        .join(Line.entry)
        .join(Line.account)
        .where(
            Line.fund_id == wanted.source.fund_id,
            LedgerAccount.kind == AccountKind.EXPENSE,
            Entry.day >= wanted.ordered_on,
            Line.amount > used,
            entry_stands(),
        )
        .order_by(LedgerAccount.id != wanted.account_id, Entry.day.desc(), Line.id.desc())
        .limit(most)
    )
    return [
        Bill(line_id=line_id, day=day, memo=memo, account=account, left=left)
        for line_id, day, memo, account, left in rows
    ]


def left_to_order(commitment: PayableCommitment) -> Money:
    """What of an order was not paid yet."""
    return commitment.amount - paid_of(commitment.id)


def paid_of(commitment_id: int) -> Money:
    """What was paid of an order."""
    return _sum(_uses([commitment_id])[commitment_id])


def used_of_line(line_id: int) -> Money:
    """What of a line of cost paid orders."""
    return (
        db().scalar(
            select(func.coalesce(func.sum(CommitmentUse.amount), 0)).where(
                CommitmentUse.line_id == line_id
            )
        )
        or NOTHING
    )


def _orders(source_id: int | None, *, running: bool) -> list[Order]:
    wanted = select(PayableCommitment).options(
        joinedload(PayableCommitment.source),
        joinedload(PayableCommitment.activity),
        joinedload(PayableCommitment.account),
    )
    if running:
        wanted = wanted.where(PayableCommitment.ended_on.is_(None))
    if source_id is not None:
        wanted = wanted.where(PayableCommitment.source_id == source_id)
    found = list(db().scalars(wanted.order_by(PayableCommitment.expected_on, PayableCommitment.id)))
    uses = _uses([each.id for each in found])
    return [
        Order(commitment=each, paid=_sum(uses[each.id]), uses=tuple(uses[each.id]))
        for each in found
    ]


def _uses(commitment_ids: list[int]) -> dict[int, list[CommitmentUse]]:
    """What was paid of these orders: uses whose entry stands, by day."""
    found: dict[int, list[CommitmentUse]] = defaultdict(list)
    if not commitment_ids:
        return found
    rows = db().scalars(
        select(CommitmentUse)
        .join(CommitmentUse.line)
        .join(Line.entry)
        .where(CommitmentUse.commitment_id.in_(commitment_ids), entry_stands())
        .order_by(Entry.day, CommitmentUse.id)
        .options(contains_eager(CommitmentUse.line).contains_eager(Line.entry))
    )
    for each in rows:
        found[each.commitment_id].append(each)
    return found


def _sum(uses: list[CommitmentUse]) -> Money:
    return sum((each.amount for each in uses), NOTHING)
