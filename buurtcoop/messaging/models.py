"""The outbox and its links."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.people.models import Person


class Way(StrEnum):
    """How a delivery travels. `desk` means: somebody of ours calls or prints it."""

    MAIL = "mail"
    DESK = "desk"


class DeliveryState(StrEnum):
    """Where a delivery stands; the last five are ends."""

    READY = "ready"
    CLAIMED = "claimed"
    SENDING = "sending"
    RETRY = "retry"
    DOUBT = "doubt"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"


OPEN_OR_SAID = "state IN ('ready', 'claimed', 'sending', 'retry', 'doubt', 'sent')"


class Message(Model):
    """Something that has to be said to one person, for one reason, once."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("rule", "subject_kind", "subject_id", "occurrence", "recipient_id"),
        Index(None, "subject_kind", "subject_id"),
    )

    id: Mapped[int] = key()
    rule: Mapped[str] = internal("which of our messages this is", ends=Ends.LOG_12M)
    about: Mapped[str] = internal("what it says, in a few words: a message id", ends=Ends.LOG_12M)
    subject_kind: Mapped[str] = internal("what it is about", ends=Ends.LOG_12M)
    subject_id: Mapped[int] = internal("which row it is about", ends=Ends.LOG_12M)
    occurrence: Mapped[str] = internal(
        "local date or version: the same thing said twice is said once", ends=Ends.LOG_12M
    )
    recipient_id: Mapped[int] = personal(
        "who hears it", ForeignKey("person.id"), ends=Ends.LOG_12M, index=True
    )
    made_at: Mapped[datetime] = internal("when its cause happened", ends=Ends.LOG_12M)
    not_before: Mapped[datetime] = internal("quiet hours: first moment to send", ends=Ends.LOG_12M)
    expires_at: Mapped[datetime] = internal("from when it is no use any more", ends=Ends.LOG_12M)

    mail_only: Mapped[bool] = internal(
        "goes to the mail address or nowhere, never over our desk", ends=Ends.LOG_12M
    )

    recipient: Mapped[Person] = relationship()


class Delivery(Model):
    """One way tried to bring a message; a next one is made only when this one failed.

    Always holds: of all deliveries of a message at most one waits, travels or arrived; who holds
    one has a token and a lease.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "way", "attempt"),
        Index(None, "state", "not_before"),
        Index(
            "never_said_twice",
            "message_id",
            unique=True,
            sqlite_where=text(OPEN_OR_SAID),
            postgresql_where=text(OPEN_OR_SAID),
        ),
        CheckConstraint(
            "(state IN ('claimed', 'sending')) = (claim_token IS NOT NULL)"
            " AND (claim_token IS NULL) = (leased_until IS NULL)",
            name="held_with_a_lease",
        ),
        CheckConstraint(
            "(state IN ('sent', 'dead', 'expired', 'suppressed')) = (ended_at IS NOT NULL)",
            name="ended_with_a_time",
        ),
    )

    id: Mapped[int] = key()
    message_id: Mapped[int] = internal("the message", ForeignKey("message.id"), ends=Ends.LOG_12M)
    way: Mapped[Way] = internal("how it travels", choice(Way), ends=Ends.LOG_12M)
    attempt: Mapped[int] = internal("first, second … way tried for this message", ends=Ends.LOG_12M)
    state: Mapped[DeliveryState] = internal(
        "where it stands", choice(DeliveryState), ends=Ends.LOG_12M
    )
    tries: Mapped[int] = internal("how often it was tried", ends=Ends.LOG_12M)
    not_before: Mapped[datetime] = internal("first moment to try (again)", ends=Ends.LOG_12M)
    claim_token: Mapped[str | None] = internal("which worker holds it", ends=Ends.LOG_12M)
    leased_until: Mapped[datetime | None] = internal(
        "until when that worker may", ends=Ends.LOG_12M
    )
    ended_at: Mapped[datetime | None] = internal("when it came to its end", ends=Ends.LOG_12M)

    message: Mapped[Message] = relationship()


class DeliveryStep(Model):
    """A change of state, kept: why did this member get no mail?"""

    __tablename__ = "delivery_step"

    id: Mapped[int] = key()
    delivery_id: Mapped[int] = internal(
        "the delivery", ForeignKey("delivery.id"), ends=Ends.LOG_12M, index=True
    )
    at: Mapped[datetime] = internal("when it changed", ends=Ends.LOG_12M)
    state: Mapped[DeliveryState] = internal("to what", choice(DeliveryState), ends=Ends.LOG_12M)
    detail: Mapped[str] = internal("why, or the mail server's own words", ends=Ends.LOG_12M)


class ActionLink(Model):
    """A link in a message with which one person can do one thing, once."""

    __tablename__ = "action_link"
    __table_args__ = (
        UniqueConstraint("purpose", "subject_kind", "subject_id", "occurrence", "person_id"),
    )

    id: Mapped[int] = key()
    purpose: Mapped[str] = internal("what it does", ends=Ends.USED_30D)
    subject_kind: Mapped[str] = internal("to what kind of row", ends=Ends.USED_30D)
    subject_id: Mapped[int] = internal("to which row", ends=Ends.USED_30D)
    occurrence: Mapped[str] = internal("which time: local date or version", ends=Ends.USED_30D)
    person_id: Mapped[int] = personal(
        "for whom", ForeignKey("person.id"), ends=Ends.USED_30D, index=True
    )
    expires_at: Mapped[datetime] = internal("until when it works", ends=Ends.USED_30D)
    fingerprint: Mapped[str] = internal(
        "hash of the token, never the token", unique=True, ends=Ends.USED_30D
    )
    used_at: Mapped[datetime | None] = internal("when it did its work", ends=Ends.USED_30D)
    answer: Mapped[str] = internal("what was answered with it", ends=Ends.USED_30D)


class WorkState(StrEnum):
    """Where long work stands; the last two are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


