"""The guards of attendance, hours and charges, each taken away in turn: then it goes wrong."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import InstrumentedAttribute

from buurtcoop.attendance import operations
from buurtcoop.attendance.models import Attendance, Outcome
from buurtcoop.attendance.operations import own_words, recording
from buurtcoop.attendance.queries import door_code
from buurtcoop.attendance.rules import CODE_DIGITS, DoorCodeWrong
from buurtcoop.core import clock
from buurtcoop.core import instance as instances
from buurtcoop.core.database import is_sqlite
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.hours import operations as hours
from buurtcoop.hours.models import TimeEntry
from buurtcoop.payments.models import Charge
from buurtcoop.payments.operations import ToPay, charge
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import PromiseState
from buurtcoop.shifts.operations import settling
from tests.attendance import test_contention as contention
from tests.attendance.stage import at, state
from tests.attendance.test_contention import Stage
from tests.cast import Cast, seen_by
from tests.guards.meeting import Meet
from tests.guards.test_house_guards import as_owner, without
from tests.guards.test_shift_guards import _careless_engine

pytestmark = pytest.mark.guard
ROUNDS = 50  # it ends with the first in which the last word is not the last state
EVERY_STATE = tuple(PromiseState)


@pytest.fixture
def stage(instance: Instance, cast: Cast) -> Stage:
    return Stage(instance, cast)


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Nobody waits for anybody: the shift is not locked, and SQLite has no transactions."""

    def remove() -> None:
        monkeypatch.setattr(recording, "_locked", lambda question: question)
        monkeypatch.setattr(instances, "writing_engine", _careless_engine)

    return remove


def drop_unique(instance: Instance, table: str, columns: str, name: str) -> None:
    """Take a unique key away; SQLite gets the table anew without it."""
    if not is_sqlite(instance.settings.database):
        as_owner(instance, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        return
    owner = create_engine(instance.settings.owner_database)
    with owner.begin() as connection:
        found = text("SELECT sql FROM sqlite_schema WHERE name = :table")
        made = connection.execute(found, {"table": table}).scalar_one()
        key = f"CONSTRAINT {name} UNIQUE ({columns})"
        assert key in made
        connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text(made.replace(f"{key}, ", "").replace(f", \n\t{key}", "")))
    owner.dispose()


def test_without_the_lock_the_words_of_two_sides_or_leads_do_not_fit(
    stage: Stage, without_locks: Callable[[], None], meeting: Meet
) -> None:
    """All look before there are words, and all have spoken before the first state is settled."""
    without_locks()
    meeting(contention.CROWD, ROUNDS).after(recording, "words_about")
    meeting(contention.CROWD, ROUNDS).before(recording, "settle_all")
    with pytest.raises(AssertionError):
        contention.record_at_once(stage, ROUNDS)


def test_without_the_unique_key_the_same_hours_count_more_than_once(
    instance: Instance, cast: Cast, without_locks: Callable[[], None], meeting: Meet
) -> None:
    drop_unique(
        instance,
        "time_entry",
        "cause_kind, cause_id, round",
        "time_entry_cause_kind_cause_id_round_once",
    )
    without_locks()
    meeting(contention.CROWD).after(hours, "newest")

    assert contention.count_at_once(instance, cast) == 60 * contention.CROWD


def test_without_the_unique_key_one_cause_is_charged_twice(instance: Instance, cast: Cast) -> None:
    drop_unique(instance, "charge", "cause_kind, cause_id", "charge_cause_kind_cause_id_once")
    with instance.writing():
        to_pay = ToPay(
            debtor_id=cast.anna.id,
            amount=Money(400),
            words="Eettafel",
            on_day=clock.today(),
        )
        for _time in range(2):
            charge(to_pay, cause_kind="booking", cause_id=3)

        assert db().scalar(select(func.count()).select_from(Charge)) == 2


def test_without_its_guard_the_amount_of_a_charge_can_be_changed(stage: Stage) -> None:
    promised = stage.evening(0)
    with stage.instance.writing(), at():
        operations.record(*promised.anna, Outcome.PRESENT, stage.by["coor"])
    without(stage.instance, "charge_stays", "charge")

    as_owner(stage.instance, "UPDATE charge SET amount = 1")

    with stage.instance.reading():
        assert db().scalars(select(Charge.amount)).one() == Money(1)


@pytest.mark.parametrize(
    ("table", "change", "column"),
    [
        ("attendance", "UPDATE attendance SET minutes = 1", Attendance.minutes),
        ("time_entry", "UPDATE time_entry SET minutes = 1", TimeEntry.minutes),
    ],
)
def test_without_its_guard_what_was_said_can_be_changed(
    stage: Stage, table: str, change: str, column: InstrumentedAttribute[int]
) -> None:
    promised = stage.evening(0)
    with stage.instance.writing(), at():
        operations.record(*promised.bram, Outcome.PRESENT, stage.by["coor"])
    without(stage.instance, f"{table}_stays", table)

    as_owner(stage.instance, change)

    with stage.instance.reading():
        assert db().scalars(select(column)).one() == 1


def test_without_the_condition_a_place_that_was_given_back_is_kept_after_all(
    stage: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    promised = stage.evening(0)
    with stage.instance.writing():
        shifts.release(promised.bram[1], seen_by(cast.bram))
    monkeypatch.setattr(settling, "HOLDING", EVERY_STATE)

    with stage.instance.writing(), at():
        shifts.settle(*promised.bram, PromiseState.KEPT, stage.by["coor"])

    with stage.instance.reading():
        assert state(promised.bram) is PromiseState.KEPT


def test_without_counting_tries_a_code_can_be_guessed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    promised = stage.evening(0)
    monkeypatch.setattr(own_words, "allow", lambda *_more: None)

    with stage.instance.writing(), at():
        right = int(door_code(promised.shift_id))
        for before in range(50, -1, -1):
            guess = f"{(right - before) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"
            with suppress(DoorCodeWrong):
                operations.enter_code(promised.shift_id, guess, stage.by["bram"])

        assert db().scalar(select(func.count()).select_from(Attendance)) == 1
