"""Who promises to be where: people drawn for every shift, nobody for two things at once."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from buurtcoop.core import clock
from buurtcoop.demo.neighbours import Neighbour
from buurtcoop.demo.offer import OFFERS, WITH_VOG, Offer, Planned
from buurtcoop.people.models import Channel

SEED = 7401
AGES_OF_PARENTS = range(25, 51)
LARGEST_PARTY = 3
# Whose VOG was seen: who is with children first, then who drives.
SEEN_FIRST, SEEN = ("speelmiddag", "oppaskring", "samen-op-pad"), 47
SHORTEST_AHEAD, LONGEST_AHEAD = 2, 21
EARLIEST = LONGEST_AHEAD + 3  # days ahead at most, where helpers promise before others
MORNING, EVENING = 9, 20


@dataclass(frozen=True)
class Wish:
    """A promise to be: of whom (a place in the list of neighbours), for how many, made when."""

    who: int
    people: int
    made_at: datetime


@dataclass(frozen=True)
class Promised:
    """Who gives and who receives on one shift."""

    gives: tuple[Wish, ...]
    receives: tuple[Wish, ...]


class Draw:
    """Draws people for shifts; seeded, so the same year gives the same promises.

    Every service has a crew and guests who come back; others help out when they can't.
    """

    def __init__(self, people: list[Neighbour]) -> None:
        self.chance = random.Random(SEED)
        self.people = people
        self.busy: dict[tuple[date, int], list[tuple[datetime, datetime]]] = defaultdict(list)
        self.givers = [place for place, person in enumerate(people) if person.gives]
        self.receivers = [place for place, person in enumerate(people) if person.receives]
        self.crews = {offer.slug: self._crew(offer) for offer in OFFERS}
        self.guests = {offer.slug: self._guests(offer) for offer in OFFERS}
        usual = [place for slug in SEEN_FIRST for place in self.crews[slug]]
        self.with_vog = list(dict.fromkeys([*usual, *self.givers]))[:SEEN]

    def fill(self, shift: Planned, *, by_mail: bool = False, fixed: int = 0) -> Promised:
        """People for all places and seats of a shift; `by_mail` takes who is reached by mail.

        So many places are left out as there are fixed helpers.
        """
        start, end = _hours(shift)
        others = self.with_vog if shift.offer.slug in WITH_VOG else self.givers
        givers = self._free(self.crews[shift.offer.slug], others, start, end, by_mail=by_mail)
        places = shift.offer.places - fixed
        # Children come when there are helpers, so helpers promise first.
        early = LONGEST_AHEAD if shift.offer.children_per_carer else 0
        gives = tuple(Wish(next(givers), 1, self._moment(start, early)) for _ in range(places))
        receives = tuple(self._parties(shift, start, end, by_mail)) if shift.seats else ()
        return Promised(gives, receives)

    def reserve(self, shift: Planned, who: int) -> None:
        """Keep this person free of anything else then."""
        self.busy[shift.when.day, who].append(_hours(shift))

    def one(self, shift: Planned, fits: Callable[[Neighbour], bool]) -> int | None:
        """Somebody like this who is free then, from now on busy; None when nobody is."""
        start, end = _hours(shift)
        fitting = [place for place, person in enumerate(self.people) if fits(person)]
        return next(self._free(fitting, [], start, end, by_mail=False), None)

    def things(self, day: date, who: int) -> int:
        """How many things somebody has that day."""
        return len(self.busy[day, who])

    def _parties(
        self, shift: Planned, start: datetime, end: datetime, by_mail: bool
    ) -> Iterator[Wish]:
        """Guests until all seats are taken; most come alone."""
        guests = self._free(
            self.guests[shift.offer.slug], self.receivers, start, end, by_mail=by_mail
        )
        left = shift.seats
        while left:
            people = min(left, self.chance.choice((1, 1, 2, 2, LARGEST_PARTY)))
            yield Wish(next(guests), people, self._moment(start))
            left -= people

    def _free(
        self, first: list[int], others: list[int], start: datetime, end: datetime, *, by_mail: bool
    ) -> Iterator[int]:
        """Free people in a drawn order: who usually comes, then the others."""
        usual = self.chance.sample(first, len(first))
        rest = self.chance.sample(others, len(others))
        day = clock.local(start).date()
        for who in dict.fromkeys([*usual, *rest]):
            if by_mail and self.people[who].channel is not Channel.MAIL:
                continue
            taken = self.busy[day, who]
            if all(ended <= start or begun >= end for begun, ended in taken):
                taken.append((start, end))
                yield who

    def _moment(self, start: datetime, early: int = 0) -> datetime:
        """When the promise is made: some days ahead, or before others, while people are awake."""
        first, last = (early + 1, EARLIEST) if early else (SHORTEST_AHEAD, LONGEST_AHEAD)
        day = clock.local(start).date() - timedelta(days=self.chance.randint(first, last))
        hour = time(self.chance.randint(MORNING, EVENING), self.chance.randint(0, 59))
        return clock.at(day, hour)

    def _crew(self, offer: Offer) -> list[int]:
        leads = [place for place in self.givers if self.people[place].leads == offer.slug]
        return leads + self._sample(self._fitting(offer, self.givers), offer.crew - len(leads))

    def _guests(self, offer: Offer) -> list[int]:
        return self._sample(self._fitting(offer, self.receivers), offer.guests)

    def _fitting(self, offer: Offer, places: list[int]) -> list[int]:
        if offer.slug not in WITH_VOG:
            return places
        return [place for place in places if self.people[place].age in AGES_OF_PARENTS]

    def _sample(self, places: list[int], count: int) -> list[int]:
        return self.chance.sample(places, min(count, len(places)))


def _hours(shift: Planned) -> tuple[datetime, datetime]:
    """From when to when somebody on it is taken, with the rest around it."""
    start = clock.at(shift.when.day, shift.when.hour)
    rest = timedelta(hours=shift.offer.rest_hours)
    return start - rest, start + timedelta(minutes=shift.offer.minutes) + rest
