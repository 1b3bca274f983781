"""Guardians and their children, and what a helper must know."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, sensitive
from buurtcoop.people.models import Person


class Guardianship(Model):
    """A member is a guardian of a child, from one date to another."""

    __tablename__ = "guardianship"
    __table_args__ = (
        Index(
            "one_running_guardianship",
            "guardian_id",
            "child_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
        CheckConstraint("guardian_id <> child_id", name="of_another"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="in_order"),
        Index(None, "child_id"),
    )

    id: Mapped[int] = key()
    guardian_id: Mapped[int] = personal(
        "parent or guardian", ForeignKey("person.id"), ends=Ends.MEMBER_1M
    )
    child_id: Mapped[int] = personal("the child", ForeignKey("person.id"), ends=Ends.MEMBER_1M)
    starts_on: Mapped[date] = personal("first day", ends=Ends.MEMBER_1M)
    ends_on: Mapped[date | None] = personal("last day; empty while it runs", ends=Ends.MEMBER_1M)
    made_by_id: Mapped[int] = personal(
        "who entered it", ForeignKey("person.id"), ends=Ends.MEMBER_1M
    )

    guardian: Mapped[Person] = relationship(foreign_keys=[guardian_id])
    child: Mapped[Person] = relationship(foreign_keys=[child_id])


class CareKind(StrEnum):
    """What a note is about."""

    DIET = "diet"
    ALLERGY = "allergy"
    PICK_UP = "pick_up"


class CareNote(Model):
    """What helpers must know of somebody; taking it back erases the words."""

    __tablename__ = "care_note"
    __table_args__ = (
        UniqueConstraint("person_id", "kind"),
        Index(None, "written_at"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal("of whom", ForeignKey("person.id"), ends=Ends.MEMBER_1M)
    kind: Mapped[CareKind] = personal("what about", choice(CareKind), ends=Ends.MEMBER_1M)
    to_know: Mapped[str | None] = sensitive("what to know, and what to do", ends=Ends.MEMBER_1M)
    written_by_id: Mapped[int] = personal(
        "who wrote it", ForeignKey("person.id"), ends=Ends.MEMBER_1M
    )
    written_at: Mapped[datetime] = internal("when it was written")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
