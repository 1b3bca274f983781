"""What-ifs of a year, the hours of the coordinator, and what the members call helping."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from buurtcoop.audit.operations import record
from buurtcoop.coop.models import RuleValue
from buurtcoop.coop.operations import set_rule
from buurtcoop.core import clock
from buurtcoop.core.database import in_turn, insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import (
    Change,
    Helping,
    HelpingDefinition,
    HelpingPart,
    Scenario,
    ScenarioChange,
)
from buurtcoop.funding.queries.scenarios import minutes_a_week
from buurtcoop.funding.rules.ahead import ChangesNothing, HoursUnknown, ScenarioExists, WhatIf
from buurtcoop.funding.rules.budgets import MINUTES_A_WEEK

HELPING_TURN = 6_006


def make_scenario(year: int, name: str, first: WhatIf, *, by: Viewer) -> Scenario:
    """Make a what-if of a year with its first change; nothing in the books changes.

    Raises ScenarioExists, and what `add_change` raises.
    """
    number = insert_once(
        db(),
        Scenario,
        year=year,
        name=name,
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    if number is None:
        raise ScenarioExists
    scenario = db().get_one(Scenario, number)
    add_change(scenario.id, first, by=by)
    record(by, "funding.make_scenario", scenario, f"{year}, {name}")
    return scenario


def add_change(scenario_id: int, what: WhatIf, *, by: Viewer) -> ScenarioChange:
    """Change one thing more in a what-if. Raises ChangesNothing, HoursUnknown."""
    scenario = db().get_one(Scenario, scenario_id)
    if what.minutes_a_week is not None:
        now = minutes_a_week(max(date(scenario.year, 1, 1), clock.today()))
        if not now:
            raise HoursUnknown
        if what.minutes_a_week == now:
            raise ChangesNothing
    elif not what.points:
        raise ChangesNothing
    change = ScenarioChange(
        scenario_id=scenario.id,
        kind=_kind(what),
        source_id=what.source_id,
        account_id=what.account_id,
        points=None if what.minutes_a_week is not None else what.points,
        minutes_a_week=what.minutes_a_week,
        from_month=what.from_month,
    )
    db().add(change)
    db().flush()
    db().expire(scenario, ["changes"])
    record(by, "funding.change_scenario", scenario, change.kind.value)
    return change


def drop_scenario(scenario_id: int, *, by: Viewer) -> None:
    """Take a what-if away; it was never in the books. Twice is once."""
    scenario = db().get(Scenario, scenario_id)
    if scenario is None:
        return
    record(by, "funding.drop_scenario", scenario, scenario.name)
    db().delete(scenario)
    db().flush()


def set_hours(minutes: int, *, valid_from: date, decided: str, by: Viewer) -> RuleValue:
    """Let the coordinator work so many minutes a week from a day on."""
    return set_rule(MINUTES_A_WEEK, str(minutes), valid_from=valid_from, source=decided, by=by)


def define_helping(
    accounts: Mapping[int, Helping],
    activities: Mapping[int, Helping],
    *,
    minutes: tuple[int, int],
    decided_on: date,
    decided_by: str,
    by: Viewer,
) -> HelpingDefinition:
    """Write down what the members call money for helping, as the next version.

    `minutes` are those of a year in which the coordinator helps, and all of hers. What is said of
    an account goes before what is said of the activity; what nothing is said of does not count.
    """
    in_turn(db(), HELPING_TURN)
    newest = db().scalar(select(func.coalesce(func.max(HelpingDefinition.version), 0))) or 0
    found = HelpingDefinition(
        version=newest + 1,
        decided_on=decided_on,
        decided_by=decided_by,
        helping_minutes=minutes[0],
        all_minutes=minutes[1],
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    db().add(found)
    db().flush()
    for account_id, counts in accounts.items():
        db().add(HelpingPart(definition_id=found.id, account_id=account_id, counts=counts))
    for activity_id, counts in activities.items():
        db().add(HelpingPart(definition_id=found.id, activity_id=activity_id, counts=counts))
    db().flush()
    record(by, "funding.define_helping", found, f"{found.version}, {decided_by}")
    return found


def _kind(what: WhatIf) -> Change:
    if what.source_id is not None:
        return Change.SOURCE
    return Change.COST if what.account_id is not None else Change.HOURS
