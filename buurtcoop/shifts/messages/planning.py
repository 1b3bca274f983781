"""What is said about a shift itself: called off, or short of helpers."""

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.messages.common import SHIFT, occurrence_of
from buurtcoop.shifts.models import Series, Shift, ShiftState
from buurtcoop.shifts.queries import days_told, missing
from buurtcoop.shifts.rules import COVER, ROTA

MINE = "/mijn"  # where somebody gives a place back


def _does_not_go_ahead(said: Said) -> bool:
    shift = db().get_one(Shift, said.subject_id, populate_existing=True)
    return shift.state is ShiftState.CANCELLED


def _called_off(said: Said) -> dict[str, object]:
    shift = db().get_one(Shift, said.subject_id)
    return {
        "service": shift.service.name,
        "start": shift.starts_at,
        "reason": shift.reason,
        "url": ROTA,
    }


def _helpers_missing(said: Said) -> bool:
    shift = db().get_one(Shift, said.subject_id, populate_existing=True)
    return (
        shift.state is ShiftState.PLANNED
        and said.occurrence == occurrence_of(shift.version)
        and shift.starts_at > clock.now()
        and missing(shift.id) > 0
    )


def _unfilled(said: Said) -> dict[str, object]:
    shift = db().get_one(Shift, said.subject_id)
    return {
        "service": shift.service.name,
        "start": shift.starts_at,
        "place": shift.place,
        "num": missing(shift.id),
        "url": f"{ROTA}/{shift.id}/{COVER}",
    }


def _still_ahead(said: Said) -> bool:
    series = db().get_one(Series, said.subject_id, populate_existing=True)
    newest = said.occurrence == occurrence_of(series.version)
    return newest and any(days_told(series.id, said.recipient_id, clock.now()))


def _changed(said: Said) -> dict[str, object]:
    series = db().get_one(Series, said.subject_id)
    moved, off = days_told(series.id, said.recipient_id, clock.now())
    return {
        "service": series.service.name,
        "moved": [(shift.starts_at, shift.ends_at, shift.place) for shift in moved],
        "off": [shift.starts_at for shift in off],
        "reasons": list(dict.fromkeys(each.reason for each in (*moved, *off) if each.reason)),
        "url": MINE,
    }


CALLED_OFF = Rule(
    name="shifts.called_off",
    about=N_("Iets gaat niet door"),
    subject_kind=SHIFT,
    audience=N_("Wie zou komen"),
    quiet_hours=False,
    still_true=_does_not_go_ahead,
    content=_called_off,
)
UNFILLED = Rule(
    name="shifts.unfilled",
    about=N_("Er is nog hulp nodig"),
    subject_kind=SHIFT,
    audience=N_("De coördinator"),
    quiet_hours=True,
    still_true=_helpers_missing,
    content=_unfilled,
)

SERIES_CHANGED = Rule(
    name="shifts.series_changed",
    about=N_("Dagen die veranderen"),
    subject_kind=Series.__tablename__,
    audience=N_("Wie op meer dagen zou komen"),
    quiet_hours=False,
    still_true=_still_ahead,
    content=_changed,
)

PLANNING_RULES: tuple[Rule, ...] = (CALLED_OFF, UNFILLED, SERIES_CHANGED)
