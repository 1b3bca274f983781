"""Applications, the talks about them, and memberships."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, sensitive
from buurtcoop.people.models import Person


class ApplicationState(StrEnum):
    """Where an application stands."""

    NEW = "new"
    ADMITTED = "admitted"
    REFUSED = "refused"


class Application(Model):
    """Somebody asks to become a member."""

    __tablename__ = "application"
    __table_args__ = (
        Index(
            "one_open_application",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
        CheckConstraint("(state = 'new') = (decided_at IS NULL)", name="decided_with_date"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal(
        "who applies", ForeignKey("person.id"), ends=Ends.REFUSED_28D, index=True
    )
    gives: Mapped[bool] = personal("wants to help", ends=Ends.REFUSED_28D)
    receives: Mapped[bool] = personal("wants to use services", ends=Ends.REFUSED_28D)
    statutes_at: Mapped[datetime] = personal("agreed to the statutes", ends=Ends.MEMBER_2Y)
    state: Mapped[ApplicationState] = personal(
        "where it stands", choice(ApplicationState), ends=Ends.REFUSED_28D, index=True
    )
    made_at: Mapped[datetime] = personal("when it came in", ends=Ends.REFUSED_28D)
    answer_by: Mapped[date] = personal("the day we promised to call before", ends=Ends.REFUSED_28D)
    decided_at: Mapped[datetime | None] = personal("when it was decided", ends=Ends.REFUSED_28D)
    decided_by_id: Mapped[int | None] = personal("who decided", ends=Ends.REFUSED_28D)

    person: Mapped[Person] = relationship()


class ApplicationTalk(Model):
    """A personal contact about an application."""

    __tablename__ = "application_talk"

    id: Mapped[int] = key()
    application_id: Mapped[int] = internal(
        "the application", ForeignKey("application.id"), index=True, ends=Ends.REFUSED_28D
    )
    person_id: Mapped[int] = personal(
        "with whom", ForeignKey("person.id"), ends=Ends.REFUSED_28D, index=True
    )
    held_on: Mapped[date] = personal("the day of the talk", ends=Ends.REFUSED_28D)
    by_id: Mapped[int] = personal("who talked", ForeignKey("person.id"), ends=Ends.REFUSED_28D)
    note: Mapped[str | None] = sensitive("what was said, in short", ends=Ends.REFUSED_28D)
    made_at: Mapped[datetime] = internal("when it was written down", ends=Ends.REFUSED_28D)


class Membership(Model):
    """A person is a member, from one date to another.

    The row stays for good, also when the person is erased, so that no number comes back.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "one_running_membership",
            "person_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="in_order"),
        CheckConstraint("(notice_at IS NULL) OR (ends_on IS NOT NULL)", name="notice_has_an_end"),
        CheckConstraint("most_a_month > 0", name="helps_at_least_once"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal(
        "who is a member", ForeignKey("person.id"), ends=Ends.MEMBER_2Y, index=True
    )
    number: Mapped[int] = personal(
        "member number, never used again", unique=True, ends=Ends.MEMBER_2Y
    )
    starts_on: Mapped[date] = personal("first day", ends=Ends.MEMBER_2Y)
    ends_on: Mapped[date | None] = personal("last day; empty while it runs", ends=Ends.MEMBER_2Y)
    notice_at: Mapped[datetime | None] = personal("when notice was given", ends=Ends.MEMBER_2Y)
    leaving_reason: Mapped[str | None] = sensitive(
        "why, if the member said so", ends=Ends.MEMBER_2Y
    )
    farewell_at: Mapped[datetime | None] = personal(
        "when one of us talked with who leaves", ends=Ends.MEMBER_2Y
    )
    gives: Mapped[bool] = personal("wants to be asked to help", ends=Ends.MEMBER_2Y)
    receives: Mapped[bool] = personal("wants to use services", ends=Ends.MEMBER_2Y)
    most_a_month: Mapped[int | None] = personal(
        "how often at most this member wants to help; empty: no limit", ends=Ends.MEMBER_2Y
    )

    person: Mapped[Person] = relationship()

    def runs_on(self, day: date) -> bool:
        """Whether this person is a member on this day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class EmailChange(Model):
    """A member wants another mail address; it counts once a link sent there is used."""

    __tablename__ = "email_change"

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal(
        "whose address changes", ForeignKey("person.id"), ends=Ends.USED_30D, index=True
    )
    email: Mapped[str] = personal("the new address, not yet proven", ends=Ends.USED_30D)
    made_at: Mapped[datetime] = personal("when it was asked", ends=Ends.USED_30D)
    used_at: Mapped[datetime | None] = personal("when the address was proven", ends=Ends.USED_30D)

    person: Mapped[Person] = relationship()
