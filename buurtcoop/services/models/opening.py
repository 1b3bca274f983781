"""Before a service opens, and while it is tried out."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.people.models import Person
from buurtcoop.services.models.catalogue import Service


class OpeningCheck(Model):
    """A question that must have an answer, with a date, before a service opens.

    Guarded by triggers: no opening without every answer and who decided it, and after it no
    answer is emptied.
    """

    __tablename__ = "opening_check"
    __table_args__ = (
        UniqueConstraint("service_id", "position"),
        CheckConstraint("question <> ''", name="asks_something"),
        CheckConstraint(
            "(answered_on IS NULL) = (answer = '') AND (answered_on IS NULL) = "
            "(answered_by_id IS NULL)",
            name="answered_with_date",
        ),
        CheckConstraint(
            "NOT outside OR answered_on IS NULL OR (said_by <> '' AND owner_id IS NOT NULL)",
            name="outside_has_a_name",
        ),
        CheckConstraint("(owner_id IS NULL) = (due_on IS NULL)", name="owned_until_a_day"),
    )

    id: Mapped[int] = key()
    service_id: Mapped[int] = internal("the service", ForeignKey("service.id"))
    position: Mapped[int] = internal("its place in the list, from 1")
    question: Mapped[str] = internal("what is asked, a whole sentence")
    explanation: Mapped[str] = internal("why it matters, and with which rule")
    outside: Mapped[bool] = internal("somebody outside answers, such as municipality or GGD")
    owner_id: Mapped[int | None] = personal(
        "who sees to the answer", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    due_on: Mapped[date | None] = internal("the day it should be there")
    answer: Mapped[str] = internal("the answer, in whole sentences", default="")
    said_by: Mapped[str] = personal(
        "who outside gave the answer: name and organisation", ends=Ends.WITH_ROW, default=""
    )
    answered_on: Mapped[date | None] = internal("the day of the answer")
    answered_by_id: Mapped[int | None] = personal(
        "who wrote it down", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )

    service: Mapped[Service] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])


class TrialOutcome(StrEnum):
    """How a trial ended; stopping is as good an end as going on."""

    GOES_ON = "goes_on"
    STOPS = "stops"
    AGAIN = "again"


class Trial(Model):
    """A service is tried out: a question, until a day, and what we learned."""

    __tablename__ = "trial"
    __table_args__ = (
        Index(
            "one_running_trial",
            "service_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        CheckConstraint("question <> ''", name="asks_something"),
        CheckConstraint("ends_on >= starts_on", name="in_order"),
        CheckConstraint(
            "(outcome IS NULL) = (learned = '') AND (outcome IS NULL) = (ended_at IS NULL)",
            name="ends_with_lesson",
        ),
    )

    id: Mapped[int] = key()
    service_id: Mapped[int] = internal("the service", ForeignKey("service.id"))
    question: Mapped[str] = internal("what we want to know, a whole sentence")
    starts_on: Mapped[date] = internal("first day")
    ends_on: Mapped[date] = internal("the day we look back")
    outcome: Mapped[TrialOutcome | None] = internal("how it ended", choice(TrialOutcome))
    learned: Mapped[str] = internal("what we learned, in whole sentences", default="")
    ended_at: Mapped[datetime | None] = internal("when that was written down")
    ended_by_id: Mapped[int | None] = personal(
        "who wrote it down", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )

    service: Mapped[Service] = relationship()
