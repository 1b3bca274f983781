"""How fifty at once fare: winners, refusals, errors and waiting, on both databases.

    python -m tests.bench.contention [--rounds 20] [--processes] [--crowd 50]

What they contend for is made anew for every round: a last place, a last seat, a place that is
offered to one of them from the waiting list, cover that all of them were asked for, a place that
all of them may swap for, the last euro of a line of cost, and the last of a fixed amount. Each is
a thread, or a process, in a transaction of its own.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from buurtcoop.checks import broken
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover import operations as cover
from buurtcoop.shifts import operations
from tests.bench.coops import DATABASES, coop
from tests.funding import last_euro
from tests.funding.last_euro import LastEuro
from tests.shifts.crowd import CROWD, Act, Outcome, booking, claiming, contend, contend_in_processes
from tests.shifts.rota import EVENING, Evening, a_service, an_evening, members, taken

MOMENT = datetime(2027, 1, 12, 7, 30, tzinfo=UTC)
COOR = Viewer(person_id=1, permissions=frozenset({"shifts.change", "shifts.act_for_others"}))
HEAD = ("database", "one of", "rounds", "exact", "won", "refused", "errors", "p50", "p99", "most")
ROW = "{:<11} {:<12} {:>6} {:>6} {:>5} {:>8} {:>7} {:>8} {:>8} {:>8}"


@dataclass(frozen=True)
class Round:
    """What a crowd does at once, and what has to be taken afterwards on which lines."""

    act: Act
    lines: dict[int, int]
    count: Callable[[int], int] = taken


Prepare = Callable[[list[int], Callable[[int, int], Evening]], Round]


def place(people: list[int], evening: Callable[[int, int], Evening]) -> Round:
    """One place is left of two."""
    made = evening(2, 1)
    operations.claim(made.give, people[-1], _me(people[-1]))
    return Round(claiming(made.give, people), {made.give: 2})


def seat(people: list[int], evening: Callable[[int, int], Evening]) -> Round:
    """One seat is left of four."""
    made = evening(1, 4)
    operations.book(made.receive, people[-2], _me(people[-2]), people=3)
    return Round(booking(made.receive, people), {made.receive: 4})


def promotion(people: list[int], evening: Callable[[int, int], Evening]) -> Round:
    """The first of them is offered the one place; all others claim it beside."""
    made = evening(1, 1)
    claim = operations.claim(made.give, people[-1], _me(people[-1]))
    waiting = operations.wait(made.give, people[0], _me(people[0]))
    operations.release(claim.id, _me(people[-1]))
    return Round(partial(_accept_or_claim, waiting.id, made.give, people), {made.give: 1})


def asked(people: list[int], evening: Callable[[int, int], Evening]) -> Round:
    """All of them were asked for the one place, and say yes."""
    made = evening(1, 1)
    asks = cover.ask(made.give, len(people) - 2, COOR)
    return Round(partial(_say_yes, [(ask.id, ask.person_id) for ask in asks]), {made.give: 1})


def swap(people: list[int], evening: Callable[[int, int], Evening]) -> Round:
    """One of us offered a place to each of them, and all agree."""
    mine, theirs = evening(1, 1), evening(len(people), 1)
    own = operations.claim(mine.give, people[-1], _me(people[-1]))
    offers = []
    for person_id in people[:-2]:
        other = operations.claim(theirs.give, person_id, _me(person_id))
        offer = cover.propose_swap(own.id, other.id, _me(people[-1]))
        offers.append((offer.id, person_id))
    return Round(partial(_agree, offers), {mine.give: 1, theirs.give: len(offers)})


def euro_of_line(_people: list[int], _evening: Callable[[int, int], Evening]) -> Round:
    """A euro of a line of cost is left, and two agreements want it."""
    return _last_euro(last_euro.of_a_line(last_euro.money_of()))


def euro_of_agreement(_people: list[int], _evening: Callable[[int, int], Evening]) -> Round:
    """A euro of a fixed amount is left, and costs of three lines want it."""
    return _last_euro(last_euro.of_an_agreement(last_euro.money_of()))


CASES: dict[str, Prepare] = {
    "place": place,
    "seat": seat,
    "promotion": promotion,
    "cover": asked,
    "swap": swap,
    "line euro": euro_of_line,
    "fixed euro": euro_of_agreement,
}


def measure(
    instance: Instance, name: str, *, first: int, rounds: int, crowd: int, processes: bool
) -> list[str]:
    """One line of the table."""
    run: Callable[[Instance, Act, int], Outcome] = contend_in_processes if processes else contend
    with instance.writing():
        people = [person.id for person in members(crowd + 2, first=first)]
        service = a_service(f"Keuken {name}")
    total, exact = Outcome(), 0
    for number in range(rounds):
        with instance.writing():
            days = iter(range(2 * number, 2 * number + 2))

            def evening(places: int, seats: int, days: Iterator[int] = days) -> Evening:
                start = EVENING + timedelta(days=next(days))
                return an_evening(service, start, places=places, seats=seats)

            made = CASES[name](people, evening)
        outcome = run(instance, made.act, crowd)
        with instance.reading():
            counted = {line_id: made.count(line_id) for line_id in made.lines}
            exact += outcome.exact and counted == made.lines and not list(broken())
        total.won += outcome.won
        total.refused += outcome.refused
        total.errors += outcome.errors
        total.seconds += outcome.seconds
    return [
        name,
        f"{rounds}",
        f"{exact}",
        f"{len(total.won)}",
        f"{total.refused.total()}",
        f"{len(total.errors)}",
        f"{total.percentile(50):.0f} ms",
        f"{total.percentile(99):.0f} ms",
        f"{max(total.seconds) * 1000:.0f} ms",
    ]


def _last_euro(last: LastEuro) -> Round:
    """A hundred euro stand there in the end, in cents; the number says of what."""
    number = last.lines[0]
    return Round(last.claim, {number: 10_000}, lambda _line: last_euro.claimed_of(last).cents)


def _me(person_id: int) -> Viewer:
    return Viewer(person_id=person_id)


def _accept_or_claim(waiting_id: int, line_id: int, people: list[int], number: int) -> None:
    by = _me(people[number])
    if number == 0:
        operations.accept(waiting_id, by)
    else:
        operations.claim(line_id, by.id, by)


def _say_yes(asks: list[tuple[int, int]], number: int) -> None:
    ask_id, person_id = asks[number]
    cover.answer(ask_id, True, _me(person_id))


def _agree(offers: list[tuple[int, int]], number: int) -> None:
    swap_id, person_id = offers[number]
    cover.agree(swap_id, _me(person_id))


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
                for place_in_list, name in enumerate(CASES):
                    line = measure(
                        instance,
                        name,
                        first=200 + 1000 * place_in_list,
                        rounds=chosen.rounds,
                        crowd=chosen.crowd,
                        processes=chosen.processes,
                    )
                    print(ROW.format(database, *line), flush=True)


if __name__ == "__main__":
    main()
