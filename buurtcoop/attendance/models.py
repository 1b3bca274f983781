"""Words about who was there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.shifts.models import Booking, Claim


class Outcome(StrEnum):
    """What became of a promise."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    NO_SHOW = "no_show"


class How(StrEnum):
    """Whose word it is."""

    LEAD = "lead"
    CODE = "code"
    SELF = "self"


class Attendance(Model):
    """One word about one promise; the newest that decides counts."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("(claim_id IS NULL) <> (booking_id IS NULL)", name="about_one_promise"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_sane"),
        CheckConstraint(
            "(minutes IS NOT NULL) = (claim_id IS NOT NULL AND outcome IN ('present', 'late'))",
            name="minutes_of_who_gave",
        ),
        Index(None, "claim_id"),
        Index(None, "booking_id"),
        Index(
            "words_that_decide_nothing",
            "said_at",
            sqlite_where=text("decides = 0"),
            postgresql_where=text("NOT decides"),
        ),
    )

    id: Mapped[int] = key()
    claim_id: Mapped[int | None] = internal(
        "the promise to give", ForeignKey("claim.id"), ends=Ends.SHIFT_2Y
    )
    booking_id: Mapped[int | None] = internal(
        "the promise to receive", ForeignKey("booking.id"), ends=Ends.SHIFT_2Y
    )
    outcome: Mapped[Outcome] = personal("what became of it", choice(Outcome), ends=Ends.SHIFT_2Y)
    how: Mapped[How] = personal("whose word it is", choice(How), ends=Ends.SHIFT_2Y)
    decides: Mapped[bool] = internal("whether it ended the promise", ends=Ends.SHIFT_2Y)
    minutes: Mapped[int | None] = personal("of who gave and was there", ends=Ends.SHIFT_2Y)
    said_by_id: Mapped[int | None] = personal(
        "who said so; empty for the timetable", ForeignKey("person.id"), ends=Ends.SHIFT_2Y
    )
    said_at: Mapped[datetime] = personal("when", ends=Ends.SHIFT_2Y)

    claim: Mapped[Claim | None] = relationship()
    booking: Mapped[Booking | None] = relationship()
