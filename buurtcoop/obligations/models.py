"""The member duty, who is free of it, minutes given away, and the steps of who calls whom."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, public, sensitive
from buurtcoop.people.models import Person

FIRST_OF_MONTH = "substr(CAST(month AS TEXT), 9) = '01'"


class ExemptionKind(StrEnum):
    """For good, or for some months."""

    EXEMPT = "exempt"
    PAUSE = "pause"


class StepKind(StrEnum):
    """What one of us does, after the mail of the month; in this order."""

    CALL = "call"
    TALK = "talk"
    PAUSE = "pause"


class Ending(StrEnum):
    """Why we need not call any more."""

    HELPED = "helped"
    FREE = "free"
    LEFT = "left"
    NO_DUTY = "no_duty"
    TALKED = "talked"


class MemberDuty(Model):
    """So many minutes a month from every member, as the statutes say (BW 2:34a)."""

    __tablename__ = "member_duty"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 1200", name="bearable"),
        CheckConstraint("substr(CAST(starts_on AS TEXT), 9) = '01'", name="from_the_first"),
        CheckConstraint("article <> '' AND helping <> '' AND decided_by <> ''", name="has_grounds"),
        CheckConstraint("ends_on >= starts_on", name="in_order"),
        Index(None, "starts_on"),
    )

    id: Mapped[int] = key()
    minutes: Mapped[int] = public("how many minutes a month are asked")
    starts_on: Mapped[date] = public("first day; the first of a month")
    ends_on: Mapped[date | None] = public("last day; empty while it runs")
    article: Mapped[str] = public("where it stands in the statutes")
    helping: Mapped[str] = public("what counts as helping, in words")
    decided_by: Mapped[str] = public("who decided it, and when")
    made_by_id: Mapped[int] = personal(
        "who put it in", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    made_at: Mapped[datetime] = internal("when it was put in")


class Exemption(Model):
    """A member is free of the duty, by own word; nobody has to approve it."""

    __tablename__ = "exemption"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="in_order"),
        CheckConstraint("kind = 'exempt' OR ends_on IS NOT NULL", name="pause_has_an_end"),
        Index(None, "person_id", "starts_on"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal("who is free", ForeignKey("person.id"), ends=Ends.MEMBER_1M)
    kind: Mapped[ExemptionKind] = personal(
        "for good, or for some months", choice(ExemptionKind), ends=Ends.MEMBER_1M
    )
    starts_on: Mapped[date] = personal("first day", ends=Ends.MEMBER_1M)
    ends_on: Mapped[date | None] = personal("last day; empty: no end", ends=Ends.MEMBER_1M)
    own_reason: Mapped[str | None] = sensitive("why, if the member said so", ends=Ends.USED_30D)
    made_by_id: Mapped[int] = personal(
        "who wrote it down; the member, or who had the member on the phone",
        ForeignKey("person.id"),
        ends=Ends.MEMBER_1M,
    )
    made_at: Mapped[datetime] = personal("when it was written down", ends=Ends.MEMBER_1M)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class HourAsk(Model):
    """A member would like to get minutes from somebody in this month."""

    __tablename__ = "hour_ask"
    __table_args__ = (
        UniqueConstraint("person_id", "month"),
        CheckConstraint(FIRST_OF_MONTH, name="first_of_month"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal("who asks", ForeignKey("person.id"), ends=Ends.LOG_12M)
    month: Mapped[date] = personal("the first day of the month", ends=Ends.LOG_12M)
    named: Mapped[bool] = personal("whether givers read the name", ends=Ends.LOG_12M)
    made_at: Mapped[datetime] = personal("when it was asked", ends=Ends.LOG_12M)
    ended_at: Mapped[datetime | None] = personal("when it was taken back", ends=Ends.LOG_12M)

    person: Mapped[Person] = relationship()


class HourGift(Model):
    """Minutes of one member that count for another, who asked for them."""

    __tablename__ = "hour_gift"
    __table_args__ = (
        ForeignKeyConstraint(
            ["receiver_id", "month"],
            ["hour_ask.person_id", "hour_ask.month"],
            name="hour_gift_was_asked_for",
        ),
        CheckConstraint("minutes > 0", name="not_nothing"),
        CheckConstraint("giver_id <> receiver_id", name="to_somebody_else"),
        CheckConstraint(FIRST_OF_MONTH, name="first_of_month"),
        Index(None, "giver_id", "month"),
        Index(None, "receiver_id", "month"),
    )

    id: Mapped[int] = key()
    giver_id: Mapped[int] = personal("who gives", ForeignKey("person.id"), ends=Ends.LOG_12M)
    receiver_id: Mapped[int] = personal("who gets", ForeignKey("person.id"), ends=Ends.LOG_12M)
    month: Mapped[date] = personal("the first day of the month", ends=Ends.LOG_12M)
    minutes: Mapped[int] = personal("how many", ends=Ends.LOG_12M)
    named: Mapped[bool] = personal("whether the receiver reads the name", ends=Ends.LOG_12M)
    made_at: Mapped[datetime] = personal("when", ends=Ends.LOG_12M)

    giver: Mapped[Person] = relationship(foreign_keys=[giver_id])
    receiver: Mapped[Person] = relationship(foreign_keys=[receiver_id], overlaps="giver")


class Outreach(Model):
    """One of us gets in touch with a member, until the member helps again or we talked."""

    __tablename__ = "outreach"
    __table_args__ = (
        UniqueConstraint("person_id", "month"),
        UniqueConstraint("id", "person_id"),
        Index(
            "one_open_outreach",
            "person_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("(closed_at IS NULL) = (ending IS NULL)", name="ends_for_a_reason"),
        CheckConstraint(FIRST_OF_MONTH, name="first_of_month"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal("with whom", ForeignKey("person.id"), ends=Ends.LOG_12M)
    month: Mapped[date] = personal(
        "the first day of the last month that gave cause", ends=Ends.LOG_12M
    )
    opened_at: Mapped[datetime] = personal("since when", ends=Ends.LOG_12M)
    closed_at: Mapped[datetime | None] = personal("when it ended", ends=Ends.LOG_12M)
    ending: Mapped[Ending | None] = personal("why it ended", choice(Ending), ends=Ends.LOG_12M)

    person: Mapped[Person] = relationship()


class DutyStep(Model):
    """A call, a talk or an agreed pause: whose it is, before which day, and what came of it."""

    __tablename__ = "duty_step"
    __table_args__ = (
        ForeignKeyConstraint(
            ["outreach_id", "person_id"],
            ["outreach.id", "outreach.person_id"],
            name="duty_step_of_outreach",
        ),
        UniqueConstraint("outreach_id", "kind"),
        Index(
            "one_open_step",
            "outreach_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
        CheckConstraint("owner_id <> person_id", name="owned_by_somebody_else"),
        CheckConstraint("done_by_id <> person_id", name="done_by_somebody_else"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = key()
    outreach_id: Mapped[int] = internal("the contact it belongs to", ends=Ends.LOG_12M)
    person_id: Mapped[int] = personal("with whom", ends=Ends.LOG_12M)
    kind: Mapped[StepKind] = personal("call, talk or pause", choice(StepKind), ends=Ends.LOG_12M)
    owner_id: Mapped[int] = personal("whose it is", ForeignKey("person.id"), ends=Ends.LOG_12M)
    due_on: Mapped[date] = personal("the last day it can wait", ends=Ends.LOG_12M)
    made_at: Mapped[datetime] = personal("since when", ends=Ends.LOG_12M)
    done_at: Mapped[datetime | None] = personal("when it was done", ends=Ends.LOG_12M)
    done_by_id: Mapped[int | None] = personal(
        "who did it", ForeignKey("person.id"), ends=Ends.LOG_12M
    )
    note: Mapped[str | None] = sensitive("what was said, in short", ends=Ends.USED_30D)

    outreach: Mapped[Outreach] = relationship()
    person: Mapped[Person] = relationship(
        primaryjoin="Person.id == foreign(DutyStep.person_id)", viewonly=True
    )
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
