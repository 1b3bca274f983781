"""Saying who was there, and all that follows: the state, the minutes, what there is to pay.

Who records holds the shift alone until the transaction ends, so that two leads, or a lead and a
code, come one after the other. However many promises it is about, it costs the same number of
statements.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, insert, select

from buurtcoop.attendance.models import Attendance, How, Outcome
from buurtcoop.attendance.queries import NOTHING_SAID, may_record, on_shift, words_about
from buurtcoop.attendance.rules import (
    NOT_THERE,
    AttendanceTooEarly,
    DidNotHappen,
    NotTheLead,
    minutes_between,
)
from buurtcoop.attendance.seen import THERE, Key, OnShift, Words
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.hours.models import HourKind
from buurtcoop.hours.operations import Work, settle_hours
from buurtcoop.hours.rules import refuse_minutes
from buurtcoop.payments.operations import ToPay, charge_each, reopen_each, waive_each
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Booking, Claim, PromiseState, Shift, ShiftState, Side
from buurtcoop.shifts.operations import settle_all
from buurtcoop.shifts.queries import KINDS
from buurtcoop.shifts.rules import PromiseEnded

STATES = {
    Outcome.PRESENT: PromiseState.KEPT,
    Outcome.LATE: PromiseState.KEPT,
    Outcome.EXCUSED: PromiseState.EXCUSED,
    Outcome.NO_SHOW: PromiseState.MISSED,
}
CLAIM, BOOKING = Claim.__tablename__, Booking.__tablename__
WEIGHT = {How.SELF: 0, How.CODE: 1, How.LEAD: 2}


@dataclass(frozen=True)
class Said:
    """What is said of one promise. `minutes` of who gave and was there; None: as long as it was."""

    outcome: Outcome
    minutes: int | None = None


@dataclass(frozen=True)
class Begun:
    """A shift nobody else records about until the transaction ends."""

    id: int
    service_id: int
    starts_at: datetime
    ends_at: datetime
    state: ShiftState
    service_name: str
    activity_id: int
    counts_for_duty: bool
    price: Money

    @property
    def on_day(self) -> date:
        """The local day it began."""
        return clock.local(self.starts_at).date()

    def minutes_of(self, key: Key, said: Said) -> int | None:
        """How many minutes this counts for. Raises MinutesWrong."""
        if key[0] is not Side.GIVE or said.outcome not in THERE:
            return None
        if said.minutes is None:
            return minutes_between(self.starts_at, self.ends_at)
        refuse_minutes(said.minutes)
        return said.minutes


def record_shift(shift_id: int, outcomes: Mapping[Key, Said], by: Viewer) -> int:
    """Say of promises on one shift who was there: {(side, promise id): what is said}.

    Holds afterwards: each of them is kept, excused or missed; the minutes of who gave are those
    that were said, and who received has to pay for who came. Saying the same twice is once;
    saying something else mends it. Returns how many words are new. Raises AttendanceTooEarly,
    DidNotHappen, NotTheLead, MinutesWrong, PromiseEnded, LookupError.
    """
    shift = hold(shift_id)
    refuse_unless_led(shift.service_id, by)
    return decide(shift, outcomes, How.LEAD, by)


def record(
    side: Side, promise_id: int, outcome: Outcome, by: Viewer, *, minutes: int | None = None
) -> None:
    """Say of one promise whether it was kept. Otherwise as `record_shift`."""
    kind = KINDS[side]
    shift_id = db().scalar(select(kind.shift_id).where(kind.id == promise_id))
    if shift_id is None:
        raise LookupError(promise_id)
    record_shift(shift_id, {(side, promise_id): Said(outcome, minutes)}, by)


def record_rest_as_present(shift_id: int, by: Viewer) -> int:
    """Everybody else was there: whoever nobody said anything of. Otherwise as `record_shift`."""
    shift = hold(shift_id)
    refuse_unless_led(shift.service_id, by)
    keys = [found.key for found in on_shift(shift_id)]
    known = words_about(keys)
    unknown = {key: Said(Outcome.PRESENT) for key in keys if _unheard(known.get(key, NOTHING_SAID))}
    return decide(shift, unknown, How.LEAD, by)


def hold(shift_id: int) -> Begun:
    """A shift that began, locked against who records beside us.

    Raises AttendanceTooEarly, DidNotHappen, LookupError.
    """
    question = (
        select(
            Shift.id,
            Shift.service_id,
            Shift.starts_at,
            Shift.ends_at,
            Shift.state,
            Service.name,
            Service.activity_id,
            Service.counts_for_duty,
            Service.price,
        )
        .join(Service, Service.id == Shift.service_id)
        .where(Shift.id == shift_id)
    )
    row = db().execute(_locked(question)).one_or_none()
    if row is None:
        raise LookupError(shift_id)
    shift = Begun(*row)
    if shift.state is ShiftState.CANCELLED:
        raise DidNotHappen
    if shift.starts_at > clock.now():
        raise AttendanceTooEarly(when=shift.starts_at)
    return shift


def _locked(question: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The question with a lock on the shift; SQLite has one writer and needs none."""
    return question.with_for_update(of=Shift, key_share=True)


