"""Many people at one moment, each with a connection of their own, released by a barrier."""

import multiprocessing
import queue
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from statistics import quantiles

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.settings import Settings
from buurtcoop.shifts import operations

CROWD = 50
PATIENCE = 120.0
OURS = ("buurtcoop", "tests")
Act = Callable[[int], object]


@dataclass
class Outcome:
    """What became of a crowd: who got it, who read a refusal, what went wrong, how long."""

    won: list[int] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, number: int, said: str, seconds: float) -> None:
        """What one of them got: nothing said is a win."""
        self.seconds.append(seconds)
        if not said:
            self.won.append(number)
        elif said.startswith("!"):
            self.errors.append(said[1:])
        else:
            self.refused[said] += 1

    @property
    def exact(self) -> bool:
        """Exactly one got it, and everybody else read a plain refusal."""
        return len(self.won) == 1 and not self.errors

    def percentile(self, which: int) -> float:
        """Milliseconds within which this part of a hundred was done."""
        return quantiles(self.seconds, n=100)[which - 1] * 1000


@contextmanager
def roomy(instance: Instance, connections: int = CROWD) -> Iterator[Instance]:
    """The same coop, with a connection for everybody in a crowd."""
    wide = Instance(replace(instance.settings, threads=connections))
    try:
        yield wide
    finally:
        wide.close()


def contend(instance: Instance, act: Act, crowd: int = CROWD) -> Outcome:
    """Let a crowd of threads act at the same moment, each in a transaction of its own."""
    outcome, lock = Outcome(), threading.Lock()
    barrier = threading.Barrier(crowd)
    _warm(instance, crowd)

    def one(number: int) -> None:
        barrier.wait(PATIENCE)
        said, seconds = attempt(instance, act, number)
        with lock:
            outcome.add(number, said, seconds)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(outcome.seconds) == crowd
    return outcome


def attempt(instance: Instance, act: Act, number: int) -> tuple[str, float]:
    """One try: nothing when it went well, the name of the refusal, or `!` and the error."""
    began, said = time.perf_counter(), ""
    try:
        with instance.writing():
            act(number)
    except Refusal as refusal:
        said = type(refusal).__name__
    except Exception as error:
        said = f"!{type(error).__name__}: {error}"
    return said, time.perf_counter() - began


def _warm(instance: Instance, connections: int) -> None:
    """Open the connections first, as in a server that runs for a while."""
    held = [instance.writers.connect() for _number in range(connections)]
    for connection in held:
        connection.close()


def claiming(line_id: int, people: list[int]) -> Act:
    """Everybody claims the same line, each for oneself."""
    return partial(_claim, line_id, people)


def booking(line_id: int, people: list[int]) -> Act:
    """Everybody books a seat on the same line, each for oneself."""
    return partial(_book, line_id, people)


def _claim(line_id: int, people: list[int], number: int) -> None:
    operations.claim(line_id, people[number], Viewer(person_id=people[number]))


def _book(line_id: int, people: list[int], number: int) -> None:
    operations.book(line_id, people[number], Viewer(person_id=people[number]))


# --- The same with processes ---


def contend_in_processes(instance: Instance, act: Act, crowd: int = CROWD) -> Outcome:
    """Let a crowd of processes act at the same moment; who does not end in time is ended."""
    context = multiprocessing.get_context("forkserver")
    # Loaded once and forked from: fifty times the imports would take longer than the crowd.
    context.set_forkserver_preload([name for name in sys.modules if name.startswith(OURS)])
    barrier, answers = context.Barrier(crowd), context.Queue()
    settings, at = replace(instance.settings, threads=1), clock.now()
    workers = [
        context.Process(target=_process, args=(settings, act, number, at, barrier, answers))
        for number in range(crowd)
    ]
    outcome = Outcome()
    try:
        for worker in workers:
            worker.start()
        for _worker in workers:
            outcome.add(*answers.get(timeout=PATIENCE))
    except queue.Empty:
        outcome.errors.append("A process never answered.")
    finally:
        for worker in workers:
            worker.join(5)
            if worker.is_alive():
                worker.kill()
    return outcome


def _process(
    settings: Settings,
    act: Act,
    number: int,
    at: datetime,
    barrier: Barrier,
    answers: "Queue[tuple[int, str, float]]",
) -> None:
    instance = Instance(settings)
    with clock.stopped(at):
        _warm(instance, 1)
        barrier.wait(PATIENCE)
        answers.put((number, *attempt(instance, act, number)))
    instance.close()
