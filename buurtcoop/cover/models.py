"""Asks, swaps and watches."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.people.models import Person
from buurtcoop.shifts.models import Claim, CrewLine, Shift


class Answer(StrEnum):
    """What somebody said who was asked."""

    OPEN = "open"
    YES = "yes"
    NO = "no"


class SwapState(StrEnum):
    """Where an offer to swap stands; all but the first are ends."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    GONE = "gone"


class Ask(Model):
    """One member is asked for one place of a shift as it stands."""

    __tablename__ = "ask"
    __table_args__ = (
        UniqueConstraint("line_id", "person_id", "version"),
        CheckConstraint("(answer = 'open') = (answered_at IS NULL)", name="answered_with_moment"),
        Index(None, "person_id", "asked_at"),
        Index(None, "shift_id"),
    )

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), ends=Ends.SHIFT_2Y)
    line_id: Mapped[int] = internal("the place", ForeignKey("crew_line.id"), ends=Ends.SHIFT_2Y)
    version: Mapped[int] = internal("of the shift, when it was asked", ends=Ends.SHIFT_2Y)
    person_id: Mapped[int] = personal("who is asked", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    asked_by_id: Mapped[int] = personal("who asks", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    asked_at: Mapped[datetime] = personal("when", ends=Ends.SHIFT_2Y)
    words: Mapped[str] = personal("what who asks adds in the mail", ends=Ends.SHIFT_2Y)
    answer: Mapped[Answer] = personal("what was said", choice(Answer), ends=Ends.SHIFT_2Y)
    answered_at: Mapped[datetime | None] = personal("when it was said", ends=Ends.SHIFT_2Y)

    shift: Mapped[Shift] = relationship()
    line: Mapped[CrewLine] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Swap(Model):
    """One member offers a place for the place of another."""

    __tablename__ = "swap"
    __table_args__ = (
        CheckConstraint("(state = 'proposed') = (ended_at IS NULL)", name="ends_with_moment"),
        CheckConstraint("claim_id <> other_claim_id", name="two_places"),
        Index(
            "one_live_offer",
            "claim_id",
            "other_claim_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
        Index(None, "other_claim_id"),
    )

    id: Mapped[int] = key()
    claim_id: Mapped[int] = internal("the place offered", ForeignKey("claim.id"))
    other_claim_id: Mapped[int] = internal("the place wanted", ForeignKey("claim.id"))
    made_at: Mapped[datetime] = personal("when it was offered", ends=Ends.SHIFT_2Y)
    state: Mapped[SwapState] = personal("where it stands", choice(SwapState), ends=Ends.SHIFT_2Y)
    ended_at: Mapped[datetime | None] = personal("when it ended", ends=Ends.SHIFT_2Y)

    claim: Mapped[Claim] = relationship(foreign_keys=[claim_id])
    other_claim: Mapped[Claim] = relationship(foreign_keys=[other_claim_id])


class Watch(Model):
    """Somebody wants to hear when something changes about a shift."""

    __tablename__ = "watch"
    __table_args__ = (
        Index(
            "one_live_watch",
            "shift_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "person_id"),
    )

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), ends=Ends.SHIFT_2Y)
    person_id: Mapped[int] = personal("who watches", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    made_at: Mapped[datetime] = personal("since when", ends=Ends.SHIFT_2Y)
    version: Mapped[int] = internal("of the shift, when it began", ends=Ends.SHIFT_2Y)
    ended_at: Mapped[datetime | None] = personal("until when", ends=Ends.SHIFT_2Y)

    shift: Mapped[Shift] = relationship()
