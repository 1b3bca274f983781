"""What questions about cover come back with: plain values, whole."""

from dataclasses import dataclass
from datetime import datetime

from buurtcoop.cover.models import Answer
from buurtcoop.cover.rules import Why


@dataclass(frozen=True, kw_only=True)
class ToAsk:
    """A member who can be asked, and since when nobody did."""

    person_id: int
    name: str
    initials: str
    tint: str
    why: Why
    asked_at: datetime | None
    helped_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AskSeen:
    """Somebody who was asked for a shift as it stands, and what was said."""

    person_id: int
    name: str
    initials: str
    tint: str
    line_id: int
    asked_at: datetime
    answer: Answer
    helps: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question to one member: can you help here?"""

    id: int
    person_id: int
    shift_id: int
    service_name: str
    role: str
    starts_at: datetime
    ends_at: datetime
    place: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A promised place of somebody, as who wants to swap sees it."""

    claim_id: int
    person_id: int
    name: str
    shift_id: int
    service_name: str
    role: str
    starts_at: datetime
    ends_at: datetime
    place: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An offer to swap: what who offers gives, and what is asked for it."""

    id: int
    given: Place
    wanted: Place
    made_at: datetime

    @property
    def service_name(self) -> str:
        """What who is asked would get."""
        return self.given.service_name

    @property
    def starts_at(self) -> datetime:
        """When that begins."""
        return self.given.starts_at

    @property
    def place(self) -> str:
        """Where that is."""
        return self.given.place
