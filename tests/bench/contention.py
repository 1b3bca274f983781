"""How fifty at once fare: winners, refusals, errors and waiting, on both databases.

    python -m tests.bench.contention [--rounds 20] [--processes] [--crowd 50]

Every round is a new evening with one place and one seat left; a crowd of threads, or of
processes, wants it at the same moment, each in a transaction of its own.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts import checks, operations
from tests.bench.coops import DATABASES, coop
from tests.shifts.crowd import CROWD, Act, Outcome, booking, claiming, contend, contend_in_processes
from tests.shifts.rota import EVENING, a_service, an_evening, members, taken

MOMENT = datetime(2027, 1, 12, 7, 30, tzinfo=UTC)
HEAD = ("database", "the last", "rounds", "exact", "won", "refused", "errors", "p50", "p99", "most")
ROW = "{:<11} {:<12} {:>6} {:>6} {:>5} {:>8} {:>7} {:>8} {:>8} {:>8}"


def measure(
    instance: Instance, *, seat: bool, rounds: int, crowd: int, processes: bool
) -> list[str]:
    """One line of the table."""
    run: Callable[[Instance, Act, int], Outcome] = contend_in_processes if processes else contend
    with instance.writing():
        people = [person.id for person in members(crowd + 2, first=200 if seat else 1000)]
        service = a_service("Zaal" if seat else "Keuken")
    total, exact = Outcome(), 0
    for number in range(rounds):
        with instance.writing():
            start = EVENING + timedelta(days=number, hours=4 if seat else 0)
            evening = an_evening(service, start, places=2, seats=4)
            operations.claim(evening.give, people[-1], Viewer(person_id=people[-1]))
            operations.book(evening.receive, people[-2], Viewer(person_id=people[-2]), people=3)
        line_id, places = (evening.receive, 4) if seat else (evening.give, 2)
        act = booking(line_id, people) if seat else claiming(line_id, people)
        outcome = run(instance, act, crowd)
        with instance.reading():
            exact += outcome.exact and taken(line_id) == places and not checks.broken()
        total.won += outcome.won
        total.refused += outcome.refused
        total.errors += outcome.errors
        total.seconds += outcome.seconds
    return [
        "seat" if seat else "place",
        f"{rounds}",
        f"{exact}",
        f"{len(total.won)}",
        f"{total.refused.total()}",
        f"{len(total.errors)}",
        f"{total.percentile(50):.0f} ms",
        f"{total.percentile(99):.0f} ms",
        f"{max(total.seconds) * 1000:.0f} ms",
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--crowd", type=int, default=CROWD)
    parser.add_argument("--processes", action="store_true")
    chosen = parser.parse_args()
    print(ROW.format(*HEAD))
    with clock.stopped(MOMENT):
        for database in DATABASES:
            with coop(database, connections=chosen.crowd) as instance:
                for seat in (False, True):
                    line = measure(
                        instance,
                        seat=seat,
                        rounds=chosen.rounds,
                        crowd=chosen.crowd,
                        processes=chosen.processes,
                    )
                    print(ROW.format(database, *line), flush=True)


if __name__ == "__main__":
    main()
