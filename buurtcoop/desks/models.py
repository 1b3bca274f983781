"""Who took which item, and until when it was put off."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal, key, personal


class AttentionMark(Model):
    """Somebody took an item, handed it over or put it off; the newest mark counts."""

    __tablename__ = "attention_mark"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "follows"),)

    id: Mapped[int] = key()
    kind: Mapped[str] = internal("which kind of item", ends=Ends.LOG_12M)
    subject_id: Mapped[int] = internal("which row caused it", ends=Ends.LOG_12M)
    follows: Mapped[int] = internal(
        "the mark its maker saw, 0 for none: of two at once one is first", ends=Ends.LOG_12M
    )
    owner_id: Mapped[int] = personal(
        "whose it is from now on", ForeignKey("person.id"), ends=Ends.LOG_12M
    )
    until: Mapped[date | None] = internal("put off until this day", ends=Ends.LOG_12M)
    at: Mapped[datetime] = internal("when it was marked", ends=Ends.LOG_12M)
    by_id: Mapped[int] = personal("who marked it", ForeignKey("person.id"), ends=Ends.LOG_12M)
