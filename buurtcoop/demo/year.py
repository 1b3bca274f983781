"""The shifts of a year and the promises on them, as things that happened one after the other."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.demo.agreeing import Ready
from buurtcoop.demo.offer import Offer, Planned
from buurtcoop.demo.promises import Promised, Wish
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Shift, Side
from buurtcoop.shifts.operations import LinePlan, book, claim, plan

PLANNED_AHEAD = timedelta(days=25)
SEAT_ROLE = "wie komt"
SEAT_ROLES = {"speelmiddag": "kind dat komt spelen", "eettafel": "gast aan tafel"}


class ShiftOnStage:
    """A shift of the demo, with its crew lines once it is planned."""

    def __init__(self, ready: Ready, planned: Planned, promised: Promised) -> None:
        self.ready = ready
        self.stage = ready.stage
        self.planned = planned
        self.promised = promised
        self.shift_id = 0
        self.line_ids: dict[Side, int] = {}
        self.called_off = False

    @property
    def service_id(self) -> int:
        """The service it is of."""
        return self.stage.service_ids[self.planned.offer.slug]

    @property
    def helpers(self) -> int:
        """How many people help."""
        return len(self.promised.gives)

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return clock.at(self.planned.when.day, self.planned.when.hour)

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.planned.offer.minutes)

    @property
    def planned_at(self) -> datetime:
        """When it stands on the rota: that of a month is made in the month before."""
        return clock.at(self.planned.when.day.replace(day=1) - PLANNED_AHEAD, time(9, 30))

    def plan(self) -> None:
        """Put it on the rota."""
        offer = self.planned.offer
        shift = plan(
            self.service_id,
            day=self.planned.when.day,
            starts_at=self.planned.when.hour,
            minutes=offer.minutes,
            place=offer.place,
            lines=lines_of(offer, self.planned.seats, self.stage),
            by=self.stage.coordinator(),
        )
        self.found(shift)

    def found(self, shift: Shift) -> None:
        """Keep the numbers of its lines."""
        self.shift_id = shift.id
        self.line_ids = {line.side: line.id for line in shift.lines}

    def claim(self, wish: Wish) -> None:
        """Somebody takes a place, as long as it goes on."""
        if self.called_off:
            return
        self.ready.for_place(self.service_id, Side.GIVE, wish.who)
        by = self.stage.member(wish.who)
        claim(self.line_ids[Side.GIVE], self.stage.person_ids[wish.who], by)

    def book(self, wish: Wish) -> None:
        """Somebody takes a seat, or a few, as long as it goes on."""
        if self.called_off:
            return
        who, by = self.stage.person_ids[wish.who], self.stage.member(wish.who)
        line_id = self.line_ids[Side.RECEIVE]
        if self.planned.offer.children_per_carer:
            children = self.ready.children(self.service_id, wish.who, wish.people)
            book(line_id, who, by, children=children)
            return
        self.ready.for_place(self.service_id, Side.RECEIVE, wish.who)
        book(line_id, who, by, people=wish.people)

    def events(self, until: datetime) -> Iterator[Event]:
        """Planning and every promise made before this moment."""
        yield Event(min(self.planned_at, until), self.plan)
        for wish in self.promised.gives:
            if wish.made_at < until:
                yield Event(wish.made_at, partial(self.claim, wish))
        for wish in self.promised.receives:
            if wish.made_at < until:
                yield Event(wish.made_at, partial(self.book, wish))


def lines_of(offer: Offer, seats: int, stage: Stage) -> list[LinePlan]:
    """The crew lines of this offer: helpers, who have what its service asks, and seats."""
    skill_id = db().get_one(Service, stage.service_ids[offer.slug]).skill_id
    lines = [LinePlan(Side.GIVE, offer.give_task, offer.places, offer.minimum, skill_id)]
    if seats:
        lines.append(LinePlan(Side.RECEIVE, SEAT_ROLES.get(offer.slug, SEAT_ROLE), seats))
    return lines
