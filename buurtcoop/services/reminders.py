"""What should have been said by now: that what somebody wished for begins."""

from collections.abc import Iterator
from datetime import datetime, time

from buurtcoop.core import clock
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due
from buurtcoop.services.messages import ONCE, WISH_BEGINS
from buurtcoop.services.queries.wishes import begun, heard_with
from buurtcoop.services.rules import TOLD_WITHIN


def due(now: datetime) -> Iterator[Due]:
    """Once to each who wished it or supported it, from the day its service opened."""
    today = clock.local(now).date()
    rows = begun(today, today - TOLD_WITHIN)
    said = heard(WISH_BEGINS, [wish.id for wish, _service in rows])
    for wish, service in rows:
        opened_on = service.opened_on or today
        for person_id in heard_with(wish.id, today):
            if (wish.id, ONCE, person_id) not in said:
                yield Due(
                    rule=WISH_BEGINS,
                    subject_id=wish.id,
                    occurrence=ONCE,
                    recipient_id=person_id,
                    expires_at=clock.at(opened_on + TOLD_WITHIN, time(0)),
                )
