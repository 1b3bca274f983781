"""Questions about attachments."""

from buurtcoop.core.instance import db
from buurtcoop.documents.models import Attachment


def attachment(attachment_id: int) -> Attachment:
    """One attachment; its bytes are read when they are asked. Raises LookupError."""
    found = db().get(Attachment, attachment_id)
    if found is None:
        raise LookupError(attachment_id)
    return found
