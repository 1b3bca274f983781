"""Lessons, thanks and stories."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.documents.models import Attachment
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Shift


class Scope(StrEnum):
    """Who may read a story."""

    MEMBERS = "members"
    FUNDERS = "funders"
    PUBLIC = "public"


class Lesson(Model):
    """How it went, in the eyes of one who was there."""

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("shift_id", "person_id"),)

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), ends=Ends.SHIFT_2Y)
    person_id: Mapped[int] = personal("who says so", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    went_well: Mapped[bool] = personal("good, or otherwise next time", ends=Ends.SHIFT_2Y)
    words: Mapped[str] = personal("what to do otherwise, if said", ends=Ends.SHIFT_2Y)
    said_at: Mapped[datetime] = personal("when", ends=Ends.SHIFT_2Y)

    shift: Mapped[Shift] = relationship()


class Thanks(Model):
    """A thank-you of one who received, for all who gave."""

    __tablename__ = "thanks"
    __table_args__ = (
        UniqueConstraint("shift_id", "person_id"),
        CheckConstraint("words <> ''", name="has_words"),
    )

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), ends=Ends.SHIFT_2Y)
    person_id: Mapped[int] = personal("who thanks", ForeignKey("person.id"), ends=Ends.SHIFT_2Y)
    words: Mapped[str] = personal("the thank-you", ends=Ends.SHIFT_2Y)
    said_at: Mapped[datetime] = personal("when", ends=Ends.SHIFT_2Y)

    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship()


class Story(Model):
    """What it meant to somebody, in own words, as far and as long as the teller agreed."""

    __tablename__ = "story"
    __table_args__ = (
        CheckConstraint(
            "(erased_at IS NULL AND words <> '' AND signed <> '')"
            " OR (erased_at IS NOT NULL AND words = '' AND signed = '' AND photo_id IS NULL)",
            name="whole_or_erased",
        ),
        CheckConstraint("withdrawn_at IS NULL OR erased_at IS NOT NULL", name="taken_back_is_gone"),
        UniqueConstraint("photo_id"),
        CheckConstraint("consent_until >= consent_on", name="in_order"),
        Index(None, "service_id"),
        Index(None, "person_id"),
        Index(None, "scope", "consent_until"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal("who tells", ForeignKey("person.id"), ends=Ends.CONSENT)
    service_id: Mapped[int] = internal("what it is about", ForeignKey("service.id"))
    shift_id: Mapped[int | None] = internal("the day it is about, if one", ForeignKey("shift.id"))
    words: Mapped[str] = personal("the story", ends=Ends.CONSENT)
    signed: Mapped[str] = personal("how the teller wants to be named", ends=Ends.CONSENT)
    photo_id: Mapped[int | None] = personal(
        "a photo with it", ForeignKey("attachment.id"), ends=Ends.CONSENT
    )
    scope: Mapped[Scope] = personal("who may read it", choice(Scope), ends=Ends.CONSENT)
    consent_on: Mapped[date] = personal("the day of the yes", ends=Ends.CONSENT)
    consent_until: Mapped[date] = personal("last day it may be shown", ends=Ends.CONSENT)
    told_at: Mapped[datetime] = personal("when", ends=Ends.CONSENT)
    withdrawn_at: Mapped[datetime | None] = personal("when it was taken back", ends=Ends.CONSENT)
    erased_at: Mapped[datetime | None] = internal("when words, name and photo were erased")

    person: Mapped[Person] = relationship()
    service: Mapped[Service] = relationship()
    photo: Mapped[Attachment | None] = relationship()
