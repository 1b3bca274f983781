"""Who needs somebody of ours: members with something that ran out, or soon will."""

from datetime import date, datetime, timedelta

from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.words import N_
from buurtcoop.qualifications.models import Qualification
from buurtcoop.qualifications.queries import running_out
from buurtcoop.qualifications.rules import RENEW_DAYS, renewed_from

RUNS_OUT = "qualifications.runs_out"


def attention(now: datetime) -> list[Item]:
    """Everything whose last day has passed or comes within sixty days."""
    today = clock.local(now).date()
    return [_runs_out(each, today) for each in running_out(today + timedelta(days=RENEW_DAYS))]


def _runs_out(found: Qualification, today: date) -> Item:
    last = found.valid_until or today
    words: dict[str, object] = {"name": found.person.full_name, "skill": found.skill.name}
    over = last < today
    return Item(
        kind=RUNS_OUT,
        subject_id=found.id,
        title=Text(N_("%(skill)s is afgelopen: %(name)s"), words)
        if over
        else Text(N_("%(skill)s loopt af: %(name)s"), words),
        line=Text(
            N_("Het gold tot en met %(day)s. Vraag om een nieuw bewijs.")
            if over
            else N_("Het geldt tot en met %(day)s. Vraag om een nieuw bewijs."),
            {"day": last},
        ),
        path=f"/leden/{found.person_id}/kunnen",
        button=N_("Bekijk en verleng"),
        since=clock.start_of(max(renewed_from(last), found.seen_on)),
        due=last,
        owner_role=RoleName.COORDINATOR,
    )
