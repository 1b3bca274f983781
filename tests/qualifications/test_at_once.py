"""Several of us note, or one member says, the same thing at one moment."""

from datetime import timedelta

from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.qualifications import checks, operations
from buurtcoop.qualifications.models import Qualification
from tests.cast import Cast, seen_by
from tests.qualifications.cases import a_vog, cooking
from tests.shifts.crowd import Outcome, contend, roomy

CROWD = 8


def running(instance: Instance) -> int:
    with instance.reading():
        now = select(func.count()).where(Qualification.ended_at.is_(None))
        return db().scalars(now.select_from(Qualification)).one()


def note_at_once(instance: Instance, cast: Cast) -> Outcome:
    """Each saw it on another day."""
    with instance.writing():
        skill_id, coor = a_vog(cast).id, seen_by(cast.coor)
    today = clock.today()

    def act(number: int) -> None:
        day = today - timedelta(days=number)
        operations.note_qualification(cast.bram.id, skill_id, seen_on=day, by=coor)

    with roomy(instance, CROWD) as wide:
        return contend(wide, act, CROWD)


def test_a_member_has_a_skill_once_also_when_many_note_it_at_once(
    instance: Instance, cast: Cast
) -> None:
    outcome = note_at_once(instance, cast)
    assert outcome.errors == []
    assert outcome.won
    assert running(instance) == 1
    with instance.reading():
        assert checks.broken() == []


def test_saying_it_from_many_devices_is_once(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        skill_id, bram = cooking(cast).id, seen_by(cast.bram)

    def act(_number: int) -> None:
        operations.say_so(cast.bram.id, skill_id, bram)

    with roomy(instance, CROWD) as wide:
        outcome = contend(wide, act, CROWD)
    assert (outcome.errors, running(instance)) == ([], 1)
    assert len(outcome.won) == CROWD
