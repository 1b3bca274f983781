"""What could be put on agreements, which money is about to lapse, and why a cost doesn't count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import (
    AgreementTerms,
    FundingAgreement,
    FundingSource,
    ReportDate,
    SourceKind,
)
from buurtcoop.funding.queries.agreements import (
    activities_of,
    replaced,
    settled_among,
    terms_of_each,
    terms_value,
)
from buurtcoop.funding.queries.claims import claimed_on_each
from buurtcoop.funding.queries.counting import Owner, owners
from buurtcoop.funding.queries.settling import facts_under
from buurtcoop.funding.queries.sources import in_year
from buurtcoop.funding.queries.unclaimed import claimed_by_line, cost_between, left_beside
from buurtcoop.funding.rules import MEMBERS, Kind, OpenCost, Suggestion, Taker, suggest
from buurtcoop.funding.settlement import Mode, OwnRule, settle
from buurtcoop.ledger.models import Entry, Fund, FundKind, LedgerAccount, Line

# So many days before its last day or its report an agreement is about to lapse.
NEAR = 60
_Days = tuple[date, date]


@dataclass(frozen=True, kw_only=True)
class Lapsing:
    """An agreement of which money was not earned yet, and the day on which it is too late.

    `left` is what the agreement gives at most minus what it comes to now, in cents. `report`
    says that the day is that of a report, and not the last day of the period.
    """

    agreement: FundingAgreement
    day: date
    report: bool
    left: Money


def suggestions(agreement_id: int) -> list[Suggestion]:
    """What to put on this agreement, beside what is best put on the others of its year.

    Nothing for a settled one and for a bare promise. LookupError when there is no such agreement.
    """
    agreement = db().get(FundingAgreement, agreement_id)
    if agreement is None:
        raise LookupError(agreement_id)
    found = suggested_in(agreement.starts_on.year)
    return [each for each in found if each.agreement_id == agreement_id]


def suggested_in(year: int) -> list[Suggestion]:
    """What to put on every agreement of a year that takes costs."""
    takers = takers_in(year)
    return suggest(open_costs(takers), takers)


def takers_in(year: int) -> list[Taker]:
    """The agreements of a year that take costs: with terms, and not settled."""
    query = select(FundingAgreement).where(in_year(year))
    query = query.options(joinedload(FundingAgreement.source))
    agreements = list(db().scalars(query.execution_options(populate_existing=True)))
    takes = _terms_of_open(agreements)
    known = _Known(
        owners=_owners_of(agreements),
        claimed=claimed_on_each(takes),
        activities=activities_of([terms.id for terms in takes.values()]),
    )
    return [
        _taker(agreement, takes[agreement.id], known)
        for agreement in sorted(agreements, key=lambda each: (each.rank, each.id))
        if agreement.id in takes
    ]


def open_costs(takers: Sequence[Taker]) -> list[OpenCost]:
    """Lines of cost in the days of these agreements of which something stands nowhere yet."""
    if not takers:
        return []
    first = min(each.terms.first_day for each in takers)
    last = max(each.terms.last_day for each in takers)
    claimed = claimed_by_line()
    left = left_beside(claimed)
    rows = db().execute(
        select(
            Line.id,
            Entry.day,
            Line.account_id,
            Line.activity_id,
            FundingSource.id,
            FundingSource.kind,
            Fund.kind,
            left,
        )
        .join_from(Line, Entry, Line.entry_id == Entry.id)
        .join(LedgerAccount, Line.account_id == LedgerAccount.id)
        .join(Fund, Line.fund_id == Fund.id)
        .outerjoin(FundingSource, FundingSource.fund_id == Fund.id)
        .outerjoin(claimed, claimed.c.line_id == Line.id)
        .where(
            *cost_between(first, last),
            left > NOTHING,
            or_(Fund.kind != FundKind.RESTRICTED, FundingSource.id.is_not(None)),
        )
    )
    return [
        OpenCost(
            line_id=line_id,
            day=day,
            account_id=account_id,
            activity_id=activity_id,
            source_id=source_id,
            bound=fund_kind is FundKind.RESTRICTED,
            ours=_is_ours(source_kind, fund_kind),
            amount=amount,
        )
        for line_id, day, account_id, activity_id, source_id, source_kind, fund_kind, amount in rows
    ]


def lapsing(today: date) -> list[Lapsing]:
    """Agreements that end soon, or ended and are still reported on, and could still give more.

    Settled ones are left out, the nearest day comes first.
    """
    until = today + timedelta(days=NEAR)
    waiting = (
        select(ReportDate.agreement_id, func.min(ReportDate.due_on))
        .where(ReportDate.handed_in_on.is_(None))
        .group_by(ReportDate.agreement_id)
    )
    reports = dict(db().execute(waiting).all())
    agreements = list(
        db().scalars(
            select(FundingAgreement)
            .where(
                FundingAgreement.ends_on >= today - timedelta(days=366),
                FundingAgreement.ends_on <= until,
                _may_give_less(),
            )
            .options(joinedload(FundingAgreement.source))
        )
    )
    takes, whose = _terms_of_open(agreements), _owners_of(agreements)
    found = []
    for agreement in agreements:
        day, report = _too_late(agreement, reports.get(agreement.id), today)
        terms = takes.get(agreement.id)
        if terms is None or day > until:
            continue
        value, last = terms_value(agreement, terms), max(today, agreement.ends_on)
        told = settle(value, facts_under(agreement, terms, last, whose[_days(agreement)]))
        left = value.maximum - told.determined
        if left > NOTHING:
            found.append(Lapsing(agreement=agreement, day=day, report=report, left=left))
    return sorted(found, key=lambda each: (each.day, each.agreement.id))


def _may_give_less() -> ColumnElement[bool]:
    """Whether its newest terms can give less than all; a fixed amount without conditions can't."""
    sure = and_(
        AgreementTerms.mode == Mode.LUMP,
        AgreementTerms.own_rule == OwnRule.NONE,
        ~AgreementTerms.no_profit,
        AgreementTerms.public_most_points.is_(None),
    )
    return exists().where(AgreementTerms.agreement_id == FundingAgreement.id, ~sure, ~replaced())


