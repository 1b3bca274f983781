"""What the questions about shifts cost: statements, CPU and rows at each size, on both databases.

    python -m tests.bench.shifts [--sizes S,M] [--times 20]

CPU is that of this process for one question, so on PostgreSQL without the server's share.
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts import attention, checks, operations, queries, reminders
from buurtcoop.shifts.models import CrewLine, Side
from tests.bench.coops import DATABASES, coop, settle
from tests.bench.shift_data import SIZES, fill
from tests.shifts.rota import an_evening
from tests.shifts.statements import counted

MOMENT = datetime(2027, 1, 12, 7, 30, tzinfo=UTC)
Question = Callable[[Viewer], object]
ROW = "{:<11} {:<5} {:<22} {:>10} {:>9} {:>9}"


def questions() -> dict[str, Question]:
    """What the pages and the scheduler ask."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    return {
        "week": lambda viewer: queries.week_for(viewer, monday),
        "week, free for me": lambda viewer: queries.week_for(viewer, monday, free_for_me=True),
        "open": queries.open_shifts_for,
        "open, free for me": lambda viewer: queries.open_shifts_for(
            viewer, free_for_me=True, side=Side.GIVE
        ),
        "one shift": lambda viewer: queries.shift_for(viewer, 1),
        "my promises": lambda viewer: queries.promises_of(viewer.id, clock.now()),
        "cover of two weeks": lambda _viewer: queries.coverage(today, 14),
        "what is due": lambda _viewer: list(reminders.due(clock.now())),
        "what needs somebody": lambda _viewer: attention.attention(clock.now()),
        "all checks": lambda _viewer: checks.broken(),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="S,M")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--databases", default=",".join(DATABASES))
    chosen = parser.parse_args()
    print(ROW.format("database", "size", "question", "statements", "CPU", "wall"))
    with clock.stopped(MOMENT):
        for database in chosen.databases.split(","):
            for size in chosen.sizes.split(","):
                with coop(database) as instance:
                    with instance.writing():
                        people = fill(SIZES[size])
                    settle(instance)
                    viewer = Viewer(person_id=people[len(people) // 2])
                    for name, ask in questions().items():
                        print(
                            ROW.format(
                                database,
                                size,
                                name,
                                *_measured(instance, ask, viewer, chosen.times),
                            ),
                            flush=True,
                        )
                    print(
                        ROW.format(
                            database, size, "claim", *_claims(instance, people, chosen.times)
                        ),
                        flush=True,
                    )


def _measured(instance: Instance, ask: Question, viewer: Viewer, times: int) -> list[str]:
    with counted(instance) as asked:
        ask(viewer)
    with instance.reading():
        ask(viewer)
        cpu, wall = time.process_time(), time.perf_counter()
        for _time in range(times):
            ask(viewer)
    return _cells(len(asked), cpu, wall, times)


def _claims(instance: Instance, people: list[int], times: int) -> list[str]:
    """Claims by different people, each in a transaction of its own."""
    with instance.writing():
        service = db().get_one(CrewLine, 1)
        evening = an_evening(
            queries.service_of(service.shift_id),
            clock.now() + timedelta(days=400),
            places=times,
        )
    cpu, wall = time.process_time(), time.perf_counter()
    for person_id in people[:times]:
        with instance.writing():
            operations.claim(evening.give, person_id, Viewer(person_id=person_id))
    return _cells(0, cpu, wall, times)


def _cells(statements: int, cpu: float, wall: float, times: int) -> list[str]:
    spent, waited = time.process_time() - cpu, time.perf_counter() - wall
    return [
        f"{statements or '-'}",
        f"{spent / times * 1000:.1f} ms",
        f"{waited / times * 1000:.1f} ms",
    ]


if __name__ == "__main__":
    main()
