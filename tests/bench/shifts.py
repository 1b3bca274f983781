"""What the questions about shifts cost: statements, CPU and rows at each size, on both databases.

    python -m tests.bench.shifts [--sizes S,M] [--times 20]

CPU is that of this process for one question, so on PostgreSQL without the server's share.
"""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.demo.bulk import LARGE, MEDIUM, SMALL
from buurtcoop.members.models import Membership
from buurtcoop.services.models import Service
from buurtcoop.shifts import attention, checks, operations, queries, reminders
from buurtcoop.shifts.models import Side
from tests.bench.coops import DATABASES, settle
from tests.bench.pages import crowd
from tests.shifts.rota import an_evening
from tests.shifts.statements import counted

SIZES = {"S": SMALL, "M": MEDIUM, "L": LARGE}
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
    parser.add_argument("--databases", default=",".join(DATABASES))
    parser.add_argument("--times", type=int, default=20)
    chosen = parser.parse_args()
    print(ROW.format("database", "size", "question", "statements", "CPU", "wall"))
    for database in chosen.databases.split(","):
        for size in chosen.sizes.split(","):
            with crowd(SIZES[size], database) as coop:
                settle(coop.instance)
                for cells in _measured(coop.instance, chosen.times):
                    print(ROW.format(database, size, *cells), flush=True)


def _measured(instance: Instance, times: int) -> list[list[str]]:
    with instance.reading():
        giving = select(Membership.person_id).where(Membership.gives, Membership.ends_on.is_(None))
        people = list(db().scalars(giving.order_by(Membership.id)))
    viewer = Viewer(person_id=people[len(people) // 2])
    lines = [[name, *_asked(instance, ask, viewer, times)] for name, ask in questions().items()]
    return [*lines, ["claim", *_claims(instance, people[:times])]]


def _asked(instance: Instance, ask: Question, viewer: Viewer, times: int) -> list[str]:
    with counted(instance) as asked:
        ask(viewer)
    with instance.reading():
        ask(viewer)
        cpu, wall = time.process_time(), time.perf_counter()
        for _time in range(times):
            ask(viewer)
    return _cells(f"{len(asked)}", cpu, wall, times)


def _claims(instance: Instance, people: list[int]) -> list[str]:
    """Claims by different people, each in a transaction of its own."""
    with instance.writing():
        service = db().scalars(select(Service)).first()
        assert service is not None
        evening = an_evening(service, clock.now() + timedelta(days=400), places=len(people))
    cpu, wall = time.process_time(), time.perf_counter()
    for person_id in people:
        with instance.writing():
            operations.claim(evening.give, person_id, Viewer(person_id=person_id))
    return _cells("-", cpu, wall, len(people))


def _cells(statements: str, cpu: float, wall: float, times: int) -> list[str]:
    spent, waited = time.process_time() - cpu, time.perf_counter() - wall
    return [statements, *(f"{seconds / times * 1000:.1f} ms" for seconds in (spent, waited))]


if __name__ == "__main__":
    main()
