"""What a year tells about the money: whose it is, what it brings, and what of it is for helping."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money, portion
from buurtcoop.funding.models import (
    AgreementTerms,
    CategoryAccount,
    Certainty,
    FundingAgreement,
    FundingSource,
    HelpingDefinition,
    HelpingPart,
    SourceKind,
)
from buurtcoop.funding.queries.budgets import budget_of, planned_in
from buurtcoop.funding.queries.months import costs_in
from buurtcoop.funding.queries.sources import Overview, SourceFigures, figures, overview
from buurtcoop.funding.rules import DEPENDENT_PERCENT
from buurtcoop.funding.rules.ahead import tenths_of_a_year
from buurtcoop.funding.rules.budgets import (
    SALARY_ACCOUNTS,
    STANDING,
    Cell,
    HelpingMoney,
    helping_money,
)
from buurtcoop.hours.models import HourKind
from buurtcoop.hours.queries import spent
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.ledger.reports import FundSums

# Shares are of what was promised: the books are not asked.
NO_BOOKS: dict[int, FundSums] = {}


@dataclass(frozen=True, kw_only=True)
class SalaryPart:
    """What of the salary a source pays, and how much of that is sure; `standing`: every year."""

    source: FundingSource | None
    amount: Money
    awarded: Money
    standing: bool

    @property
    def secured(self) -> Money:
        """As much of it as was awarded by who gives every year."""
        return min(self.amount, self.awarded) if self.standing else NOTHING


@dataclass(frozen=True, kw_only=True)
class SalaryMonths:
    """How many months of the coordinator's salary are sure, in tenths, and whose money that is.

    `from_budget`: the salary was taken from the budget; else from what was paid the year before.
    """

    parts: Sequence[SalaryPart]
    from_budget: bool

    @property
    def whole(self) -> Money:
        """The salary of a year."""
        return sum((part.amount for part in self.parts), NOTHING)

    @property
    def secured(self) -> Money:
        """What of it is sure."""
        return sum((part.secured for part in self.parts), NOTHING)

    @property
    def tenths(self) -> int:
        """Months in tenths, rounded down."""
        return tenths_of_a_year(self.secured, self.whole)


@dataclass(frozen=True, kw_only=True)
class Dependency:
    """The largest funder with its share of all that was promised, in tenths of a percent.

    What came in and was spent is not told with it.
    """

    largest: SourceFigures | None
    promised: Money

    @property
    def too_much(self) -> bool:
        """Whether one funder gives more than half (requirement K17)."""
        return self.largest is not None and self.largest.share > DEPENDENT_PERCENT * 10


@dataclass(frozen=True, kw_only=True)
class Leverage:
    """What one municipal euro becomes: euros of all sources, and minutes of help.

    `euros` is cents for each municipal euro, that euro itself with it; none without such money.
    """

    euros: Money | None
    promised: Money
    municipal: Money
    minutes: int

    @property
    def minutes_in_hundred(self) -> int | None:
        """Minutes of help beside a hundred municipal euros."""
        if self.municipal <= NOTHING:
            return None
        return portion(Money(self.minutes), 10_000, self.municipal.cents).cents


@dataclass(frozen=True, kw_only=True)
class HelpingShare:
    """What of the money went to helping, by the definition that counts."""

    definition: HelpingDefinition
    money: HelpingMoney


def salary_months(year: int) -> SalaryMonths:
    """How many months of the salary of a year are sure.

    Sure is salary that a source pays which gives every year (the municipality, the housing
    corporation), up to what it awarded for this year, unless the newest terms name kinds of cost
    without wages. Funds and companies give for a plan, or once; what members pay is never sure.
    """
    planned = planned_in(budget_of(year))
    costs = planned or costs_in(year - 1).year
    per_source, awarded = _salary(costs), _awarded(year)
    sources = {each.id: each for each in db().scalars(select(FundingSource))}
    parts = []
    for source_id, amount in per_source.items():
        source = sources[source_id] if source_id is not None else None
        parts.append(
            SalaryPart(
                source=source,
                amount=amount,
                awarded=awarded.get(source_id, NOTHING) if source_id is not None else NOTHING,
                standing=source is not None and source.kind in STANDING,
            )
        )
    parts.sort(key=lambda part: (-part.secured.cents, -part.amount.cents))
    return SalaryMonths(parts=parts, from_budget=bool(planned))


def promised_in(year: int) -> Overview:
    """What was promised for a year by all sources together; of the books nothing."""
    return overview(figures(year, NO_BOOKS))


def dependency(year: int, promised: Overview | None = None) -> Dependency:
    """How much of all that was promised for a year comes from the largest funder.

    Asked no more when `promised_in` this year is known.
    """
    found = promised or promised_in(year)
    return Dependency(largest=found.largest, promised=found.promised)


def leverage(year: int, promised: Overview | None = None) -> Leverage:
    """What stands beside the municipal money of a year: euros promised, and hours of help."""
    found = promised or promised_in(year)
    municipal = sum(
        (
            source.promised
            for source in found.sources
            if source.kind is SourceKind.MUNICIPAL_COFINANCING
        ),
        NOTHING,
    )
    hours = spent(date(year, 1, 1), date(year, 12, 31))
    euros = None
    if municipal > NOTHING:
        euros = portion(Money(100), found.promised.cents, municipal.cents)
    return Leverage(
        euros=euros,
        promised=found.promised,
        municipal=municipal,
        minutes=sum(each.minutes for each in hours if each.kind is HourKind.HELPING),
    )


def helping_definition() -> HelpingDefinition | None:
    """What the members call money for helping: the newest version, with its parts."""
    parts = selectinload(HelpingDefinition.parts)
    query = select(HelpingDefinition).order_by(HelpingDefinition.version.desc()).limit(1)
    return db().scalar(
        query.options(
            parts.options(joinedload(HelpingPart.account), joinedload(HelpingPart.activity))
        )
    )


def helping_share(year: int) -> HelpingShare | None:
    """What of all that was spent in a year went to helping; none while nobody said what that is."""
    found = helping_definition()
    if found is None:
        return None
    parts = found.parts
    money = helping_money(
        costs_in(year).year,
        {each.account_id: each.counts for each in parts if each.account_id is not None},
        {each.activity_id: each.counts for each in parts if each.activity_id is not None},
        (found.helping_minutes, found.all_minutes),
    )
    return HelpingShare(definition=found, money=money)


def _salary(costs: Mapping[Cell, Money]) -> dict[int | None, Money]:
    """{source: what it pays of wages and what comes on top of them}."""
    of_salary = select(LedgerAccount.id).where(LedgerAccount.code.in_(SALARY_ACCOUNTS))
    accounts = set(db().scalars(of_salary))
    found: dict[int | None, Money] = defaultdict(lambda: NOTHING)
    for cell, amount in costs.items():
        if cell.account_id in accounts:
            found[cell.source_id] += amount
    return dict(found)


def _awarded(year: int) -> dict[int, Money]:
    """{source: what it awarded for days in this year, where its terms let wages count}."""
    versions = aliased(AgreementTerms)
    newest = (
        select(func.max(versions.version))
        .where(versions.agreement_id == AgreementTerms.agreement_id)
        .scalar_subquery()
    )
    counting = (
        select(CategoryAccount.id)
        .join(AgreementTerms, AgreementTerms.id == CategoryAccount.terms_id)
        .where(AgreementTerms.agreement_id == FundingAgreement.id, AgreementTerms.version == newest)
    )
    wages = counting.join(LedgerAccount, LedgerAccount.id == CategoryAccount.account_id).where(
        LedgerAccount.code.in_(SALARY_ACCOUNTS)
    )
    rows = db().execute(
        select(FundingAgreement.source_id, func.sum(FundingAgreement.amount))
        .where(
            FundingAgreement.certainty == Certainty.AWARDED,
            FundingAgreement.starts_on.between(date(year, 1, 1), date(year, 12, 31)),
            or_(~counting.exists(), wages.exists()),
        )
        .group_by(FundingAgreement.source_id)
    )
    return {row[0]: row[1] for row in rows}
