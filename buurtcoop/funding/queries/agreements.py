"""Agreements: their terms in versions, the four states of their money, and what comes next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, WHOLE, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import (
    AgreementTerms,
    CategoryAccount,
    CategoryTerms,
    Certainty,
    Condition,
    FundingAgreement,
    ReportDate,
    Settlement,
    TermsActivity,
    Tranche,
    TranchePayment,
)
from buurtcoop.funding.queries.sources import in_year
from buurtcoop.funding.queries.tranches import counts, paid_of_tranche
from buurtcoop.funding.rules import CategoryDraft, TermsDraft
from buurtcoop.funding.settlement import InKind, Mode, OwnPart, Performance, Terms


@dataclass(frozen=True, kw_only=True)
class States:
    """The four states of the money of an agreement, in cents, and the next day to mind.

    `asked` is None when nobody wrote it down. `awarded` is nothing while a promise is only
    expected. `requested` are the parts we asked to be paid, `received` what came in of all parts.
    """

    asked: Money | None
    awarded: Money
    requested: Money
    received: Money
    settled: bool
    next_day: date | None


def agreements_in(viewer: Viewer, year: int) -> list[FundingAgreement]:
    """Every agreement of this year by the name of its source; nothing for who may not see."""
    if not viewer.may("money.read"):
        return []
    query = select(FundingAgreement).where(in_year(year)).join(FundingAgreement.source)
    found = db().scalars(query.options(joinedload(FundingAgreement.source)))
    return sorted(found, key=lambda each: (each.source.name.lower(), each.starts_on, each.id))


def agreement_for(viewer: Viewer, agreement_id: int) -> FundingAgreement:
    """One agreement with its source. Raises LookupError, also for who may not see it."""
    query = select(FundingAgreement).where(FundingAgreement.id == agreement_id)
    found = db().scalar(query.options(joinedload(FundingAgreement.source)))
    if found is None or not viewer.may("money.read"):
        raise LookupError(agreement_id)
    return found


def mates_of(agreement: FundingAgreement) -> list[FundingAgreement]:
    """The other agreements of its programme, in the order in which they settle."""
    if not agreement.programme:
        return []
    query = select(FundingAgreement).where(
        FundingAgreement.programme == agreement.programme, FundingAgreement.id != agreement.id
    )
    found = db().scalars(query.options(joinedload(FundingAgreement.source)))
    return sorted(found, key=lambda each: (each.rank, each.id))


def mates_counted(agreement: FundingAgreement, terms: AgreementTerms) -> list[FundingAgreement]:
    """Whose costs count here too: the others of its programme that share a day with it.

    Who settles first in front; none where the terms count no programme.
    """
    if not terms.programme_counts:
        return []
    return [
        mate
        for mate in mates_of(agreement)
        if mate.starts_on <= agreement.ends_on and agreement.starts_on <= mate.ends_on
    ]


def terms_of(agreement_id: int) -> AgreementTerms | None:
    """The newest version of its terms; None for a bare promise."""
    return next(iter(_versions(agreement_id, limit=1)), None)


def terms_of_each(agreement_ids: Collection[int]) -> dict[int, AgreementTerms]:
    """{agreement: the newest version of its terms}, in three statements; no bare promises."""
    found = db().scalars(
        select(AgreementTerms)
        .where(AgreementTerms.agreement_id.in_(agreement_ids), ~replaced())
        .options(*_whole())
    )
    return {each.agreement_id: each for each in found}


def versions_of(agreement_id: int) -> list[AgreementTerms]:
    """Every version of its terms, the newest first."""
    return _versions(agreement_id)


def replaced() -> ColumnElement[bool]:
    """Whether a version of terms has a newer one."""
    newer = aliased(AgreementTerms)
    return exists().where(
        newer.agreement_id == AgreementTerms.agreement_id, newer.version > AgreementTerms.version
    )


def _versions(agreement_id: int, limit: int | None = None) -> list[AgreementTerms]:
    query = (
        select(AgreementTerms)
        .where(AgreementTerms.agreement_id == agreement_id)
        .options(*_whole())
        .order_by(AgreementTerms.version.desc())
        .limit(limit)
    )
    return list(db().scalars(query))


def _whole() -> tuple[ExecutableOption, ExecutableOption]:
    """Terms with their kinds of cost and the accounts of these."""
    categories = selectinload(AgreementTerms.categories)
    accounts = categories.selectinload(CategoryTerms.accounts).joinedload(CategoryAccount.account)
    return categories.joinedload(CategoryTerms.category), accounts


def activities_of(terms_ids: Collection[int]) -> dict[int, list[int]]:
    """{version: the activities whose costs count}; none for one that counts those of all."""
    query = select(TermsActivity.terms_id, TermsActivity.activity_id)
    found: dict[int, list[int]] = {}
    for terms_id, activity_id in db().execute(
        query.where(TermsActivity.terms_id.in_(terms_ids)).order_by(TermsActivity.activity_id)
    ):
        found.setdefault(terms_id, []).append(activity_id)
    return found


def terms_value(agreement: FundingAgreement, terms: AgreementTerms) -> Terms:
    """The terms of a version as the settlement reckons with them, up to the agreement's amount."""
    return draft_of(terms).valued(agreement.amount, agreement.starts_on, agreement.ends_on)


