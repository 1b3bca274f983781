"""What is said to a helper whose place asks for what will not count on the day."""

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.qualifications.rules import MINE
from buurtcoop.shifts.messages.common import NAMES
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries import unqualified
from buurtcoop.shifts.seen import Unqualified


def lack_of(found: Unqualified) -> str:
    """Which lack a message is about: this version of the shift, and what was known."""
    return f"{found.version}.{found.known}"


def _found(said: Said) -> Unqualified | None:
    found = unqualified(clock.now(), said.subject_id)
    return found[0] if found else None


def _still_lacking(said: Said) -> bool:
    found = _found(said)
    return found is not None and lack_of(found) == said.occurrence


def _what_is_lacking(said: Said) -> dict[str, object]:
    found = _found(said)
    if found is None:
        raise LookupError(said.subject_id)
    counts = found.valid_until is not None and found.valid_until >= clock.today()
    return {
        "service": found.service_name,
        "start": found.starts_at,
        "place": found.place,
        "qualification": found.skill,
        "last_day": found.valid_until if counts else None,
        "url": MINE,
    }


QUALIFICATION_ENDS = Rule(
    name="shifts.qualification_ends",
    about=N_("Iets wat uw plek vraagt, loopt af"),
    subject_kind=NAMES[Side.GIVE],
    audience=N_("Wie meehelpt"),
    quiet_hours=True,
    still_true=_still_lacking,
    content=_what_is_lacking,
)
CREW_RULES: tuple[Rule, ...] = (QUALIFICATION_ENDS,)
