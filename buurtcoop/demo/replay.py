"""The year of Wilgenkwartier done over, through the rooms' own operations.

Every event happens with the clock stopped at its moment. A week of events is one transaction:
fast enough, and when it breaks off nothing half stands.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain, groupby

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.demo.afterwards import stories, words_about
from buurtcoop.demo.agreeing import Ready
from buurtcoop.demo.around import around, nights
from buurtcoop.demo.attending import attendance
from buurtcoop.demo.banking import banking
from buurtcoop.demo.beginning import beginning, founding_day
from buurtcoop.demo.between import Between
from buurtcoop.demo.books import books
from buurtcoop.demo.buying import purchases
from buurtcoop.demo.coming import DAYS_AHEAD, SOON, OpenCases, confirmations, with_room
from buurtcoop.demo.funding import agreements
from buurtcoop.demo.neighbours import neighbours
from buurtcoop.demo.offer import Planned, planned
from buurtcoop.demo.on_the_desk import on_the_desk
from buurtcoop.demo.planning import planning
from buurtcoop.demo.promises import Draw, Promised
from buurtcoop.demo.skills import vogs
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.demo.weekly import WEEKLY, Rota, ShiftOfSeries
from buurtcoop.demo.wishes import duty, wishes
from buurtcoop.demo.year import ShiftOnStage
from buurtcoop.messaging.replayed import remember_as_said

REAL_MAIL = timedelta(days=1)  # what was said later than this really goes out
WEEK = timedelta(days=7)


class Story:
    """All that happened up to now, in order, ready to be done over."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = clock.local(now).date()
        self.first_year = self.today.year - 1
        self.stage = Stage(neighbours(self.today))
        self.draw = Draw(self.stage.people)
        self.horizon = self.today + timedelta(days=DAYS_AHEAD)
        self.ready = Ready(self.stage, self.today)
        self.rota = Rota(self.ready, now, self.horizon)
        for each, one in self.rota.planned():
            for name in each.fixed:
                self.draw.reserve(one, self.stage.place_of(name))
        self.events = sorted(self._all(), key=lambda event: event.at)

    def __len__(self) -> int:
        return len(self.events)

    def tell(self, instance: Instance) -> Iterator[int]:
        """Do it over, week by week. Yields how many events were done each time."""
        for monday, events in groupby(self.events, key=_monday):
            after = clock.start_of(monday + WEEK)
            told = 0
            with instance.writing():
                for event in events:
                    with clock.stopped(event.at):
                        event.act()
                    told += 1
                remember_as_said(min(after, self.now - REAL_MAIL))
            yield told

    def _all(self) -> Iterator[Event]:
        yield from beginning(self.stage, self.first_year)
        yield from self.rota.events()
        yield from vogs(self.stage, self.draw.with_vog, founding_day(self.first_year), self.now)
        coming = []
        for number, shift in enumerate(self._shifts()):
            yield from shift.events(self.now)
            yield from confirmations(shift, self.now)
            yield from attendance(shift, self.now)
            yield from words_about(shift, self.now)
            yield from around(shift, number, self.now)
            if shift.starts_at > self.now:
                coming.append(shift)
        yield from books(self.stage, self.first_year, self.now)
        yield from agreements(self.stage, self.first_year, self.now)
        yield from planning(self.stage, self.first_year, self.now)
        yield from banking(self.stage, self.first_year, self.now)
        yield from on_the_desk(self.stage, self.now)
        yield from stories(self.stage, self.now)
        yield from nights(self.first_year, self.now)
        yield from wishes(self.stage, self.now)
        yield from duty(self.stage, self.now)
        yield from purchases(self.stage, self.first_year, self.now)
        yield from Between(self.ready, self.now).events()
        yield from OpenCases(self.stage, self.draw, coming, self.now).events()

    def _shifts(self) -> Iterator[ShiftOnStage]:
        """By time: those of the past and single ones, and from tomorrow on those of series."""
        single = ((None, one) for one in self._planned())
        every = sorted(
            chain(single, self.rota.planned()),
            key=lambda pair: (pair[1].when, pair[1].offer.slug),
        )
        for number, (each, one) in enumerate(every):
            promised = self._promised(one, number, fixed=len(each.fixed) if each else 0)
            if each is None:
                yield ShiftOnStage(self.ready, one, promised)
            else:
                yield ShiftOfSeries(self.ready, one, promised, rota=self.rota, each=each)

    def _planned(self) -> Iterator[Planned]:
        yield from planned(self.first_year)
        for year in range(self.today.year, self.horizon.year + 1):
            for one in planned(year, evenly=True, until=self.horizon):
                if one.when.day <= self.today or one.offer.slug not in WEEKLY:
                    yield one

    def _promised(self, one: Planned, number: int, *, fixed: int) -> Promised:
        starts_at = clock.at(one.when.day, one.when.hour)
        ahead = starts_at > self.now
        promised = self.draw.fill(one, by_mail=ahead, fixed=fixed)
        if not ahead:
            return promised
        soon, children = starts_at < self.now + SOON, bool(one.offer.children_per_carer)
        return with_room(promised, number, soon=soon, children=children)


def _monday(event: Event) -> date:
    day = clock.local(event.at).date()
    return day - timedelta(days=day.weekday())
