"""What should have been said by now: to who gave, the morning after, that there is a thank-you."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import exists, func, select

from buurtcoop.afterwards.messages import ONCE, THANKED
from buurtcoop.afterwards.models import Thanks
from buurtcoop.afterwards.rules import THANKED_WITHIN, thanked_before
from buurtcoop.core.instance import db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.rules import Due
from buurtcoop.shifts.models import Claim
from buurtcoop.shifts.queries import was_there


def due(now: datetime) -> Iterator[Due]:
    """One message per shift and person who gave, however many thank; not for one's own thanks."""
    said = exists().where(
        Message.rule == THANKED.name,
        Message.subject_kind == THANKED.subject_kind,
        Message.subject_id == Claim.shift_id,
        Message.recipient_id == Claim.person_id,
    )
    rows = db().execute(
        select(Claim.shift_id, Claim.person_id, func.min(Thanks.said_at))
        .join(Thanks, Thanks.shift_id == Claim.shift_id)
        .where(
            was_there(Claim),
            Thanks.person_id != Claim.person_id,
            Thanks.said_at > now - THANKED_WITHIN,
            Thanks.said_at < thanked_before(now),
            ~said,
        )
        .group_by(Claim.shift_id, Claim.person_id)
        .order_by(Claim.shift_id, Claim.person_id)
    )
    for shift_id, person_id, first_said_at in rows:
        yield Due(
            rule=THANKED,
            subject_id=shift_id,
            occurrence=ONCE,
            recipient_id=person_id,
            expires_at=first_said_at + THANKED_WITHIN,
        )
