"""The invariants of every room, counted after over the whole database.

`buurtcoop check` runs them, and the tests after every scenario. A room's `checks.py` has
`broken()`: a sentence for each thing that does not hold.
"""

from collections.abc import Iterator

from buurtcoop.access import checks as access
from buurtcoop.afterwards import checks as afterwards
from buurtcoop.agreements import checks as agreements
from buurtcoop.attendance import checks as attendance
from buurtcoop.bank import checks as bank
from buurtcoop.briefing import checks as briefing
from buurtcoop.care import checks as care
from buurtcoop.cover import checks as cover
from buurtcoop.documents import checks as documents
from buurtcoop.funding import checks as funding
from buurtcoop.hours import checks as hours
from buurtcoop.insight import checks as insight
from buurtcoop.ledger import checks as ledger
from buurtcoop.members import checks as members
from buurtcoop.messaging import checks as messaging
from buurtcoop.obligations import checks as obligations
from buurtcoop.payments import checks as payments
from buurtcoop.people import checks as people
from buurtcoop.purchases import checks as purchases
from buurtcoop.qualifications import checks as qualifications
from buurtcoop.services import checks as services
from buurtcoop.shifts import checks as shifts

ROOMS = (
    insight,
    bank,
    funding,
    purchases,
    afterwards,
    briefing,
    cover,
    attendance,
    shifts,
    obligations,
    agreements,
    services,
    payments,
    ledger,
    hours,
    qualifications,
    care,
    members,
    access,
    messaging,
    people,
    documents,
)


def broken() -> Iterator[str]:
    """One sentence for each thing that should hold and does not."""
    for room in ROOMS:
        yield from room.broken()
