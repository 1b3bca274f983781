"""The guards of promising, each taken away in turn: then the contention tests notice.

On PostgreSQL a guard is a lock, a constraint or a condition in one statement. On SQLite the
locks are one writer at a time; taking that away leaves every statement its own transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import create_engine, event, select, text, update
from sqlalchemy.engine import Connection, Engine

from buurtcoop.core import instance as instances
from buurtcoop.core.database import is_sqlite, writing_engine
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Claim, CrewLine, PromiseState
from buurtcoop.shifts.operations import holding, promising
from buurtcoop.shifts.queries import is_live
from tests.cast import Cast
from tests.guards.meeting import Meet
from tests.shifts import test_contention as contention
from tests.shifts.crowd import CROWD, claiming, contend, roomy
from tests.shifts.rota import EVENING, counted, taken
from tests.shifts.test_contention import Crowd

pytestmark = pytest.mark.guard
Removal = Callable[[], None]


@pytest.fixture
def crowd(instance: Instance) -> Crowd:
    return Crowd(instance)


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> Removal:
    """Nobody waits for anybody: no row is locked, and SQLite has no transactions."""

    def remove() -> None:
        monkeypatch.setattr(holding, "_locked", _unlocked)
        monkeypatch.setattr(instances, "writing_engine", _careless_engine)

    return remove


@pytest.fixture
def without_condition(monkeypatch: pytest.MonkeyPatch, meeting: Meet) -> Removal:
    """The places are counted first, by everybody, and taken afterwards."""

    def remove() -> None:
        taking = partial(_look_then_take, meeting(CROWD).come)
        monkeypatch.setattr(promising, "take_places", taking)
        monkeypatch.setattr(instances, "writing_engine", _careless_engine)

    return remove


def test_without_the_condition_the_check_still_holds_but_people_see_errors(
    crowd: Crowd, cast: Cast, without_condition: Removal
) -> None:
    evening = crowd.evening(0, places=1)
    without_condition()
    with roomy(crowd.instance) as careless:
        outcome = contend(careless, claiming(evening.give, crowd.people))
    assert len(outcome.errors) == CROWD - 1
    with crowd.instance.reading():
        assert taken(evening.give) == 1


def test_without_condition_and_check_the_last_place_is_given_twice(
    crowd: Crowd, cast: Cast, without_condition: Removal
) -> None:
    without_condition()
    _drop_check(crowd.instance, "crew_line", "crew_line_never_more_than_places")
    with pytest.raises(AssertionError):
        contention.test_the_last_place_goes_to_exactly_one_of_fifty(crowd, cast, 1)
    assert _most_promised(crowd.instance) == CROWD + 1


def test_without_condition_and_check_the_last_seat_is_given_twice(
    crowd: Crowd, cast: Cast, without_condition: Removal
) -> None:
    without_condition()
    _drop_check(crowd.instance, "crew_line", "crew_line_never_more_than_places")
    with pytest.raises(AssertionError):
        contention.test_the_last_seat_goes_to_exactly_one_of_fifty(crowd, cast, 1)


def test_without_locks_the_unique_index_keeps_a_person_once_on_a_shift(
    crowd: Crowd, cast: Cast, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    meeting(CROWD).before(promising, "take")
    assert _press_fifty_times(crowd, cast) == 1


def test_without_locks_and_index_a_person_stands_twice_on_a_shift(
    crowd: Crowd, cast: Cast, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    _drop_index(crowd.instance, "one_live_claim")
    meeting(CROWD).before(promising, "take")
    assert _press_fifty_times(crowd, cast) == CROWD


def test_without_locks_a_person_gets_two_overlapping_evenings(
    crowd: Crowd, cast: Cast, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    meeting(20).before(promising, "take")
    with pytest.raises(AssertionError):
        contention.test_one_person_on_many_devices_gets_one_of_the_overlapping_evenings(
            crowd, cast, 1
        )


def test_without_locks_somebody_gets_a_place_on_a_shift_that_is_being_called_off(
    crowd: Crowd, cast: Cast, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    meeting(30).before(promising, "take", "end_live").first(operations, "call_off")
    with pytest.raises(AssertionError):
        contention.test_nobody_gets_a_place_on_a_shift_that_is_being_called_off(crowd, cast, 1)


def test_without_locks_somebody_never_hears_of_the_new_time(
    crowd: Crowd, cast: Cast, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    meeting(20).before(promising, "take").first(operations, "move")
    with pytest.raises(AssertionError):
        contention.test_everybody_on_a_moved_shift_knows_the_new_time(crowd, cast, 1)


def test_without_the_condition_a_release_frees_a_place_twice(
    crowd: Crowd,
    cast: Cast,
    without_locks: Removal,
    monkeypatch: pytest.MonkeyPatch,
    meeting: Meet,
) -> None:
    without_locks()
    monkeypatch.setattr(promising, "end_live", _end_whatever)
    meeting(20).before(promising, "end_live")
    with pytest.raises(AssertionError):
        contention.test_releasing_at_once_from_many_devices_frees_one_place(crowd, cast)


def _unlocked(statement: Any, **_how: object) -> Any:
    """The question as it is, without a lock."""
    return statement


def _look_then_take(meet: Callable[[], None], line_id: int, number: int) -> bool:
    """What `take_places` does in one statement, in two."""
    line = db().execute(select(CrewLine.places, CrewLine.taken).where(CrewLine.id == line_id)).one()
    if line.taken + number > line.places:
        return False
    meet()
    db().execute(
        update(CrewLine)
        .where(CrewLine.id == line_id)
        .values(taken=CrewLine.taken + number)
        .execution_options(synchronize_session=False)
    )
    return True


def _end_whatever(promised: Claim, state: PromiseState) -> bool:
    """What `end_live` does, without asking whether it was still live."""
    db().execute(
        update(Claim)
        .where(Claim.id == promised.id)
        .values(state=state, ended_at=EVENING)
        .execution_options(synchronize_session=False)
    )
    return True


def _careless_engine(url: str, *, connections: int) -> Engine:
    """On SQLite an engine that begins nothing, so that every statement stands alone."""
    if not is_sqlite(url):
        return writing_engine(url, connections=connections)
    engine = create_engine(url, pool_size=connections, max_overflow=0)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=15000")
        connection.execute("PRAGMA foreign_keys=ON")

    return engine


def _drop_check(instance: Instance, table: str, name: str) -> None:
    """Take a CHECK away; SQLite can't drop one, so its text is taken out of the schema."""
    with _owner(instance) as owner:
        if not is_sqlite(instance.settings.database):
            owner.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
            return
        owner.execute(text("PRAGMA writable_schema=ON"))
        owner.execute(
            text(
                "UPDATE sqlite_schema SET sql = replace(sql, 'taken + held <= places', '1') "
                "WHERE name = :table"
            ),
            {"table": table},
        )
        owner.execute(text("PRAGMA writable_schema=RESET"))


def _drop_index(instance: Instance, name: str) -> None:
    with _owner(instance) as owner:
        owner.execute(text(f"DROP INDEX {name}"))


@contextmanager
def _owner(instance: Instance) -> Iterator[Connection]:
    engine = create_engine(instance.settings.owner_database)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _press_fifty_times(crowd: Crowd, cast: Cast) -> int:
    """The same claim from fifty devices. Returns how many live claims that makes."""
    evening = crowd.evening(0, places=CROWD)
    with roomy(crowd.instance) as careless:
        contend(careless, claiming(evening.give, [cast.bram.id] * CROWD))
    with crowd.instance.reading():
        return counted(evening.give)


def _most_promised(instance: Instance) -> int:
    with instance.reading():
        lines = db().scalars(select(Claim.line_id).where(is_live(Claim)).distinct()).all()
        return max(counted(line_id) for line_id in lines)
