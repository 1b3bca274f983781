"""One process leads, another takes over, and all end when they should."""

import os
import signal
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.ledger.reports.files import YearFile
from buurtcoop.messaging.models import LongWork, WorkState
from buurtcoop.messaging.operations import ask
from buurtcoop.reminders.clockwork import Every
from buurtcoop.reminders.health import heartbeat
from buurtcoop.reminders.leader import leadership
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT
from tests.mailing import connect, say, states
from tests.sink import Sink
from tests.workers import (
    crowd,
    go_round,
    heard,
    is_gone,
    lead,
    not_sent,
    parent,
    worker,
)

SOON = 15.0


def wait_for(what: str, seconds: float, *, until: object) -> None:
    """Wait until something is so; callable without arguments."""
    give_up = monotonic() + seconds
    assert callable(until)
    while not until():
        assert monotonic() < give_up, f"waited too long for {what}"
        sleep(0.02)


def test_one_leads_and_when_it_is_killed_another_takes_over(instance: Instance) -> None:
    took: list[float] = []
    with (
        worker(lead, instance.settings) as first,
        worker(lead, instance.settings) as second,
        worker(lead, instance.settings) as third,
    ):
        waiting = {process.pid: pipe for process, pipe in (first, second, third)}
        processes = {process.pid: process for process, _pipe in (first, second, third)}
        for _turn in range(3):
            began = monotonic()
            wait_for("a leader", SOON, until=lambda: any(pipe.poll() for pipe in waiting.values()))
            took.append(monotonic() - began)
            sleep(0.5)
            leaders = [pid for pid, pipe in waiting.items() if pipe.poll()]
            assert len(leaders) == 1
            del waiting[leaders[0]]
            processes[leaders[0]].kill()
            processes[leaders[0]].join()
    print(f"\ntake-over after {', '.join(f'{seconds:.2f} s' for seconds in took[1:])}")


def test_the_lock_is_held_by_one_and_can_be_given_up(instance: Instance) -> None:
    mine, other = leadership(instance.settings), leadership(instance.settings)

    assert mine.take()
    assert mine.holds()
    assert not other.take()
    assert not other.holds()
    mine.release()
    assert not mine.holds()
    assert other.take()
    other.release()


def test_a_clockwork_sends_what_is_due_and_beats(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna)

    with worker(go_round, instance.settings, MOMENT) as (process, ready):
        heard(ready)
        wait_for("the mail", SOON, until=lambda: server.taken)
        wait_for("the mark", SOON, until=lambda: states(instance, message) == ["mail: sent"])
        wait_for("the heart", SOON, until=lambda: beats(instance))
        process.terminate()
        process.join(SOON)

    assert process.exitcode == 0


def test_a_clockwork_makes_the_file_that_somebody_asked_for(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    with instance.writing():
        number = ask(YearFile.BEANCOUNT, {"year": 2027}, by=seen_by(cast.truus)).id

    with worker(go_round, instance.settings, MOMENT) as (process, ready):
        heard(ready)
        wait_for("the file", SOON, until=lambda: work_ended(instance, number))
        process.terminate()
        process.join(SOON)

    assert process.exitcode == 0


def work_ended(instance: Instance, number: int) -> bool:
    """Whether long work came to its end; a good one."""
    with instance.reading():
        work = db().get_one(LongWork, number)
        assert work.state is not WorkState.FAILED
        return work.state is WorkState.DONE


def beats(instance: Instance) -> bool:
    """Whether a round was completed."""
    with instance.reading():
        return heartbeat() is not None


def test_a_clockwork_told_to_stop_finishes_its_own_row_and_no_other(
    instance: Instance, server: Sink
) -> None:
    crowd(instance, 300, expires_at=MOMENT + timedelta(days=1))
    server.slow = 0.02

    with worker(go_round, instance.settings, MOMENT) as (process, ready):
        heard(ready)
        wait_for("mails", SOON, until=lambda: len(server.taken) > 3)
        process.terminate()
        process.join(SOON)

    assert process.exitcode == 0
    assert len(server.taken) < 300
    assert len(server.taken) + not_sent(instance) == 300


def test_a_clockwork_ends_when_the_process_that_started_it_is_killed(
    instance: Instance,
) -> None:
    with worker(parent, instance.settings) as (process, ready):
        child = heard(ready)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(SOON)

        wait_for("the end of the clockwork", SOON, until=lambda: is_gone(child))


def test_a_clockwork_outlives_a_mail_server_that_is_away(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    connect(instance, server, mail_host="mail.invalid")
    message = say(instance, cast.anna)

    with worker(go_round, instance.settings, MOMENT) as (process, ready):
        heard(ready)
        wait_for("the heart", SOON, until=lambda: beats(instance))
        process.terminate()
        process.join(SOON)

    assert states(instance, message) == ["mail: ready"]
    with instance.reading():
        heart = heartbeat()
        assert heart is not None
        assert "mail server" in heart.trouble
    assert clock.now() == MOMENT


def test_a_clock_that_went_years_ahead_makes_one_round_and_not_millions() -> None:
    every = Every(30)
    before, now = datetime(1970, 1, 1, tzinfo=UTC), MOMENT

    assert every.get_next_fire_time(None, before) == before
    assert every.get_next_fire_time(before, now) == now + timedelta(seconds=30)


@pytest.mark.long
def test_leaders_are_killed_many_times_and_there_is_always_one_next(instance: Instance) -> None:
    took: list[float] = []
    for _turn in range(10):
        with (
            worker(lead, instance.settings) as (leader, ready),
            worker(lead, instance.settings) as (_next, waiting),
        ):
            pipes = [ready, waiting]
            wait_for("a leader", SOON, until=lambda pipes=pipes: any(p.poll() for p in pipes))
            first = leader if ready.poll() else _next
            other = waiting if first is leader else ready
            began = monotonic()
            first.kill()
            wait_for("the next", SOON, until=other.poll)
            took.append(monotonic() - began)
    print(f"\n{instance.writers.dialect.name}: take-over in {max(took):.2f} s at most")
