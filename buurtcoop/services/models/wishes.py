"""The needs round: what members wish for, and who supports it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.people.models import Person
from buurtcoop.services.models.catalogue import Service


class WishState(StrEnum):
    """Where a wish stands."""

    OPEN = "open"
    STARTED = "started"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Wish(Model):
    """Something a member would like the neighbourhood to do.

    It ends once: as a service, with an answer, or taken back by who said it.
    """

    __tablename__ = "wish"
    __table_args__ = (
        CheckConstraint("words <> '' OR erased_at IS NOT NULL", name="has_words"),
        CheckConstraint("(state = 'started') = (service_id IS NOT NULL)", name="started_as"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ends_with_moment"),
        CheckConstraint("state <> 'closed' OR answer <> ''", name="closed_with_answer"),
        CheckConstraint("state <> 'withdrawn' OR words = ''", name="withdrawn_without_words"),
    )

    id: Mapped[int] = key()
    person_id: Mapped[int] = personal(
        "whose wish", ForeignKey("person.id"), ends=Ends.MEMBER_2Y, index=True
    )
    words: Mapped[str] = personal("the wish in the member's own words", ends=Ends.MEMBER_2Y)
    state: Mapped[WishState] = internal("where it stands", choice(WishState), index=True)
    service_id: Mapped[int | None] = internal(
        "the service it became", ForeignKey("service.id"), index=True
    )
    answer: Mapped[str] = internal("what we said to it, a whole sentence", default="")
    made_at: Mapped[datetime] = personal("when it was said", ends=Ends.MEMBER_2Y)
    ended_at: Mapped[datetime | None] = internal("when it started or was closed")
    erased_at: Mapped[datetime | None] = internal("when the words were erased")

    person: Mapped[Person] = relationship()
    service: Mapped[Service | None] = relationship()


class WishSupport(Model):
    """A member supports a wish: to help with it, to come to it, or both.

    Guarded by triggers: only a wish that is open takes support.
    """

    __tablename__ = "wish_support"
    __table_args__ = (
        UniqueConstraint("wish_id", "person_id"),
        CheckConstraint("gives OR receives", name="on_some_side"),
    )

    id: Mapped[int] = key()
    wish_id: Mapped[int] = internal("the wish", ForeignKey("wish.id"))
    person_id: Mapped[int] = personal(
        "who supports it", ForeignKey("person.id"), ends=Ends.MEMBER_2Y, index=True
    )
    gives: Mapped[bool] = personal("would help with it", ends=Ends.MEMBER_2Y)
    receives: Mapped[bool] = personal("would come to it", ends=Ends.MEMBER_2Y)
    made_at: Mapped[datetime] = personal("when it was said", ends=Ends.MEMBER_2Y)

    person: Mapped[Person] = relationship()
