"""What should have been said by now: dates of agreements come near, one mail for all of a day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.funding.messages import DATES_NEAR, SAID_WITHIN, comes_near
from buurtcoop.funding.queries import dates_ahead
from buurtcoop.funding.rules import REMINDED_BEFORE
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due

TOLD = (RoleName.COORDINATOR, RoleName.TREASURER)


def due(now: datetime) -> Iterator[Due]:
    """To the coordinator and the treasurer, on each day on which a date is 30 or 7 days ahead."""
    today = clock.local(now).date()
    days = [today - timedelta(days=back) for back in range(SAID_WITHIN.days)]
    dates = dates_ahead(today + REMINDED_BEFORE[0], since=today)
    near = [day for day in reversed(days) if comes_near(day, dates)]
    if not near:
        return
    people = sorted({person.id for _role, person in people_in_roles(TOLD)})
    said = heard(DATES_NEAR, people)
    for day in near:
        for person_id in people:
            if (person_id, day.isoformat(), person_id) in said:
                continue
            yield Due(
                rule=DATES_NEAR,
                subject_id=person_id,
                occurrence=day.isoformat(),
                recipient_id=person_id,
                expires_at=clock.start_of(day + SAID_WITHIN),
            )
