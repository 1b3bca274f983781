"""What is planned: series, shifts and their crew lines."""

from datetime import date, datetime, timedelta
from datetime import time as clock_time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import internal, key, public
from buurtcoop.qualifications.models import Skill
from buurtcoop.services.models import Service


class Side(StrEnum):
    """The two sides of a shift."""

    GIVE = "give"
    RECEIVE = "receive"


class ShiftState(StrEnum):
    """Whether a shift goes ahead."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Series(Model):
    """Shifts that come back by a rule, on local time; they are made ahead by a job."""

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("rule <> ''", name="has_rule"),
        CheckConstraint("version > 0", name="versions_from_one"),
        CheckConstraint("minutes BETWEEN 15 AND 1440", name="length_sane"),
        CheckConstraint("last_on >= first_on", name="in_order"),
    )

    id: Mapped[int] = key()
    service_id: Mapped[int] = internal("the service", ForeignKey("service.id"), index=True)
    rule: Mapped[str] = public("on which days: an RRULE of RFC 5545, from the first day on")
    starts_at: Mapped[clock_time] = public("time on the wall in Amsterdam")
    minutes: Mapped[int] = public("how long it lasts")
    place: Mapped[str] = public("where")
    first_on: Mapped[date] = public("first day")
    last_on: Mapped[date] = public("last day")
    skips_public: Mapped[bool] = public("goes round public holidays")
    skips_school: Mapped[bool] = public("goes round school holidays")
    version: Mapped[int] = internal("goes up with every change: what an editor looked at")

    service: Mapped[Service] = relationship()
    lines: Mapped[list["SeriesLine"]] = relationship(order_by="SeriesLine.id")

    @property
    def ends_at(self) -> clock_time:
        """When it is over, on the wall; past midnight that is on the next day."""
        begins = datetime.combine(date.min, self.starts_at)
        return (begins + timedelta(minutes=self.minutes)).time()


class SeriesLine(Model):
    """A crew line every shift of the series is made with."""

    __tablename__ = "series_line"
    __table_args__ = (
        CheckConstraint("places > 0", name="has_places"),
        CheckConstraint("minimum BETWEEN 0 AND places", name="minimum_fits"),
        CheckConstraint("held BETWEEN 0 AND places", name="never_more_held"),
        UniqueConstraint("id", "series_id"),
    )

    id: Mapped[int] = key()
    series_id: Mapped[int] = internal("the series", ForeignKey("series.id"), index=True)
    side: Mapped[Side] = public("give or receive", choice(Side))
    role: Mapped[str] = public("what one does here, in a few words")
    places: Mapped[int] = public("how many at most")
    minimum: Mapped[int] = public("how many at least, for it to go well")
    skill_id: Mapped[int | None] = public("what one must be able to do", ForeignKey("skill.id"))
    held: Mapped[int] = public("how many fixed helpers hold a place", default=0)

    skill: Mapped[Skill | None] = relationship()


class Shift(Model):
    """One occurrence of a service."""

    __tablename__ = "shift"
    __table_args__ = (
        UniqueConstraint("series_id", "original_on"),
        CheckConstraint("ends_at > starts_at", name="in_order"),
        CheckConstraint("version > 0", name="versions_from_one"),
        CheckConstraint("state = 'planned' OR reason <> ''", name="cancelled_with_reason"),
        CheckConstraint("(moved_at IS NULL) = (moved_from IS NULL)", name="moved_with_moment"),
        Index(None, "starts_at", "id"),
        Index(None, "service_id", "starts_at"),
    )

    id: Mapped[int] = key()
    service_id: Mapped[int] = internal("the service", ForeignKey("service.id"))
    series_id: Mapped[int | None] = internal("its series, if any", ForeignKey("series.id"))
    original_on: Mapped[date] = internal("local date it was first planned on: its identity")
    starts_at: Mapped[datetime] = public("start, in UTC")
    ends_at: Mapped[datetime] = public("end, in UTC")
    place: Mapped[str] = public("where")
    state: Mapped[ShiftState] = public("whether it goes ahead", choice(ShiftState))
    version: Mapped[int] = internal("goes up with every move: what people were told about")
    moved_from: Mapped[datetime | None] = public("start before the last move")
    moved_at: Mapped[datetime | None] = internal("when it was last moved")
    reason: Mapped[str] = public("why it was moved or cancelled, a whole sentence")

    service: Mapped[Service] = relationship()
    lines: Mapped[list["CrewLine"]] = relationship(
        back_populates="shift", order_by="(CrewLine.side, CrewLine.id)"
    )


class CrewLine(Model):
    """The places of one side of a shift for one role."""

    __tablename__ = "crew_line"
    __table_args__ = (
        CheckConstraint("places > 0", name="has_places"),
        CheckConstraint("taken >= 0 AND held >= 0", name="counts_from_nothing"),
        CheckConstraint("taken + held <= places", name="never_more_than_places"),
        CheckConstraint("minimum BETWEEN 0 AND places", name="minimum_fits"),
        UniqueConstraint("id", "shift_id", "side"),
    )

    id: Mapped[int] = key()
    shift_id: Mapped[int] = internal("the shift", ForeignKey("shift.id"), index=True)
    series_line_id: Mapped[int | None] = internal(
        "the line of the series it was made from", ForeignKey("series_line.id")
    )
    side: Mapped[Side] = public("give or receive", choice(Side))
    role: Mapped[str] = public("what one does here, in a few words")
    places: Mapped[int] = public("how many there are")
    minimum: Mapped[int] = public("how many at least, for it to go well")
    skill_id: Mapped[int | None] = public("what one must be able to do", ForeignKey("skill.id"))
    taken: Mapped[int] = public("how many are promised")
    held: Mapped[int] = public("how many are kept for somebody from the waiting list", default=0)

    skill: Mapped[Skill | None] = relationship()
    shift: Mapped[Shift] = relationship(back_populates="lines")
