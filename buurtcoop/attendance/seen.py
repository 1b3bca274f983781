"""What questions about attendance come back with: plain values, nothing that loads later."""

from dataclasses import dataclass
from datetime import datetime

from buurtcoop.attendance.models import How, Outcome
from buurtcoop.shifts.models import PromiseState, Side

Key = tuple[Side, int]


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word about one promise."""

    id: int
    outcome: Outcome
    how: How
    decides: bool
    minutes: int | None
    said_by_id: int | None
    said_at: datetime


@dataclass(frozen=True)
class Words:
    """All words about one promise, the oldest first."""

    all: tuple[Word, ...] = ()

    @property
    def decided(self) -> Word | None:
        """The word that counts: the newest that decides."""
        return next((word for word in reversed(self.all) if word.decides), None)

    @property
    def undecided(self) -> Word | None:
        """The newest word that was said after what counts, and that decides nothing itself."""
        last = self.all[-1] if self.all else None
        return None if last is None or last.decides else last

    @property
    def was_there(self) -> bool:
        """Whether this person was there, as far as anybody said."""
        word = self.decided or self.undecided
        return word is not None and word.outcome in THERE


@dataclass(frozen=True, kw_only=True)
class OnShift:
    """A promise on a shift that took its places until the end."""

    side: Side
    id: int
    person_id: int
    people: int
    state: PromiseState

    @property
    def key(self) -> Key:
        """Which promise it is."""
        return self.side, self.id


@dataclass(frozen=True, kw_only=True)
class PersonOnShift:
    """Somebody on the list with what counts, and with what that person said otherwise."""

    key: Key
    person_id: int
    name: str
    initials: str
    tint: str
    people: int
    outcome: Outcome | None
    minutes: int | None
    own_word: Outcome | None


@dataclass(frozen=True, kw_only=True)
class ToFillIn:
    """A shift of which somebody still has to say who was there."""

    shift_id: int
    service_id: int
    service_name: str
    service_slug: str
    starts_at: datetime
    ends_at: datetime
    place: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """Shifts of one service of which nobody said who was there; the oldest with its end."""

    service_id: int
    service_name: str
    service_slug: str
    number: int
    shift_id: int
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class WentShort:
    """A shift that went on with fewer helpers than its service asks at least."""

    shift_id: int
    service_name: str
    starts_at: datetime
    ends_at: datetime
    helpers: int
    at_least: int


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """Somebody says otherwise than what counts. `id` is the number of that word."""

    id: int
    outcome: Outcome
    said_at: datetime
    name: str
    shift_id: int
    starts_at: datetime
    service_name: str


THERE = frozenset({Outcome.PRESENT, Outcome.LATE})
