"""What is said to who wants to hear when something changes about a shift."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.cover.models import Watch
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.messages import occurrence_of
from buurtcoop.shifts.models import CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.queries import KINDS, is_live
from buurtcoop.shifts.rules import ROTA

WATCH = Watch.__tablename__


def freed_by(side: Side, promise_id: int) -> str:
    """How the promise whose place came free stands in a message."""
    return f"{side.value}-{promise_id}"


def _watch(said: Said) -> Watch:
    return db().get_one(
        Watch, said.subject_id, populate_existing=True, options=[joinedload(Watch.shift)]
    )


def _as_it_stands(state: ShiftState) -> Callable[[Said], bool]:
    """That somebody still watches, and the shift is in this state in the version told about."""

    def holds(said: Said) -> bool:
        watch = _watch(said)
        shift = watch.shift
        return (
            watch.ended_at is None
            and shift.state is state
            and said.occurrence == occurrence_of(shift.version)
            and shift.starts_at > clock.now()
        )

    return holds


def _has_room(said: Said) -> bool:
    """That there is a place where one came free, and that who watches is not on it."""
    watch = _watch(said)
    side, _dash, promise_id = said.occurrence.partition("-")
    kind = KINDS[Side(side)]
    room = select(CrewLine.id).where(
        CrewLine.id == select(kind.line_id).where(kind.id == int(promise_id)).scalar_subquery(),
        CrewLine.taken + CrewLine.held < CrewLine.places,
    )
    mine = select(kind.id).where(
        kind.shift_id == watch.shift_id, kind.person_id == watch.person_id, is_live(kind)
    )
    return (
        watch.ended_at is None
        and watch.shift.state is ShiftState.PLANNED
        and watch.shift.starts_at > clock.now()
        and db().scalar(room) is not None
        and db().scalar(mine) is None
    )


def _changed(said: Said) -> dict[str, object]:
    shift: Shift = _watch(said).shift
    return {
        "service": shift.service.name,
        "start": shift.starts_at,
        "end": shift.ends_at,
        "old_start": shift.moved_from,
        "place": shift.place,
        "reason": shift.reason,
        "url": f"{ROTA}/{shift.id}",
    }


def _gone_off(said: Said) -> dict[str, object]:
    return {**_changed(said), "url": ROTA}


PLACE_FREE = Rule(
    name="cover.place_free",
    about=N_("Er is een plek vrij"),
    subject_kind=WATCH,
    audience=N_("Wie om een bericht vroeg"),
    quiet_hours=True,
    still_true=_has_room,
    content=_changed,
)
WATCHED_MOVED = Rule(
    name="cover.watched_moved",
    about=N_("Een andere tijd"),
    subject_kind=WATCH,
    audience=N_("Wie om een bericht vroeg"),
    quiet_hours=True,
    still_true=_as_it_stands(ShiftState.PLANNED),
    content=_changed,
)
WATCHED_CALLED_OFF = Rule(
    name="cover.watched_called_off",
    about=N_("Iets gaat niet door"),
    subject_kind=WATCH,
    audience=N_("Wie om een bericht vroeg"),
    quiet_hours=True,
    still_true=_as_it_stands(ShiftState.CANCELLED),
    content=_gone_off,
)
WATCHING_RULES: tuple[Rule, ...] = (PLACE_FREE, WATCHED_MOVED, WATCHED_CALLED_OFF)
