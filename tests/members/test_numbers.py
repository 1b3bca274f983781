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
from buurtcoop.members.operations import admit
from tests.cast import Cast, seen_by
from tests.members.cases import an_applicant

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
def test_without_the_unique_key_numbers_are_given_twice(instance: Instance, cast: Cast) -> None:
    """The guard taken away: the same twenty, with a count and then an insert."""
    owner = create_engine(instance.settings.owner_database)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE membership DROP CONSTRAINT membership_number_once"))
    owner.dispose()
    numbers = applicants(instance)
    with instance.reading():
        bo = seen_by(cast.bo)

    def decide(application_id: int) -> None:
        with instance.writing():
            admit(application_id, bo)

    with ThreadPoolExecutor(AT_ONCE) as many:
        list(many.map(decide, numbers))

    with instance.reading() as session:
        given = session.scalar(select(func.count(Membership.number.distinct())))
    assert given is not None
    assert given < FIRST - 1 + AT_ONCE
    with instance.reading():
        assert any("given more than once" in sentence for sentence in checks.broken())
