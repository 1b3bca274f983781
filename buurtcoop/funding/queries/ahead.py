"""What is to come: a year of months from today, how long the money lasts, and what if."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from buurtcoop.coop.queries import rule_value
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import (
    Certainty,
    Change,
    FundingAgreement,
    FundingSource,
    Scenario,
    ScenarioChange,
    SourceKind,
    Tranche,
)
from buurtcoop.funding.queries.budgets import budget_of, planned_in
from buurtcoop.funding.queries.months import Months, months_of_years, owned_by_fund
from buurtcoop.funding.queries.tranches import paid_of_tranche
from buurtcoop.funding.rules import MEMBERS
from buurtcoop.funding.rules.ahead import Ahead, Changed, CostAhead, Purse, ends, lasts, month_on
from buurtcoop.funding.rules.budgets import (
    MINUTES_A_WEEK,
    MONTHS,
    SALARY_ACCOUNTS,
    Cell,
    over_months,
)
from buurtcoop.funding.settlement import MonthEnd
from buurtcoop.ledger.models import Fund, FundKind, LedgerAccount

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
    """What was booked last year and this one, and what the budgets of this and the next plan."""

    before: Months
    now: Months
    planned: Mapping[Cell, Money]
    next_planned: Mapping[Cell, Money]


def runway(on: date) -> Runway:
    """How long free money lasts when no new money is found (example E13), from the ledger."""
    from_here, plan = year_ahead(on)
    return Runway(
        full_months=lasts(from_here),
        months=from_here.months,
        ends=ends(from_here),
        plan=plan,
    )


def year_ahead(on: date) -> tuple[Ahead, Plan]:
    """The twelve months from the month of a day on, and what their costs were taken from.

    Money: what each fund has on this day, what it lent with it. Costs: the budget of the year, laid
    over the months as last year; without one the same months of last year. Income: parts that
    were awarded and have a day, and what members pay. Of the month we are in only what is still
    to come counts.
    """
    months_of = months_of_years(on.year - 1, on.year)
    books = _Books(
        before=months_of[on.year - 1],
        now=months_of[on.year],
        planned=planned_in(budget_of(on.year)),
        next_planned=planned_in(budget_of(on.year + 1)),
    )
    costs = _costs(books, on)
    owned, sources = owned_by_fund(on), _sources()
    purses = _purses(sources, owned, books, on)
    of_sources = {source.fund_id for source in sources}
    free = select(Fund.id).where(Fund.kind == FundKind.FREE, Fund.id.not_in(of_sources))
    reserve = sum((owned.get(fund_id, NOTHING) for fund_id in db().scalars(free)), NOTHING)
    from_here = Ahead(months=_months(on), reserve=reserve, purses=purses, costs=costs)
    if books.planned or not costs:
        return from_here, Plan.BUDGET if books.planned else Plan.NOTHING
    return from_here, Plan.YEAR_BEFORE


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


def minutes_a_week(on: date) -> int | None:
    """How long the coordinator works a week; none when nobody wrote it down."""
    found = rule_value(MINUTES_A_WEEK, on)
    return int(found) if found else None


def scenarios_of(year: int) -> list[Scenario]:
    """The what-ifs of a year with what they change, oldest first."""
    query = select(Scenario).where(Scenario.year == year).order_by(Scenario.id)
    return list(db().scalars(query.options(_with_changes())))


def scenario_for(viewer: Viewer, scenario_id: int) -> Scenario:
    """One what-if. Raises LookupError, also for who may not see it."""
    query = select(Scenario).where(Scenario.id == scenario_id).options(_with_changes())
    found = db().scalar(query)
    if found is None or not viewer.may("money.read"):
        raise LookupError(scenario_id)
    return found


def changed(scenario: Scenario, minutes: int | None) -> list[Changed]:
    """What a what-if changes, as plain values; `minutes` is how long the coordinator works now.

    A change of hours changes nothing while nobody knows how many they are.
    """
    return [
        Changed(
            since=date(scenario.year, change.from_month, 1),
            points=change.points or 0,
            source_id=change.source_id,
            account_id=change.account_id,
            minutes=_hours(change, minutes),
        )
        for change in scenario.changes
    ]


def _hours(change: ScenarioChange, minutes: int | None) -> tuple[int, int] | None:
    if change.kind is not Change.HOURS or not minutes or change.minutes_a_week is None:
        return None
    return minutes, change.minutes_a_week


def _months(on: date) -> tuple[date, ...]:
    return tuple(month_on(on, later) for later in range(MONTHS))


def _costs(books: _Books, on: date) -> tuple[CostAhead, ...]:
    """What each place takes in these months; the month we are in without what it took already."""
    this_year = _planned(books.planned, books.before) if books.planned else books.before.costs
    next_year = _planned(books.next_planned, books.before) if books.next_planned else this_year
    salary = set(db().scalars(select(LedgerAccount.id).where(_SALARY)))
    found = []
    for cell in sorted({*this_year, *next_year}, key=lambda each: (*each[:2], each[2] or 0)):
        here = this_year.get(cell, [NOTHING] * MONTHS)
        there = next_year.get(cell, [NOTHING] * MONTHS)
        spent = books.now.costs[cell][on.month - 1] if cell in books.now.costs else NOTHING
        rest = max(NOTHING, here[on.month - 1] - spent)
        months = (rest, *here[on.month :], *there[: on.month - 1])
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


def _planned(amounts: Mapping[Cell, Money], before: Months) -> dict[Cell, list[Money]]:
    patterns = before.patterns
    return {
        cell: over_months(amount, patterns.get(cell[:2], ())) for cell, amount in amounts.items()
    }


def _sources() -> list[FundingSource]:
    query = select(FundingSource).where(FundingSource.kind != SourceKind.IN_KIND)
    return list(
        db().scalars(query.order_by(FundingSource.id).options(joinedload(FundingSource.fund)))
    )


def _purses(
    sources: Sequence[FundingSource], owned: Mapping[int, Money], books: _Books, on: date
) -> tuple[Purse, ...]:
    months, promised = _months(on), _promised_by_members(on.year, on.year + 1)
    parts = _parts(months)
    found = []
    for source in sources:
        income = parts[source.id]
        if source.kind in MEMBERS:
            dues = _dues(source.id, promised, books, on)
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


def _parts(months: Sequence[date]) -> Mapping[int, list[Money]]:
    """{source: what its awarded parts still bring in each month}."""
    last = month_on(months[-1], 1) - timedelta(days=1)
    rows = db().execute(
        select(FundingAgreement.source_id, Tranche.due_on, Tranche.amount, paid_of_tranche())
        .join_from(Tranche, FundingAgreement)
        .where(
            FundingAgreement.certainty == Certainty.AWARDED,
            Tranche.dropped_at.is_(None),
            Tranche.due_on.between(months[0], last),
        )
    )
    found: dict[int, list[Money]] = defaultdict(lambda: [NOTHING] * MONTHS)
    for source_id, due_on, amount, paid in rows:
        if due_on is not None:
            number = (due_on.year - months[0].year) * MONTHS + due_on.month - months[0].month
            found[source_id][number] += max(NOTHING, amount - (paid or NOTHING))
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
    source_id: int, promised: Mapping[tuple[int, int], Money], books: _Books, on: date
) -> list[Money]:
    """What members still pay in each month: as promised, or as last year; laid out as last year."""
    before = books.before.income.get(source_id, [])
    this_year = promised.get((source_id, on.year), sum(before, NOTHING))
    next_year = promised.get((source_id, on.year + 1), this_year)
    here, there = over_months(this_year, before), over_months(next_year, before)
    now = books.now.income.get(source_id, [NOTHING] * MONTHS)
    rest = max(NOTHING, here[on.month - 1] - now[on.month - 1])
    return [rest, *here[on.month :], *there[: on.month - 1]]


def _with_changes() -> ExecutableOption:
    changes = selectinload(Scenario.changes)
    return changes.options(joinedload(ScenarioChange.source), joinedload(ScenarioChange.account))
