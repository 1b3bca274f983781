"""Which costs stand on which agreement, what is left of a line of cost, and what stands nowhere.

A claim counts while it was not taken off and its entry was not undone.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

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


def entry_stands(entry: type[Entry] = Entry) -> ColumnElement[bool]:
    """Whether this entry is posted, undoes nothing and was not undone."""
    undoing = aliased(Entry)
    return (
        entry.posted_at.is_not(None)
        & entry.reverses_id.is_(None)
        & ~exists().where(undoing.reverses_id == entry.id)
    )


def cost_line(line_id: int) -> Line | None:
    """A line of cost that can be claimed, with its account; None for any other."""
    return db().scalar(
        select(Line)
        .join(Line.entry)
        .join(Line.account)
        .where(
            Line.id == line_id,
            Line.amount > NOTHING,
            LedgerAccount.kind == AccountKind.EXPENSE,
            entry_stands(),
        )
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


def claims_on(agreement_id: int) -> list[CostClaim]:
    """What stands on an agreement, by day, with its line, entry, account, activity and fund."""
    return list(
        db().scalars(
            select(CostClaim)
            .join(CostClaim.line)
            .join(Line.entry)
            .where(
                CostClaim.agreement_id == agreement_id,
                CostClaim.withdrawn_at.is_(None),
                entry_stands(),
            )
            .order_by(Entry.day, CostClaim.id)
            .options(
                contains_eager(CostClaim.line).contains_eager(Line.entry),
                contains_eager(CostClaim.line).joinedload(Line.account),
                contains_eager(CostClaim.line).joinedload(Line.activity),
                contains_eager(CostClaim.line).joinedload(Line.fund),
                joinedload(CostClaim.category),
            )
        )
    )


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
    on_it, days = aliased(Line), Entry.day.between(agreement.starts_on, agreement.ends_on)
    same = (
        exists()
        .where(
            CostClaim.line_id == on_it.id,
            CostClaim.agreement_id == agreement.id,
            CostClaim.withdrawn_at.is_(None),
            on_it.fund_id == Line.fund_id,
            on_it.account_id == Line.account_id,
            on_it.activity_id.is_not_distinct_from(Line.activity_id),
        )
        .correlate(Line)
    )
    claimed = (
        select(func.coalesce(func.sum(CostClaim.amount), 0))
        .where(CostClaim.line_id == Line.id, CostClaim.withdrawn_at.is_(None))
        .correlate(Line)
        .scalar_subquery()
    )
    each = (
        select(
            Line.fund_id,
            Line.account_id,
            Line.activity_id,
            Line.amount.label("spent"),
            claimed.label("claimed"),
        )
        .join(Entry)
        .where(same, days, entry_stands())
        .subquery()
        .c
    )
    rows = db().execute(
        select(func.sum(each.claimed), func.sum(each.spent)).group_by(
            each.fund_id, each.account_id, each.activity_id
        )
    )
    return sum((max(NOTHING, on_agreements - spent) for on_agreements, spent in rows), NOTHING)


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


def _sum_of(*where: ColumnElement[bool]) -> Money:
    return (
        db().scalar(
            select(func.coalesce(func.sum(CostClaim.amount), 0)).where(
                CostClaim.withdrawn_at.is_(None), *where
            )
        )
        or NOTHING
    )