def draft_of(terms: AgreementTerms, activities: Sequence[int] = ()) -> TermsDraft:
    """A version as somebody wrote it down, to begin the next from."""
    own = OwnPart(
        points=terms.own_points,
        rule=terms.own_rule,
        others_count=terms.others_count_as_own,
        hours_count=terms.hours_count_as_own,
    )
    return TermsDraft(
        mode=terms.mode,
        share_points=terms.share_points,
        categories=tuple(_category(each) for each in terms.categories),
        activities=tuple(activities),
        vat_counts=terms.vat_counts,
        own_part=own if terms.own_points else None,
        in_kind=_in_kind(terms),
        no_profit=terms.no_profit,
        public_money=terms.public_money,
        public_most_points=terms.public_most_points,
        performance=_performance(terms),
        unit_words=terms.unit_words,
        unit_goal_number=terms.unit_goal_number,
        per_household=terms.per_household,
        reserve_points=terms.reserve_points,
        reserve_begins=terms.reserve_begins,
        programme_counts=terms.programme_counts,
        at_once_up_to=terms.at_once_up_to,
        auditor_from=terms.auditor_from,
        decision_weeks=terms.decision_weeks,
        not_promised=terms.not_promised,
    )


def _category(each: CategoryTerms) -> CategoryDraft:
    return CategoryDraft(
        name=each.category.name,
        accounts=tuple(sorted(one.account.code for one in each.accounts)),
        most=each.most,
        most_points=each.most_points,
    )


def _in_kind(terms: AgreementTerms) -> InKind | None:
    if terms.in_kind_rate is None:
        return None
    return InKind(rate=terms.in_kind_rate, most_points=terms.in_kind_most_points)


def _performance(terms: AgreementTerms) -> Performance | None:
    if terms.mode is not Mode.PERFORMANCE:
        return None
    return Performance(agreed=terms.units_agreed, full_from_points=terms.full_from_points or WHOLE)


def is_settled(agreement_id: int) -> bool:
    """Whether the newest version of its settlement was handed in."""
    return agreement_id in settled_among([agreement_id])


def settled_among(agreement_ids: Collection[int]) -> set[int]:
    """Which of these agreements are settled: the newest version was handed in."""
    newer = aliased(Settlement)
    query = select(Settlement.agreement_id).where(
        Settlement.agreement_id.in_(agreement_ids),
        Settlement.handed_in_at.is_not(None),
        ~select(newer.id)
        .where(newer.agreement_id == Settlement.agreement_id, newer.version > Settlement.version)
        .exists(),
    )
    return set(db().scalars(query))


def states_of(agreement_ids: Collection[int]) -> dict[int, States]:
    """The states of the money of these agreements, in five statements."""
    agreements = db().scalars(
        select(FundingAgreement).where(FundingAgreement.id.in_(agreement_ids))
    )
    requested = _sums(
        select(Tranche.agreement_id, func.sum(Tranche.amount))
        .where(Tranche.dropped_at.is_(None), Tranche.requested_on.is_not(None))
        .where(Tranche.agreement_id.in_(agreement_ids))
        .group_by(Tranche.agreement_id)
    )
    received = _sums(
        select(Tranche.agreement_id, func.sum(TranchePayment.amount))
        .join_from(TranchePayment, Tranche)
        .where(counts(), Tranche.agreement_id.in_(agreement_ids))
        .group_by(Tranche.agreement_id)
    )
    settled, ahead = settled_among(agreement_ids), _next_days(agreement_ids)
    return {
        each.id: States(
            asked=each.asked,
            awarded=each.amount if each.certainty is Certainty.AWARDED else NOTHING,
            requested=requested.get(each.id, NOTHING),
            received=received.get(each.id, NOTHING),
            settled=each.id in settled,
            next_day=ahead.get(each.id),
        )
        for each in agreements
    }


def _sums(query: Select[int, Money]) -> dict[int, Money]:
    return {row[0]: row[1] for row in db().execute(query)}


def _next_days(agreement_ids: Collection[int]) -> dict[int, date]:
    """{agreement: the first day that waits}, of parts to come, conditions and reports."""
    waiting = union_all(
        select(Tranche.agreement_id, Tranche.due_on.label("day")).where(
            Tranche.dropped_at.is_(None),
            Tranche.due_on.is_not(None),
            paid_of_tranche() < Tranche.amount,
        ),
        select(Condition.agreement_id, Condition.due_on).where(
            Condition.met_on.is_(None), Condition.due_on.is_not(None)
        ),
        select(ReportDate.agreement_id, ReportDate.due_on).where(ReportDate.handed_in_on.is_(None)),
    ).subquery()
    rows = db().execute(
        select(waiting.c.agreement_id, func.min(waiting.c.day))
        .where(waiting.c.agreement_id.in_(agreement_ids))
        .group_by(waiting.c.agreement_id)
    )
    return {row[0]: row[1] for row in rows}
