"""What about attendance needs somebody: nobody said who was there, or somebody says otherwise."""

from datetime import datetime, timedelta

from buurtcoop.access.rules import RoleName
from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.queries import contradicted, forgotten
from buurtcoop.attendance.rules import CHASED_AFTER, CHASED_FOR, LIST
from buurtcoop.attendance.seen import Contradiction, Forgotten
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.words import N_
from buurtcoop.shifts.rules import ROTA

UNRECORDED = "attendance.unrecorded"
CONTRADICTED = "attendance.contradicted"
SAYS = {
    Outcome.PRESENT: N_("%(name)s zegt: ik was er wel"),
    Outcome.EXCUSED: N_("%(name)s zegt: er kwam iets tussen"),
}


def attention(now: datetime) -> list[Item]:
    """Services with days that nobody filled in, and people who say otherwise than what counts."""
    return [
        *(_unrecorded(each) for each in forgotten(now - CHASED_FOR, now - CHASED_AFTER)),
        *(_contradicted(each) for each in contradicted(now - CHASED_FOR)),
    ]


def _unrecorded(found: Forgotten) -> Item:
    one = found.number == 1
    since = found.ends_at + CHASED_AFTER
    return Item(
        kind=UNRECORDED,
        subject_id=found.service_id,
        title=Text(N_("Wie was er? %(service)s"), {"service": found.service_name}),
        line=Text(
            N_("Dagen die nog niet zijn ingevuld: %(num)s. De eerste was %(day)s."),
            {"num": found.number, "day": clock.local(found.ends_at).date()},
        ),
        path=f"{ROTA}/{found.shift_id}/aanwezig" if one else f"{LIST}?aanbod={found.service_slug}",
        button=N_("Vul in wie er was"),
        since=since,
        due=clock.local(since).date(),
        owner_role=RoleName.COORDINATOR,
    )


def _contradicted(found: Contradiction) -> Item:
    return Item(
        kind=CONTRADICTED,
        subject_id=found.id,
        title=Text(SAYS[found.outcome], {"name": found.name}),
        line=Text(
            N_("%(service)s, %(when)s"), {"service": found.service_name, "when": found.starts_at}
        ),
        path=f"{ROTA}/{found.shift_id}/aanwezig",
        button=N_("Kijk wat er klopt"),
        since=found.said_at,
        due=(clock.local(found.said_at) + timedelta(days=1)).date(),
        owner_role=RoleName.COORDINATOR,
    )
