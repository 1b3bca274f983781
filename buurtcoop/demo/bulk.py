"""A large cooperative at once, to measure with: rows in big batches instead of replayed acts.

The same demo cooperative, its people and its sources stand below it. All constraints hold and
`checks` finds nothing broken; what is only remembered per act (the audit) is left out.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice

from sqlalchemy import select

from buurtcoop.access.models import Account, Role
from buurtcoop.agreements.models import Agreement, AgreementKind, AgreementText
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.demo.beginning import beginning
from buurtcoop.demo.books import sources_and_promises
from buurtcoop.demo.bulk_books import BOOK_YEARS, Ledger
from buurtcoop.demo.bulk_rows import (
    Promising,
    Row,
    account,
    add,
    added,
    agreement,
    crew_line,
    delivery,
    membership,
    promising,
    role,
)
from buurtcoop.demo.names import CALL_NAMES, SURNAMES
from buurtcoop.demo.neighbours import CITY, STREETS, neighbours
from buurtcoop.demo.offer import OFFERS
from buurtcoop.demo.stage import Stage
from buurtcoop.ledger.operations import open_year
from buurtcoop.members.models import Membership
from buurtcoop.messaging.models import Delivery, DeliveryState, DeliveryStep, Message
from buurtcoop.people.models import Channel, Household, Person
from buurtcoop.people.rules import sort_name
from buurtcoop.shifts.messages import CONFIRMED, NAMES, occurrence_of
from buurtcoop.shifts.models import Booking, Claim, CrewLine, PromiseState, Shift, ShiftState, Side

SEED = 8802
BATCH = 2_000
FIRST_DAY, LAST_DAY = -300, 60
PLACES, SEATS, PARTY, PARTIES = 4, 8, 2, 3
EVERY_WITH_SEATS = 4
HOURS = (time(10), time(13, 30), time(16), time(19))
MINUTES = 120
FIRST_HOUSE_NUMBER = 101


@dataclass(frozen=True)
class Size:
    """How much of everything; the ledger spans seven years."""

    members: int
    shifts: int
    lines: int

    @property
    def claims(self) -> int:
        """Two to four on each shift, three on average."""
        return 3 * self.shifts


SMALL = Size(120, 1_000, 5_000)
MEDIUM = Size(2_000, 20_000, 50_000)
LARGE = Size(20_000, 200_000, 500_000)


class Crowd:
    """A cooperative of some size, ready to be put into an empty database."""

    def __init__(self, size: Size, now: datetime) -> None:
        self.size = size
        self.now = now
        self.today = clock.local(now).date()
        self.first_year = self.today.year - 1
        self.chance = random.Random(SEED)
        self.stage = Stage(neighbours(self.today))

    def __len__(self) -> int:
        return self.size.members + self.size.shifts + self.size.lines // 2

    def tell(self, instance: Instance) -> Iterator[int]:
        """Put it there, batch by batch. Yields how many members, shifts and entries each time."""
        with instance.writing():
            self._begin()
        yield len(self.stage.people)
        numbers = range(len(self.stage.people) + 1, self.size.members + 1)
        yield from self._in_batches(instance, numbers, self._members)
        with instance.writing():
            givers = promising(Membership.gives)
            guests = promising(Membership.receives & ~Membership.gives)
            receivers = promising(Membership.receives)
        yield from self._agreements(instance, AgreementKind.VOLUNTEER, givers)
        yield from self._agreements(instance, AgreementKind.SERVICE, receivers)
        self.givers, self.guests = cycle(givers), cycle(guests)
        self.taken = cycle(self._taken())
        yield from self._in_batches(instance, range(self.size.shifts), self._shifts)
        books = Ledger(list(self.stage.activity_ids.values()), self.today, self.size.lines // 2)
        yield from self._in_batches(instance, range(self.size.lines // 2), books.book)
        with instance.writing():
            books.close_years_before(self.stage.treasurer())

    def _in_batches(
        self,
        instance: Instance,
        numbers: range,
        add: Callable[[Sequence[int]], None],
    ) -> Iterator[int]:
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            with instance.writing():
                add(batch)
            yield len(batch)

    def _begin(self) -> None:
        """The founding, the first members and the sources, through the operations."""
        for event in sorted(beginning(self.stage, self.first_year), key=lambda event: event.at):
            with clock.stopped(event.at):
                event.act()
        with clock.stopped(self.now):
            for year in range(self.today.year - BOOK_YEARS + 1, self.today.year + 1):
                open_year(year)
            sources_and_promises(self.stage, [self.first_year, self.today.year])

    def _members(self, numbers: Sequence[int]) -> None:
        since = date(self.first_year - 1, 12, 1)
        streets = list(STREETS)
        homes = added(
            Household,
            [
                {
                    "street": streets[number % len(streets)],
                    "house_number": FIRST_HOUSE_NUMBER + number,
                    "addition": "",
                    "postcode": STREETS[streets[number % len(streets)]][0],
                    "city": CITY,
                }
                for number in numbers
            ],
        )
        people = added(
            Person,
            [self._person(*pair, since) for pair in zip(numbers, homes, strict=True)],
        )
        pairs = list(zip(numbers, people, strict=True))
        add(Membership, [membership(*pair, since) for pair in pairs])
        add(Role, [role(person_id, since) for person_id in people])
        add(Account, [account(*pair, since) for pair in pairs])

    def _agreements(
        self, instance: Instance, kind: AgreementKind, people: Sequence[Promising]
    ) -> Iterator[int]:
        """Everybody said yes to every service. It counts as nothing beside the rest."""
        with instance.writing():
            texts = db().scalars(select(AgreementText).where(AgreementText.kind == kind)).all()
            for text in texts:
                add(
                    Agreement,
                    [agreement(text, each.person_id, text.published_at) for each in people],
                )
        yield 0

    def _person(self, number: int, household_id: int, since: date) -> Row:
        older, younger = CALL_NAMES["nl"]
        prefix, _, surname = self.chance.choice(SURNAMES["nl"]).rpartition("|")
        call_name = self.chance.choice(older + younger)
        return {
            "call_name": call_name,
            "prefix": prefix,
            "surname": surname,
            "sort_name": sort_name(call_name, prefix, surname),
            "birth_date": date(self.today.year - 21 - number % 65, 1 + number % 12, 15),
            "email": f"lid{number}@example.org",
            "phone": None,
            "channel": Channel.MAIL,
            "language": "nl",
            "household_id": household_id,
            "made_at": clock.start_of(since),
            "erased_at": None,
        }

    def _taken(self) -> list[int]:
        """Claims per shift: two to four, three on average."""
        counts = [2, 3, 4] * (self.size.shifts // 3) + [3] * (self.size.shifts % 3)
        self.chance.shuffle(counts)
        return counts

    def _shifts(self, numbers: Sequence[int]) -> None:
        """Shifts with their lines and promises; people go round, so nobody is at two at once."""
        starts = [self._start(number) for number in numbers]
        shifts = added(
            Shift,
            [self._shift(number, start) for number, start in zip(numbers, starts, strict=True)],
        )
        taken = list(islice(self.taken, len(numbers)))
        lines = added(
            CrewLine,
            [
                crew_line(shift_id, Side.GIVE, PLACES, count)
                for shift_id, count in zip(shifts, taken, strict=True)
            ],
        )
        claims = [
            (self._promise(shift_id, line_id, start, person), person, start)
            for shift_id, line_id, start, count in zip(shifts, lines, starts, taken, strict=True)
            for person in islice(self.givers, count)
        ]
        self._promised(Claim, Side.GIVE, claims)
        with_seats = [
            (shift_id, start)
            for number, shift_id, start in zip(numbers, shifts, starts, strict=True)
            if number % EVERY_WITH_SEATS == 0
        ]
        lines = added(
            CrewLine,
            [
                crew_line(shift_id, Side.RECEIVE, SEATS, PARTY * PARTIES)
                for shift_id, _ in with_seats
            ],
        )
        bookings = [
            (self._promise(shift_id, line_id, start, person) | {"people": PARTY}, person, start)
            for (shift_id, start), line_id in zip(with_seats, lines, strict=True)
            for person in islice(self.guests, PARTIES)
        ]
        self._promised(Booking, Side.RECEIVE, bookings)

    def _start(self, number: int) -> datetime:
        days = FIRST_DAY + number * (LAST_DAY - FIRST_DAY) // self.size.shifts
        per_day = max(1, self.size.shifts // (LAST_DAY - FIRST_DAY))
        hour = HOURS[(number % per_day) * len(HOURS) // per_day]
        return clock.at(self.today + timedelta(days=days), hour)

    def _shift(self, number: int, start: datetime) -> Row:
        offer = OFFERS[number % len(OFFERS)]
        return {
            "service_id": self.stage.service_ids[offer.slug],
            "series_id": None,
            "original_on": clock.local(start).date(),
            "starts_at": start,
            "ends_at": start + timedelta(minutes=MINUTES),
            "place": offer.place,
            "state": ShiftState.PLANNED,
            "version": 1,
            "moved_from": None,
            "moved_at": None,
            "reason": "",
        }

    def _promise(self, shift_id: int, line_id: int, start: datetime, person: Promising) -> Row:
        ahead = timedelta(days=self.chance.randint(3, 20), minutes=self.chance.randint(0, 600))
        return {
            "shift_id": shift_id,
            "line_id": line_id,
            "person_id": person.person_id,
            "made_by_id": person.person_id,
            "made_at": min(start - ahead, self.now - timedelta(hours=1)),
            "state": PromiseState.PROMISED,
            "confirmed_at": None,
            "ended_at": None,
            "release_reason": None,
        }

    def _promised(
        self,
        kind: type[Claim] | type[Booking],
        side: Side,
        promises: list[tuple[Row, Promising, datetime]],
    ) -> None:
        """The promises, and what was said about each."""
        numbers = added(kind, [row for row, _person, _start in promises])
        rule = CONFIRMED[side]
        messages = added(
            Message,
            [
                {
                    "rule": rule.name,
                    "about": rule.about,
                    "subject_kind": NAMES[side],
                    "subject_id": number,
                    "occurrence": occurrence_of(1),
                    "recipient_id": person.person_id,
                    "made_at": row["made_at"],
                    "not_before": row["made_at"],
                    "expires_at": start,
                    "mail_only": False,
                }
                for number, (row, person, start) in zip(numbers, promises, strict=True)
            ],
        )
        said = list(zip(messages, promises, strict=True))
        deliveries = added(
            Delivery,
            [delivery(number, person, row) for number, (row, person, _start) in said],
        )
        add(
            DeliveryStep,
            [
                {"delivery_id": number, "at": at, "state": DeliveryState.SENT, "detail": ""}
                for number, at in zip(
                    deliveries, [row["made_at"] for row, *_ in promises], strict=True
                )
            ],
        )