def refuse_unless_led(service_id: int, by: Viewer) -> None:
    """Raises NotTheLead."""
    if not may_record(service_id, by):
        raise NotTheLead


def decide(shift: Begun, outcomes: Mapping[Key, Said], how: How, by: Viewer) -> int:
    """Let these words count, and do what follows. Returns how many were new.

    Raises MinutesWrong, PromiseEnded, LookupError.
    """
    standing = _standing(shift.id, outcomes)
    known = words_about(outcomes)
    whole = {key: Said(said.outcome, shift.minutes_of(key, said)) for key, said in outcomes.items()}
    news = {key: said for key, said in whole.items() if _is_news(said, how, known.get(key))}
    if not news:
        return 0
    add_words(news, how, by, decides=True, standing=standing)
    states: dict[Side, dict[int, PromiseState]] = {}
    for (side, promise_id), said in news.items():
        if standing[side, promise_id].state is not STATES[said.outcome]:
            states.setdefault(side, {})[promise_id] = STATES[said.outcome]
    if states:
        settle_all(shift.id, states, by)
    _count_hours(shift, news, standing, by)
    _charge(shift, news, standing, by)
    return len(news)


def add_words(
    news: Mapping[Key, Said],
    how: How,
    by: Viewer,
    *,
    decides: bool,
    standing: Mapping[Key, OnShift],
) -> None:
    """Write words down, in one statement; one's own word is said by oneself."""
    now = clock.now()
    rows = [
        {
            "claim_id": promise_id if side is Side.GIVE else None,
            "booking_id": promise_id if side is Side.RECEIVE else None,
            "outcome": said.outcome,
            "how": how,
            "decides": decides,
            "minutes": said.minutes,
            "said_by_id": standing[side, promise_id].person_id if how is How.SELF else by.person_id,
            "said_at": now,
        }
        for (side, promise_id), said in news.items()
    ]
    db().execute(insert(Attendance), rows)


def _standing(shift_id: int, keys: Iterable[Key]) -> dict[Key, OnShift]:
    """The promises these keys name, all of this shift and not taken back."""
    found = {each.key: each for each in on_shift(shift_id)}
    for side, promise_id in keys:
        if (side, promise_id) in found:
            continue
        kind = KINDS[side]
        other = select(kind.id).where(kind.id == promise_id, kind.shift_id == shift_id)
        if db().scalar(other) is None:
            raise LookupError(promise_id)
        raise PromiseEnded
    return found


def _is_news(said: Said, how: How, words: Words | None) -> bool:
    """Whether this says more than what counts: another thing, by who weighs more, or after all."""
    counts = words.decided if words else None
    if words is None or counts is None:
        return True
    if (counts.outcome, counts.minutes) != (said.outcome, said.minutes):
        return True
    return WEIGHT[how] > WEIGHT[counts.how] or words.undecided is not None


def _unheard(words: Words) -> bool:
    """Whether nobody said anything that stands against somebody having been there."""
    if words.decided is not None:
        return False
    return words.undecided is None or words.undecided.outcome in THERE


def _count_hours(
    shift: Begun, news: Mapping[Key, Said], standing: Mapping[Key, OnShift], by: Viewer
) -> None:
    wanted: dict[int, Work | None] = {}
    for key, said in news.items():
        if key[0] is not Side.GIVE:
            continue
        wanted[key[1]] = None
        if said.minutes is not None:
            wanted[key[1]] = Work(
                person_id=standing[key].person_id,
                activity_id=shift.activity_id,
                kind=HourKind.HELPING,
                on_day=shift.on_day,
                minutes=said.minutes,
                words=shift.service_name,
                counts=shift.counts_for_duty,
            )
    if wanted:
        settle_hours(CLAIM, wanted, by)


def _charge(
    shift: Begun, news: Mapping[Key, Said], standing: Mapping[Key, OnShift], by: Viewer
) -> None:
    came = [key for key, said in news.items() if key[0] is Side.RECEIVE and said.outcome in THERE]
    stayed_away = [key[1] for key in news if key[0] is Side.RECEIVE and key not in came]
    if shift.price:
        to_pay = {
            key[1]: ToPay(
                debtor_id=standing[key].person_id,
                amount=shift.price * standing[key].people,
                words=shift.service_name,
                on_day=shift.on_day,
            )
            for key in came
        }
        charge_each(BOOKING, to_pay)
    reopen_each(BOOKING, [key[1] for key in came], NOT_THERE)
    waive_each(BOOKING, stayed_away, NOT_THERE, by)
