"""What helpers write down after a shift: what they saw on a round, and how far they drove."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from buurtcoop.attendance.queries import on_shift
from buurtcoop.attendance.seen import OnShift
from buurtcoop.briefing.jobs import erase_notes
from buurtcoop.briefing.operations import fill_in, note
from buurtcoop.briefing.rules import ReportedTo
from buurtcoop.core import clock
from buurtcoop.demo.attending import NOT_YET
from buurtcoop.demo.stage import Event
from buurtcoop.demo.year import ShiftOnStage
from buurtcoop.shifts.models import Side

MINUTE = timedelta(minutes=1)
KILOMETRES = 11  # of a ride there and back: 3.410 in a year
EVERY_ROUND, EVERY_TIME = 2, timedelta(minutes=50)
SEEN = (
    ("Lamp kapot", "Lantaarn bij Essenpad 14", ReportedTo.MUNICIPALITY),
    ("Deur of raam open", "Achterdeur van De Knotwilg", ReportedTo.LEAD),
    ("Vuil of rommel", "Hoek van Molenwerf en Lisdodde", ReportedTo.MUNICIPALITY),
    ("Geluid of overlast", "Speelplaats aan de Kruisbeslaan", ReportedTo.NOBODY),
    ("Iets kapot op straat", "Stoep voor Wilgenlaan 30", ReportedTo.MUNICIPALITY),
)


def around(shift: ShiftOnStage, number: int, now: datetime) -> Iterator[Event]:
    """What who helped wrote down, where the service asks for it; `number` counts the shifts."""
    if shift.ends_at >= now - NOT_YET:
        return
    slug = shift.planned.offer.slug
    if slug == "veilig-op-straat" and number % EVERY_ROUND == 0:
        yield Event(shift.ends_at + 5 * MINUTE, partial(_note, shift, number))
    if slug == "samen-op-pad":
        yield Event(shift.ends_at + 40 * MINUTE, partial(_drove, shift))


def nights(first_year: int, now: datetime) -> Iterator[Event]:
    """Once a month, what was noted is erased when its days are over, as the clockwork does."""
    for month in range(2 * 12):
        day = date(first_year + month // 12, 1 + month % 12, 1)
        at = clock.at(day, time(4))
        if at < now:
            yield Event(at, partial(erase_notes, at))
    yield Event(now - MINUTE, partial(erase_notes, now - MINUTE))


def _note(shift: ShiftOnStage, number: int) -> None:
    kind, place, reported_to = SEEN[number // EVERY_ROUND % len(SEEN)]
    who = next(_helpers(shift))
    at = clock.local(shift.starts_at + EVERY_TIME).time()
    by = shift.stage.viewer(who.person_id)
    note(shift.shift_id, kind=kind, place=place, at=at, reported_to=reported_to, by=by)


def _drove(shift: ShiftOnStage) -> None:
    for who in _helpers(shift):
        fill_in(who.id, KILOMETRES, shift.stage.viewer(who.person_id))


def _helpers(shift: ShiftOnStage) -> Iterator[OnShift]:
    return (each for each in on_shift(shift.shift_id) if each.side is Side.GIVE)
