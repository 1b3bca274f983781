"""Time entries."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.people.models import Person


class HourKind(StrEnum):
    """What the time went to."""

    HELPING = "helping"
    ADMIN = "admin"
    MEETING = "meeting"


class TimeEntry(Model):
    """Minutes of one person; a negative number takes an earlier entry back."""

    __tablename__ = "time_entry"
    __table_args__ = (
        CheckConstraint("minutes <> 0", name="not_nothing"),
        CheckConstraint("(minutes < 0) = (reverses_id IS NOT NULL)", name="less_only_to_mend"),
        CheckConstraint("minutes BETWEEN -1440 AND 1440", name="at_most_a_day"),
        CheckConstraint("words <> ''", name="has_words"),
        CheckConstraint("round > 0", name="rounds_from_one"),
        UniqueConstraint("cause_kind", "cause_id", "round"),
        UniqueConstraint("reverses_id"),
        Index(None, "person_id", "on_day"),
        Index(None, "on_day", "activity_id"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal("whose time", ForeignKey("person.id"), ends=Ends.BOOKS_7Y)
    activity_id: Mapped[int] = internal("what it counts for", ForeignKey("activity.id"))
    kind: Mapped[HourKind] = personal(
        "helping, meeting or paperwork", choice(HourKind), ends=Ends.BOOKS_7Y
    )
    on_day: Mapped[date] = personal("the local day", ends=Ends.BOOKS_7Y)
    minutes: Mapped[int] = personal("how many; negative in a counter-entry", ends=Ends.BOOKS_7Y)
    words: Mapped[str] = personal("what for, such as the name of the service", ends=Ends.BOOKS_7Y)
    counts: Mapped[bool] = internal(
        "whether it counts towards a member's duty; never for time with children", default=True
    )
    cause_kind: Mapped[str] = internal("what it came from, such as a claim")
    cause_id: Mapped[int] = internal("the number of that; no foreign key: the hour outlives it")
    round: Mapped[int] = internal("the first, second … entry of this cause; counter-entries too")
    reverses_id: Mapped[int | None] = internal(
        "the entry it takes back", ForeignKey("time_entry.id")
    )
    made_by_id: Mapped[int | None] = personal(
        "who recorded it; empty for the timetable", ForeignKey("person.id"), ends=Ends.BOOKS_7Y
    )
    made_at: Mapped[datetime] = internal("when it was recorded")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    activity: Mapped[Activity] = relationship()
