"""Append-only rows of acts and of readings."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal, key, personal


class AuditEntry(Model):
    """Somebody did something to one row."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    id: Mapped[int] = key()
    at: Mapped[datetime] = internal("when it was done", ends=Ends.LOG_12M)
    actor_id: Mapped[int | None] = personal("who did it", ends=Ends.LOG_12M)
    acting_as: Mapped[str] = personal("in which role", ends=Ends.LOG_12M)
    verb: Mapped[str] = internal("what was done", ends=Ends.LOG_12M)
    subject_kind: Mapped[str] = internal("to what kind of row", ends=Ends.LOG_12M)
    subject_id: Mapped[int] = internal("to which row", ends=Ends.LOG_12M)
    detail_hash: Mapped[str] = internal("fingerprint of the words that stood with it")


class AuditDetail(Model):
    """The words of an audit entry, which may be erased before the entry."""

    __tablename__ = "audit_detail"

    entry_id: Mapped[int] = internal(
        "the entry", ForeignKey("audit_entry.id"), primary_key=True, autoincrement=False
    )
    detail: Mapped[str] = personal("what was changed, in words", ends=Ends.LOG_12M)


class ReadEntry(Model):
    """Somebody opened a page with sensitive or other people's data."""

    __tablename__ = "read_entry"

    id: Mapped[int] = key()
    at: Mapped[datetime] = personal("when it was read", ends=Ends.LOG_12M)
    reader_id: Mapped[int] = personal("who read", ends=Ends.LOG_12M, index=True)
    acting_as: Mapped[str] = personal("in which role", ends=Ends.LOG_12M)
    purpose: Mapped[str] = personal("what for, in words the person reads", ends=Ends.LOG_12M)


class ReadPerson(Model):
    """A person about whom something was read."""

    __tablename__ = "read_person"

    entry_id: Mapped[int] = internal("the reading", ForeignKey("read_entry.id"), primary_key=True)
    person_id: Mapped[int] = personal(
        "about whom", ends=Ends.LOG_12M, primary_key=True, index=True, autoincrement=False
    )
