"""Costs that stand on no agreement, or only in part."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Subquery, func, select, type_coerce
from sqlalchemy.orm import contains_eager, joinedload

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Cents
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import CostClaim, FundingSource
from buurtcoop.funding.queries.claims import is_cost
from buurtcoop.ledger.models import Entry, Fund, LedgerAccount, Line


@dataclass(frozen=True, kw_only=True)
class OpenCosts:
    """Costs of one source, activity and account that stand on no agreement, in cents.

    `source_id` is None for a fund that belongs to no source.
    """

    fund_id: int
    fund: str
    source_id: int | None
    activity: str
    account: str
    lines: int
    amount: Money


@dataclass(frozen=True, kw_only=True)
class OpenLine:
    """A line of cost with its entry, account, activity and fund, and what of it stands nowhere."""

    line: Line
    left: Money


def these_lines(line_ids: Collection[int]) -> dict[int, Line]:
    """These lines by their number, with entry, account, activity and fund."""
    found = db().scalars(
        select(Line)
        .where(Line.id.in_(line_ids))
        .options(
            joinedload(Line.entry),
            joinedload(Line.account),
            joinedload(Line.activity),
            joinedload(Line.fund),
        )
    )
    return {line.id: line for line in found}


def open_lines(year: int, search: str = "", most: int = 100) -> list[OpenLine]:
    """Costs of a year of which something stands on no agreement, the newest first.

    `search` is a part of what the entry was for, in capitals or not.
    """
    claimed = claimed_by_line()
    left = left_beside(claimed)
    rows = db().execute(
        select(Line, left)
        .join(Line.entry)
        .join(Line.account)
        .outerjoin(claimed, claimed.c.line_id == Line.id)
        .where(
            *cost_between(date(year, 1, 1), date(year, 12, 31)),
            left > NOTHING,
            *([Entry.memo.icontains(search, autoescape=True)] if search else []),
        )
        .order_by(Entry.day.desc(), Line.id.desc())
        .limit(most)
        .options(
            contains_eager(Line.entry),
            contains_eager(Line.account),
            joinedload(Line.activity),
            joinedload(Line.fund),
        )
    )
    return [OpenLine(line=line, left=amount) for line, amount in rows]


def unclaimed(year: int) -> list[OpenCosts]:
    """Costs of a year that stand on no agreement, per source, activity and account, most first."""
    keys = (Fund.id, Fund.name, FundingSource.id, Activity.name, LedgerAccount.name)
    claimed = claimed_by_line()
    left = left_beside(claimed)
    rows = db().execute(
        select(*keys, func.count(), type_coerce(func.sum(left), Cents()))
        .join_from(Line, Entry, Line.entry_id == Entry.id)
        .join(LedgerAccount, Line.account_id == LedgerAccount.id)
        .join(Fund, Line.fund_id == Fund.id)
        .join(Activity, Line.activity_id == Activity.id)
        .outerjoin(FundingSource, FundingSource.fund_id == Fund.id)
        .outerjoin(claimed, claimed.c.line_id == Line.id)
        .where(*cost_between(date(year, 1, 1), date(year, 12, 31)), left > NOTHING)
        .group_by(*keys)
    )
    found = [
        OpenCosts(
            fund_id=fund_id,
            fund=fund,
            source_id=source_id,
            activity=activity,
            account=account,
            lines=lines,
            amount=amount,
        )
        for fund_id, fund, source_id, activity, account, lines, amount in rows
    ]
    return sorted(found, key=lambda each: (each.fund, -each.amount.cents, each.activity))


def claimed_by_line() -> Subquery:
    """What of each line stands on agreements: `line_id` and `amount`."""
    return (
        select(CostClaim.line_id, func.sum(CostClaim.amount).label("amount"))
        .where(CostClaim.withdrawn_at.is_(None))
        .group_by(CostClaim.line_id)
        .subquery()
    )


def left_beside(claimed: Subquery) -> ColumnElement[Money]:
    """What of a line stands nowhere, beside what `claimed_by_line` says of it."""
    return type_coerce(Line.amount - func.coalesce(claimed.c.amount, 0), Cents())


def cost_between(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Whether a line with its entry and account is a cost of these days that can be claimed."""
    return (*is_cost(), Entry.day.between(first, last))
