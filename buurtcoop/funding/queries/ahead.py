"""What is to come: a year of months from today, how long the money lasts, and what if."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import (
    Certainty,
    FundingAgreement,
    FundingSource,
    SourceKind,
    Tranche,
)
from buurtcoop.funding.queries.budgets import budget_of, planned_in
from buurtcoop.funding.queries.months import (
    Pattern,
    costs_in,
    costs_of_month,
    income_of,
    owned_by_fund,
    patterns_of,
)
from buurtcoop.funding.queries.tranches import paid_of_tranche
from buurtcoop.funding.rules import MEMBERS
from buurtcoop.funding.rules.ahead import Ahead, CostAhead, Purse, ends, month_on
from buurtcoop.funding.rules.budgets import (
    MONTHS,
    SALARY_ACCOUNTS,
    Cell,
    over_months,
)
from buurtcoop.funding.settlement import MonthEnd, full_months
from buurtcoop.ledger.models import Fund, FundKind, LedgerAccount

LOOKED_AHEAD = 3  # years of a what-if
_SALARY = LedgerAccount.code.in_(SALARY_ACCOUNTS)


class Plan(StrEnum):
    """What the costs to come were taken from."""

    BUDGET = "budget"
    YEAR_BEFORE = "year_before"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Runway:
    """How many full months the free money lasts, of how many, and the end of each month."""

    full_months: int
    months: Sequence[date]
    ends: Sequence[MonthEnd]
    plan: Plan

    @property
    def lasts_all(self) -> bool:
        """Whether there is money in every month we look at."""
        return self.full_months == len(self.months)


@dataclass(frozen=True)
class _Books:
    """What this and the next year are to cost by place, laid over the months as last year."""

    planned: Mapping[Cell, Money]
    next_planned: Mapping[Cell, Money]
    patterns: Pattern
    this_month: Mapping[Cell, Money]


@dataclass(frozen=True)
class _Parts:
    """{source: what parts still bring in each month}, and the (source, year) that have any."""

    income: dict[int, list[Money]]
    dated: set[tuple[int, int]] = field(default_factory=set)


def runway(on: date) -> Runway:
    """How long free money lasts when no new money is found (example E13), from the ledger."""
    from_here, plan = year_ahead(on)
    months = ends(from_here)
    return Runway(
        full_months=full_months(months),
        months=from_here.months,
        ends=months,
        plan=plan,
    )


def year_ahead(on: date, *, years: int = 1) -> tuple[Ahead, Plan]:
    """The months from the month of a day on, and what their costs were taken from.

    Twelve, or those of more years, which are as next year.

    Money: what each fund has on this day, what it lent with it. Costs: the budget of the year, laid
    over the months as last year; without one the same months of last year. Income: parts that
    were awarded and have a day, and what members pay. Of the month we are in only what is still
    to come counts.
    """
    budget = planned_in(budget_of(on.year))
    planned = budget or costs_in(on.year - 1).year
    books = _Books(
        planned=planned,
        next_planned=planned_in(budget_of(on.year + 1)) or planned,
        patterns=patterns_of(on.year - 1),
        this_month=costs_of_month(on.year, on.month),
    )
    months = _months(on, years)
    costs = _costs(books, on, len(months))
    owned, sources = owned_by_fund(on), _sources()
    purses = _purses(sources, owned, months, on)
    of_sources = {source.fund_id for source in sources}
    free = select(Fund.id).where(Fund.kind == FundKind.FREE, Fund.id.not_in(of_sources))
    reserve = sum((owned.get(fund_id, NOTHING) for fund_id in db().scalars(free)), NOTHING)
    from_here = Ahead(months=months, reserve=reserve, purses=purses, costs=costs)
    if budget or not costs:
        return from_here, Plan.BUDGET if budget else Plan.NOTHING
    return from_here, Plan.YEAR_BEFORE


def planned_ahead(on: date) -> tuple[Ahead, Plan]:
    """Some years in which every source gives what is planned of it: for a what-if.

    A source gives its parts in a year in which any has a day, promised or only expected; in
    another year, each month, what it is to pay. Members pay what they do anyway.
    """
    certain, plan = year_ahead(on, years=LOOKED_AHEAD)
    members = select(FundingSource.id).where(FundingSource.kind.in_(MEMBERS))
    parts, kept = _parts(certain.months, *Certainty), set(db().scalars(members))
    purses = []
    for purse in certain.purses:
        costs = [each.months for each in certain.costs if each.source_id == purse.source_id]
        income = tuple(
            parts.income[purse.source_id][number]
            if (purse.source_id, month.year) in parts.dated
            else sum((each[number] for each in costs), NOTHING)
            for number, month in enumerate(certain.months)
        )
        purses.append(purse if purse.source_id in kept else replace(purse, income=income))
    return replace(certain, purses=tuple(purses)), plan


def undated(on: date) -> Money:
    """What was awarded for this year in agreements without any part that has a day."""
    dated = select(Tranche.agreement_id).where(
        Tranche.dropped_at.is_(None), Tranche.due_on.is_not(None)
    )
    found = db().scalar(
        select(func.coalesce(func.sum(FundingAgreement.amount), 0))
        .join(FundingSource)
        .where(
            FundingAgreement.certainty == Certainty.AWARDED,
            FundingAgreement.ends_on >= on,
            FundingAgreement.starts_on <= date(on.year, 12, 31),
            FundingAgreement.id.not_in(dated),
            FundingSource.kind != SourceKind.IN_KIND,
            FundingSource.kind.not_in(MEMBERS),
        )
    )
    return found or NOTHING


def _months(on: date, years: int) -> tuple[date, ...]:
    return tuple(month_on(on, later) for later in range(MONTHS * years))


def _from_here(
    here: Sequence[Money], there: Sequence[Money], so_far: Money, on: date, count: int
) -> tuple[Money, ...]:
    """So many months: the rest of this one and of this year, and then as next year."""
    rest = max(NOTHING, here[on.month - 1] - so_far)
    return (rest, *here[on.month :], *(tuple(there) * (count // MONTHS)))[:count]


def _costs(books: _Books, on: date, count: int) -> tuple[CostAhead, ...]:
    """What each place takes in these months; the month we are in without what it took already."""
    salary = set(db().scalars(select(LedgerAccount.id).where(_SALARY)))
    found = []
    cells = {*books.planned, *books.next_planned}
    for cell in sorted(cells, key=lambda each: (*each[:2], each[2] or 0)):
        pattern = books.patterns.get(cell[:2], ())
        amount, later = (plan.get(cell, NOTHING) for plan in (books.planned, books.next_planned))
        here = over_months(amount, pattern)
        there = here if later == amount else over_months(later, pattern)
        spent = books.this_month.get(cell, NOTHING)
        months = _from_here(here, there, spent, on, count)
        if any(months):
            found.append(
                CostAhead(
                    activity_id=cell.activity_id,
                    account_id=cell.account_id,
                    source_id=cell.source_id,
                    months=months,
                    salary=cell.account_id in salary,
                )
            )
    return tuple(found)


def _sources() -> list[FundingSource]:
    query = select(FundingSource).where(FundingSource.kind != SourceKind.IN_KIND)
    return list(
        db().scalars(query.order_by(FundingSource.id).options(joinedload(FundingSource.fund)))
    )


def _purses(
    sources: Sequence[FundingSource],
    owned: Mapping[int, Money],
    months: Sequence[date],
    on: date,
) -> tuple[Purse, ...]:
    before, now = income_of(on.year - 1), income_of(on.year)
    promised = _promised_by_members(on.year, on.year + 1)
    parts = _parts(months, Certainty.AWARDED).income
    found = []
    for source in sources:
        income = parts[source.id]
        if source.kind in MEMBERS:
            paid = before[source.fund_id], now[source.fund_id]
            dues = _dues(source.id, promised, paid, on, len(months))
            income = [a + b for a, b in zip(income, dues, strict=True)]
        found.append(
            Purse(
                source_id=source.id,
                free=source.fund.kind is FundKind.FREE,
                opening=owned.get(source.fund_id, NOTHING),
                income=tuple(income),
            )
        )
    return tuple(found)


def _parts(months: Sequence[date], *certainties: Certainty) -> _Parts:
    """What parts of this certainty still bring in each month."""
    first, last = date(months[0].year, 1, 1), month_on(months[-1], 1) - timedelta(days=1)
    rows = db().execute(
        select(FundingAgreement.source_id, Tranche.due_on, Tranche.amount, paid_of_tranche())
        .join_from(Tranche, FundingAgreement)
        .where(
            FundingAgreement.certainty.in_(certainties),
            Tranche.dropped_at.is_(None),
            Tranche.due_on.between(first, last),
        )
    )
    found = _Parts(defaultdict(lambda: [NOTHING] * len(months)))
    for source_id, due_on, amount, paid in rows:
        assert due_on is not None  # asked for above
        found.dated.add((source_id, due_on.year))
        if due_on >= months[0]:
            number = (due_on.year - months[0].year) * MONTHS + due_on.month - months[0].month
            found.income[source_id][number] += max(NOTHING, amount - (paid or NOTHING))
    return found


def _promised_by_members(*years: int) -> dict[tuple[int, int], Money]:
    """{(source, year): what members pay in it, as far as somebody wrote that down}."""
    rows = db().execute(
        select(FundingAgreement.source_id, FundingAgreement.starts_on, FundingAgreement.amount)
        .join(FundingSource)
        .where(
            FundingSource.kind.in_(MEMBERS),
            FundingAgreement.starts_on.between(date(min(years), 1, 1), date(max(years), 12, 31)),
        )
    )
    found: dict[tuple[int, int], Money] = defaultdict(lambda: NOTHING)
    for source_id, starts_on, amount in rows:
        found[source_id, starts_on.year] += amount
    return dict(found)


def _dues(
    source_id: int,
    promised: Mapping[tuple[int, int], Money],
    paid: tuple[list[Money], list[Money]],
    on: date,
    count: int,
) -> tuple[Money, ...]:
    """What members still pay in each month: as promised, or as last year; laid out as last year."""
    before, now = paid
    this_year = promised.get((source_id, on.year), sum(before, NOTHING))
    next_year = promised.get((source_id, on.year + 1), this_year)
    here, there = over_months(this_year, before), over_months(next_year, before)
    return _from_here(here, there, now[on.month - 1], on, count)
