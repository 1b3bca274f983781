"""Several at one moment: two leads, a lead and a code, both sides with their own word."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.attendance import operations
from buurtcoop.attendance.models import Attendance, Outcome
from buurtcoop.attendance.queries import door_code
from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.hours.models import HourKind
from buurtcoop.hours.operations import Work, record_hours
from buurtcoop.hours.queries import minutes_for
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import PromiseState
from tests.attendance.stage import DURING, Promised, at, broken, charges, promise_both, state
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import EVENING, a_service, an_evening

CROWD = 8
ROUNDS = [3, pytest.param(20, marks=pytest.mark.long)]


class Stage:
    """A coop with an evening for every round, committed."""

    def __init__(self, instance: Instance, cast: Cast) -> None:
        self.instance, self.cast = instance, cast
        with instance.writing():
            self.service_id = a_service().id
            self.by = {name: seen_by(person) for name, person in vars(cast).items()}

    def evening(self, round_: int) -> Promised:
        """Another evening, on another day for every round."""
        with self.instance.writing():
            service = db().get_one(Service, self.service_id)
            evening = an_evening(service, EVENING + timedelta(days=round_))
            return promise_both(evening, self.cast)


@pytest.fixture
def stage(instance: Instance, cast: Cast) -> Stage:
    return Stage(instance, cast)


def record_at_once(stage: Stage, rounds: int) -> None:
    """Leads who each say something else; one of them is the last, and all of it fits."""
    sayings = [Outcome.PRESENT, Outcome.NO_SHOW, Outcome.LATE, Outcome.EXCUSED]
    with roomy(stage.instance, CROWD) as instance:
        for round_ in range(rounds):
            promised = stage.evening(round_)

            def say(number: int, promised: Promised = promised) -> None:
                said = operations.Said(sayings[number % len(sayings)])
                keys = (promised.bram, promised.anna)[:: 1 if number % 2 else -1]
                operations.record_shift(
                    promised.shift_id, dict.fromkeys(keys, said), stage.by["coor"]
                )

            with at(DURING + timedelta(days=round_)):
                outcome = contend(instance, say, crowd=CROWD)
            assert (outcome.errors, len(outcome.won)) == ([], CROWD)
            with stage.instance.reading():
                assert broken() == []
                assert state(promised.bram) is state(promised.anna)


def lead_and_code_at_once(stage: Stage, rounds: int) -> None:
    """The lead says somebody was not there while that person gives the code."""
    with roomy(stage.instance, CROWD) as instance:
        for round_ in range(rounds):
            promised = stage.evening(round_)
            with stage.instance.reading():
                code = door_code(promised.shift_id)

            def act(number: int, promised: Promised = promised, code: str = code) -> None:
                if number % 2:
                    operations.enter_code(promised.shift_id, code, stage.by["bram"])
                else:
                    operations.record(*promised.bram, Outcome.NO_SHOW, stage.by["coor"])

            with at(DURING + timedelta(days=round_)):
                outcome = contend(instance, act, crowd=CROWD)
            assert (outcome.errors, len(outcome.won)) == ([], CROWD)
            with stage.instance.reading():
                assert broken() == []
                assert state(promised.bram) is PromiseState.MISSED
                assert minutes_for("claim", promised.bram[1]) == 0


def both_sides_at_once(stage: Stage, rounds: int) -> None:
    """Both say to have been there; neither word is lost to the other."""
    with roomy(stage.instance, CROWD) as instance:
        for round_ in range(rounds):
            promised = stage.evening(round_)

            def say(number: int, promised: Promised = promised) -> None:
                key, who = (promised.bram, "bram") if number % 2 else (promised.anna, "anna")
                operations.say(*key, Outcome.PRESENT, stage.by[who])

            with at(DURING + timedelta(days=round_)):
                outcome = contend(instance, say, crowd=CROWD)
            assert outcome.errors == []
            with stage.instance.reading():
                assert broken() == []
                assert state(promised.bram) is state(promised.anna) is PromiseState.KEPT


def count_at_once(instance: Instance, cast: Cast) -> int:
    """The same hours from a crowd. Returns for how many minutes they count."""
    with instance.reading():
        activity = db().scalars(select(Activity.id)).first()
        assert activity is not None
    work = Work(
        person_id=cast.bram.id,
        activity_id=activity,
        kind=HourKind.HELPING,
        on_day=clock.today(),
        minutes=60,
        words="Eettafel",
    )

    def count(_number: int) -> None:
        record_hours(work, cause_kind="claim", cause_id=7, by=Viewer(person_id=cast.coor.id))

    with roomy(instance, CROWD) as wide:
        outcome = contend(wide, count, crowd=CROWD)
    assert outcome.errors == []
    with instance.reading():
        return minutes_for("claim", 7)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_leads_at_once_end_in_one_state_with_its_minutes(stage: Stage, rounds: int) -> None:
    record_at_once(stage, rounds)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_lead_wins_from_a_code_at_the_same_moment(stage: Stage, rounds: int) -> None:
    lead_and_code_at_once(stage, rounds)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_both_sides_at_once_hear_each_other(stage: Stage, rounds: int) -> None:
    both_sides_at_once(stage, rounds)


def test_the_same_at_once_is_one_word_one_charge_and_one_hour(stage: Stage) -> None:
    promised = stage.evening(0)

    def say(_number: int) -> None:
        said = dict.fromkeys((promised.bram, promised.anna), operations.Said(Outcome.PRESENT))
        operations.record_shift(promised.shift_id, said, stage.by["coor"])

    with roomy(stage.instance, CROWD) as instance, at():
        outcome = contend(instance, say, crowd=CROWD)

    assert outcome.errors == []
    with stage.instance.reading():
        assert len(db().scalars(select(Attendance.id)).all()) == 2
        assert len(charges()) == 1
        assert minutes_for("claim", promised.bram[1]) == 180
        assert broken() == []


def test_the_same_hours_from_many_count_once(instance: Instance, cast: Cast) -> None:
    assert count_at_once(instance, cast) == 60
