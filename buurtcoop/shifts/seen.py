"""What questions about shifts come back with: plain values, whole, nothing that loads later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from buurtcoop.core.money import Money
from buurtcoop.shifts.models import PromiseState, ShiftState, Side, WaitingState

Key = tuple[datetime, int]


@dataclass(frozen=True, kw_only=True)
class LineSeen:
    """The places of one side for one role."""

    id: int
    side: Side
    role: str
    places: int
    minimum: int
    taken: int
    held: int
    skill_id: int | None
    waited_for: bool = False  # somebody is on its waiting list
    skill: str | None = None
    lacking: bool = False  # it asks for something the viewer does not have that day

    @property
    def left(self) -> int:
        """How many are free; what is kept for somebody who waits is not."""
        return self.places - self.taken - self.held

    @property
    def short(self) -> int:
        """How many are missing to do it well."""
        return max(0, self.minimum - self.taken)


@dataclass(frozen=True, kw_only=True)
class Own:
    """What the viewer promised on a shift."""

    id: int
    line_id: int
    people: int
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class PersonSeen:
    """Somebody on the shift, with as much of the name as the viewer may read."""

    promise_id: int
    person_id: int
    line_id: int
    name: str
    initials: str
    tint: str
    people: int
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class LeadSeen:
    """Who leads the service; strangers read a first name and no number."""

    person_id: int
    name: str
    phone: str
    initials: str
    tint: str


@dataclass(frozen=True, kw_only=True)
class ShiftSeen:
    """A shift as the viewer sees it."""

    id: int
    service_id: int
    service_name: str
    service_slug: str
    icon: str
    give_task: str
    price: Money
    starts_at: datetime
    ends_at: datetime
    place: str
    state: ShiftState
    version: int
    moved_from: datetime | None
    reason: str
    release_hours: int
    children_per_carer: int | None = None
    helpers_needed: int = 0  # with fewer it does not go ahead
    asks_consent: bool = False  # children come by name
    has_card: bool = False  # helpers read something before it
    has_log: bool = False  # helpers note what they saw
    asks_diet: bool = False
    asks_kilometres: bool = False
    lacks_agreement: bool = False  # it asks one the reader does not have; known of one shift
    comes_back: bool = False  # a series made it
    claim: Own | None
    booking: Own | None
    lines: tuple[LineSeen, ...] = ()
    givers: tuple[PersonSeen, ...] = ()
    guests: tuple[PersonSeen, ...] = ()
    leads: tuple[LeadSeen, ...] = ()

    @property
    def asks_helpers(self) -> bool:
        """Whether its helpers read something before it, or write something down after."""
        before = self.has_card or self.asks_diet or self.asks_consent
        return before or self.has_log or self.asks_kilometres

    @property
    def cancelled(self) -> bool:
        """Whether it does not go ahead."""
        return self.state is ShiftState.CANCELLED

    @property
    def open(self) -> bool:
        """Whether it goes ahead and has a place left on either side."""
        return not self.cancelled and any(line.left for line in self.lines)

    @property
    def sides(self) -> list[tuple[Side, int, int]]:
        """Taken or kept, and places, of each side it has; those who give first."""
        found = []
        for side in Side:
            lines = self.lines_of(side)
            if lines:
                places = sum(line.places for line in lines)
                found.append((side, places - sum(line.left for line in lines), places))
        return found

    def lines_of(self, side: Side) -> tuple[LineSeen, ...]:
        """The lines of one side."""
        return tuple(line for line in self.lines if line.side is side)

    def missing(self) -> int:
        """How many helpers it still needs."""
        return sum(line.short for line in self.lines_of(Side.GIVE))

    @property
    def needs(self) -> tuple[str, ...]:
        """What the places ask that are still free."""
        asked = (line.skill for line in self.lines_of(Side.GIVE) if line.left and line.skill)
        return tuple(dict.fromkeys(asked))

    @property
    def out_of_reach(self) -> bool:
        """Whether every place to help that is left asks for what the viewer does not have."""
        left = [line for line in self.lines_of(Side.GIVE) if line.left]
        return bool(left) and all(line.lacking for line in left)

    @property
    def children(self) -> int:
        """How many children come or may come; none when the seats are not for children."""
        if self.children_per_carer is None:
            return 0
        return sum(line.taken + line.held for line in self.lines_of(Side.RECEIVE))

    @property
    def room_for_children(self) -> int | None:
        """How many more may come with the helpers there are; None when nobody counts them.

        Nobody while there are fewer than it takes; below nothing when a helper gave a place back.
        """
        if self.children_per_carer is None:
            return None
        room = self.children_per_carer * self.helpers - self.children
        return min(0, room) if self.helpers_missing else room

    @property
    def helpers(self) -> int:
        """How many promised to help."""
        return sum(line.taken for line in self.lines_of(Side.GIVE))

    @property
    def helpers_missing(self) -> int:
        """How many helpers it lacks to go ahead at all."""
        return max(0, self.helpers_needed - self.helpers)

    @property
    def seats_wait(self) -> bool:
        """Whether there are seats for children, but no helper for one more."""
        room = self.room_for_children
        return room is not None and room <= 0 and any(x.left for x in self.lines_of(Side.RECEIVE))

    def carers_missing(self) -> int:
        """How many more helpers the children who come need."""
        if not (self.children_per_carer and self.children):
            return 0
        wanted = -(-self.children // self.children_per_carer)
        return max(0, max(wanted, self.helpers_needed) - self.helpers)

    @property
    def key(self) -> Key:
        """Where it stands in a list."""
        return self.starts_at, self.id


@dataclass(frozen=True, kw_only=True)
class ShiftPage:
    """Some shifts in order of time, and the keys to go on from; None at either end."""

    shifts: list[ShiftSeen]
    next: Key | None
    previous: Key | None = None

    def __iter__(self) -> Iterator[ShiftSeen]:
        return iter(self.shifts)

    def __len__(self) -> int:
        return len(self.shifts)


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Something a person promised, on either side."""

    id: int
    side: Side
    person_id: int
    shift_id: int
    line_id: int
    role: str
    people: int
    service_name: str
    service_slug: str
    starts_at: datetime
    ends_at: datetime
    place: str
    state: PromiseState
    confirmed_at: datetime | None
    made_at: datetime
    version: int
    moved_from: datetime | None
    moved_at: datetime | None
    cancelled: bool
    reason: str
    release_hours: int
    rest_hours: int
    price: Money
    children_per_carer: int | None = None
    has_card: bool = False

    @property
    def live(self) -> bool:
        """Whether it still counts."""
        return self.state is PromiseState.PROMISED


