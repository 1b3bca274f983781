"""What helpers note after a shift: what was seen, and how far they drove."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.briefing.rules import ReportedTo
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Claim, Shift


class Observation(Model):
    """What was seen in a shift: place, time, kind and to whom it was reported; no persons.

    Its service says of what kinds, and for how long it is kept. It is never changed: who wrote
    it takes it back within a day and writes it anew.
    """

    __tablename__ = "observation"
    __table_args__ = (
        CheckConstraint("place <> ''", name="has_place"),
        CheckConstraint("kind <> ''", name="has_kind"),
        Index(None, "shift_id"),
        Index(None, "erased_after"),
    )

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), ends=Ends.NOTED)
    kind: Mapped[str] = internal("what it was, in the words of the service", ends=Ends.NOTED)
    place: Mapped[str] = personal("where it was; no persons", ends=Ends.NOTED)
    seen_at: Mapped[datetime] = personal("when it was seen", ends=Ends.NOTED)
    reported_to: Mapped[ReportedTo] = internal(
        "who heard of it", choice(ReportedTo), ends=Ends.NOTED
    )
    person_id: Mapped[int] = personal("who wrote it", ForeignKey("person.id"), ends=Ends.NOTED)
    written_at: Mapped[datetime] = personal("when it was written", ends=Ends.NOTED)
    erased_after: Mapped[date] = internal("the last day it is kept", ends=Ends.NOTED)

    shift: Mapped[Shift] = relationship()


class ObservationCount(Model):
    """How many notes of one kind were erased of one month of a service; nothing else of them."""

    __tablename__ = "observation_count"
    __table_args__ = (
        UniqueConstraint("service_id", "month", "kind"),
        CheckConstraint("number >= 0", name="not_negative"),
    )

    id: Mapped[int] = key()
    service_id: Mapped[int] = internal("the service", ForeignKey("service.id"))
    month: Mapped[date] = internal("the first day of the month it was seen in")
    kind: Mapped[str] = internal("what it was, in the words of the service")
    number: Mapped[int] = internal("how many were erased")

    service: Mapped[Service] = relationship()


class Ride(Model):
    """The kilometres of one helper in one shift."""

    __tablename__ = "ride"
    __table_args__ = (CheckConstraint("kilometres BETWEEN 1 AND 500", name="distance_sane"),)

    id: Mapped[int] = key()
    claim_id: Mapped[int] = internal(
        "the promise to help", ForeignKey("claim.id"), unique=True, ends=Ends.SHIFT_2Y
    )
    kilometres: Mapped[int] = personal("whole kilometres driven", ends=Ends.SHIFT_2Y)
    made_by_id: Mapped[int] = personal(
        "who entered it last", ForeignKey("person.id"), ends=Ends.SHIFT_2Y
    )
    made_at: Mapped[datetime] = personal("when that was", ends=Ends.SHIFT_2Y)

    claim: Mapped[Claim] = relationship()
    made_by: Mapped[Person] = relationship()
