"""Workers killed while they mail: nothing is lost, and what came twice can be told by its key.

Runs with `make test-long`. The seed is printed; BUURTCOOP_SEED repeats a run.
"""

import os
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from random import Random
from time import monotonic, sleep

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.messaging.checks import broken
from buurtcoop.reminders.delivery import drain
from tests.conftest import MOMENT
from tests.mailing import connect, rule, table
from tests.sink import Sink, sink
from tests.workers import crowd, deliver, go_round, heard, not_sent, worker

KILLS = 100
AT_ONCE = 2
# Between two generations of workers the leases of the dead run out.
GENERATION = timedelta(minutes=6)
LAST = MOMENT + timedelta(days=30)


def chance() -> Random:
    """The dice of this run, with a seed that is printed."""
    seed = int(os.environ.get("BUURTCOOP_SEED") or Random().randrange(1_000_000))
    print(f"\nseed {seed}")
    return Random(seed)


def doubled(server: Sink) -> int:
    """How many mails came more than once; each with the key of its first time."""
    keys = Counter(mail.key for mail in server.taken)
    people = Counter(recipient for recipient, _key in {(m.recipient, m.key) for m in server.taken})
    assert set(people.values()) <= {1}, "a mail came again with another Message-ID"
    return sum(keys.values()) - len(keys)


@pytest.mark.long
def test_workers_killed_while_they_mail_lose_nothing(instance: Instance) -> None:
    dice, began = chance(), monotonic()
    with sink(slow=0.01, chance=dice) as server:
        connect(instance, server)
        messages = crowd(instance, 600, expires_at=LAST)
        kills = generation = 0
        while kills < KILLS:
            if not_sent(instance) < 60:
                messages += crowd(instance, 200, expires_at=LAST)
            kills += _generation(instance, server, generation, dice)
            generation += 1
        with clock.stopped(MOMENT + (generation + 1) * GENERATION):
            drain(instance, table(rule()))

        lost = len(messages) - len({mail.recipient for mail in server.taken})
        twice = doubled(server)
    database = instance.writers.dialect.name
    print(
        f"{database}: {kills} kills, {len(messages)} mails due, {lost} lost, {twice} doubled, "
        f"{monotonic() - began:.0f} s"
    )
    assert lost == 0
    assert twice <= kills
    assert not_sent(instance) == 0
    with instance.reading():
        assert broken() == []


def _generation(
    instance: Instance, server: Sink, number: int, dice: Random, *, harmful: bool = False
) -> int:
    """Some workers, each killed in the middle of its mails. Returns how many were at work."""
    moment = MOMENT + number * GENERATION
    kills = 0
    with ExitStack() as stack:
        workers = [
            stack.enter_context(worker(deliver, instance.settings, moment, harmful))
            for _worker in range(AT_ONCE)
        ]
        for _process, ready in workers:
            heard(ready)
        for process, _ready in workers:
            enough = len(server.taken) + dice.randint(1, 12)
            while process.is_alive() and len(server.taken) < enough:
                sleep(0.001)
            sleep(dice.uniform(0, 0.02))
            kills += process.is_alive()
            process.kill()
            process.join()
    return kills


@pytest.mark.long
def test_clockworks_told_to_stop_lose_and_double_nothing(instance: Instance) -> None:
    dice, began, stops = chance(), monotonic(), 0
    with sink(slow=0.01, chance=dice) as server:
        connect(instance, server)
        messages = crowd(instance, 400, expires_at=LAST)
        while stops < KILLS // 2:
            if not_sent(instance) < 60:
                messages += crowd(instance, 200, expires_at=LAST)
            with worker(go_round, instance.settings, MOMENT) as (process, ready):
                heard(ready)
                enough = len(server.taken) + dice.randint(1, 12)
                while len(server.taken) < enough:
                    sleep(0.001)
                sleep(dice.uniform(0, 0.02))
                process.terminate()
                process.join(30)
                assert process.exitcode == 0
            stops += 1
        by_workers = len(server.taken)
        drain(instance, table(rule()))

        lost = len(messages) - len({mail.recipient for mail in server.taken})
        twice = doubled(server)
    assert by_workers > stops
    print(
        f"{instance.writers.dialect.name}: {stops} stops, {len(messages)} mails due, "
        f"{lost} lost, {twice} doubled, {monotonic() - began:.0f} s"
    )
    assert (lost, twice) == (0, 0)
    assert not_sent(instance) == 0


@pytest.mark.long
def test_where_a_second_mail_harms_nothing_comes_twice_and_all_is_accounted_for(
    instance: Instance,
) -> None:
    dice = chance()
    with sink(slow=0.01, chance=dice) as server:
        connect(instance, server)
        messages = crowd(instance, 300, expires_at=LAST)
        kills = sum(
            _generation(instance, server, number, dice, harmful=True) for number in range(20)
        )
        with clock.stopped(MOMENT + 21 * GENERATION):
            drain(instance, table(rule(harm_if_doubled=True)))

        arrived = {mail.recipient for mail in server.taken}
        twice = doubled(server)
    parked = not_sent(instance)
    print(
        f"{instance.writers.dialect.name}: {kills} kills, {len(messages)} mails due, "
        f"{len(arrived)} arrived, "
        f"{parked} parked for a person, {twice} doubled"
    )
    assert twice == 0
    assert len(messages) - len(arrived) <= parked
