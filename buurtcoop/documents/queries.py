"""Questions about attachments."""

from sqlalchemy import ColumnElement, false, or_, select

from buurtcoop.core.database import Model
from buurtcoop.core.instance import db
from buurtcoop.documents.models import Attachment


def attachment(attachment_id: int) -> Attachment:
    """One attachment; its bytes are read when they are asked. Raises LookupError."""
    found = db().get(Attachment, attachment_id)
    if found is None:
        raise LookupError(attachment_id)
    return found


def is_referred_to() -> ColumnElement[bool]:
    """Whether a row of any room refers to an attachment: the foreign keys of the tables say so."""
    column = f"{Attachment.__tablename__}.id"
    keys = [
        key.parent
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == column
    ]
    return or_(false(), *(select(key).where(key == Attachment.id).exists() for key in keys))
