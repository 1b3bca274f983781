"""What-ifs of a year, and how long the coordinator works."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from buurtcoop.coop.queries import rule_value
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import Change, Scenario, ScenarioChange
from buurtcoop.funding.rules.ahead import Changed
from buurtcoop.funding.rules.budgets import MINUTES_A_WEEK


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


def _with_changes() -> ExecutableOption:
    changes = selectinload(Scenario.changes)
    return changes.options(joinedload(ScenarioChange.source), joinedload(ScenarioChange.account))