def _too_late(agreement: FundingAgreement, report: date | None, today: date) -> tuple[date, bool]:
    """The last day of the period while that is to come, else that of the report."""
    if report is None or today <= agreement.ends_on:
        return agreement.ends_on, False
    return report, True


@dataclass(frozen=True)
class _Known:
    """What was asked once for all agreements of a year."""

    owners: Mapping[_Days, dict[int, Owner]]
    claimed: Mapping[int, Money]
    activities: Mapping[int, Sequence[int]]


def _terms_of_open(agreements: Sequence[FundingAgreement]) -> dict[int, AgreementTerms]:
    """{agreement: its newest terms} of those that have terms and are not settled."""
    settled = settled_among([each.id for each in agreements])
    return terms_of_each([each.id for each in agreements if each.id not in settled])


def _owners_of(agreements: Sequence[FundingAgreement]) -> dict[_Days, dict[int, Owner]]:
    """Whose money each fund is, for the days of these agreements: mostly the same year."""
    return {days: owners(each) for days, each in {_days(each): each for each in agreements}.items()}


def _days(agreement: FundingAgreement) -> _Days:
    return agreement.starts_on, agreement.ends_on


def _taker(agreement: FundingAgreement, terms: AgreementTerms, known: _Known) -> Taker:
    last, whose = max(clock.today(), agreement.ends_on), known.owners[_days(agreement)]
    return Taker(
        agreement_id=agreement.id,
        source_id=agreement.source_id,
        terms=terms_value(agreement, terms),
        facts=facts_under(agreement, terms, last, whose),
        claimed=known.claimed.get(agreement.id, NOTHING),
        kinds={
            account.account_id: Kind(category_id=each.category_id, name=each.category.name)
            for each in terms.categories
            for account in each.accounts
        },
        activities=frozenset(known.activities.get(terms.id, ())),
    )


def _is_ours(source_kind: SourceKind | None, fund_kind: FundKind) -> bool:
    """Whether money counts as our own: of members, or free money of no source."""
    if source_kind is None:
        return fund_kind is not FundKind.RESTRICTED
    return source_kind in MEMBERS
