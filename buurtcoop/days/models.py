"""Days off."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, public


class DayKind(StrEnum):
    """Why a day is not like others."""

    PUBLIC = "public"
    SCHOOL = "school"
    CLOSED = "closed"


class DayOff(Model):
    """A stretch of days with one name: a holiday, a school holiday, or days we are closed."""

    __tablename__ = "day_off"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="in_order"),
        CheckConstraint("name <> ''", name="named"),
        UniqueConstraint("kind", "first_on", "last_on"),
        Index(None, "last_on"),
    )

    id: Mapped[int] = key()
    kind: Mapped[DayKind] = public("holiday, school holiday or closed", choice(DayKind))
    name: Mapped[str] = public("what people call it")
    first_on: Mapped[date] = public("first day")
    last_on: Mapped[date] = public("last day")
    made_by_id: Mapped[int | None] = personal(
        "who put it in", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    made_at: Mapped[datetime] = internal("when it was put in")
