"""Planning by the rules of a service: it is open, nobody is alone, helpers have what it asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from buurtcoop.core.instance import Instance, db
from buurtcoop.qualifications.models import Skill
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import CrewLine, Series, Shift, Side
from buurtcoop.shifts.operations import LinePlan, plan_of
from buurtcoop.shifts.planning_rules import ServiceNotOpen, TooFewPlanned
from tests.cast import Cast, seen_by
from tests.guards.test_house_guards import without
from tests.shifts.rota import a_service, an_evening

DAY, LAST = date(2027, 1, 28), date(2027, 3, 25)
Plan = Callable[..., Shift]


@pytest.fixture
def service(opened: Instance) -> Service:
    return a_round()


def a_round() -> Service:
    """A round in the street: with two, who each were seen."""
    service = a_service("Ronde")
    skill = Skill(name="Kennismaking", explanation="Wij spraken met u.", proven=True)
    db().add(skill)
    db().flush()
    service.helpers_at_least, service.skill_id = 2, skill.id
    service.usual_helpers = service.usual_minimum = 2
    db().flush()
    return service


@pytest.fixture
def plan(service: Service, cast: Cast) -> Plan:
    """Coor plans a day with this crew."""

    def planned(*lines: LinePlan) -> Shift:
        return operations.plan(
            service.id,
            day=DAY,
            starts_at=time(20),
            minutes=120,
            place="Oude Sluis",
            lines=lines,
            by=seen_by(cast.coor),
        )

    return planned


def start_series(service: Service, cast: Cast, *lines: LinePlan) -> Series:
    return operations.start_series(
        service.id,
        rule="FREQ=WEEKLY",
        starts_at=time(20),
        minutes=120,
        place="Oude Sluis",
        first_on=DAY,
        last_on=LAST,
        lines=lines,
        by=seen_by(cast.coor),
    )


def test_what_is_prepared_takes_no_days(service: Service, plan: Plan, cast: Cast) -> None:
    service.opened_on = None
    db().flush()
    with pytest.raises(ServiceNotOpen, match="Ronde"):
        plan(LinePlan(Side.GIVE, "lopen", 2))
    with pytest.raises(ServiceNotOpen):
        start_series(service, cast, LinePlan(Side.GIVE, "lopen", 2))


def test_the_database_takes_no_day_of_what_is_prepared(service: Service) -> None:
    service.opened_on = None
    db().flush()
    with pytest.raises(IntegrityError), db().begin_nested():
        an_evening(service)


@pytest.mark.guard
def test_without_its_guard_a_day_of_what_is_prepared_slips_in(instance: Instance) -> None:
    without(instance, "shift_of_open_service", Shift.__tablename__)
    with instance.writing(), pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        test_the_database_takes_no_day_of_what_is_prepared(a_round())


@pytest.mark.parametrize(
    "lines",
    [
        (LinePlan(Side.GIVE, "lopen", 1),),
        (LinePlan(Side.GIVE, "lopen", 3, 1),),
        (LinePlan(Side.RECEIVE, "", 4),),
    ],
)
def test_nobody_is_planned_alone(plan: Plan, lines: tuple[LinePlan, ...]) -> None:
    with pytest.raises(TooFewPlanned, match="minstens 2"):
        plan(*lines)


def test_two_tasks_together_are_enough(plan: Plan) -> None:
    shift = plan(LinePlan(Side.GIVE, "lopen", 1), LinePlan(Side.GIVE, "bellen", 1))
    assert [line.minimum for line in shift.lines] == [1, 1]


def test_an_adult_who_is_there_besides_counts(service: Service, plan: Plan) -> None:
    service.adults_besides = 1
    db().flush()
    assert plan(LinePlan(Side.GIVE, "oppassen", 1)).lines[0].places == 1


def test_every_line_of_helpers_asks_what_the_service_asks(service: Service, plan: Plan) -> None:
    shift = plan(
        LinePlan(Side.GIVE, "lopen", 2),
        LinePlan(Side.GIVE, "bellen", 1),
        LinePlan(Side.RECEIVE, "", 4),
    )
    assert [line.skill_id for line in shift.lines] == [service.skill_id, service.skill_id, None]


def test_days_that_come_back_keep_the_rules_also_when_they_change(
    service: Service, cast: Cast
) -> None:
    coor = seen_by(cast.coor)
    with pytest.raises(TooFewPlanned):
        start_series(service, cast, LinePlan(Side.GIVE, "lopen", 1))
    series = start_series(service, cast, LinePlan(Side.GIVE, "lopen", 3, 2))
    asked = db().scalars(select(CrewLine.skill_id).distinct()).all()
    assert asked == [service.skill_id]

    number = series.lines[0].id
    now = plan_of(series)
    fewer = {number: LinePlan(Side.GIVE, "lopen", 1)}
    with pytest.raises(TooFewPlanned):
        operations.preview_change(series.id, _with(now, fewer), coor)
    with pytest.raises(TooFewPlanned):
        operations.change_series(series.id, _with(now, fewer), version=1, by=coor)
    other = {number: LinePlan(Side.GIVE, "lopen", 2, skill_id=None)}
    operations.change_series(series.id, _with(now, other), version=1, by=coor)
    assert series.lines[0].skill_id == service.skill_id


def _with(plan: operations.SeriesPlan, lines: dict[int, LinePlan]) -> operations.SeriesPlan:
    return replace(plan, lines=lines)
