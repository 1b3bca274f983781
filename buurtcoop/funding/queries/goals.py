"""How far the goals of agreements are: counted from other rooms, or from what was written down.

Evenings are shifts that were held: not called off, over, and somebody kept the promise to help
there or nobody said otherwise yet. Hours are those of helping, mended ones once. People are
different persons who came, in the month they came first; meals are the seats of who came.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Label, Select, case, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import InstrumentedAttribute

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.funding.models import Counts, FundingAgreement, Goal, GoalCount
from buurtcoop.funding.rules import (
    after_month,
    months_of,
    percent_of,
    percent_passed,
    whole_hours,
)
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Booking, Claim, PromiseState, Shift, ShiftState

# So many percents may lack before a goal is said to go too slowly: no month is like another.
BEHIND = 10
Counted = dict[int, dict[int, int]]  # {goal: {place of the month: how many}}
# Grouped by a name that no table has: an expression with values is another to PostgreSQL.
PLACE = "place_of_month"
THERE_OR_NOT_SAID = (PromiseState.KEPT, PromiseState.PROMISED)


@dataclass(frozen=True, kw_only=True)
class GoalFigure:
    """How far a goal is.

    `by_month` has the first day of each month of the agreement and what came in it; together
    they are `done`. `by_hand`: no room counts it, people wrote it down.
    """

    goal: Goal
    done: int
    by_month: tuple[tuple[date, int], ...]
    by_hand: bool

    @property
    def reached(self) -> bool:
        """Whether it is there."""
        return self.done >= self.goal.target

    @property
    def percent(self) -> int:
        """How much of the target is there, in whole percents; above 100 when there is more."""
        return percent_of(self.done, self.goal.target)

    def passed(self, today: date) -> int:
        """How much of the days of the agreement is over, in whole percents."""
        agreement = self.goal.agreement
        return percent_passed(agreement.starts_on, agreement.ends_on, today)

    def on_its_way(self, today: date) -> bool:
        """Whether about as much is there as the part of the days that is over."""
        return self.reached or self.percent + BEHIND >= self.passed(today)


def goals_of(agreement_id: int) -> list[GoalFigure]:
    """The goals of this agreement by number, those that ended too, each with how far it is.

    At most six statements: the goals, and one for each way of counting that is used.
    """
    return goals_of_each([agreement_id]).get(agreement_id, [])


def goals_of_each(agreement_ids: Collection[int]) -> dict[int, list[GoalFigure]]:
    """The same for several agreements at once, in as many statements: {agreement id: goals}."""
    goals = (
        db()
        .scalars(
            select(Goal)
            .join(Goal.agreement)
            .where(Goal.agreement_id.in_(agreement_ids))
            .options(contains_eager(Goal.agreement), joinedload(Goal.service))
            .order_by(Goal.agreement_id, Goal.number)
        )
        .all()
    )
    months = _months(goals)
    done: Counted = {}
    for count in {COUNTING[goal.counts] for goal in goals}:
        ids = [goal.id for goal in goals if COUNTING[goal.counts] is count]
        done |= _by_place(db().execute(count(ids, months)).all())
    figures: dict[int, list[GoalFigure]] = defaultdict(list)
    for goal in goals:
        figures[goal.agreement_id].append(_figure(goal, months, done.get(goal.id, {})))
    return dict(figures)


def counts_by_hand(goal_ids: Collection[int]) -> dict[int, list[GoalCount]]:
    """What was written down for these goals, newest day first, taken back or not: {goal id: …}."""
    found: dict[int, list[GoalCount]] = defaultdict(list)
    rows = db().scalars(
        select(GoalCount)
        .where(GoalCount.goal_id.in_(goal_ids))
        .order_by(GoalCount.on_day.desc(), GoalCount.id.desc())
    )
    for counted in rows:
        found[counted.goal_id].append(counted)
    return dict(found)


def goal_of(agreement_id: int, goal_id: int) -> Goal:
    """One goal of this agreement. Raises LookupError."""
    goal = db().get(Goal, goal_id)
    if goal is None or goal.agreement_id != agreement_id:
        raise LookupError(goal_id)
    return goal


def count_of(agreement_id: int, count_id: int) -> GoalCount:
    """One count by hand for a goal of this agreement. Raises LookupError."""
    counted = db().get(GoalCount, count_id)
    if counted is None or counted.goal.agreement_id != agreement_id:
        raise LookupError(count_id)
    return counted


def _figure(goal: Goal, months: list[date], done: Mapping[int, int]) -> GoalFigure:
    own = months_of(goal.agreement.starts_on, goal.agreement.ends_on)
    numbers = [done.get(months.index(month), 0) for month in own]
    if goal.counts is Counts.HOURS:
        numbers = whole_hours(numbers)
    return GoalFigure(
        goal=goal,
        done=sum(numbers),
        by_month=tuple(zip(own, numbers, strict=True)),
        by_hand=goal.counts.by_hand,
    )


def _months(goals: Iterable[Goal]) -> list[date]:
    """Every month that an agreement of these goals touches, in order."""
    found = {
        month
        for goal in goals
        for month in months_of(goal.agreement.starts_on, goal.agreement.ends_on)
    }
    return sorted(found)


def _by_place(rows: Iterable[tuple[int, int, int]]) -> Counted:
    found: Counted = defaultdict(dict)
    for goal_id, place, number in rows:
        found[goal_id][place] = int(number)
    return found


def _place(
    moment: ColumnElement[datetime] | InstrumentedAttribute[datetime], months: list[date]
) -> Label[int]:
    """In which of these months a moment lies, by the wall of Amsterdam."""
    ends = [(moment < clock.start_of(after_month(each)), at) for at, each in enumerate(months)]
    return case(*ends, else_=literal(len(months))).label(PLACE)


def _place_of_day(
    day: ColumnElement[date] | InstrumentedAttribute[date], months: list[date]
) -> Label[int]:
    ends = [(day < after_month(each), at) for at, each in enumerate(months)]
    return case(*ends, else_=literal(len(months))).label(PLACE)


def _of_shifts(ids: list[int], months: list[date]) -> Select[int, int]:
    """The goals, each with the shifts that were held of its service in its days."""
    first, last = clock.start_of(months[0]), clock.start_of(after_month(months[-1]))
    return (
        select(Goal.id, _place(Shift.starts_at, months))
        .join(FundingAgreement, FundingAgreement.id == Goal.agreement_id)
        .join(Shift, or_(Goal.service_id.is_(None), Shift.service_id == Goal.service_id))
        .where(
            Goal.id.in_(ids),
            Shift.starts_at >= first,
            Shift.starts_at < last,
            Shift.ends_at <= clock.now(),
            Shift.state != ShiftState.CANCELLED,
            Shift.original_on.between(FundingAgreement.starts_on, FundingAgreement.ends_on),
        )
    )


def _evenings(ids: list[int], months: list[date]) -> Select[int, int, int]:
    somebody = select(Claim.id).where(
        Claim.shift_id == Shift.id, Claim.state.in_(THERE_OR_NOT_SAID)
    )
    return (
        _of_shifts(ids, months)
        .where(somebody.exists())
        .add_columns(func.count())
        .group_by(Goal.id, PLACE)
    )


def _meals(ids: list[int], months: list[date]) -> Select[int, int, int]:
    return (
        _of_shifts(ids, months)
        .join(Booking, Booking.shift_id == Shift.id)
        .where(Booking.state == PromiseState.KEPT)
        .add_columns(func.sum(Booking.people))
        .group_by(Goal.id, PLACE)
    )


def _people(ids: list[int], months: list[date]) -> Select[int, int, int]:
    came = (
        _of_shifts(ids, months)
        .join(Booking, Booking.shift_id == Shift.id)
        .where(Booking.state == PromiseState.KEPT)
        .with_only_columns(Goal.id.label("goal_id"), func.min(Shift.starts_at).label("first"))
        .group_by(Goal.id, Booking.person_id)
        .subquery()
    )
    place = _place(came.c.first, months)
    return select(came.c.goal_id, place, func.count()).group_by(came.c.goal_id, PLACE)


def _hours(ids: list[int], months: list[date]) -> Select[int, int, int]:
    place = _place_of_day(TimeEntry.on_day, months)
    return (
        select(Goal.id, place, func.sum(TimeEntry.minutes))
        .join(FundingAgreement, FundingAgreement.id == Goal.agreement_id)
        .outerjoin(Service, Service.id == Goal.service_id)
        .join(
            TimeEntry,
            or_(Goal.service_id.is_(None), TimeEntry.activity_id == Service.activity_id),
        )
        .where(
            Goal.id.in_(ids),
            TimeEntry.kind == HourKind.HELPING,
            TimeEntry.on_day.between(FundingAgreement.starts_on, FundingAgreement.ends_on),
        )
        .group_by(Goal.id, PLACE)
    )


def _by_hand(ids: list[int], months: list[date]) -> Select[int, int, int]:
    place = _place_of_day(GoalCount.on_day, months)
    return (
        select(GoalCount.goal_id, place, func.sum(GoalCount.number))
        .where(GoalCount.goal_id.in_(ids), GoalCount.withdrawn_at.is_(None))
        .group_by(GoalCount.goal_id, PLACE)
    )


COUNTING: dict[Counts, Callable[[list[int], list[date]], Select[int, int, int]]] = {
    Counts.EVENINGS: _evenings,
    Counts.HOURS: _hours,
    Counts.PEOPLE: _people,
    Counts.MEALS: _meals,
    Counts.BY_HAND: _by_hand,
    Counts.PEOPLE_BY_HAND: _by_hand,
}
