"""What always holds of attachments."""

from sqlalchemy import func, select

from buurtcoop.core.instance import db
from buurtcoop.documents.models import Attachment


def broken() -> list[str]:
    """A sentence for each attachment that is not as long as it says."""
    rows = db().execute(
        select(Attachment.id, Attachment.size, func.length(Attachment.content))
        .where(func.length(Attachment.content) != Attachment.size)
        .order_by(Attachment.id)
    )
    return [
        f"Attachment {number} says {size} bytes, and has {length}." for number, size, length in rows
    ]