@dataclass(frozen=True, kw_only=True)
class PromisePage:
    """Some promises of one person, and the keys to go on from; None at either end."""

    promises: list[Promise]
    previous: Key | None
    next: Key | None


@dataclass(frozen=True)
class CrewOfDay:
    """The helpers of one service on one day: how many at least, promised, and still missing."""

    day: date
    service_name: str
    service_slug: str
    shifts: int
    wanted: int
    taken: int
    missing: int


@dataclass(frozen=True)
class Helpline:
    """Who to call about a service: its lead, else the coordinator, else the house."""

    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Unqualified:
    """Somebody with a place that asks for what that person will not have on the day.

    `valid_until` is the last day it counts, None when it does not count at all; `known` is the
    number of the newest row about it, 0 when there never was one.
    """

    claim_id: int
    person_id: int
    person_name: str
    skill: str
    service_name: str
    shift_id: int
    version: int
    starts_at: datetime
    place: str
    made_at: datetime
    valid_until: date | None
    known: int


@dataclass(frozen=True)
class SaidNo:
    """Somebody who gave a helper's place back."""

    shift_id: int
    service_name: str
    starts_at: datetime
    ended_at: datetime | None
    name: str


@dataclass(frozen=True, kw_only=True)
class Waits:
    """Somebody on a waiting list, also when that ended; `number` is the place in the row."""

    id: int
    side: Side
    person_id: int
    name: str
    initials: str
    tint: str
    shift_id: int
    line_id: int
    role: str
    people: int
    state: WaitingState
    number: int
    offers: int
    queued_at: datetime
    hold_until: datetime | None
    service_name: str
    starts_at: datetime
    place: str
    by_name: bool = False  # children come by name: who is offered seats says which

    @property
    def offered(self) -> bool:
        """Whether a place is kept for this person."""
        return self.state is WaitingState.OFFERED
