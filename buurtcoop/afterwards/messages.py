"""What this room says: that there is a thank-you. Never its words, nor who wrote it."""

from buurtcoop.afterwards.queries import was_thanked
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.models import Shift
from buurtcoop.shifts.rules import ROTA

ONCE = "1"
PAGE = "hoe-ging-het"


def _still_thanked(said: Said) -> bool:
    return was_thanked(said.recipient_id, said.subject_id)


def _thanked(said: Said) -> dict[str, object]:
    shift = db().get_one(Shift, said.subject_id)
    return {
        "service": shift.service.name,
        "start": shift.starts_at,
        "url": f"{ROTA}/{shift.id}/{PAGE}",
    }


THANKED = Rule(
    name="afterwards.thanked",
    about=N_("Een bedankje voor u"),
    subject_kind=Shift.__tablename__,
    audience=N_("Wie meehielp"),
    quiet_hours=True,
    still_true=_still_thanked,
    content=_thanked,
)
RULES: tuple[Rule, ...] = (THANKED,)