UNFINISHED = "state IN ('waiting', 'running')"


class LongWork(Model):
    """Work that somebody started on a page and that takes longer than a page may.

    The scheduler does it, tells how far it is, and leaves a file. `kind` names who can do it;
    that person alone fetches the file, and after a week its bytes are gone.
    """

    __tablename__ = "long_work"
    __table_args__ = (
        CheckConstraint("done >= 0 AND of_all >= 0", name="not_negative"),
        CheckConstraint(
            "(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name="ends_with_moment"
        ),
        CheckConstraint(
            "(state = 'running') = (leased_until IS NOT NULL)", name="runs_with_a_lease"
        ),
        CheckConstraint("(state = 'failed') = (trouble <> '')", name="fails_with_a_sentence"),
        CheckConstraint("content IS NULL OR state = 'done'", name="leaves_a_file_when_done"),
        Index(None, "state", "id"),
        Index(
            "asked_once",
            "asked_by_id",
            "kind",
            "facts",
            unique=True,
            sqlite_where=text(UNFINISHED),
            postgresql_where=text(UNFINISHED),
        ),
    )

    id: Mapped[int] = key()
    kind: Mapped[str] = internal("what to do", ends=Ends.USED_30D)
    facts: Mapped[str] = internal("with what, as JSON", ends=Ends.USED_30D)
    asked_by_id: Mapped[int] = personal(
        "who asked", ForeignKey("person.id"), ends=Ends.USED_30D, index=True
    )
    asked_at: Mapped[datetime] = internal("when", ends=Ends.USED_30D)
    state: Mapped[WorkState] = internal("where it stands", choice(WorkState), ends=Ends.USED_30D)
    done: Mapped[int] = internal("how many steps are done", ends=Ends.USED_30D)
    of_all: Mapped[int] = internal("of how many; 0 when not known yet", ends=Ends.USED_30D)
    tries: Mapped[int] = internal("how often a process began it", ends=Ends.USED_30D)
    leased_until: Mapped[datetime | None] = internal(
        "until when one process has it", ends=Ends.USED_30D
    )
    ended_at: Mapped[datetime | None] = internal("when it ended", ends=Ends.USED_30D)
    file_name: Mapped[str] = internal("the file, while it is there", ends=Ends.USED_30D)
    media_type: Mapped[str] = internal("what kind of file", ends=Ends.USED_30D)
    trouble: Mapped[str] = internal("why it failed: a message id", ends=Ends.USED_30D)
    content: Mapped[bytes | None] = internal(
        "the file", LargeBinary(), deferred=True, ends=Ends.USED_30D
    )

    @property
    def ended(self) -> bool:
        """Whether nothing happens to it any more."""
        return self.state in (WorkState.DONE, WorkState.FAILED)
