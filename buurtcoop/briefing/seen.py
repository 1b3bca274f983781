"""What questions of this room come back with: plain values, whole, nothing that loads later."""

from dataclasses import dataclass
from datetime import date, datetime

from buurtcoop.briefing.rules import ReportedTo, may_know, may_note
from buurtcoop.core import clock
from buurtcoop.shifts.seen import ShiftSeen


@dataclass(frozen=True, kw_only=True)
class Around:
    """A shift with what its service asks of helpers, for one who helps, or looks after it."""

    shift: ShiftSeen
    helps: bool
    looks_after: bool
    card: tuple[str, ...]
    kinds: tuple[str, ...]
    log_days: int
    asks_diet: bool
    by_name: bool  # children come by name
    asks_kilometres: bool

    @property
    def over(self) -> bool:
        """Whether it is past its end."""
        return self.shift.ends_at <= clock.now()

    @property
    def may_know(self) -> bool:
        """Whether it is near enough to read what to know of who comes."""
        return may_know(self.shift.starts_at, self.shift.ends_at, clock.now())

    @property
    def may_note(self) -> bool:
        """Whether one may write down now what was seen."""
        return self.helps and may_note(self.shift.starts_at, self.shift.ends_at, clock.now())


@dataclass(frozen=True, kw_only=True)
class GuestKnown:
    """A guest who said what to know: what they don't eat, what they are allergic to."""

    name: str
    people: int
    diet: str
    allergy: str


@dataclass(frozen=True, kw_only=True)
class ChildKnown:
    """A child that comes, with who to call and what to know. `photos`: a yes to photos."""

    name: str
    age: int | None
    guardian_name: str
    guardian_phone: str
    allergy: str
    diet: str
    pick_up: str
    photos: bool


@dataclass(frozen=True, kw_only=True)
class Known:
    """What to know of who comes; `silent` is how many bookings said nothing."""

    guests: tuple[GuestKnown, ...] = ()
    silent: int = 0
    children: tuple[ChildKnown, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoteSeen:
    """A note, without who wrote it. `own`: the viewer did, and may still take it back."""

    id: int
    kind: str
    place: str
    seen_at: datetime
    reported_to: ReportedTo
    own: bool


@dataclass(frozen=True, kw_only=True)
class CountSeen:
    """How often one kind was noted in one month of a service, erased ones included."""

    service_name: str
    month: date
    kind: str
    number: int


@dataclass(frozen=True, kw_only=True)
class RideSeen:
    """A helper with the kilometres of one shift; None when they were not filled in."""

    claim_id: int
    person_id: int
    name: str
    kilometres: int | None


@dataclass(frozen=True, kw_only=True)
class RideToFill:
    """A shift that is over and whose kilometres this person did not fill in."""

    shift_id: int
    service_name: str
    starts_at: datetime
