"""The 120 members of Wilgenkwartier as plain values, with the counts of the demo exactly.

Seeded: the same day gives the same neighbours. Ages are those of the day the demo is made.
"""

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from buurtcoop.access.rules import RoleName
from buurtcoop.demo.names import CALL_NAMES, SURNAMES
from buurtcoop.people.models import Channel

SEED = 2601
CITY = "Waterveen"
# Of each street: postcode, members, households.
STREETS = {
    "Wilgenlaan": ("1234 WL", 28, 20),
    "Essenpad": ("1234 EP", 24, 17),
    "Kruisbeslaan": ("1234 KB", 22, 15),
    "Molenwerf": ("1234 MW", 19, 14),
    "Lisdodde": ("1234 LD", 15, 11),
    "Oude Sluis": ("1234 OL", 12, 8),
}
# Members by youngest and oldest age.
AGES = {(18, 29): 14, (30, 44): 31, (45, 59): 27, (60, 74): 33, (75, 91): 15}
LANGUAGES = {"nl": 91, "en": 8, "tr": 7, "ar": 6, "pl": 5, "uk": 3}
# from old to young: who is reached on paper is mostly old, who is reached by mail young
CHANNELS = {Channel.PAPER: 10, Channel.PHONE: 17, Channel.TEXT: 22, Channel.MAIL: 71}
# Members by whether they give and whether they receive.
SIDES = {(True, True): 62, (True, False): 21, (False, True): 29, (False, False): 8}
YOUNGEST = 21  # who joined at most 2 years and 4 months ago was of age then


@dataclass(frozen=True)
class Neighbour:
    """A member to be. `leads` is the slug of the service this person leads, if any."""

    street: str
    house_number: int
    age: int
    language: str = "nl"
    channel: Channel = Channel.MAIL
    gives: bool = True
    receives: bool = True
    call_name: str = ""
    prefix: str = ""
    surname: str = ""
    birth_date: date = date.min
    email: str | None = None
    phone: str | None = None
    roles: tuple[RoleName, ...] = ()
    leads: str = ""

    @property
    def postcode(self) -> str:
        """1234 WL."""
        return STREETS[self.street][0]

    @property
    def full_name(self) -> str:
        """Ans de Groot."""
        return " ".join(part for part in (self.call_name, self.prefix, self.surname) if part)


@dataclass(frozen=True)
class Known:
    """Somebody with a part in the demo: who they are, and what they must be like."""

    name: str
    language: str = "nl"
    ages: tuple[int, int] = (45, 74)
    gives: bool = True
    receives: bool | None = None
    roles: tuple[RoleName, ...] = ()
    leads: str = ""


RESIDENT = "Jo Verhoeven"
VOLUNTEER = "Fatima Yassin"
TREASURER = "Ton Hendriks"
CHAIR = "Marijke van|Bergen"
DEPUTY = "Wim Dekker"
KNOWN = (
    Known(RESIDENT, ages=(60, 74), gives=False, receives=True),
    Known(VOLUNTEER, "ar", (30, 44), receives=True),
    Known(DEPUTY, ages=(60, 74), receives=True, roles=(RoleName.DEPUTY,)),
    Known("Marja Post", ages=(45, 59), roles=(RoleName.DEPUTY,)),
    Known(TREASURER, ages=(60, 74), roles=(RoleName.BOARD, RoleName.TREASURER)),
    Known("Els Smit", ages=(45, 59), roles=(RoleName.BOARD, RoleName.SECRETARY)),
    Known(CHAIR, roles=(RoleName.BOARD,)),
    Known("Grace Mensah", "en", (30, 59), roles=(RoleName.BOARD,)),
    Known("Bart Meijer", ages=(30, 44), roles=(RoleName.BOARD,)),
    Known("Lies Peeters", ages=(60, 74), roles=(RoleName.AUDIT_COMMITTEE,)),
    Known("Hans Koning", ages=(45, 59), roles=(RoleName.AUDIT_COMMITTEE,)),
    Known("Ans de|Groot", ages=(60, 74), receives=True, leads="eettafel"),
    Known("Ilse Kuiper", ages=(30, 44), receives=True, leads="oppaskring"),
    Known("Rob Verdonk", ages=(45, 59), leads="veilig-op-straat"),
    Known("Samir Haddad", "ar", (30, 59), leads="speelmiddag"),
    Known("Joke Willems", ages=(60, 74), leads="formulierenuur"),
    Known("Henk Timmers", ages=(60, 74), leads="klussen-en-tuin"),
    Known("Piotr Nowak", "pl", (30, 59), leads="samen-op-pad"),
    Known("Emre Kaya", "tr", (30, 59), leads="zon-op-ons-dak"),
)


