"""What people say of themselves, and the code at the door."""

from hmac import compare_digest

from buurtcoop.access.operations import allow, forget
from buurtcoop.attendance.messages import CAME_BETWEEN, WAS_THERE
from buurtcoop.attendance.models import Attendance, How, Outcome
from buurtcoop.attendance.operations.recording import Begun, Said, add_words, decide, hold
from buurtcoop.attendance.queries import (
    NOTHING_SAID,
    door_code,
    key_of,
    on_shift,
    sides_of,
    words_about,
)
from buurtcoop.attendance.rules import (
    CODE_DIGITS,
    SAYS_FOR,
    TRIES,
    TRIES_PER,
    DoorClosed,
    DoorCodeWrong,
    TooLateToSay,
    door_closes,
)
from buurtcoop.attendance.seen import THERE, Key, OnShift
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries import KINDS, helpline, promise
from buurtcoop.shifts.rules import NotForOthers, PromiseEnded


def say(side: Side, promise_id: int, outcome: Outcome, by: Viewer) -> None:
    """Say of oneself to have been there, or that something came up: PRESENT or EXCUSED.

    It is kept as a word. To have been there counts once somebody of the other side says so too,
    of themselves or by the code; where there is one side, another helper. What who leads it said
    stays as it is, and that somebody sees it differently comes on their list. Saying the same
    twice is once. Raises AttendanceTooEarly, TooLateToSay, DidNotHappen, PromiseEnded,
    NotForOthers, LookupError.
    """
    found = promise(KINDS[side], promise_id)
    if found is None:
        raise LookupError(promise_id)
    if by.person_id != found.person_id:
        raise NotForOthers
    shift = hold(found.shift_id)
    if clock.now() > shift.ends_at + SAYS_FOR:
        line = helpline(shift.service_id)
        raise TooLateToSay(contact_name=line.name, contact_phone=line.phone)
    everybody = {each.key: each for each in on_shift(shift.id)}
    if (side, promise_id) not in everybody:
        raise PromiseEnded
    _add_own(shift, (side, promise_id), Said(outcome), How.SELF, by, everybody)
    if outcome is Outcome.PRESENT:
        _agree(shift, everybody, by)


def answer(purpose: str, attendance_id: int, by: Viewer) -> None:
    """What a link in a mail does: `attendance.was_there`, `attendance.came_between`.

    Raises what `say` raises, and LookupError for another purpose.
    """
    outcome = {WAS_THERE: Outcome.PRESENT, CAME_BETWEEN: Outcome.EXCUSED}[purpose]
    side, promise_id = key_of(db().get_one(Attendance, attendance_id))
    say(side, promise_id, outcome, by)


def enter_code(shift_id: int, code: str, by: Viewer) -> None:
    """Give the code at the door: who has it was there, on each side one promised to be on.

    It counts, unless who leads it said otherwise: then it is kept as a word. Call it outside
    `attempt()`, or a wrong code is not counted. Raises AttendanceTooEarly, DoorClosed,
    DoorCodeWrong, TooManyAttempts, DidNotHappen, LookupError.
    """
    shift = hold(shift_id)
    own = {each.key: each for each in on_shift(shift_id, by.id)}
    if not own:
        raise LookupError(shift_id)
    if clock.now() > door_closes(shift.ends_at):
        raise DoorClosed(when=door_closes(shift.ends_at))
    tries = f"door:{shift_id}:{by.id}"
    allow(tries, TRIES, TRIES_PER)
    digits = "".join(letter for letter in code if letter in "0123456789")[: CODE_DIGITS + 1]
    if not compare_digest(digits, door_code(shift_id)):
        raise DoorCodeWrong
    forget(tries)
    known = words_about(own)
    for key in own:
        counts = known.get(key, NOTHING_SAID).decided
        if counts is not None and counts.how is How.LEAD:
            _add_own(shift, key, Said(Outcome.PRESENT), How.CODE, by, own)
        else:
            decide(shift, {key: Said(Outcome.PRESENT)}, How.CODE, by)
    _agree(shift, {each.key: each for each in on_shift(shift_id)}, by)


def _add_own(
    shift: Begun, key: Key, said: Said, how: How, by: Viewer, standing: dict[Key, OnShift]
) -> None:
    """Keep a word that decides nothing yet, unless it says what counts or was said last."""
    words = words_about([key]).get(key, NOTHING_SAID)
    last = words.undecided or words.decided
    if last is not None and (last.outcome is said.outcome or {last.outcome, said.outcome} <= THERE):
        return
    kept = Said(said.outcome, shift.minutes_of(key, said))
    add_words({key: kept}, how, by, decides=False, standing=standing)


def _agree(shift: Begun, everybody: dict[Key, OnShift], by: Viewer) -> None:
    """Let count what people say of themselves and what somebody else who was there bears out."""
    words = words_about(everybody)
    one_side = len(sides_of(shift.id)) == 1
    there = [everybody[key] for key, said in words.items() if said.was_there]
    agreed = {
        each.key: Said(Outcome.PRESENT)
        for each in there
        if words[each.key].decided is None
        and any(_bears_out(other, each, one_side) for other in there)
    }
    decide(shift, agreed, How.SELF, by)


def _bears_out(other: OnShift, each: OnShift, one_side: bool) -> bool:
    """Whether somebody else was there to see it."""
    return other.person_id != each.person_id and (one_side or other.side is not each.side)
