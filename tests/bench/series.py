"""How long a year of every series of the demo takes: seconds and statements, on both databases.

    python -m tests.bench.series [--fixed 2]

Each service of the demo is a series on each of its weekdays, which goes round the public
holidays; so many members hold a place in each. First nothing is fixed, then that many are.
"""

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.days.operations import add_holidays
from buurtcoop.demo.offer import OFFERS
from buurtcoop.shifts import checks
from buurtcoop.shifts.models import Series, Side
from buurtcoop.shifts.operations import LinePlan, extend_all, hold_fixed_place, start_series
from buurtcoop.shifts.recurrence import weekly
from tests.bench.coops import DATABASES, coop
from tests.shifts.pages import counting
from tests.shifts.rota import a_service, members

MOMENT = datetime(2027, 1, 12, 7, 30, tzinfo=UTC)
YEAR_END = date(2028, 1, 11)
COOR = Viewer(person_id=1, permissions=frozenset({"shifts.change", "shifts.act_for_others"}))
ROW = "{:<11} {:>7} {:>7} {:>7} {:>11} {:>9}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fixed", type=int, default=2)
    chosen = parser.parse_args()
    print(ROW.format("database", "series", "fixed", "shifts", "statements", "seconds"))
    with clock.stopped(MOMENT):
        for database in DATABASES:
            for fixed in (0, chosen.fixed):
                with coop(database) as instance:
                    print(ROW.format(database, *measure(instance, fixed)))


def measure(instance: Instance, fixed: int) -> list[str]:
    """One line of the table."""
    with instance.writing():
        add_holidays(2027, COOR)
        numbers = list(_series())
        for place, number in enumerate(numbers):
            _hold(number, fixed, first=1000 + 10 * place)
    with instance.writing(), counting(instance.writers) as statements:
        began = time.perf_counter()
        made = extend_all(numbers, YEAR_END)
        seconds = time.perf_counter() - began
        asked = statements()
    with instance.reading():
        broken = checks.broken()
        assert broken == [], broken
    return [f"{len(numbers)}", f"{fixed}", f"{made}", f"{asked}", f"{seconds:.2f}"]


def _series() -> Iterator[int]:
    for offer in OFFERS:
        service = a_service(offer.name, release_hours=offer.release_hours)
        lines = [LinePlan(Side.GIVE, offer.give_task, offer.places)]
        if offer.seats:
            lines.append(LinePlan(Side.RECEIVE, "", offer.seats))
        for slot in offer.slots[: offer.main]:
            first_on = date(2027, 1, 18 + slot.weekday)
            yield start_series(
                service.id,
                rule=weekly(first_on),
                starts_at=slot.hour,
                minutes=offer.minutes,
                place=offer.place,
                first_on=first_on,
                last_on=YEAR_END,
                lines=lines,
                skips_public=True,
                by=COOR,
            ).id


def _hold(series_id: int, fixed: int, *, first: int) -> None:
    line = db().get_one(Series, series_id).lines[0]
    for person in members(min(fixed, line.places), first=first):
        hold_fixed_place(line.id, person.id, COOR, starts_on=clock.today())


if __name__ == "__main__":
    main()