@dataclass
class _Names:
    """Gives names out, each full name once."""

    chance: random.Random
    given: set[str] = field(default_factory=lambda: {known.name for known in KNOWN})

    def call_name(self, language: str, age: int) -> str:
        older, younger = CALL_NAMES[language]
        return self.chance.choice(older if age >= 60 else younger)

    def unused(self, person: Neighbour, surname: str) -> str:
        """A first name that makes a full name nobody has yet."""
        while f"{(name := self.call_name(person.language, person.age))} {surname}" in self.given:
            continue
        self.given.add(f"{name} {surname}")
        return name


def neighbours(today: date) -> list[Neighbour]:
    """All members, in the order they join; those with a part in the demo are among them."""
    chance = random.Random(SEED)
    homes = list(_homes())
    people = [person for home in _with_ages(homes, chance) for person in home]
    people = _with_channels(_with_languages(people, chance), chance)
    people = _with_sides(people, chance)
    people = _with_names(people, chance)
    people = _with_known(people)
    chance.shuffle(people)
    people.sort(key=_turn)
    return [_reachable(person, number, today) for number, person in enumerate(people)]


def _homes() -> Iterator[tuple[str, int, int]]:
    """(street, house number, members living there)."""
    for place, (street, (_postcode, members, households)) in enumerate(STREETS.items()):
        extra = members - households
        for door in range(households):
            # the second half of the extra members makes couples into families
            couples = (extra + 1) * 2 // 3
            size = 1 + (door < couples) + (door < extra - couples)
            yield street, 1 + 2 * door + place % 2, size


def _with_ages(
    homes: list[tuple[str, int, int]], chance: random.Random
) -> Iterator[list[Neighbour]]:
    """People who live together are mostly of about the same age."""
    ages = [
        chance.randint(max(low, YOUNGEST), high)
        for (low, high), count in AGES.items()
        for _ in range(count)
    ]
    chance.shuffle(homes)
    for street, number, size in homes:
        yield [Neighbour(street, number, ages.pop()) for _ in range(size)]


def _with_languages(people: list[Neighbour], chance: random.Random) -> list[Neighbour]:
    """Who lives together speaks the same language at home; the counts are exact."""
    left = {language: count for language, count in LANGUAGES.items() if language != "nl"}
    homes: dict[tuple[str, int], list[int]] = {}
    for place, person in enumerate(people):
        homes.setdefault((person.street, person.house_number), []).append(place)
    order = sorted(homes.values(), key=lambda home: chance.random())
    for home in order:
        youngish = all(people[place].age < 70 for place in home)
        fitting = [language for language, count in left.items() if count >= len(home)]
        if not fitting or not youngish:
            continue
        language = max(fitting, key=lambda each: left[each])
        left[language] -= len(home)
        for place in home:
            people[place] = replace(people[place], language=language)
    return people


def _with_channels(people: list[Neighbour], chance: random.Random) -> list[Neighbour]:
    """The older somebody is, the more likely paper or phone."""
    order = sorted(
        range(len(people)), key=lambda place: -people[place].age + chance.uniform(-25, 25)
    )
    channels = [channel for channel, count in CHANNELS.items() for _ in range(count)]
    for place, channel in zip(order, channels, strict=True):
        people[place] = replace(people[place], channel=channel)
    return people


