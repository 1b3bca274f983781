"""Skills and who has them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, key, personal, public
from buurtcoop.people.models import Person


class Skill(Model):
    """Something a place may ask for, in the coop's own words."""

    __tablename__ = "skill"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("valid_months > 0", name="valid_for_some_time"),
        CheckConstraint("proven OR valid_months IS NULL", name="only_proof_runs_out"),
    )

    id: Mapped[int] = key()
    name: Mapped[str] = public("what people call it", unique=True)
    explanation: Mapped[str] = public("what it is, and how somebody gets it; one or two sentences")
    proven: Mapped[bool] = public("whether one of us must have seen it; else one's own word counts")
    valid_months: Mapped[int | None] = public("for how long what was seen counts; empty: for good")
    ended_on: Mapped[date | None] = public("the day it went off the list; empty while it is on it")


class Qualification(Model):
    """A member has a skill, from one day to another."""

    __tablename__ = "qualification"
    __table_args__ = (
        Index(
            "one_running_qualification",
            "person_id",
            "skill_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("valid_until >= seen_on", name="in_order"),
        Index(None, "skill_id", "valid_until"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal("who has it", ForeignKey("person.id"), ends=Ends.MEMBER_1M)
    skill_id: Mapped[int] = personal("what", ForeignKey("skill.id"), ends=Ends.MEMBER_1M)
    seen_on: Mapped[date] = personal("the day it was seen, or said", ends=Ends.MEMBER_1M)
    seen_by_id: Mapped[int] = personal(
        "who saw it; the member, when one's own word counts",
        ForeignKey("person.id"),
        ends=Ends.MEMBER_1M,
    )
    valid_until: Mapped[date | None] = personal(
        "last day it counts; empty: for good", ends=Ends.MEMBER_1M
    )
    ended_at: Mapped[datetime | None] = personal(
        "when it was renewed or taken back", ends=Ends.MEMBER_1M
    )

    skill: Mapped[Skill] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    seen_by: Mapped[Person] = relationship(foreign_keys=[seen_by_id])

    def holds_on(self, day: date) -> bool:
        """Whether it counts on this day."""
        return self.ended_at is None and (self.valid_until is None or day <= self.valid_until)
