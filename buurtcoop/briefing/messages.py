"""What is said to helpers before a day: that there are too few of them to go."""

from sqlalchemy import select

from buurtcoop.briefing.rules import ALARM_WITHIN
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.messages import SHIFT, occurrence_of
from buurtcoop.shifts.models import Claim
from buurtcoop.shifts.queries import below_floor, is_live
from buurtcoop.shifts.rules import ROTA
from buurtcoop.shifts.seen import ShiftSeen


def _found(said: Said) -> ShiftSeen | None:
    """The shift while it begins within a day, and has fewer helpers than it takes."""
    now = clock.now()
    found = below_floor(now, now + ALARM_WITHIN, said.subject_id)
    return found[0] if found else None


def _still_too_few(said: Said) -> bool:
    found = _found(said)
    promised = select(Claim.id).where(
        Claim.shift_id == said.subject_id, Claim.person_id == said.recipient_id, is_live(Claim)
    )
    return (
        found is not None
        and said.occurrence == occurrence_of(found.version)
        and db().scalar(promised) is not None
    )


def _what_lacks(said: Said) -> dict[str, object]:
    found = _found(said)
    if found is None:
        raise LookupError(said.subject_id)
    return {
        "service": found.service_name,
        "start": found.starts_at,
        "place": found.place,
        "num": found.helpers_needed,
        "url": f"{ROTA}/{found.id}",
    }


TOO_FEW = Rule(
    name="briefing.too_few",
    about=N_("Er zijn nog te weinig helpers"),
    subject_kind=SHIFT,
    audience=N_("Wie meehelpt"),
    quiet_hours=True,
    still_true=_still_too_few,
    content=_what_lacks,
)
RULES: tuple[Rule, ...] = (TOO_FEW,)
