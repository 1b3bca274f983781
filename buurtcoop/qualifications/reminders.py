"""What should have been said by now: that it is time to renew what runs out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from buurtcoop.core import clock
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due
from buurtcoop.qualifications.messages import RENEWAL
from buurtcoop.qualifications.queries import running_out
from buurtcoop.qualifications.rules import RENEW_DAYS


def due(now: datetime) -> Iterator[Due]:
    """To every member whose last day comes within sixty days, once; not when it has passed."""
    today = clock.local(now).date()
    found = running_out(today + timedelta(days=RENEW_DAYS))
    said = heard(RENEWAL, [each.id for each in found])
    for each in found:
        last = each.valid_until or date.max
        if last < today or (each.id, last.isoformat(), each.person_id) in said:
            continue
        yield Due(
            rule=RENEWAL,
            subject_id=each.id,
            occurrence=last.isoformat(),
            recipient_id=each.person_id,
            expires_at=clock.start_of(last + timedelta(days=1)),
        )
