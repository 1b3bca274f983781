"""What people promised: claims and bookings, and the calendar address that shows them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.agreements.models import Agreement
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, sensitive
from buurtcoop.people.models import Person
from buurtcoop.shifts.models.planning import CrewLine, Shift, Side


class PromiseState(StrEnum):
    """Where a promise stands; all but the first are ends."""

    PROMISED = "promised"
    RELEASED_IN_TIME = "released_in_time"
    RELEASED_LATE = "released_late"
    CALLED_OFF = "called_off"
    SWAPPED = "swapped"
    KEPT = "kept"
    EXCUSED = "excused"
    MISSED = "missed"


class Claim(Model):
    """A person's promise to be there and give."""

    __tablename__ = "claim"
    __table_args__ = (
        ForeignKeyConstraint(
            ["line_id", "shift_id", "side"],
            ["crew_line.id", "crew_line.shift_id", "crew_line.side"],
        ),
        CheckConstraint("side = 'give'", name="keeps_its_side"),
        CheckConstraint("(state = 'promised') = (ended_at IS NULL)", name="ends_with_moment"),
        Index(
            "one_live_claim",
            "shift_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'promised'"),
            postgresql_where=text("state = 'promised'"),
        ),
        Index(None, "person_id", "state"),
        Index(None, "shift_id"),
        Index(None, "ended_at"),
    )

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), ends=Ends.SHIFT_2Y)
    line_id: Mapped[int] = internal("the crew line", ends=Ends.SHIFT_2Y, index=True)
    side: Mapped[Side] = internal(
        "always give: it holds the line to its side",
        choice(Side),
        default=Side.GIVE,
        ends=Ends.SHIFT_2Y,
    )
    person_id: Mapped[int] = personal("who gives", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    made_by_id: Mapped[int] = personal(
        "who entered it", ForeignKey("person.id"), ends=Ends.SHIFT_2Y
    )
    made_at: Mapped[datetime] = personal("when it was promised", ends=Ends.SHIFT_2Y)
    state: Mapped[PromiseState] = personal(
        "where it stands", choice(PromiseState), ends=Ends.SHIFT_2Y
    )
    confirmed_at: Mapped[datetime | None] = personal("said “ik kom”", ends=Ends.SHIFT_2Y)
    ended_at: Mapped[datetime | None] = personal("when it ended", ends=Ends.SHIFT_2Y)
    release_reason: Mapped[str | None] = sensitive("why not, if said", ends=Ends.SHIFT_2Y)
    fixed_id: Mapped[int | None] = internal(
        "the fixed place it came from", ForeignKey("fixed_place.id"), ends=Ends.SHIFT_2Y
    )

    shift: Mapped[Shift] = relationship()
    line: Mapped[CrewLine] = relationship(viewonly=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def people(self) -> int:
        """How many places it takes."""
        return 1


class Booking(Model):
    """A person's promise to come and receive; one booking may be for several people."""

    __tablename__ = "booking"
    __table_args__ = (
        ForeignKeyConstraint(
            ["line_id", "shift_id", "side"],
            ["crew_line.id", "crew_line.shift_id", "crew_line.side"],
        ),
        CheckConstraint("side = 'receive'", name="keeps_its_side"),
        CheckConstraint("(state = 'promised') = (ended_at IS NULL)", name="ends_with_moment"),
        Index(
            "one_live_booking",
            "shift_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'promised'"),
            postgresql_where=text("state = 'promised'"),
        ),
        Index(None, "person_id", "state"),
        Index(None, "shift_id"),
        CheckConstraint("people > 0", name="somebody_comes"),
        UniqueConstraint("id", "shift_id"),
    )

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), ends=Ends.SHIFT_2Y)
    line_id: Mapped[int] = internal("the crew line", ends=Ends.SHIFT_2Y, index=True)
    side: Mapped[Side] = internal(
        "always receive: it holds the line to its side",
        choice(Side),
        default=Side.RECEIVE,
        ends=Ends.SHIFT_2Y,
    )
    person_id: Mapped[int] = personal("who receives", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    people: Mapped[int] = personal("how many come, this person included", ends=Ends.SHIFT_2Y)
    made_by_id: Mapped[int] = personal(
        "who entered it", ForeignKey("person.id"), ends=Ends.SHIFT_2Y
    )
    made_at: Mapped[datetime] = personal("when it was promised", ends=Ends.SHIFT_2Y)
    state: Mapped[PromiseState] = personal(
        "where it stands", choice(PromiseState), ends=Ends.SHIFT_2Y
    )
    confirmed_at: Mapped[datetime | None] = personal("said “ik kom”", ends=Ends.SHIFT_2Y)
    ended_at: Mapped[datetime | None] = personal("when it ended", ends=Ends.SHIFT_2Y)
    release_reason: Mapped[str | None] = sensitive("why not, if said", ends=Ends.SHIFT_2Y)

    shift: Mapped[Shift] = relationship()
    line: Mapped[CrewLine] = relationship(viewonly=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class BookedChild(Model):
    """A child that comes with a booking; the guardian's consent stands with it."""

    __tablename__ = "booked_child"
    __table_args__ = (
        ForeignKeyConstraint(["booking_id", "shift_id"], ["booking.id", "booking.shift_id"]),
        ForeignKeyConstraint(["consent_id", "child_id"], ["agreement.id", "agreement.about_id"]),
        Index(
            "one_live_child",
            "shift_id",
            "child_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "booking_id"),
        Index(None, "child_id"),
    )

    id: Mapped[int] = key()
    booking_id: Mapped[int] = internal("the booking", ends=Ends.SHIFT_2Y)
    shift_id: Mapped[int] = internal("the shift of that booking", ends=Ends.SHIFT_2Y)
    child_id: Mapped[int] = personal("who comes", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    consent_id: Mapped[int] = internal("the guardian's yes for this child", ends=Ends.SHIFT_2Y)
    ended_at: Mapped[datetime | None] = personal(
        "when the booking was taken back or called off", ends=Ends.SHIFT_2Y
    )

    child: Mapped[Person] = relationship(foreign_keys=[child_id])
    consent: Mapped[Agreement] = relationship(viewonly=True)


class CalendarFeed(Model):
    """A person's own calendar address; making a new one ends the old one."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index(
            "one_live_feed",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        UniqueConstraint("person_id", "number"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal(
        "whose calendar", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    number: Mapped[int] = internal("the person's first, second … address; its secret follows")
    fingerprint: Mapped[str] = internal("hash of the token, never the token", unique=True)
    made_at: Mapped[datetime] = internal("when it was made")
    ended_at: Mapped[datetime | None] = internal("when it was revoked")