def _with_sides(people: list[Neighbour], chance: random.Random) -> list[Neighbour]:
    sides = [side for side, count in SIDES.items() for _ in range(count)]
    chance.shuffle(sides)
    return [
        replace(person, gives=gives, receives=receives)
        for person, (gives, receives) in zip(people, sides, strict=True)
    ]


def _with_names(people: list[Neighbour], chance: random.Random) -> list[Neighbour]:
    """One surname per home, drawn from a bag so that few come twice."""
    names = _Names(chance)
    bags: dict[str, list[str]] = {}
    surnames: dict[tuple[str, int], str] = {}
    named = []
    for person in people:
        home = (person.street, person.house_number)
        if home not in surnames:
            bag = bags.get(person.language) or list(SURNAMES[person.language])
            bags[person.language] = bag
            surnames[home] = bag.pop(chance.randrange(len(bag)))
        call_name = names.unused(person, surnames[home])
        named.append(_named(person, call_name, surnames[home]))
    return named


def _with_known(people: list[Neighbour]) -> list[Neighbour]:
    """Let who has a part in the demo take the place of somebody like them.

    Channel and sides are swapped with a neighbour where they don't fit, so the counts stay.
    """
    taken: set[int] = set()
    for known in KNOWN:
        place = next(
            place
            for place, person in enumerate(people)
            if place not in taken
            and person.language == known.language
            and known.ages[0] <= person.age <= known.ages[1]
        )
        others = [other for other in range(len(people)) if other not in taken]
        _swap(people, place, others, _by_mail, ("channel",))
        _swap(people, place, others, partial(_on_sides, known), ("gives", "receives"))
        taken.add(place)
        call_name, surname = known.name.split(" ", 1)
        named = _named(people[place], call_name, surname)
        people[place] = replace(named, roles=known.roles, leads=known.leads)
    return people


def _turn(person: Neighbour) -> int:
    """Who has a part in the demo joined first, in that order."""
    names = [known.name.replace("|", " ") for known in KNOWN]
    return names.index(person.full_name) if person.full_name in names else len(names)


def _swap(
    people: list[Neighbour],
    place: int,
    others: list[int],
    fits: Callable[[Neighbour], bool],
    names: tuple[str, ...],
) -> None:
    """Exchange these values with the first other who has what fits, unless it fits already."""
    if fits(people[place]):
        return
    other = next(other for other in others if fits(people[other]))
    mine = {name: getattr(people[place], name) for name in names}
    people[place] = replace(people[place], **{n: getattr(people[other], n) for n in names})
    people[other] = replace(people[other], **mine)


def _by_mail(person: Neighbour) -> bool:
    return person.channel is Channel.MAIL


def _on_sides(known: Known, person: Neighbour) -> bool:
    return person.gives is known.gives and known.receives in (None, person.receives)


def _reachable(person: Neighbour, number: int, today: date) -> Neighbour:
    """With a birthday, a mail address and a phone number that nobody really has."""
    days = 1 + (number * 37) % 360
    born = _years_before(today, person.age) - timedelta(days=days)
    mail = person.channel is Channel.MAIL or (person.channel is Channel.TEXT and number % 2)
    return replace(
        person,
        birth_date=born,
        email=f"{_address(person)}@example.org" if mail else None,
        phone=None if person.channel is Channel.PAPER else f"+31612345{100 + 3 * number:03d}",
    )


def _address(person: Neighbour) -> str:
    plain = unicodedata.normalize("NFKD", person.full_name.replace("ł", "l").replace("ı", "i"))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return letters.replace(" ", ".").replace("'", "")


def _years_before(day: date, years: int) -> date:
    """The same day that many years ago; 28 February for 29 February."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def _named(person: Neighbour, call_name: str, surname: str) -> Neighbour:
    prefix, _, rest = surname.rpartition("|")
    return replace(person, call_name=call_name, prefix=prefix, surname=rest)
