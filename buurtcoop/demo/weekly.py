"""What comes back every week: series from the day of the demo on, each with its fixed helpers.

The year that is over was planned month by month; from a month before the day the demo is made
the coop plans by series, which the clockwork carries on by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.days.rules import public_holidays
from buurtcoop.demo.agreeing import Ready
from buurtcoop.demo.dates import Moment, Slot, holidays
from buurtcoop.demo.offer import BY_SLUG, Offer, Planned
from buurtcoop.demo.promises import Promised
from buurtcoop.demo.stage import Event
from buurtcoop.demo.year import ShiftOnStage, lines_of
from buurtcoop.shifts.models import Shift, Side
from buurtcoop.shifts.operations import extend_series, hold_fixed_place, start_series
from buurtcoop.shifts.recurrence import weekly

BEGAN_BEFORE = timedelta(days=30)
RUNS_FOR = timedelta(weeks=52)
# How many of the main days in the week of each come back every week.
WEEKLY = {"veilig-op-straat": 2, "speelmiddag": 1, "eettafel": 1, "formulierenuur": 1}


@dataclass(frozen=True)
class Weekly:
    """One day in the week of one service."""

    offer: Offer
    slot: Slot
    fixed: tuple[str, ...] = ()

    def planned(self, first: date, last: date) -> Iterator[Planned]:
        """Its shifts between these days."""
        day = first + timedelta(days=(self.slot.weekday - first.weekday()) % 7)
        while day <= last:
            if not _is_free(day):
                yield Planned(self.offer, Moment(day, self.slot.hour), self.offer.seats)
            day += timedelta(weeks=1)


# Who leads is there every week.
FIXED = {"eettafel": ("Ans de Groot",), "veilig-op-straat": ("Rob Verdonk",)}
ALL = tuple(
    Weekly(BY_SLUG[slug], slot, FIXED.get(slug, ()) if number == 0 else ())
    for slug, main in WEEKLY.items()
    for number, slot in enumerate(BY_SLUG[slug].slots[:main])
)


class Rota:
    """The series of the demo, with the shifts they made."""

    def __init__(self, ready: Ready, now: datetime, horizon: date) -> None:
        self.ready = ready
        self.stage = ready.stage
        self.began = clock.at(clock.local(now - BEGAN_BEFORE).date(), time(9))
        self.first_on = clock.local(now).date() + timedelta(days=1)
        self.horizon = horizon
        self.series_ids: dict[Weekly, int] = {}

    def planned(self) -> Iterator[tuple[Weekly, Planned]]:
        """Every shift that comes by itself, with where it comes from."""
        for each in ALL:
            for one in each.planned(self.first_on, self.horizon):
                yield each, one

    def events(self) -> Iterator[Event]:
        """The series begin."""
        for each in ALL:
            yield Event(self.began, partial(self._start, each))

    def _start(self, each: Weekly) -> None:
        offer = each.offer
        first_on = next(each.planned(self.first_on, self.horizon)).when.day
        series = start_series(
            self.stage.service_ids[offer.slug],
            rule=weekly(first_on),
            starts_at=each.slot.hour,
            minutes=offer.minutes,
            place=offer.place,
            first_on=first_on,
            last_on=first_on + RUNS_FOR,
            lines=lines_of(offer, offer.seats, self.stage),
            skips_public=True,
            by=self.stage.coordinator(),
        )
        extend_series(series.id, self.horizon)
        self.series_ids[each] = series.id
        helping = next(line for line in series.lines if line.side is Side.GIVE)
        for name in each.fixed:
            person_id = self.stage.named(name)
            by = self.stage.viewer(person_id)
            self.ready.for_place(series.service_id, Side.GIVE, self.stage.place_of(name))
            hold_fixed_place(helping.id, person_id, by, starts_on=first_on)


def _is_free(day: date) -> bool:
    return day in holidays(day.year) or any(day == each.day for each in public_holidays(day.year))


class ShiftOfSeries(ShiftOnStage):
    """A shift that its series made."""

    def __init__(
        self, ready: Ready, planned: Planned, promised: Promised, *, rota: Rota, each: Weekly
    ) -> None:
        super().__init__(ready, planned, promised)
        self.rota = rota
        self.each = each

    @property
    def helpers(self) -> int:
        """How many people help, the fixed ones of the series with them."""
        return super().helpers + len(self.each.fixed)

    @property
    def planned_at(self) -> datetime:
        """When its series begins."""
        return self.rota.began + timedelta(minutes=5)

    def plan(self) -> None:
        """Find it on the rota."""
        shift = (
            db()
            .scalars(
                select(Shift).where(
                    Shift.series_id == self.rota.series_ids[self.each],
                    Shift.original_on == self.planned.when.day,
                )
            )
            .one()
        )
        self.found(shift)
