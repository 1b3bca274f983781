"""Forms that were sent: once only, and how much they asked."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal


class SentForm(Model):
    """A form that did its work; a second press of the same button finds this row."""

    __tablename__ = "sent_form"

    nonce: Mapped[str] = internal(
        "number of the form as it was shown", primary_key=True, ends=Ends.USED_30D
    )
    location: Mapped[str] = internal("where the first press led", ends=Ends.USED_30D)
    form: Mapped[str] = internal("which form, for the burden meter")
    seconds: Mapped[int] = internal("from opening to sending, for the burden meter")
    asked: Mapped[int] = internal("how many fields were asked, for the burden meter")
    prefilled: Mapped[int] = internal("how many we filled in, for the burden meter")
    at: Mapped[datetime] = internal("when it was sent")
