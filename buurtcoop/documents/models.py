"""Attachments."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped

from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal, key, personal


class Attachment(Model):
    """A picture, as we made it anew."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("kind IN ('image/jpeg')", name="known_kind"),
    )

    id: Mapped[int] = key()
    kind: Mapped[str] = internal("its media type")
    content: Mapped[bytes] = personal(
        "the picture", LargeBinary(), deferred=True, ends=Ends.WITH_ROW
    )
    size: Mapped[int] = internal("bytes")
    width: Mapped[int] = internal("pixels")
    height: Mapped[int] = internal("pixels")
    fingerprint: Mapped[str] = internal("SHA-256 of the bytes")
    made_by_id: Mapped[int] = personal("who gave it", ForeignKey("person.id"), ends=Ends.WITH_ROW)
    made_at: Mapped[datetime] = internal("when it came in")
