"""What was said of who was there is only added to, also by the app itself."""

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from buurtcoop.attendance import operations
from buurtcoop.attendance.models import Attendance, How, Outcome
from buurtcoop.core import clock
from buurtcoop.core.database import is_sqlite
from buurtcoop.core.instance import Instance, db
from tests.attendance.stage import Promised, at, promise_both
from tests.cast import Cast, seen_by
from tests.shifts.rota import a_service, an_evening


@pytest.fixture
def said(instance: Instance, cast: Cast) -> Promised:
    """An evening on which Bram was there, committed."""
    with instance.writing():
        promised = promise_both(an_evening(a_service()), cast)
        with at():
            operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))
    return promised


@pytest.mark.parametrize(
    "statement",
    [update(Attendance).values(outcome=Outcome.NO_SHOW, minutes=None), delete(Attendance)],
    ids=["change", "remove"],
)
def test_a_word_is_neither_changed_nor_removed(
    instance: Instance, said: Promised, statement: object
) -> None:
    with pytest.raises(DatabaseError), instance.writing():
        db().execute(statement)  # type: ignore[call-overload]  # either statement

    with instance.reading():
        assert db().scalars(select(Attendance.outcome)).all() == [Outcome.PRESENT]


def test_on_postgresql_the_app_has_no_right_to_empty_the_table(
    instance: Instance, said: Promised
) -> None:
    if is_sqlite(instance.settings.database):
        return

    with pytest.raises(DatabaseError), instance.writing():
        db().execute(text("TRUNCATE attendance"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": None},
        {"minutes": 0},
        {"minutes": 1441},
        {"outcome": Outcome.NO_SHOW},
        {"claim_id": None},
        {"booking": True},
        {"claim_id": None, "booking": True},
    ],
    ids=str,
)
def test_the_database_refuses_a_word_that_does_not_fit(
    instance: Instance, said: Promised, wrong: dict[str, object]
) -> None:
    row: dict[str, object] = {
        "claim_id": said.bram[1],
        "outcome": Outcome.PRESENT,
        "how": How.LEAD,
        "decides": True,
        "minutes": 60,
        "said_at": clock.now(),
        **wrong,
    }
    if row.pop("booking", False):
        row["booking_id"] = said.anna[1]

    with pytest.raises(IntegrityError), instance.writing():
        db().execute(insert(Attendance), row)
