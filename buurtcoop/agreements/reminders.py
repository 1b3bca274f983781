"""What should have been said by now: that a service stops, and its agreements with it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from buurtcoop.agreements.messages import STOPS
from buurtcoop.agreements.queries import running_of_stopping
from buurtcoop.core import clock
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due


def due(now: datetime) -> Iterator[Due]:
    """To everybody with a running agreement of a service with a last day to come, once."""
    found = running_of_stopping(clock.local(now).date())
    said = heard(STOPS, [each.id for each in found])
    for each in found:
        last = each.text.service.stops_on or date.max
        if (each.id, last.isoformat(), each.person_id) in said:
            continue
        yield Due(
            rule=STOPS,
            subject_id=each.id,
            occurrence=last.isoformat(),
            recipient_id=each.person_id,
            expires_at=clock.start_of(last + timedelta(days=1)),
        )
