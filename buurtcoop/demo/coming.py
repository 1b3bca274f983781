"""The day the demo is made: room left in the coming weeks, and the cases that wait for somebody.

What lies ahead is promised by people who read mail, so that the desk is not flooded with calls;
one person waits for a call on purpose.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from buurtcoop.core import clock
from buurtcoop.demo.neighbours import RESIDENT, STREETS, VOLUNTEER, Neighbour
from buurtcoop.demo.offer import BY_SLUG
from buurtcoop.demo.promises import Draw, Promised, Wish
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.demo.year import SEAT_ROLE, ShiftOnStage
from buurtcoop.members.operations import apply
from buurtcoop.messaging.queries import messages_of
from buurtcoop.messaging.replayed import remember_as_refused
from buurtcoop.people.models import Channel
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.operations import (
    LinePlan,
    call_off,
    confirm_booking,
    confirm_claim,
    move,
    release,
    start_series,
)
from buurtcoop.shifts.queries import live_promises

DAYS_AHEAD = 60
SOON = timedelta(days=3)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEK = timedelta(weeks=1)
NO_MAILBOX = "550 5.1.1 No such mailbox here"
CANNOT = "Mijn kleindochter is ziek, ik blijf bij haar."
HALL_CLOSED = "De zaal is die dag dicht. De volgende keer bent u weer welkom."
AN_HOUR_LATER = "De helper kan pas een uur later."


@dataclass(frozen=True)
class Applicant:
    """Somebody who wants to become a member, and how long ago they asked."""

    ago: timedelta
    call_name: str
    surname: str
    birth_date: date
    house_number: int
    channel: Channel
    phone: str
    email: str | None = None


APPLICANTS = (
    Applicant(
        9 * DAY,
        "Hanneke",
        "Vos",
        date(1971, 3, 22),
        41,
        Channel.MAIL,
        "+31612345701",
        "hanneke.vos@example.org",
    ),
    Applicant(14 * HOUR, "Ali", "Bensaïd", date(1958, 10, 2), 43, Channel.PHONE, "+31612345704"),
)


def with_room(promised: Promised, number: int, *, soon: bool, children: bool) -> Promised:
    """The same promises with room left, as a coming week has.

    Within three days every fifth shift misses a helper, later every third, but not where there
    are children; tables have seats.
    """
    gives, receives = promised.gives, promised.receives
    if number % (5 if soon else 3) == 0 and not children:
        gives = gives[:-1]
    if len(receives) > 1 or number % 2:
        receives = receives[: len(receives) * 2 // 3]
    return Promised(gives, receives)


def confirmations(shift: ShiftOnStage, now: datetime) -> Iterator[Event]:
    """Who was asked yesterday for today mostly said to come."""
    today = clock.local(now).date()
    if clock.local(shift.starts_at).date() == today:
        yield Event(clock.at(today - DAY, time(18, 40)), partial(_confirm, shift))


def _confirm(shift: ShiftOnStage) -> None:
    for number, promised in enumerate(live_promises(shift.shift_id)):
        if number % 4 < 3:
            confirm = confirm_claim if promised.side is Side.GIVE else confirm_booking
            confirm(promised.id, shift.stage.viewer(promised.person_id))


class OpenCases:
    """What waits for somebody; `coming` holds the shifts ahead, by time."""

    def __init__(self, stage: Stage, draw: Draw, coming: list[ShiftOnStage], now: datetime) -> None:
        self.stage = stage
        self.draw = draw
        self.coming = coming
        self.now = now

    def events(self) -> Iterator[Event]:
        """Each case as it came about."""
        for applicant in APPLICANTS:
            yield Event(self.now - applicant.ago, partial(_apply, applicant))
        yield from self._meal()
        yield from self._helpers()
        yield from self._rota()
        yield self._ago(3 * DAY, self._weekly)

    def _meal(self) -> Iterator[Event]:
        """Guests of the next meal: one to call, one whose mail came back, and who tries it."""
        meal = self._first("eettafel", 6 * HOUR)
        if meal is None:
            return
        by_phone = self._free(meal, lambda one: one.receives and one.channel is Channel.PHONE)
        by_mail = self._free(meal, lambda one: one.receives and one.channel is Channel.MAIL)
        resident = self._free(meal, lambda one: one.full_name == RESIDENT)
        for place in filter(None, (by_phone, by_mail, resident)):
            yield self._ago(8 * DAY, partial(self._came_before, meal, place))
        if by_phone is not None:
            yield self._ago(25 * MINUTE, partial(meal.book, self._wish(by_phone)))
        if by_mail is not None:
            yield self._ago(20 * HOUR, partial(self._book_in_vain, meal, by_mail))
        if resident is not None:
            yield self._ago(2 * DAY, partial(meal.book, self._wish(resident)))

    def _came_before(self, meal: ShiftOnStage, place: int) -> None:
        """Said yes to what Eettafel asks a while ago, so that no mail about it goes out now."""
        meal.ready.for_place(meal.service_id, Side.RECEIVE, place)

    def _helpers(self) -> Iterator[Event]:
        """Who tries it as a volunteer has something promised, and somebody can't come."""
        for shift in self._from(DAY):
            room = shift.helpers < shift.planned.offer.places
            who = self._free(shift, lambda one: one.full_name == VOLUNTEER) if room else None
            if who is not None:
                yield self._ago(3 * HOUR, partial(shift.claim, self._wish(who)))
                break
        for shift in self._from(5 * HOUR):
            made = [wish for wish in shift.promised.gives if wish.made_at < self.now - DAY]
            if made and shift.starts_at < self.now + SOON:
                yield self._ago(50 * MINUTE, partial(self._release, shift, made[0]))
                return

    def _rota(self) -> Iterator[Event]:
        """One shift is called off and one is moved; everybody on them hears it."""
        hall = self._first("speelmiddag", 4 * DAY) or self._first("formulierenuur", 4 * DAY)
        if hall is not None:
            yield self._ago(2 * HOUR, partial(self._call_off, hall))
        for shift in self._from(3 * DAY):
            if shift.planned.offer.slug == "klussen-en-tuin" and self._alone_that_day(shift):
                yield self._ago(100 * MINUTE, partial(self._move, shift))
                return

    def _weekly(self) -> None:
        """From the week after next the forms are also done on Friday mornings, every week."""
        offer = BY_SLUG["formulierenuur"]
        first = clock.today() + 2 * WEEK
        start_series(
            self.stage.service_ids[offer.slug],
            rule="FREQ=WEEKLY;BYDAY=FR",
            starts_at=time(10),
            minutes=offer.minutes,
            place=offer.place,
            first_on=first,
            last_on=first + 26 * WEEK,
            lines=[
                LinePlan(Side.GIVE, offer.give_task, offer.places),
                LinePlan(Side.RECEIVE, SEAT_ROLE, offer.seats),
            ],
            by=self.stage.coordinator(),
        )

    def _book_in_vain(self, shift: ShiftOnStage, who: int) -> None:
        shift.book(self._wish(who))
        newest = messages_of(self.stage.person_ids[who], limit=1)[0]
        remember_as_refused(newest.id, NO_MAILBOX)

    def _release(self, shift: ShiftOnStage, wish: Wish) -> None:
        person_id = self.stage.person_ids[wish.who]
        for promised in live_promises(shift.shift_id):
            if promised.side is Side.GIVE and promised.person_id == person_id:
                release(promised.id, self.stage.member(wish.who), reason=CANNOT)

    def _call_off(self, shift: ShiftOnStage) -> None:
        shift.called_off = True
        call_off(shift.shift_id, reason=HALL_CLOSED, by=self.stage.coordinator())

    def _move(self, shift: ShiftOnStage) -> None:
        when = shift.planned.when
        move(
            shift.shift_id,
            day=when.day,
            starts_at=time(when.hour.hour + 1, when.hour.minute),
            minutes=shift.planned.offer.minutes,
            reason=AN_HOUR_LATER,
            by=self.stage.coordinator(),
        )

    def _from(self, ahead: timedelta) -> Iterator[ShiftOnStage]:
        return (shift for shift in self.coming if shift.starts_at >= self.now + ahead)

    def _first(self, slug: str, ahead: timedelta) -> ShiftOnStage | None:
        return next((one for one in self._from(ahead) if one.planned.offer.slug == slug), None)

    def _free(self, shift: ShiftOnStage, fits: Callable[[Neighbour], bool]) -> int | None:
        return self.draw.one(shift.planned, fits)

    def _alone_that_day(self, shift: ShiftOnStage) -> bool:
        """Whether it was promised, and nobody on it has anything else that day."""
        wishes = [*shift.promised.gives, *shift.promised.receives]
        made = any(wish.made_at < self.now - DAY for wish in wishes)
        return made and all(self.draw.things(shift.planned.when.day, w.who) == 1 for w in wishes)

    def _ago(self, ago: timedelta, act: Callable[[], object]) -> Event:
        return Event(self.now - ago, act)

    def _wish(self, who: int) -> Wish:
        return Wish(who, 1, self.now)


def _apply(applicant: Applicant) -> None:
    apply(
        call_name=applicant.call_name,
        surname=applicant.surname,
        birth_date=applicant.birth_date,
        street="Wilgenlaan",
        house_number=applicant.house_number,
        postcode=STREETS["Wilgenlaan"][0],
        email=applicant.email,
        phone=applicant.phone,
        channel=applicant.channel,
    )
