"""The guards of cover, each taken away in turn: then the contention tests notice."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text, update

from buurtcoop.core import instance as instances
from buurtcoop.core.database import is_sqlite
from buurtcoop.core.instance import Instance, db
from buurtcoop.cover.models import Swap, SwapState
from buurtcoop.cover.operations import asking, swapping
from buurtcoop.shifts.models import CrewLine
from buurtcoop.shifts.operations import exchanging, holding, promising
from tests.cast import Cast
from tests.cover import test_contention as contention
from tests.cover.test_contention import Crowd
from tests.guards.meeting import Meet
from tests.guards.test_shift_guards import (
    _careless_engine,
    _end_whatever,
    _owner,
    _unlocked,
)
from tests.shifts.rota import EVENING

pytestmark = pytest.mark.guard
Removal = Callable[[], None]


@pytest.fixture
def crowd(instance: Instance, cast: Cast) -> Crowd:
    return Crowd(instance, cast)


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> Removal:
    """Nobody waits for anybody: no person or shift is locked, and SQLite has no transactions."""

    def remove() -> None:
        monkeypatch.setattr(holding, "_locked", _unlocked)
        monkeypatch.setattr(instances, "writing_engine", _careless_engine)

    return remove


def test_without_holding_the_line_more_come_than_were_missing(
    crowd: Crowd, careless: Removal, monkeypatch: pytest.MonkeyPatch, meeting: Meet
) -> None:
    careless()
    monkeypatch.setattr(asking, "hold_line", _look_at_line)
    meeting(8).after(asking, "hold_line")
    with pytest.raises(AssertionError):
        contention.test_no_more_come_than_were_missing_though_there_is_room(crowd, 1)


def test_without_the_unique_key_somebody_is_asked_twice(
    crowd: Crowd, careless: Removal, meeting: Meet
) -> None:
    _drop_unique(crowd.instance)
    careless()
    meeting(4).after(asking, "who_to_ask")
    with pytest.raises(AssertionError):
        contention.test_pressing_at_once_asks_nobody_twice(crowd, 1)


def test_without_locks_and_condition_a_swap_crosses_a_release(
    crowd: Crowd, careless: Removal, monkeypatch: pytest.MonkeyPatch, meeting: Meet
) -> None:
    careless()
    for place in (promising, exchanging):
        monkeypatch.setattr(place, "end_live", _end_whatever)
    meeting(8).before(promising, "end_live").before(exchanging, "end_live")
    with pytest.raises(AssertionError):
        contention.test_a_swap_while_one_side_releases_leaves_each_place_to_one_or_nobody(crowd, 1)


def test_without_locks_and_condition_one_place_is_swapped_twice(
    crowd: Crowd, careless: Removal, monkeypatch: pytest.MonkeyPatch, meeting: Meet
) -> None:
    careless()
    monkeypatch.setattr(exchanging, "end_live", _end_whatever)
    monkeypatch.setattr(swapping, "_end", _agree_whatever)
    meeting(6).before(exchanging, "end_live")
    with pytest.raises(AssertionError):
        contention.test_swaps_that_cross_each_other_do_not_wait_in_a_circle(crowd, 1)


def _look_at_line(line_id: int) -> CrewLine:
    """What `hold_line` does, without holding it."""
    found = select(CrewLine).where(CrewLine.id == line_id)
    return db().scalars(found.execution_options(populate_existing=True)).one()


def _agree_whatever(swap: Swap, state: SwapState) -> bool:
    """What `_end` does, without asking whether it still stood."""
    db().execute(
        update(Swap)
        .where(Swap.id == swap.id)
        .values(state=state, ended_at=EVENING)
        .execution_options(synchronize_session=False)
    )
    return True


def _drop_unique(instance: Instance) -> None:
    """Let somebody be asked twice; SQLite can't drop a constraint, so the table is made anew."""
    name = "ask_line_id_person_id_version_once"
    with _owner(instance) as owner:
        if not is_sqlite(instance.settings.database):
            owner.execute(text(f"ALTER TABLE ask DROP CONSTRAINT {name}"))
            return
        found = owner.execute(text("SELECT sql FROM sqlite_schema WHERE name = 'ask'")).scalar_one()
        start = found.index(f"CONSTRAINT {name}")
        end = found.index(")", start) + 1
        without = (found[:start].rstrip().rstrip(",") + found[end:]).replace(
            "CREATE TABLE ask", "CREATE TABLE ask_anew", 1
        )
        owner.execute(text(without))
        owner.execute(text("DROP TABLE ask"))
        owner.execute(text("ALTER TABLE ask_anew RENAME TO ask"))
