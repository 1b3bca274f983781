"""The guards of gifts, duties and steps, each taken away in turn: then it goes wrong."""

from datetime import date

import pytest
from sqlalchemy import func, select, true
from sqlalchemy.exc import IntegrityError

from buurtcoop.checks import broken
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.obligations import jobs, operations
from buurtcoop.obligations.models import DutyStep, HourGift, StepKind
from buurtcoop.obligations.operations import Next, contacting, giving
from buurtcoop.obligations.rules import DutyRuns, MoreThanDone
from tests.cast import Cast, seen_by
from tests.guards.meeting import Meet
from tests.guards.test_house_guards import without
from tests.obligations.cases import FEBRUARY, JANUARY, a_duty, helped, on, reminded
from tests.shifts.crowd import contend, roomy

pytestmark = pytest.mark.guard
ONLY_POSTGRESQL = pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
DEVICES = 8
DONE = 120


@pytest.fixture
def ask_id(instance: Instance, cast: Cast) -> int:
    """Anna asks for time; Bram helped two hours."""
    with instance.writing():
        a_duty(cast)
        helped(cast.bram, date(2027, 1, 5), DONE)
        return operations.ask_hours(JANUARY, named=False, by=seen_by(cast.anna)).id


def given(instance: Instance) -> int:
    with instance.reading():
        return db().scalar(select(func.coalesce(func.sum(HourGift.minutes), 0))) or 0


def everybody_gives_all(instance: Instance, cast: Cast, ask_id: int) -> int:
    """Eight presses at once, each for all that was done; how much was given in all."""
    by = seen_by_bram(instance, cast)
    with roomy(instance, DEVICES) as wide:
        contend(wide, lambda _: operations.give_hours(ask_id, DONE, named=False, by=by), DEVICES)
    return given(instance)


def seen_by_bram(instance: Instance, cast: Cast) -> Viewer:
    with instance.reading():
        return seen_by(cast.bram)


@ONLY_POSTGRESQL
def test_without_the_lock_gifts_at_once_are_more_than_was_done(
    instance: Instance,
    cast: Cast,
    ask_id: int,
    monkeypatch: pytest.MonkeyPatch,
    meeting: Meet,
) -> None:
    """Looking and giving is one statement: all have asked it before the first commits."""
    monkeypatch.setattr(giving, "_lock", lambda giver_id: None)
    meeting(DEVICES).after(giving, "_insert")

    assert everybody_gives_all(instance, cast, ask_id) == DEVICES * DONE
    with instance.reading():
        assert any("gave" in sentence for sentence in broken())


def test_without_the_question_in_the_insert_one_gives_what_was_not_done(
    instance: Instance, cast: Cast, ask_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = seen_by_bram(instance, cast)
    with instance.writing(), pytest.raises(MoreThanDone):
        operations.give_hours(ask_id, DONE + 1, named=False, by=by)
    monkeypatch.setattr(giving, "_done", lambda person_id, month: 10**6)

    with instance.writing():
        operations.give_hours(ask_id, DONE + 1, named=False, by=by)

    assert given(instance) == DONE + 1


def test_without_children_left_out_they_count(
    instance: Instance, cast: Cast, ask_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = seen_by_bram(instance, cast)
    with instance.writing():
        helped(cast.bram, date(2027, 1, 6), 60, counts=False)
    monkeypatch.setattr(giving, "counting", true)

    with instance.writing():
        operations.give_hours(ask_id, DONE + 60, named=False, by=by)

    assert given(instance) == DONE + 60


def test_without_its_trigger_two_duties_run(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        a_duty(cast)
    with instance.writing(), pytest.raises(DutyRuns):
        a_duty(cast, date(2026, 12, 1))
    without(instance, "member_duty_alone", "member_duty")

    with instance.writing():
        a_duty(cast, date(2026, 12, 1))
        assert any("at the same time" in sentence for sentence in broken())


def test_without_its_trigger_a_step_comes_out_of_turn(instance: Instance, cast: Cast) -> None:
    step_id = a_call(instance)
    with instance.writing(), pytest.raises(IntegrityError, match="in order"):
        out_of_turn(step_id)
    without(instance, "duty_step_in_order", "duty_step")
    with instance.writing():
        operations.finish(step_id, note="x", onward=Next(talk=True), by=seen_by(cast.coor))
        talk = db().scalars(select(DutyStep.id).order_by(DutyStep.id.desc())).first()
        assert talk is not None
        operations.finish(talk, note="x", onward=Next(), by=seen_by(cast.coor))

    with instance.writing():
        out_of_turn(step_id)


def test_without_the_condition_a_step_is_done_twice(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    step_id = a_call(instance)
    monkeypatch.setattr(contacting, "_undone", true)
    with instance.writing():
        operations.finish(step_id, note="x", onward=Next(talk=True), by=seen_by(cast.coor))

    with instance.writing():
        operations.finish(step_id, note="y", onward=Next(), by=seen_by(cast.dees))

    with instance.reading():
        assert db().get_one(DutyStep, step_id).done_by_id == cast.dees.id


def a_call(instance: Instance) -> int:
    """Anna is called in March."""
    with instance.writing():
        cast = Cast.read()
        a_duty(cast)
        reminded(FEBRUARY)
        with on(date(2027, 3, 8)) as now:
            jobs.keep_in_touch(now)
        found = select(DutyStep.id).where(DutyStep.person_id == cast.anna.id)
        return db().scalars(found).one()


def out_of_turn(step_id: int) -> None:
    call = db().get_one(DutyStep, step_id)
    db().add(
        DutyStep(
            outreach_id=call.outreach_id,
            person_id=call.person_id,
            kind=StepKind.PAUSE,
            owner_id=call.owner_id,
            due_on=FEBRUARY,
            made_at=call.made_at,
        )
    )
    db().flush()
