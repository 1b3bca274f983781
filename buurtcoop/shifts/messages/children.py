"""What is said to who booked for a child that can't come: the consent for it ended."""

from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.models import BookedChild, Shift

BOOKED_CHILD = "booked_child"


def _stays_home(said: Said) -> bool:
    booked = db().get(BookedChild, said.subject_id)
    return booked is not None and booked.ended_at is not None


def _where(said: Said) -> dict[str, object]:
    shift = db().get_one(Shift, db().get_one(BookedChild, said.subject_id).shift_id)
    return {
        "service": shift.service.name,
        "start": shift.starts_at,
        "place": shift.place,
        "url": f"/rooster/{shift.id}",
    }


CHILD_STAYS_HOME = Rule(
    name="shifts.child_stays_home",
    about=N_("Een kind komt niet"),
    subject_kind=BOOKED_CHILD,
    audience=N_("Wie voor een kind reserveerde"),
    quiet_hours=True,
    still_true=_stays_home,
    content=_where,
)
CHILDREN_RULES: tuple[Rule, ...] = (CHILD_STAYS_HOME,)
