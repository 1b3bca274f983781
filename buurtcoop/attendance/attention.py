"""What about attendance needs somebody: nobody said who was there, somebody says otherwise, or
there were too few to go at all.
"""

from datetime import datetime, timedelta

from buurtcoop.access.rules import RoleName
from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.queries import contradicted, forgotten, went_short
from buurtcoop.attendance.rules import CHASED_AFTER, CHASED_FOR, LIST, TALKED_OVER_FOR
from buurtcoop.attendance.seen import Contradiction, Forgotten, WentShort
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.words import N_
from buurtcoop.shifts.rules import ROTA

UNRECORDED = "attendance.unrecorded"
CONTRADICTED = "attendance.contradicted"
WENT_SHORT = "attendance.went_short"
SAYS = {
    Outcome.PRESENT: N_("%(name)s zegt: ik was er wel"),
    Outcome.EXCUSED: N_("%(name)s zegt: er kwam iets tussen"),
}


def attention(now: datetime) -> list[Item]:
    """Days that nobody filled in, people who say otherwise, and days that went on too short."""
    return [
        *(_unrecorded(each) for each in forgotten(now - CHASED_FOR, now - CHASED_AFTER)),
        *(_contradicted(each) for each in contradicted(now - CHASED_FOR)),
        *(_went_short(each) for each in went_short(now - TALKED_OVER_FOR, now)),
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


def _went_short(found: WentShort) -> Item:
    words: dict[str, object] = {"service": found.service_name, "num": found.helpers}
    return Item(
        kind=WENT_SHORT,
        subject_id=found.shift_id,
        title=Text(N_("Er was maar 1 helper bij %(service)s: bespreek dit"), words)
        if found.helpers == 1
        else Text(N_("Er waren maar %(num)s helpers bij %(service)s: bespreek dit"), words),
        line=Text(
            N_("%(when)s. Er moeten er minstens %(num)s zijn."),
            {"when": found.starts_at, "num": found.at_least},
        ),
        path=f"{ROTA}/{found.shift_id}/aanwezig",
        button=N_("Bekijk wie er was"),
        since=found.ends_at,
        due=(clock.local(found.ends_at) + timedelta(days=1)).date(),
        owner_role=RoleName.COORDINATOR,
    )
