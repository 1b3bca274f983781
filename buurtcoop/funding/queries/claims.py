"""Which costs stand on which agreement, what is left of a line of cost, and what stands nowhere.

A claim counts while it was not taken off and its entry was not undone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, exists, func, literal, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import (
    AgreementTerms,
    CategoryAccount,
    CategoryTerms,
    CostCategory,
    CostClaim,
    FundingAgreement,
    Settlement,
)
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line

# So many costs stand on one page.
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ClaimsPage:
    """Some of the costs on an agreement, by day, and whether others stand before or after them."""

    claims: Sequence[CostClaim]
    has_before: bool
    has_after: bool


@cache
def entry_stands() -> ColumnElement[bool]:
    """Whether an entry is posted, undoes nothing and was not undone.

    Made once: nearly every query of costs asks it, and making it costs as much as asking.
    """
    undoing = aliased(Entry)
    return (
        Entry.posted_at.is_not(None)
        & Entry.reverses_id.is_(None)
        & ~exists().where(undoing.reverses_id == Entry.id)
    )


def is_cost() -> tuple[ColumnElement[bool], ...]:
    """Whether a line with its entry and account is a cost that can be claimed."""
    return LedgerAccount.kind == AccountKind.EXPENSE, Line.amount > NOTHING, entry_stands()


def cost_line(line_id: int) -> Line | None:
    """A line of cost that can be claimed, with its account; None for any other."""
    return db().scalar(
        select(Line)
        .join(Line.entry)
        .join(Line.account)
        .where(Line.id == line_id, *is_cost())
        .options(contains_eager(Line.entry), contains_eager(Line.account))
    )


def left_of_line(line: Line) -> Money:
    """What of a line of cost stands on no agreement yet."""
    return line.amount - _sum_of(CostClaim.line_id == line.id)


def claimed_on(agreement_id: int) -> Money:
    """All that stands on an agreement, counted or not."""
    return claimed_on_each([agreement_id]).get(agreement_id, NOTHING)


def claimed_on_each(agreement_ids: Collection[int]) -> dict[int, Money]:
    """{agreement: all that stands on it, counted or not}; those without costs are left out."""
    rows = db().execute(
        select(CostClaim.agreement_id, func.sum(CostClaim.amount))
        .join(Line, CostClaim.line_id == Line.id)
        .join(Entry, Line.entry_id == Entry.id)
        .where(
            CostClaim.agreement_id.in_(agreement_ids),
            CostClaim.withdrawn_at.is_(None),
            entry_stands(),
        )
        .group_by(CostClaim.agreement_id)
    )
    return {row[0]: row[1] for row in rows}


def claims_on(
    agreement_id: int,
    *,
    after: CostClaim | None = None,
    before: CostClaim | None = None,
    limit: int = PAGE,
) -> ClaimsPage:
    """What stands on an agreement, by day, with its line, entry, account, activity and fund.

    The first of them, or those after or before one that stands on it, or stood.
    """
    place, from_the_end = tuple_(Entry.day, CostClaim.id), before is not None
    order = [each.desc() if from_the_end else each for each in (Entry.day, CostClaim.id)]
    query = (
        select(CostClaim)
        .join(CostClaim.line)
        .join(Line.entry)
        .where(
            CostClaim.agreement_id == agreement_id,
            CostClaim.withdrawn_at.is_(None),
            entry_stands(),
            *([place > _place(after)] if after else []),
            *([place < _place(before)] if before else []),
        )
        .order_by(*order)
        .limit(limit + 1)
        .options(*_whole_claim())
    )
    found = list(db().scalars(query))
    more, claims = len(found) > limit, found[:limit]
    if from_the_end:
        claims.reverse()
    return ClaimsPage(
        claims=claims,
        has_before=more if from_the_end else after is not None,
        has_after=more or from_the_end,
    )


def claim_on(agreement_id: int, claim_id: int) -> CostClaim:
    """One cost that stands on an agreement, or stood; LookupError for any other."""
    claim = db().scalar(
        select(CostClaim)
        .join(CostClaim.line)
        .join(Line.entry)
        .where(CostClaim.id == claim_id, CostClaim.agreement_id == agreement_id)
        .options(*_whole_claim())
    )
    if claim is None:
        raise LookupError(claim_id)
    return claim


def taken_off(agreement_id: int) -> list[CostClaim]:
    """What was taken off an agreement with a reason, the newest first; at most fifty."""
    return list(
        db().scalars(
            select(CostClaim)
            .where(CostClaim.agreement_id == agreement_id, CostClaim.withdrawn_at.is_not(None))
            .order_by(CostClaim.withdrawn_at.desc(), CostClaim.id.desc())
            .limit(50)
            .options(joinedload(CostClaim.line).joinedload(Line.entry))
        )
    )


def undone_on(agreement_id: int) -> list[CostClaim]:
    """Claims whose entry was undone in the books: they count no more, and nobody took them off."""
    undoing = aliased(Entry)
    return list(
        db().scalars(
            select(CostClaim)
            .join(CostClaim.line)
            .join(Line.entry)
            .join(undoing, undoing.reverses_id == Entry.id)
            .where(CostClaim.agreement_id == agreement_id, CostClaim.withdrawn_at.is_(None))
            .order_by(Entry.day, CostClaim.id)
            .options(contains_eager(CostClaim.line).contains_eager(Line.entry))
        )
    )


def came_back_on(agreement: FundingAgreement) -> Money:
    """What stands on agreements above what was really spent: a supplier gave money back.

    Looked at for each kind of cost, activity and fund of which something stands on this
    agreement, in its days.
    """
    place = Line.fund_id, Line.account_id, Line.activity_id
    days = Entry.day.between(agreement.starts_on, agreement.ends_on)
    here, counts = CostClaim.agreement_id == agreement.id, CostClaim.withdrawn_at.is_(None)
    found = db().execute(select(*place).join_from(CostClaim, Line).where(here, counts).distinct())
    places = {tuple(each) for each in found}
    if not places:
        return NOTHING
    stood = (
        select(*place, func.sum(CostClaim.amount))
        .join_from(CostClaim, Line)
        .join(Entry)
        .where(counts, days, entry_stands())
        .group_by(*place)
    )
    spent = (
        select(*place, func.sum(Line.amount))
        .join_from(Entry, Line)
        .where(days, entry_stands(), Line.account_id.in_({account for _, account, _ in places}))
        .group_by(*place)
    )
    left = {tuple(each): amount for *each, amount in db().execute(spent)}
    return sum(
        (
            max(NOTHING, amount - left.get(tuple(each), NOTHING))
            for *each, amount in db().execute(stood)
            if tuple(each) in places
        ),
        NOTHING,
    )


def claims_undone_after_report() -> list[tuple[CostClaim, Settlement]]:
    """Claims of which the entry was undone after the newest report was handed in, with that report.

    The frozen figures still have them, the books do not (a cost that moved to another source is
    undone and booked again). The next version of the settlement mends it.
    """
    undoing, later = aliased(Entry), aliased(Settlement)
    newer = exists().where(
        later.agreement_id == Settlement.agreement_id, later.version > Settlement.version
    )
    rows = db().execute(
        select(CostClaim, Settlement)
        .join(CostClaim.line)
        .join(Line.entry)
        .join(undoing, undoing.reverses_id == Entry.id)
        .join(Settlement, Settlement.agreement_id == CostClaim.agreement_id)
        .where(
            CostClaim.withdrawn_at.is_(None),
            Settlement.handed_in_at.is_not(None),
            undoing.posted_at > Settlement.handed_in_at,
            ~newer,
        )
        .order_by(Settlement.agreement_id, CostClaim.id)
        .options(
            contains_eager(CostClaim.line).contains_eager(Line.entry),
            joinedload(CostClaim.agreement).joinedload(FundingAgreement.source),
        )
    )
    return [(claim, settlement) for claim, settlement in rows]


def category_for(terms: AgreementTerms, account_id: int) -> int | None:
    """The kind of cost an account is of in these terms; None when it is of none."""
    return db().scalar(
        select(CategoryTerms.category_id)
        .join(CategoryAccount, CategoryAccount.category_terms_id == CategoryTerms.id)
        .where(CategoryAccount.terms_id == terms.id, CategoryAccount.account_id == account_id)
    )


def category_of(agreement_id: int, category_id: int) -> CostCategory | None:
    """A kind of cost of this agreement, else None."""
    found = db().get(CostCategory, category_id)
    return found if found is not None and found.agreement_id == agreement_id else None


def _whole_claim() -> Sequence[ExecutableOption]:
    line = contains_eager(CostClaim.line)
    return (
        line.contains_eager(Line.entry),
        line.joinedload(Line.account),
        line.joinedload(Line.activity),
        line.joinedload(Line.fund),
        joinedload(CostClaim.category),
    )


def _place(claim: CostClaim) -> ColumnElement[Any]:
    """Where a claim stands in the list."""
    return tuple_(literal(claim.line.entry.day, Entry.day.type), literal(claim.id))


def _sum_of(*where: ColumnElement[bool]) -> Money:
    return (
        db().scalar(
            select(func.coalesce(func.sum(CostClaim.amount), 0)).where(
                CostClaim.withdrawn_at.is_(None), *where
            )
        )
        or NOTHING
    )
