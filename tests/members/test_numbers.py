"""Member numbers: the next one, once, for good; also with many admitted at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.engine import create_engine
from sqlalchemy.exc import IntegrityError

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members import checks
from buurtcoop.members.models import Membership
from buurtcoop.members.operations import admit, applications
from tests.cast import Cast, seen_by
from tests.guards.meeting import Meeting
from tests.members.cases import an_applicant
from tests.shifts.crowd import contend, roomy

AT_ONCE = 20
FIRST = 7  # the cast has six numbers


def applicants(instance: Instance) -> list[int]:
    with instance.writing():
        return [an_applicant(f"Nummer{turn}").id for turn in range(AT_ONCE)]


def test_twenty_admitted_at_once_get_twenty_numbers_in_a_row(
    instance: Instance, cast: Cast
) -> None:
    numbers = applicants(instance)
    with instance.reading():
        bo = seen_by(cast.bo)

    def decide(application_id: int) -> int:
        with instance.writing():
            return admit(application_id, bo).number

    with ThreadPoolExecutor(AT_ONCE) as many:
        given = sorted(many.map(decide, numbers))

    assert given == list(range(FIRST, FIRST + AT_ONCE))
    with instance.reading():
        assert checks.broken() == []


def test_the_database_refuses_a_number_that_was_given(opened: Instance, cast: Cast) -> None:
    db().add(
        Membership(
            person_id=cast.dirk.id, number=1, starts_on=clock.today(), gives=True, receives=True
        )
    )

    with pytest.raises(IntegrityError):
        db().flush()


def test_the_database_refuses_a_second_running_membership(opened: Instance, cast: Cast) -> None:
    db().add(
        Membership(
            person_id=cast.anna.id, number=90, starts_on=clock.today(), gives=True, receives=True
        )
    )

    with pytest.raises(IntegrityError):
        db().flush()


def test_a_number_never_changes(opened: Instance, cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="never changes"):
        db().execute(update(Membership).where(Membership.number == 1).values(number=99))


def test_a_membership_stays_so_that_its_number_never_comes_back(
    opened: Instance, cast: Cast
) -> None:
    with pytest.raises(IntegrityError, match="never comes back"):
        db().execute(delete(Membership).where(Membership.number == 1))


# SQLite lets one writer in at a time, whatever the keys are.
@pytest.mark.guard
@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_without_the_unique_key_numbers_are_given_twice(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard taken away: twenty have a number before the first of them commits."""
    owner = create_engine(instance.settings.owner_database)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE membership DROP CONSTRAINT membership_number_once"))
    owner.dispose()
    numbers = applicants(instance)
    with instance.reading():
        bo = seen_by(cast.bo)
    met = Meeting(monkeypatch, AT_ONCE).after(applications, "insert_once")

    with roomy(instance, AT_ONCE) as wide:
        outcome = contend(wide, lambda turn: admit(numbers[turn], bo), AT_ONCE)

    assert met.held
    assert len(outcome.won) == AT_ONCE
    with instance.reading():
        first = select(func.count()).where(Membership.number == FIRST)
        assert db().scalar(first) == AT_ONCE
        assert any("given more than once" in sentence for sentence in checks.broken())
