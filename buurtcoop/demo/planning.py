"""Budgets of the demo, what the members call helping, what-ifs, and what a financier may read."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from buurtcoop.core import clock
from buurtcoop.core.money import Money
from buurtcoop.demo.money import COSTS, MUNICIPALITY, RIETDIJK
from buurtcoop.demo.rules import OFFICER
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.funding import operations
from buurtcoop.funding.models import Helping
from buurtcoop.funding.rules.ahead import WhatIf
from buurtcoop.insight.jobs import release_month
from buurtcoop.insight.operations import give_account, give_link
from buurtcoop.ledger.queries import accounts_by_code

NIGHT, MORNING = time(4, 15), time(10, 30)
PLANNED_ON, TOLD_DAY = (12, 10), 5
OFFICER_MAIL = "saskia.wildeman@waterveen.example.org"
ASSEMBLY = "De leden, op de vergadering van december"
HOURS_A_WEEK, FEWER_HOURS = 24, 16
# Hours of the coordinator in a year: with neighbours, and all.
WITH_NEIGHBOURS, ALL_HOURS = 640, 1_104
FOR_HELPING = ("4030", "4040", "4400", "4410", "4420", "4430", "4440")
SALARY, RENT = "4000", "4100"


def planning(stage: Stage, first_year: int, now: datetime) -> Iterator[Event]:
    """Budgets and what is told, up to now."""
    first = clock.at(date(first_year - 1, *PLANNED_ON), MORNING)
    events = [Event(first, partial(_begin, stage, first_year))]
    for year in range(first_year, clock.local(now).year + 2):
        at = clock.at(date(year - 1, *PLANNED_ON), MORNING)
        events.append(Event(at, partial(_plan, stage, year, first=year == first_year)))
        for month in range(1, 13):
            told_at = clock.at(_fifth_after(year, month), NIGHT)
            events.append(Event(told_at, partial(release_month, told_at)))
    yield from (event for event in events if event.at < now)
    # This year somebody wonders, and the municipality reads along.
    this_year = clock.local(now).year
    yield Event(now - timedelta(hours=40), partial(_wonder, stage, this_year))
    yield Event(now - timedelta(hours=39), partial(_let_read, stage, this_year))


def _begin(stage: Stage, first_year: int) -> None:
    by, accounts = stage.treasurer(), accounts_by_code({*FOR_HELPING, SALARY})
    counts = {accounts[code].id: Helping.WHOLE for code in FOR_HELPING}
    operations.define_helping(
        counts | {accounts[SALARY].id: Helping.BY_HOURS},
        {},
        minutes=(WITH_NEIGHBOURS * 60, ALL_HOURS * 60),
        decided_on=clock.today(),
        decided_by=ASSEMBLY,
        by=by,
    )
    since = date(first_year, 1, 1)
    operations.set_hours(HOURS_A_WEEK * 60, valid_from=since, decided="Arbeidsovereenkomst", by=by)


def _plan(stage: Stage, year: int, *, first: bool) -> None:
    """The first budget is written, the next begins as the one before."""
    by = stage.treasurer()
    budget = operations.begin_budget(
        year, operations.BeginFrom.NOTHING if first else operations.BeginFrom.BUDGET, by=by
    )
    if first:
        accounts = accounts_by_code({cost.account for cost in COSTS})
        for cost in COSTS:
            for source, amount in cost.parts.items():
                operations.set_line(
                    budget.id,
                    stage.activity_ids[cost.activity],
                    accounts[cost.account].id,
                    stage.source_ids[source],
                    amount,
                    by=by,
                )
    operations.decide_budget(budget.id, decided_on=clock.today(), decided_by=ASSEMBLY, by=by)


def _wonder(stage: Stage, year: int) -> None:
    """What if, and a bill that is still to come."""
    by = stage.treasurer()
    less = WhatIf(points=-2_000, source_id=stage.source_ids[MUNICIPALITY])
    operations.make_scenario(year, "De gemeente geeft 20 procent minder", less, by=by)
    fewer = WhatIf(minutes_a_week=FEWER_HOURS * 60)
    name = f"De coördinator werkt {FEWER_HOURS} in plaats van {HOURS_A_WEEK} uur"
    operations.make_scenario(year, name, fewer, by=by)
    operations.order(
        stage.source_ids[RIETDIJK],
        activity_id=stage.activity_ids["vereniging"],
        account_id=accounts_by_code({RENT})[RENT].id,
        amount=Money(12_000),
        words="Extra zaal voor de buurttafel, De Knotwilg",
        ordered_on=clock.today(),
        expected_on=clock.today() + timedelta(days=21),
        by=by,
    )


def _let_read(stage: Stage, year: int) -> None:
    ends_on = date(year + 1, 6, 30)
    source_id, by = stage.source_ids[MUNICIPALITY], stage.treasurer()
    give_link(source_id, "Beleidsadviseur", ends_on, by)
    give_account(source_id, OFFICER, OFFICER_MAIL, ends_on, by)


def _fifth_after(year: int, month: int) -> date:
    """The day in the month after it on which a month is told."""
    return (date(year, month, 28) + timedelta(days=4)).replace(day=TOLD_DAY)
