"""What an agreement aims at: goals come, end with a reason, and are counted by hand."""

from datetime import date

from sqlalchemy import func, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import in_turn
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import MOST_GOALS, Counts, FundingAgreement, Goal, GoalCount
from buurtcoop.funding.rules import (
    CountTakenBack,
    GoalCountsItself,
    GoalNeedsService,
    GoalOver,
    GoalsFull,
    refuse_day,
    refuse_day_outside,
)

# Goals are counted one after another: the guard of the database waits for the same turn.
GOAL_TURN = 6002


def add_goal(
    agreement_id: int,
    *,
    words: str,
    target: int,
    unit: str,
    counts: Counts,
    chosen_by: str,
    tells_not: str,
    by: Viewer,
    service_id: int | None = None,
) -> Goal:
    """Aim at something, with who chose it and what it does not tell.

    What is counted by hand has no service. Holds afterwards: at most six run at once, also with
    two people at the same moment (a trigger decides). Raises GoalsFull, GoalNeedsService;
    LookupError when there is no such agreement.
    """
    if db().get(FundingAgreement, agreement_id) is None:
        raise LookupError(agreement_id)
    if counts is Counts.MEALS and service_id is None:
        raise GoalNeedsService
    in_turn(db(), GOAL_TURN)
    last, running = (
        db()
        .execute(
            select(
                func.coalesce(func.max(Goal.number), 0),
                func.count().filter(Goal.ended_on.is_(None)),
            ).where(Goal.agreement_id == agreement_id)
        )
        .one()
    )
    if running >= MOST_GOALS:
        raise GoalsFull(most=MOST_GOALS)
    goal = Goal(
        agreement_id=agreement_id,
        number=last + 1,
        words=words,
        target=target,
        unit=unit,
        counts=counts,
        service_id=None if counts.by_hand else service_id,
        chosen_by=chosen_by,
        tells_not=tells_not,
        made_at=clock.now(),
    )
    db().add(goal)
    db().flush()
    record(by, "funding.add_goal", goal, f"{target} {unit}: {words}")
    return goal


def end_goal(goal_id: int, why: str, on: date, by: Viewer) -> Goal:
    """Stop aiming at something; it stays to be read, with why.

    Raises GoalOver, DayToCome; LookupError when there is no such goal.
    """
    goal = _running(goal_id)
    refuse_day(on, clock.today())
    goal.ended_on, goal.ended_why = on, why
    db().flush()
    record(by, "funding.end_goal", goal, why)
    return goal


def count_by_hand(
    goal_id: int,
    number: int,
    on_day: date,
    evidence: str,
    by: Viewer,
    photo_id: int | None = None,
) -> GoalCount:
    """Write down so many more of what no room counts, with what shows it.

    Raises GoalOver, GoalCountsItself, DayToCome, DayNotOfAgreement; LookupError when there is no
    such goal.
    """
    goal = _running(goal_id)
    if not goal.counts.by_hand:
        raise GoalCountsItself
    refuse_day(on_day, clock.today())
    refuse_day_outside(on_day, goal.agreement.starts_on, goal.agreement.ends_on)
    counted = GoalCount(
        goal_id=goal_id,
        on_day=on_day,
        number=number,
        evidence=evidence,
        photo_id=photo_id,
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    db().add(counted)
    db().flush()
    record(by, "funding.count_by_hand", counted, f"{number}: {evidence}")
    return counted


def take_count_back(count_id: int, by: Viewer) -> GoalCount:
    """Let a count by hand no longer count; it stays to be read.

    Raises CountTakenBack; LookupError when there is no such count.
    """
    counted = db().get(GoalCount, count_id, with_for_update=True, populate_existing=True)
    if counted is None:
        raise LookupError(count_id)
    if counted.withdrawn_at is not None:
        raise CountTakenBack
    counted.withdrawn_at = clock.now()
    db().flush()
    record(by, "funding.take_count_back", counted)
    return counted


def _running(goal_id: int) -> Goal:
    """A goal nobody stopped with, held to the end of the transaction."""
    goal = db().get(Goal, goal_id, with_for_update=True, populate_existing=True)
    if goal is None:
        raise LookupError(goal_id)
    if goal.ended_on is not None:
        raise GoalOver
    return goal
