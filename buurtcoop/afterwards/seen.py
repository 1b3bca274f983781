"""What questions of this room come back with: plain values, whole, nothing that loads later."""

from dataclasses import dataclass
from datetime import date, datetime

from buurtcoop.afterwards.models import Scope
from buurtcoop.shifts.models import Side


@dataclass(frozen=True, kw_only=True)
class ThanksSeen:
    """A thank-you, with the first name of who wrote it."""

    id: int
    shift_id: int
    service_name: str
    starts_at: datetime
    name: str
    words: str


@dataclass(frozen=True, kw_only=True)
class OwnLesson:
    """What one said oneself about a shift, and whether that may still be changed."""

    went_well: bool
    words: str
    said_on: date
    open: bool


@dataclass(frozen=True, kw_only=True)
class AfterSeen:
    """A shift that is over, in the eyes of one who was there."""

    shift_id: int
    service_name: str
    service_slug: str
    starts_at: datetime
    sides: frozenset[Side]
    asked: bool
    helped: bool
    lesson: OwnLesson | None
    own_thanks: str
    thanks: tuple[ThanksSeen, ...]


@dataclass(frozen=True, kw_only=True)
class LessonSeen:
    """A lesson as who leads the service reads it."""

    id: int
    person_id: int
    name: str
    went_well: bool
    words: str
    shift_id: int
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class LessonPage:
    """Some lessons, the newest first, and the numbers to go on from; None at either end."""

    lessons: list[LessonSeen]
    previous: int | None
    next: int | None


@dataclass(frozen=True, kw_only=True)
class PhotoSeen:
    """Which photo, and how large."""

    id: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class StorySeen:
    """A story as a reader sees it."""

    id: int
    words: str
    signed: str
    service_name: str
    service_slug: str
    told_at: datetime
    photo: PhotoSeen | None

    @property
    def paragraphs(self) -> list[str]:
        """Its words, part by part."""
        return [part for part in self.words.splitlines() if part.strip()]


@dataclass(frozen=True, kw_only=True)
class OwnStory:
    """A story as its teller sees it."""

    id: int
    service_name: str
    words: str
    scope: Scope
    consent_until: date
    withdrawn_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class StoryPage:
    """Some stories, the newest first, and the numbers to go on from; None at either end."""

    stories: list[StorySeen]
    previous: int | None
    next: int | None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How often, and how many minutes together."""

    times: int = 0
    minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class OfService:
    """What somebody gave and received at one service."""

    name: str
    given: Tally
    received: Tally


@dataclass(frozen=True, kw_only=True)
class GivenAndReceived:
    """What somebody gave and received; two things beside each other, never one minus the other."""

    services: tuple[OfService, ...]

    @property
    def given(self) -> Tally:
        """All that was given."""
        return _together([each.given for each in self.services])

    @property
    def received(self) -> Tally:
        """All that was received."""
        return _together([each.received for each in self.services])


def _together(tallies: list[Tally]) -> Tally:
    return Tally(
        times=sum(each.times for each in tallies), minutes=sum(each.minutes for each in tallies)
    )
