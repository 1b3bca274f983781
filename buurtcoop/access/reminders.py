"""What this room should have said by now.

The link to sign in with is put here and not by the page that asks for it: so that page does
exactly the same for an address that is ours and one that is not.
"""

from collections.abc import Iterable
from datetime import datetime

from buurtcoop.access.messages import LINK, ONCE
from buurtcoop.access.queries import LINK_WORKS, links_asked_for
from buurtcoop.messaging.rules import Due


def due(now: datetime) -> Iterable[Due]:
    """A mail for every request of the last half hour by somebody we know."""
    for asked in links_asked_for(now - LINK_WORKS):
        if asked.account is None:
            continue
        yield Due(
            rule=LINK,
            subject_id=asked.id,
            occurrence=ONCE,
            recipient_id=asked.account.person_id,
            expires_at=asked.made_at + LINK_WORKS,
        )
