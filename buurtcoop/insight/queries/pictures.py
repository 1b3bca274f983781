"""What the pictures of the money show: where it went, what was promised, what an hour of help cost.

All from ledger lines, promises, budget lines and hours; nothing here is stored. Sums of the books
come from `ledger.reports`, which reads the totals of closed months.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, literal, select, union_all

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money, portion
from buurtcoop.funding.models import (
    Budget,
    FundingAgreement,
    FundingSource,
    Goal,
    SourceKind,
)
from buurtcoop.funding.queries import GoalFigure, SourceFigures, figures, goals_of_each
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.ledger.models import AccountKind, Fund
from buurtcoop.ledger.reports import flows_by_fund
from buurtcoop.ledger.reports.sums import Days, chart_by_code, sums_of
from buurtcoop.ledger.rules import month_end

A_QUARTER, AN_HOUR = 3, 60


class Thing(NamedTuple):
    """A fund, an activity or an account: its number and its name."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one fund paid for one activity on one account in a year, in cents.

    Below nothing more came back on earlier costs than went out.
    """

    fund: Thing
    activity: Thing
    account: Thing
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Spent:
    """All costs of a year: what went out, and what came back of it."""

    cells: tuple[Cell, ...]

    @property
    def out(self) -> tuple[Cell, ...]:
        """What went out; a picture has no widths below nothing."""
        return tuple(cell for cell in self.cells if cell.amount > NOTHING)

    @property
    def back(self) -> Money:
        """What came back on earlier costs, as a positive amount."""
        return -sum((cell.amount for cell in self.cells if cell.amount < NOTHING), NOTHING)

    @property
    def total(self) -> Money:
        """The costs of the year, as income and expense tells them."""
        return sum((cell.amount for cell in self.cells), NOTHING)


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """A quarter: what everything cost, and the minutes of help; counter-entries are in it."""

    first: date
    last: date
    spent: Money
    minutes: int

    @property
    def an_hour(self) -> Money | None:
        """Cents for each hour of help, half a cent up; none without an hour."""
        return portion(self.spent, AN_HOUR, self.minutes) if self.minutes > 0 else None


def spent(year: int) -> Spent:
    """Where the money of this year went, per fund, activity and account; five statements."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    (sums,) = sums_of(chart_by_code().values(), Days(first, last))
    funds, activities = _names_of_funds(), _names_of_activities()
    cells = [
        Cell(
            fund=funds[each.fund_id],
            activity=activities[each.activity_id],
            account=Thing(each.account.id, each.account.name),
            amount=each.amount,
        )
        for each in sums
        if each.account.kind is AccountKind.EXPENSE and each.activity_id and each.amount
    ]
    return Spent(cells=tuple(cells))


def parts_of(cells: Iterable[Cell], key: Callable[[Cell], Thing]) -> list[tuple[Thing, Money]]:
    """What these cells add up to for each thing, most first."""
    sums: dict[Thing, Money] = defaultdict(lambda: NOTHING)
    for cell in cells:
        sums[key(cell)] += cell.amount
    return sorted(sums.items(), key=lambda each: (-each[1].cents, each[0].name, each[0].id))


def sources_in(year: int) -> list[SourceFigures]:
    """The sources that give money, with promised, received and spent; largest promise first.

    What they have in cash is not counted here. Five statements.
    """
    money = (
        each for each in figures(year, flows_by_fund(year)) if each.kind is not SourceKind.IN_KIND
    )
    return [each for each in money if each.promised or each.came_in or each.spent]


def budget_by_source(budget: Budget | None) -> dict[int, Money]:
    """{source id: what this budget plans to spend}; nothing without a budget."""
    planned: dict[int, Money] = defaultdict(lambda: NOTHING)
    for line in budget.lines if budget else ():
        planned[line.source_id] += line.amount
    return dict(planned)


def quarters(year: int) -> list[Quarter]:
    """The quarters of this year that began and have any costs or hours; five statements."""
    today = clock.today()
    days = [
        (date(year, month, 1), month_end(date(year, month + A_QUARTER - 1, 1)))
        for month in range(1, 12, A_QUARTER)
    ]
    days = [(first, last) for first, last in days if first <= today]
    if not days:
        return []
    costs, minutes = _costs(days), _minutes(days)
    found = [
        Quarter(first=first, last=last, spent=cost, minutes=helped)
        for (first, last), cost, helped in zip(days, costs, minutes, strict=True)
    ]
    return [each for each in found if each.spent or each.minutes]


def goals_in(year: int) -> list[tuple[str, GoalFigure]]:
    """The goals that run in agreements of this year, each with whose they are.

    By source and number; seven statements at most.
    """
    rows = db().execute(
        select(FundingAgreement.id, FundingSource.name)
        .join(FundingSource)
        .where(
            FundingAgreement.starts_on.between(date(year, 1, 1), date(year, 12, 31)),
            FundingAgreement.id.in_(select(Goal.agreement_id).where(Goal.ended_on.is_(None))),
        )
        .order_by(FundingSource.name, FundingAgreement.id)
    )
    names = {row.id: row.name for row in rows}
    found = goals_of_each(list(names)) if names else {}
    return [
        (name, goal)
        for agreement_id, name in names.items()
        for goal in found.get(agreement_id, [])
        if goal.goal.ended_on is None
    ]


def _costs(days: list[tuple[date, date]]) -> list[Money]:
    """What everything cost in each of these stretches of days."""
    stretches = (Days(first, last, by_activity=False) for first, last in days)
    return [
        sum((each.amount for each in sums if each.account.kind is AccountKind.EXPENSE), NOTHING)
        for sums in sums_of(chart_by_code().values(), *stretches)
    ]


def _minutes(days: list[tuple[date, date]]) -> list[int]:
    """The minutes of help in each of these stretches of days."""
    parts = [
        select(literal(number).label("place"), func.sum(TimeEntry.minutes).label("minutes")).where(
            TimeEntry.kind == HourKind.HELPING, TimeEntry.on_day.between(first, last)
        )
        for number, (first, last) in enumerate(days)
    ]
    found = {row.place: row.minutes for row in db().execute(union_all(*parts))}
    return [int(found[place] or 0) for place in range(len(days))]


def _names_of_funds() -> dict[int, Thing]:
    """{fund id: its number, with the name of its source or else its own}."""
    rows = db().execute(
        select(Fund.id, func.coalesce(FundingSource.name, Fund.name)).outerjoin_from(
            Fund, FundingSource, FundingSource.fund_id == Fund.id
        )
    )
    return {fund_id: Thing(fund_id, name) for fund_id, name in rows}


def _names_of_activities() -> dict[int, Thing]:
    rows = db().execute(select(Activity.id, Activity.name))
    return {activity_id: Thing(activity_id, name) for activity_id, name in rows}
