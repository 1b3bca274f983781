"""Series, shifts, crew lines and the promises on them."""

from datetime import date, datetime
from datetime import time as clock_time
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

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, public, sensitive
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service


class Side(StrEnum):
    """The two sides of a shift."""

    GIVE = "give"
    RECEIVE = "receive"


class ShiftState(StrEnum):
    """Whether a shift goes ahead."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class PromiseState(StrEnum):
    """Where a promise stands; all but the first are ends."""

    PROMISED = "promised"
    RELEASED_IN_TIME = "released_in_time"
    RELEASED_LATE = "released_late"
    CALLED_OFF = "called_off"


class Series(Model):
    """A plain weekly series on local time; its shifts are made ahead by a job."""

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
        CheckConstraint("minutes BETWEEN 15 AND 1440", name="length_sane"),
        CheckConstraint("last_on >= first_on", name="in_order"),
    )

    id: Mapped[int] = key()
    service_id: Mapped[int] = internal("the service", ForeignKey("service.id"), index=True)
    weekday: Mapped[int] = public("Monday is 0")
    starts_at: Mapped[clock_time] = public("time on the wall in Amsterdam")
    minutes: Mapped[int] = public("how long it lasts")
    place: Mapped[str] = public("where")
    first_on: Mapped[date] = public("first day")
    last_on: Mapped[date] = public("last day")

    service: Mapped[Service] = relationship()
    lines: Mapped[list["SeriesLine"]] = relationship(order_by="SeriesLine.id")


class SeriesLine(Model):
    """A crew line every shift of the series is made with."""

    __tablename__ = "series_line"
    __table_args__ = (CheckConstraint("places > 0", name="has_places"),)

    id: Mapped[int] = key()
    series_id: Mapped[int] = internal("the series", ForeignKey("series.id"), index=True)
    side: Mapped[Side] = public("give or receive", choice(Side))
    role: Mapped[str] = public("what one does here, in a few words")
    places: Mapped[int] = public("how many")


class Shift(Model):
    """One occurrence of a service."""

    __tablename__ = "shift"
    __table_args__ = (
        UniqueConstraint("series_id", "original_on"),
        CheckConstraint("ends_at > starts_at", name="in_order"),
        CheckConstraint("version > 0", name="versions_from_one"),
        CheckConstraint("state = 'planned' OR reason <> ''", name="cancelled_with_reason"),
        CheckConstraint("(moved_at IS NULL) = (moved_from IS NULL)", name="moved_with_moment"),
        Index(None, "starts_at", "id"),
        Index(None, "service_id", "starts_at"),
    )

    id: Mapped[int] = key()
    service_id: Mapped[int] = internal("the service", ForeignKey("service.id"))
    series_id: Mapped[int | None] = internal("its series, if any", ForeignKey("series.id"))
    original_on: Mapped[date] = internal("local date it was first planned on: its identity")
    starts_at: Mapped[datetime] = public("start, in UTC")
    ends_at: Mapped[datetime] = public("end, in UTC")
    place: Mapped[str] = public("where")
    state: Mapped[ShiftState] = public("whether it goes ahead", choice(ShiftState))
    version: Mapped[int] = internal("goes up with every move: what people were told about")
    moved_from: Mapped[datetime | None] = public("start before the last move")
    moved_at: Mapped[datetime | None] = internal("when it was last moved")
    reason: Mapped[str] = public("why it was moved or cancelled, a whole sentence")

    service: Mapped[Service] = relationship()
    lines: Mapped[list["CrewLine"]] = relationship(
        back_populates="shift", order_by="(CrewLine.side, CrewLine.id)"
    )


class CrewLine(Model):
    """The places of one side of a shift for one role."""

    __tablename__ = "crew_line"
    __table_args__ = (
        CheckConstraint("places > 0", name="has_places"),
        CheckConstraint("taken BETWEEN 0 AND places", name="never_more_than_places"),
        UniqueConstraint("id", "shift_id", "side"),
    )

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), index=True)
    side: Mapped[Side] = public("give or receive", choice(Side))
    role: Mapped[str] = public("what one does here, in a few words")
    places: Mapped[int] = public("how many there are")
    taken: Mapped[int] = public("how many are promised")

    shift: Mapped[Shift] = relationship(back_populates="lines")


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
