"""Charges."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.core.money import Money
from buurtcoop.people.models import Person


class ChargeState(StrEnum):
    """Where a charge stands."""

    OPEN = "open"
    WAIVED = "waived"


class Charge(Model):
    """An amount a person has to pay, for one cause."""

    __tablename__ = "charge"
    __table_args__ = (
        UniqueConstraint("cause_kind", "cause_id"),
        CheckConstraint("amount > 0", name="something_to_pay"),
        CheckConstraint("words <> ''", name="has_words"),
        CheckConstraint("(state = 'waived') = (waived_at IS NOT NULL)", name="waived_with_moment"),
        CheckConstraint("state = 'open' OR waived_why <> ''", name="waived_with_reason"),
        Index(None, "debtor_id", "state"),
    )

    id: Mapped[int] = key()
    debtor_id: Mapped[int] = personal("who pays", ForeignKey("person.id"), ends=Ends.BOOKS_7Y)
    amount: Mapped[Money] = personal("cents", ends=Ends.BOOKS_7Y)
    words: Mapped[str] = personal("what for, as the payer reads it", ends=Ends.BOOKS_7Y)
    on_day: Mapped[date] = personal("the day of what is paid for", ends=Ends.BOOKS_7Y)
    cause_kind: Mapped[str] = internal("what it came from, such as a booking")
    cause_id: Mapped[int] = internal("the number of that; no foreign key: it points up")
    state: Mapped[ChargeState] = personal("open or waived", choice(ChargeState), ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when it came")
    waived_at: Mapped[datetime | None] = personal("when it was waived", ends=Ends.BOOKS_7Y)
    waived_by_id: Mapped[int | None] = personal(
        "who waived it; empty for the timetable", ForeignKey("person.id"), ends=Ends.BOOKS_7Y
    )
    waived_why: Mapped[str] = personal(
        "why it was waived, in short; stays when somebody opens it again", ends=Ends.BOOKS_7Y
    )

    debtor: Mapped[Person] = relationship(foreign_keys=[debtor_id])
