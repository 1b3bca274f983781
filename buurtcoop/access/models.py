"""Accounts, sessions, second factor, roles and throttle counters."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.access.rules import RoleName
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, sensitive
from buurtcoop.people.models import Person


class Account(Model):
    """A way in for one person, by mailed link or password."""

    __tablename__ = "account"

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal(
        "whose account", ForeignKey("person.id"), ends=Ends.MEMBER_2Y, unique=True
    )
    email: Mapped[str] = personal("lower case, to sign in with", ends=Ends.MEMBER_2Y, unique=True)
    password_hash: Mapped[str | None] = internal("argon2id, empty when never chosen")
    totp_secret: Mapped[str | None] = sensitive("second factor", ends=Ends.MEMBER_2Y)
    totp_next: Mapped[str | None] = sensitive(
        "second factor being set up, until its first code proves it", ends=Ends.MEMBER_2Y
    )
    totp_since: Mapped[datetime | None] = internal("when the second factor was proven")
    totp_last_step: Mapped[int] = internal("last code used: a code works once")
    made_at: Mapped[datetime] = internal("when the account was made")

    person: Mapped[Person] = relationship()


class RecoveryCode(Model):
    """A code to use once when the phone with the second factor is gone."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = key()
    account_id: Mapped[int] = internal("the account", ForeignKey("account.id"), index=True)
    fingerprint: Mapped[str] = internal("keyed hash of the code", unique=True)
    used_at: Mapped[datetime | None] = internal("when it was used")


class Session(Model):
    """One browser that is signed in."""

    __tablename__ = "session"

    id: Mapped[int] = key()
    account_id: Mapped[int] = internal("the account", ForeignKey("account.id"), index=True)
    fingerprint: Mapped[str] = internal("hash of the cookie's token", unique=True)
    made_at: Mapped[datetime] = personal("when it began", ends=Ends.USED_30D)
    seen_at: Mapped[datetime] = personal("last use, at most every five minutes", ends=Ends.USED_30D)
    fresh_at: Mapped[datetime] = internal(
        "last time this person showed who it is: roles and passwords want it to be short ago"
    )
    proven_at: Mapped[datetime | None] = internal("when the second factor was given")
    ended_at: Mapped[datetime | None] = personal("when it was ended", ends=Ends.USED_30D)
    device: Mapped[str] = personal(
        "browser and kind of device, to recognise it", ends=Ends.USED_30D
    )
    acting_as: Mapped[str] = internal("the role the pages are shown for; empty is the first")

    account: Mapped[Account] = relationship()


class SignInRequest(Model):
    """Somebody asked for a link to sign in with.

    Made for an unknown address as well, so that both cost the same and get the same answer.
    """

    __tablename__ = "sign_in_request"

    id: Mapped[int] = key()
    account_id: Mapped[int | None] = personal(
        "whose account; empty when the address is not ours",
        ForeignKey("account.id"),
        ends=Ends.USED_30D,
        index=True,
    )
    onward: Mapped[str] = internal("page of ours to go on to", ends=Ends.USED_30D)
    made_at: Mapped[datetime] = internal("when it was asked", ends=Ends.USED_30D, index=True)

    account: Mapped[Account | None] = relationship()


class Role(Model):
    """A role of a person, from one date to another."""

    __tablename__ = "role"
    __table_args__ = (
        Index(
            "one_running_role",
            "person_id",
            "name",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="in_order"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal(
        "who has the role", ForeignKey("person.id"), ends=Ends.MEMBER_2Y, index=True
    )
    name: Mapped[RoleName] = personal(
        "which role", choice(RoleName), ends=Ends.MEMBER_2Y, index=True
    )
    starts_on: Mapped[date] = personal("first day", ends=Ends.MEMBER_2Y)
    ends_on: Mapped[date | None] = personal("last day; empty while it runs", ends=Ends.MEMBER_2Y)
    granted_by_id: Mapped[int | None] = personal("who gave it", ends=Ends.MEMBER_2Y)

    person: Mapped[Person] = relationship()


class Throttle(Model):
    """How often something was tried since the first try of a stretch of time."""

    __tablename__ = "throttle"

    key: Mapped[str] = internal(
        "what is counted, as a keyed hash", primary_key=True, ends=Ends.USED_30D
    )
    since: Mapped[datetime] = internal("first try of the stretch", ends=Ends.USED_30D)
    count: Mapped[int] = internal("tries in the stretch", ends=Ends.USED_30D)
