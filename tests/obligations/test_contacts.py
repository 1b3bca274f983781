"""A mail, then a call, a talk, a pause: one at a time, in order, each with an owner."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.access.models import Role
from buurtcoop.access.rules import NotYourRole, RoleName
from buurtcoop.checks import broken
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.obligations import jobs, operations, queries
from buurtcoop.obligations.attention import attention
from buurtcoop.obligations.models import (
    DutyStep,
    Ending,
    Exemption,
    ExemptionKind,
    MemberDuty,
    Outreach,
    StepKind,
)
from buurtcoop.obligations.operations import Next
from buurtcoop.obligations.rules import NotYourOwn, PauseTooLong, StepGone
from tests.cast import Cast, add_person, seen_by
from tests.obligations.cases import (
    FEBRUARY,
    HOURS,
    MARCH_8,
    a_duty,
    helped,
    member,
    on,
    reminded,
)
from tests.shifts.crowd import contend, roomy


def said(step: DutyStep, cast: Cast, onward: Next, day: date = MARCH_8) -> None:
    with on(day):
        operations.finish(step.id, note="Het was druk.", onward=onward, by=seen_by(cast.coor))


def steps() -> Sequence[DutyStep]:
    return db().scalars(select(DutyStep).order_by(DutyStep.id)).all()


def ending() -> Ending | None:
    db().expire_all()
    return db().scalars(select(Outreach)).one().ending


def test_after_two_months_somebody_calls_with_an_owner_and_a_day(
    call: DutyStep, cast: Cast
) -> None:
    assert (call.kind, call.person_id, call.owner_id) == (
        StepKind.CALL,
        cast.anna.id,
        cast.coor.id,
    )
    assert call.due_on == MARCH_8 + timedelta(days=7)
    with on(MARCH_8) as now:
        [item] = attention(now)
        assert jobs.keep_in_touch(now) == 0
    assert (item.path, item.owner_id) == (f"/ieder-doet-iets/contact/{call.id}", cast.coor.id)
    assert list(broken()) == []


def test_without_a_mail_first_nobody_calls(duty: MemberDuty) -> None:
    with on(MARCH_8) as now:
        assert jobs.keep_in_touch(now) == 0


def test_a_month_is_judged_a_week_after_it_ended(duty: MemberDuty) -> None:
    reminded(FEBRUARY)
    with on(date(2027, 3, 7)) as now:
        assert jobs.keep_in_touch(now) == 0
    with on(MARCH_8) as now:
        assert jobs.keep_in_touch(now) == 1


def test_one_month_is_no_reason_to_call(duty: MemberDuty, cast: Cast) -> None:
    reminded(FEBRUARY)
    helped(cast.anna, date(2027, 2, 20), HOURS)
    with on(MARCH_8) as now:
        assert jobs.keep_in_touch(now) == 0


def test_who_helps_again_in_march_is_not_called(duty: MemberDuty, cast: Cast) -> None:
    reminded(FEBRUARY)
    helped(cast.anna, date(2027, 3, 2), 30)
    with on(MARCH_8) as now:
        assert jobs.keep_in_touch(now) == 0


def test_a_child_minded_does_not_count_and_a_given_hour_does(duty: MemberDuty, cast: Cast) -> None:
    helped(cast.anna, date(2027, 2, 3), HOURS, counts=False)
    helped(cast.bram, date(2027, 2, 4), HOURS)
    with on(date(2027, 2, 10)):
        ask = operations.ask_hours(FEBRUARY, named=True, by=seen_by(cast.anna))
    assert cast.anna.id in queries.short_in(FEBRUARY)
    with on(date(2027, 3, 2)):
        operations.give_hours(ask.id, HOURS, named=True, by=seen_by(cast.bram))
    assert cast.anna.id not in queries.short_in(FEBRUARY)


def test_steps_go_in_order_and_end_in_a_pause_of_the_duty(call: DutyStep, cast: Cast) -> None:
    said(call, cast, Next(talk=True))
    talk = steps()[1]
    assert (talk.kind, talk.owner_id) == (StepKind.TALK, cast.coor.id)

    said(talk, cast, Next(pause_until=date(2027, 4, 30)))
    pause = steps()[2]
    assert (pause.kind, pause.due_on) == (StepKind.PAUSE, date(2027, 4, 30))
    [free] = queries.exemptions_of(cast.anna.id, MARCH_8)
    assert (free.kind, free.ends_on) == (ExemptionKind.PAUSE, date(2027, 4, 30))
    with on(date(2027, 4, 1)) as now:
        assert (jobs.keep_in_touch(now), attention(now)) == (0, [])
    with on(date(2027, 4, 23)) as now:
        assert len(attention(now)) == 1
    said(pause, cast, Next(), date(2027, 4, 29))
    assert ending() is Ending.TALKED
    assert list(broken()) == []


def test_it_is_fine_after_one_call(call: DutyStep, cast: Cast) -> None:
    said(call, cast, Next())

    assert ending() is Ending.TALKED
    with pytest.raises(StepGone):
        said(call, cast, Next())
    with on(date(2027, 4, 8)) as now:
        assert jobs.keep_in_touch(now) == 0


def test_after_a_talk_only_two_new_months_are_a_reason(call: DutyStep, cast: Cast) -> None:
    said(call, cast, Next())
    for person in (cast.bram, cast.dees, cast.truus, cast.bo):
        for month in (3, 4, 5):
            helped(person, date(2027, month, 5), HOURS)

    reminded(date(2027, 5, 1))
    with on(date(2027, 5, 10)) as now:
        assert jobs.keep_in_touch(now) == 0
    with on(date(2027, 6, 8)) as now:
        assert jobs.keep_in_touch(now) == 1


def test_no_more_are_called_than_somebody_can_call(opened: Instance, cast: Cast) -> None:
    a_duty(cast)
    for number in range(50, 60):
        add_person(f"Buur{number}", number=number, roles=(RoleName.MEMBER,))
    reminded(FEBRUARY)
    with on(MARCH_8) as now:
        assert (jobs.keep_in_touch(now), jobs.keep_in_touch(now)) == (10, 0)
        said(steps()[0], cast, Next())
        assert jobs.keep_in_touch(now) == 1


def test_helping_again_ends_it(call: DutyStep, cast: Cast) -> None:
    helped(cast.anna, date(2027, 3, 10), 15)
    with on(date(2027, 3, 11)) as now:
        assert jobs.keep_in_touch(now) == 1
        assert attention(now) == []
    assert ending() is Ending.HELPED


def test_being_free_ends_it_at_once(call: DutyStep, cast: Cast) -> None:
    with on(MARCH_8):
        _free(cast)

    assert ending() is Ending.FREE
    assert queries.open_steps() == []
    with pytest.raises(StepGone):
        said(call, cast, Next())


@pytest.mark.parametrize("what", ["left", "no_duty"])
def test_leaving_or_no_duty_ends_it(call: DutyStep, cast: Cast, what: str) -> None:
    if what == "left":
        member(cast.anna, date(2026, 1, 1), date(2027, 3, 9))
    with on(date(2027, 3, 10)) as now:
        if what == "no_duty":
            found = queries.duties()[0]
            operations.stop_duty(found.id, at_once=True, by=seen_by(cast.coor))
    with on(date(2027, 3, 11)) as now:
        assert jobs.keep_in_touch(now) == 1
    assert ending() == what


def test_nobody_calls_oneself(opened: Instance, cast: Cast) -> None:
    a_duty(cast)
    for person in (cast.anna, cast.bram, cast.truus, cast.bo):
        helped(person, date(2027, 1, 5), HOURS)
    reminded(FEBRUARY)
    coordinator = update(Role).where(Role.name == RoleName.COORDINATOR)
    db().execute(coordinator.values(ends_on=date(2027, 3, 1)))
    with on(MARCH_8) as now:
        assert jobs.keep_in_touch(now) == 0
        db().execute(coordinator.values(ends_on=None))
        assert jobs.keep_in_touch(now) == 1
    assert [(each.person_id, each.owner_id) for each in steps()] == [(cast.dees.id, cast.coor.id)]
    assert queries.steps_for(seen_by(cast.dees)) == []


def test_only_who_gets_in_touch_sees_it(call: DutyStep, cast: Cast) -> None:
    with pytest.raises(NotYourRole):
        operations.finish(call.id, note="x", onward=Next(), by=seen_by(cast.anna))
    assert queries.steps_for(seen_by(cast.bo)) == []
    assert [each.id for each in queries.steps_for(seen_by(cast.dees))] == [call.id]
    with pytest.raises(NotYourOwn):
        operations.hand_over(call.id, cast.anna.id, seen_by(cast.coor))
    with pytest.raises(NotYourOwn):
        operations.hand_over(call.id, cast.bram.id, seen_by(cast.coor))
    assert operations.hand_over(call.id, cast.dees.id, seen_by(cast.coor)).owner_id == cast.dees.id


def test_a_pause_has_a_reasonable_end(call: DutyStep, cast: Cast) -> None:
    said(call, cast, Next(talk=True))
    with pytest.raises(PauseTooLong), db().begin_nested():
        said(steps()[1], cast, Next(pause_until=date(2028, 6, 1)))


def test_the_database_keeps_the_order(call: DutyStep, cast: Cast) -> None:
    def step(kind: StepKind) -> DutyStep:
        return DutyStep(
            outreach_id=call.outreach_id,
            person_id=cast.anna.id,
            kind=kind,
            owner_id=cast.coor.id,
            due_on=MARCH_8,
            made_at=clock.now(),
        )

    for kind in (StepKind.TALK, StepKind.PAUSE):
        with pytest.raises(IntegrityError, match="in order"), db().begin_nested():
            db().add(step(kind))
    said(call, cast, Next(talk=True))
    with pytest.raises(IntegrityError, match="in order"), db().begin_nested():
        db().add(step(StepKind.PAUSE))
    with pytest.raises(IntegrityError), db().begin_nested():
        db().add(step(StepKind.TALK))
    said(steps()[1], cast, Next())
    with pytest.raises(IntegrityError, match="in order"), db().begin_nested():
        db().add(step(StepKind.PAUSE))


def test_words_go_thirty_days_after_they_served(call: DutyStep, cast: Cast) -> None:
    said(call, cast, Next())
    with on(MARCH_8):
        freed = _free(cast, until=date(2027, 3, 31))
    assert jobs.forget_reasons(clock.start_of(date(2027, 4, 6))) == 0
    assert jobs.forget_reasons(clock.start_of(date(2027, 4, 9))) == 1
    assert jobs.forget_reasons(clock.start_of(date(2027, 5, 1))) == 1
    db().expire_all()
    assert (steps()[0].note, db().get_one(Exemption, freed).own_reason) == (None, None)


def test_rows_go_after_a_year_or_a_month_after_leaving(call: DutyStep, cast: Cast) -> None:
    said(call, cast, Next())
    with on(MARCH_8):
        _free(cast)
    assert jobs.forget_rows(clock.start_of(date(2028, 3, 1))) == 0
    assert jobs.forget_rows(clock.start_of(date(2028, 3, 9))) == 2
    member(cast.anna, date(2026, 1, 1), date(2028, 4, 1))
    assert jobs.forget_rows(clock.start_of(date(2028, 5, 2))) == 0
    assert jobs.forget_rows(clock.start_of(date(2028, 5, 3))) == 1


def test_two_who_finish_a_step_at_once_do_it_once(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        a_duty(cast)
        reminded(FEBRUARY)
        with on(MARCH_8) as now:
            jobs.keep_in_touch(now)
        step = db().scalars(select(DutyStep.id).where(DutyStep.person_id == cast.anna.id)).one()
        viewers = [seen_by(cast.coor), seen_by(cast.dees)]

    with on(MARCH_8), roomy(instance, 2) as wide:
        outcome = contend(
            wide,
            lambda number: operations.finish(
                step, note="Gebeld.", onward=Next(talk=True), by=viewers[number]
            ),
            2,
        )

    assert (len(outcome.won), outcome.errors) == (1, [])
    with instance.reading():
        kinds = db().scalars(select(DutyStep.kind).where(DutyStep.person_id == cast.anna.id))
        assert sorted(kinds) == [StepKind.CALL, StepKind.TALK]


def _free(cast: Cast, until: date | None = None) -> int:
    return operations.set_free(
        cast.anna.id,
        ExemptionKind.EXEMPT,
        starts_on=clock.today(),
        ends_on=until,
        reason="Druk.",
        by=seen_by(cast.anna),
    ).id
