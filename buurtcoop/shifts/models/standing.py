"""What stands for longer than a day: fixed places and days away; and waiting lists."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.people.models import Person
from buurtcoop.shifts.models.planning import CrewLine, Series, SeriesLine, Shift, Side


class FixedPlace(Model):
    """A member holds a place in every shift of a series, from one date to another."""

    __tablename__ = "fixed_place"
    __table_args__ = (
        ForeignKeyConstraint(["line_id", "series_id"], ["series_line.id", "series_line.series_id"]),
        Index(
            "one_running_fixed_place",
            "series_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "person_id"),
    )

    id: Mapped[int] = key()
    series_id: Mapped[int] = internal("the series", ForeignKey("series.id"))
    line_id: Mapped[int] = internal("its crew line")
    person_id: Mapped[int] = personal("who helps", ForeignKey("person.id"), ends=Ends.MEMBER_2Y)
    starts_on: Mapped[date] = personal("first day", ends=Ends.MEMBER_2Y)
    made_by_id: Mapped[int] = personal(
        "who entered it", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    made_at: Mapped[datetime] = personal("when it was agreed", ends=Ends.MEMBER_2Y)
    ended_at: Mapped[datetime | None] = personal("when it was given back", ends=Ends.MEMBER_2Y)

    series: Mapped[Series] = relationship()
    line: Mapped[SeriesLine] = relationship(viewonly=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Away(Model):
    """Days on which a member can't be asked; a fixed place is free then."""

    __tablename__ = "away"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="in_order"),
        Index(None, "person_id", "last_on"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal("who is away", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    first_on: Mapped[date] = personal("first day", ends=Ends.SHIFT_2Y)
    last_on: Mapped[date] = personal("last day", ends=Ends.SHIFT_2Y)
    made_by_id: Mapped[int] = personal(
        "who entered it", ForeignKey("person.id"), ends=Ends.SHIFT_2Y
    )
    made_at: Mapped[datetime] = personal("when it was said", ends=Ends.SHIFT_2Y)
    ended_at: Mapped[datetime | None] = personal("when it was taken back", ends=Ends.SHIFT_2Y)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class WaitingState(StrEnum):
    """Where somebody on a waiting list stands; all but the first two are ends."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LEFT = "left"
    CLOSED = "closed"


class Waiting(Model):
    """Somebody waits for a place or for seats, on either side of a shift."""

    __tablename__ = "waiting"
    __table_args__ = (
        ForeignKeyConstraint(
            ["line_id", "shift_id", "side"],
            ["crew_line.id", "crew_line.shift_id", "crew_line.side"],
        ),
        CheckConstraint("people > 0", name="somebody_waits"),
        CheckConstraint("(state = 'offered') = (hold_until IS NOT NULL)", name="offered_until"),
        CheckConstraint(
            "(state IN ('waiting', 'offered')) = (ended_at IS NULL)", name="ends_with_moment"
        ),
        Index(
            "one_live_waiting",
            "shift_id",
            "side",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "line_id", "queued_at"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), ends=Ends.SHIFT_2Y)
    line_id: Mapped[int] = internal("the crew line", ends=Ends.SHIFT_2Y)
    side: Mapped[Side] = internal("to give or to receive", choice(Side), ends=Ends.SHIFT_2Y)
    person_id: Mapped[int] = personal("who waits", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    people: Mapped[int] = personal("for how many", ends=Ends.SHIFT_2Y)
    made_by_id: Mapped[int] = personal(
        "who entered it", ForeignKey("person.id"), ends=Ends.SHIFT_2Y
    )
    made_at: Mapped[datetime] = personal("when it was asked", ends=Ends.SHIFT_2Y)
    queued_at: Mapped[datetime] = personal(
        "where it stands in the row; later after an offer that ran out", ends=Ends.SHIFT_2Y
    )
    state: Mapped[WaitingState] = personal(
        "where it stands", choice(WaitingState), ends=Ends.SHIFT_2Y
    )
    offers: Mapped[int] = internal("how many places were offered so far", ends=Ends.SHIFT_2Y)
    hold_until: Mapped[datetime | None] = personal(
        "until when the place offered is kept", ends=Ends.SHIFT_2Y
    )
    ended_at: Mapped[datetime | None] = personal("when it ended", ends=Ends.SHIFT_2Y)

    shift: Mapped[Shift] = relationship()
    line: Mapped[CrewLine] = relationship(viewonly=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
