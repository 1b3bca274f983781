"""Long work is done once, by one process at a time, and leaves a file or a sentence."""

from datetime import timedelta
from typing import BinaryIO

import pytest
from sqlalchemy import text

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.ledger.reports.files import YearFile
from buurtcoop.messaging import queries
from buurtcoop.messaging.jobs import erase_files, forget_work
from buurtcoop.messaging.models import LongWork, WorkState
from buurtcoop.messaging.operations import (
    Held,
    LeaseLost,
    ask,
    fail,
    finish,
    next_work,
    progress,
    put_back,
)
from buurtcoop.messaging.operations.long_work import LEASE, MOST_TRIES
from buurtcoop.reminders import long_work
from buurtcoop.reminders.long_work import KINDS, Kind, Tell, work_off
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT

TEXT = "text/plain"
FILE = YearFile.BEANCOUNT


def asked(instance: Instance, cast: Cast, year: int = 2027) -> int:
    """Truus asks for a file."""
    with instance.writing():
        return ask(FILE, {"year": year}, by=seen_by(cast.truus)).id


def taken(instance: Instance) -> Held:
    """A scheduler takes the next work."""
    with instance.writing():
        held = next_work()
    assert held is not None
    return held


def found(instance: Instance, number: int) -> LongWork:
    """The row, with its bytes."""
    with instance.reading():
        work = db().get_one(LongWork, number)
        assert work.content is None or work.content
        return work


def test_asking_the_same_while_it_waits_is_once(instance: Instance, cast: Cast) -> None:
    first = asked(instance, cast)

    assert asked(instance, cast) == first
    assert asked(instance, cast, year=2026) != first


def test_work_is_held_by_one_and_the_oldest_goes_first(instance: Instance, cast: Cast) -> None:
    first, second = asked(instance, cast), asked(instance, cast, year=2026)

    assert [taken(instance).work_id, taken(instance).work_id] == [first, second]
    with instance.writing():
        assert next_work() is None


# SQLite has one writer at a time: there the second can't even begin.
@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_who_looks_while_another_takes_it_finds_nothing_and_does_not_wait(
    instance: Instance, cast: Cast
) -> None:
    asked(instance, cast)

    with instance.writing():
        taken_here()
        with instance.writing():
            db().execute(text("SET LOCAL lock_timeout = '2s'"))
            assert next_work() is None


def test_a_crashed_process_is_taken_over_and_has_nothing_to_say_any_more(
    instance: Instance, cast: Cast
) -> None:
    asked(instance, cast)
    crashed = taken(instance)

    with clock.stopped(MOMENT + LEASE):
        second = taken(instance)
        for late in (
            lambda: finish(crashed, "a.txt", TEXT, b"late"),
            lambda: fail(crashed, "Dit lukte niet."),
            lambda: progress(crashed, 1, 2),
            lambda: put_back(crashed),
        ):
            with pytest.raises(LeaseLost), instance.writing():
                late()
        with instance.writing():
            finish(second, "a.txt", TEXT, b"in time")

    assert found(instance, second.work_id).content == b"in time"


def test_telling_how_far_it_is_holds_it_longer(instance: Instance, cast: Cast) -> None:
    number = asked(instance, cast)
    held = taken(instance)
    with clock.stopped(MOMENT + timedelta(minutes=4)), instance.writing():
        held = progress(held, 3, 10)

    with clock.stopped(MOMENT + LEASE), instance.writing():
        assert next_work() is None
    work = found(instance, number)
    assert (work.done, work.of_all) == (3, 10)


def test_work_that_stops_the_computer_each_time_is_given_up(instance: Instance, cast: Cast) -> None:
    number = asked(instance, cast)
    moment = MOMENT
    for _try in range(MOST_TRIES):
        with clock.stopped(moment):
            taken(instance)
        moment += LEASE

    with clock.stopped(moment), instance.writing():
        assert next_work() is None
    work = found(instance, number)
    assert work.state is WorkState.FAILED
    assert "elke keer" in work.trouble


def test_only_who_asked_finds_it(instance: Instance, cast: Cast) -> None:
    number = asked(instance, cast)

    with instance.reading():
        assert queries.work_for(seen_by(cast.truus), number).id == number
        assert queries.my_work(seen_by(cast.coor), [FILE]) == []
        with pytest.raises(LookupError):
            queries.work_for(seen_by(cast.coor), number)


def test_after_a_week_the_bytes_go_and_after_a_month_the_row(
    instance: Instance, cast: Cast
) -> None:
    number = asked(instance, cast)
    with instance.writing():
        finish(taken_here(), "a.txt", TEXT, b"bytes")

    with instance.writing():
        assert erase_files(MOMENT + timedelta(days=7)) == 0
        assert erase_files(MOMENT + timedelta(days=7, seconds=1)) == 1
    assert found(instance, number).content is None
    with instance.writing():
        assert forget_work(MOMENT + timedelta(days=30)) == 0
        assert forget_work(MOMENT + timedelta(days=30, seconds=1)) == 1


def taken_here() -> Held:
    """The next work, in the transaction that is open."""
    held = next_work()
    assert held is not None
    return held


def kinds(make: "Make") -> dict[str, Kind]:
    """A registry of one kind."""
    return {FILE: Kind(file=FILE, make=make)}


class Make:
    """What makes a file in these tests."""

    def __init__(self, *, fails: Exception | None = None) -> None:
        self.fails = fails

    def __call__(self, year: int, to: BinaryIO, tell: Tell) -> None:
        if self.fails:
            raise self.fails
        for step in range(3):
            tell(step, 3)
        to.write(f"boek {year}".encode())


def test_the_scheduler_leaves_a_file_and_tells_how_far_it_is(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_work, "TELL_SECONDS", 0.0)
    number = asked(instance, cast)

    assert work_off(instance, kinds=kinds(Make())) == 1

    work = found(instance, number)
    assert (work.state, work.content) == (WorkState.DONE, b"boek 2027")
    assert (work.file_name, work.done, work.of_all) == ("boek-2027.beancount", 2, 3)


def test_what_fails_says_so_and_the_next_is_done(instance: Instance, cast: Cast) -> None:
    first, second = asked(instance, cast), asked(instance, cast, year=2026)

    assert work_off(instance, kinds=kinds(Make(fails=ValueError("no")))) == 2

    for number in (first, second):
        work = found(instance, number)
        assert (work.state, work.trouble) == (WorkState.FAILED, long_work.FAILED)


def test_who_is_told_to_stop_puts_the_work_back(instance: Instance, cast: Cast) -> None:
    number, told = asked(instance, cast), iter([False, True, True])

    assert work_off(instance, kinds=kinds(Make()), stopped=lambda: next(told)) == 1

    work = found(instance, number)
    assert (work.state, work.tries) == (WorkState.WAITING, 0)


def test_work_of_a_kind_nobody_knows_is_refused(instance: Instance, cast: Cast) -> None:
    number = asked(instance, cast)

    work_off(instance, kinds={})

    assert found(instance, number).trouble == long_work.UNKNOWN


def test_every_file_of_a_year_has_somebody_who_makes_it() -> None:
    assert set(KINDS) == set(YearFile)
