"""What is said about fixed places: to who holds one, and to who leads when a day comes free."""

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.messages.common import NAMES
from buurtcoop.shifts.models import Claim, CrewLine, FixedPlace, ShiftState, Side
from buurtcoop.shifts.queries import is_live, standing
from buurtcoop.shifts.rules import ROTA

FIXED = FixedPlace.__tablename__
MY_FIXED_PLACES = "/mijn/vast"


def _runs(said: Said) -> bool:
    return db().get_one(FixedPlace, said.subject_id, populate_existing=True).ended_at is None


def _held(said: Said) -> dict[str, object]:
    place = db().get_one(FixedPlace, said.subject_id)
    return {
        "service": place.series.service.name,
        "place": place.series.place,
        "days": [day.starts_at for day in standing.coming_days([place.id])[place.id]],
        "url": f"{MY_FIXED_PLACES}/{place.id}",
    }


def _still_free(said: Said) -> bool:
    """Whether the place is free, and who was away is not back on the list."""
    claim = db().get_one(Claim, said.subject_id, populate_existing=True)
    line = db().get_one(CrewLine, claim.line_id, populate_existing=True)
    back = select(Claim.id).where(
        Claim.shift_id == claim.shift_id, Claim.person_id == claim.person_id, is_live(Claim)
    )
    return (
        db().scalar(back) is None
        and claim.shift.state is ShiftState.PLANNED
        and claim.shift.starts_at > clock.now()
        and line.taken + line.held < line.places
    )


def _freed(said: Said) -> dict[str, object]:
    shift = db().get_one(Claim, said.subject_id).shift
    return {
        "service": shift.service.name,
        "start": shift.starts_at,
        "place": shift.place,
        "url": f"{ROTA}/{shift.id}",
    }


FIXED_HELD = Rule(
    name="shifts.fixed_held",
    about=N_("Uw vaste plek om mee te helpen"),
    subject_kind=FIXED,
    audience=N_("Wie vast meehelpt"),
    quiet_hours=False,
    still_true=_runs,
    content=_held,
)
FIXED_FREED = Rule(
    name="shifts.fixed_freed",
    about=N_("Een vaste plek is een dag vrij"),
    subject_kind=NAMES[Side.GIVE],
    audience=N_("Wie dit leidt, en anders de coördinator"),
    quiet_hours=True,
    still_true=_still_free,
    content=_freed,
)

STANDING_RULES: tuple[Rule, ...] = (FIXED_HELD, FIXED_FREED)
