"""Whom one of us calls or talks with, as long as it is needed."""

from datetime import datetime, timedelta

from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.words import N_
from buurtcoop.obligations.models import DutyStep, StepKind
from buurtcoop.obligations.queries import open_steps
from buurtcoop.obligations.rules import CONTACTS

STEP = "obligations.step"
BEFORE_A_PAUSE_ENDS = timedelta(days=7)
SAYS = {
    StepKind.CALL: (N_("Bel %(name)s"), N_("Vraag hoe het gaat. Er hoeft niets.")),
    StepKind.TALK: (N_("Praat met %(name)s"), N_("Kijk samen wat past.")),
    StepKind.PAUSE: (
        N_("Vraag %(name)s hoe het gaat"),
        N_("De pauze duurt tot en met %(day)s."),
    ),
}


def attention(now: datetime) -> list[Item]:
    """Every open step; of a pause only when its end is near."""
    today = clock.local(now).date()
    return [
        _waits(step)
        for step in open_steps()
        if step.kind is not StepKind.PAUSE or step.due_on - BEFORE_A_PAUSE_ENDS <= today
    ]


def _waits(step: DutyStep) -> Item:
    title, line = SAYS[step.kind]
    values: dict[str, object] = {"day": step.due_on} if step.kind is StepKind.PAUSE else {}
    return Item(
        kind=STEP,
        subject_id=step.id,
        title=Text(title, {"name": step.person.full_name}),
        line=Text(line, values),
        path=f"{CONTACTS}/{step.id}",
        button=N_("Bekijk en schrijf op"),
        since=step.made_at,
        due=step.due_on,
        owner_id=step.owner_id,
        owner_role=RoleName.COORDINATOR,
    )
