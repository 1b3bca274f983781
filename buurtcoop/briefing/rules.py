"""Plain rules around the day: who may read what until when, and what a note may not hold."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

# Who may read card, what to know, notes and kilometres of every service.
READ = "briefing.read"

# A helper prepares the day before, and clears up and calls a parent on the evening itself. Before
# and after that nobody needs to know what somebody is allergic to, so nobody can look.
KNOWN_FROM = timedelta(hours=24)  # before the start
KNOWN_UNTIL = timedelta(hours=12)  # after the end

# A day later one still knows where and what time it was; longer, and it becomes a story.
NOTED_UNTIL = timedelta(hours=24)  # after the end
TAKEN_BACK_WITHIN = timedelta(hours=24)  # after writing it
SEEN_AROUND = timedelta(hours=1)  # before the start and after the end
LONGEST_PLACE = 100

ALARM_WITHIN = timedelta(hours=24)  # before the start: too few helpers to go at all
MOST_KILOMETRES = 500  # in one day; more than that is a mistake in typing
RIDES_KEPT = timedelta(days=2 * 365)
RIDES_ASKED_FOR = timedelta(days=30)  # on one's own page

LETTERS = r"[A-Za-z]"
# The fourteen shapes of a Dutch number plate (RDW, "sidecodes"), and the Belgian one; L a letter.
PLATES = (
    *("LL-99-99", "99-99-LL", "99-LL-99", "LL-99-LL", "LL-LL-99", "99-LL-LL", "99-LLL-9"),
    *("9-LLL-99", "LL-999-L", "L-999-LL", "LLL-99-L", "L-99-LLL", "9-LL-999", "999-LL-9"),
    "9-LLL-999",
)
POSTCODE_SHAPE = "99-99-LL"  # joined it is a postcode: 1234AB
# Words between two house numbers: "12 en 14" is no plate.
JOINS = frozenset({"en", "of", "tm", "nr", "om", "op", "bij", "tot"})
PHONE = re.compile(r"(?<!\d)\+?\d(?:[ .\-()]{0,2}\d){8,14}(?!\d)")
ADDRESS = re.compile(r"\S ?@ ?\S")
DASHES = re.compile(r" ?[\-/_\u2010-\u2015\u2212] ?")


class ReportedTo(StrEnum):
    """Who heard of it; a fixed list, so that no name stands there."""

    NOBODY = "nobody"
    MUNICIPALITY = "municipality"
    POLICE = "police"
    EMERGENCY = "emergency"
    HOUSING = "housing"
    LEAD = "lead"


REPORTED_TO: dict[ReportedTo, str] = {
    ReportedTo.NOBODY: N_("Niemand"),
    ReportedTo.MUNICIPALITY: N_("Meldpunt van de gemeente"),
    ReportedTo.POLICE: N_("Politie: 0900-8844"),
    ReportedTo.EMERGENCY: N_("Noodnummer: 112"),
    ReportedTo.HOUSING: N_("Woningcorporatie"),
    ReportedTo.LEAD: N_("Wie dit leidt"),
}


class PlateNoted(Refusal):
    """A number plate leads to a person."""

    sentence = N_("Hier staat een kenteken. Dat bewaren we niet. Schrijf alleen de plek op.")


class NumberNoted(Refusal):
    """A phone number, or another long number, leads to a person."""

    sentence = N_("Hier staat een lang nummer. Dat bewaren we niet. Schrijf alleen de plek op.")


class AddressNoted(Refusal):
    """A mail address leads to a person."""

    sentence = N_("Hier staat een mailadres. Dat bewaren we niet. Schrijf alleen de plek op.")


class KindUnknown(Refusal):
    """This service does not note that kind, or not any more."""

    sentence = N_("Deze soort staat niet meer in de lijst. Kies er een uit de lijst.")


class SeenElsewhen(Refusal):
    """It was seen at another time than they were there."""

    sentence = N_("Dat was niet in deze ronde. Kies een tijd tussen %(first)s en %(last)s.")


class LogClosed(Refusal):
    """It is before the start, or too long after the end."""

    sentence = N_("Opschrijven kan vanaf %(first)s tot %(last)s.")


class NoteStands(Refusal):
    """It was written too long ago to take it back."""

    sentence = N_("Dit staat er langer dan een dag. Bel wie dit leidt als het niet klopt.")


class RideTooEarly(Refusal):
    """The day is not over, or did not go ahead."""

    sentence = N_("Dit is nog niet voorbij. Vul uw kilometers daarna in.")


class RideClosed(Refusal):
    """The month after it is over."""

    sentence = N_("Dit kon tot en met %(day)s. Klopt het niet? Bel ons.")


class RideUnlikely(Refusal):
    """No distance, or more than anybody drives for a neighbour in a day."""

    sentence = N_("Vul een heel getal in van 1 tot en met %(max)s.")


def may_know(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether it is near enough to read what to know of who comes."""
    return starts_at - KNOWN_FROM <= now <= ends_at + KNOWN_UNTIL


def may_note(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether one may write down what was seen: from the start until a day after the end."""
    return starts_at <= now <= ends_at + NOTED_UNTIL


def may_take_back(written_at: datetime, now: datetime) -> bool:
    """Whether one's own note may still go: a correction is to take back and write anew."""
    return now <= written_at + TAKEN_BACK_WITHIN


def moment_seen(starts_at: datetime, ends_at: datetime, at: time, now: datetime) -> datetime:
    """When it was this time on the wall in the shift, an hour around it included, not yet to come.

    A round over midnight has two days. Raises SeenElsewhen.
    """
    first, last = starts_at - SEEN_AROUND, min(ends_at + SEEN_AROUND, now)
    day = clock.local(first).date()
    while day <= clock.local(last).date():
        moment = clock.at(day, at)
        if first <= moment <= last:
            return moment
        day += timedelta(days=1)
    raise SeenElsewhen(
        first=f"{clock.local(first):%H.%M}",
        last=f"{clock.local(last):%H.%M}",
    )


def refuse_what_leads_to_somebody(place: str) -> None:
    """Number plates, long numbers and mail addresses; a name nobody can find, so the page asks.

    Raises PlateNoted, NumberNoted, AddressNoted.
    """
    place = _plain(place)
    if ADDRESS.search(place):
        raise AddressNoted
    if PHONE.search(place):
        raise NumberNoted
    if any(_is_plate(found) for shape in _SHAPES for found in shape.finditer(place)):
        raise PlateNoted


def _plain(place: str) -> str:
    """The same in plain letters, digits, dashes and single spaces; without what nobody sees."""
    known = unicodedata.normalize("NFKC", place)
    seen = "".join(sign for sign in known if unicodedata.category(sign) != "Cf")
    return DASHES.sub("-", " ".join(seen.split()))


def last_day_of_rides(starts_at: datetime) -> date:
    """Until when kilometres may be filled in and mended: the end of the next month."""
    day = clock.local(starts_at).date()
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, monthrange(year, month)[1])


def month_of(moment: datetime) -> date:
    """The first day of the month on the wall."""
    return clock.local(moment).date().replace(day=1)


def lines_of(words: str) -> list[str]:
    """The lines of a text of a service, without empty ones."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def _shape(plate: str) -> re.Pattern[str]:
    """A plate with the same mark between its parts twice, or with none at all."""
    parts = [LETTERS if part[0] == "L" else r"\d" for part in plate.split("-")]
    one, two, three = (
        f"({letter}{{{len(part)}}})" for letter, part in zip(parts, plate.split("-"), strict=True)
    )
    mark = r"([ .\-])" if plate == POSTCODE_SHAPE else r"([ .\-]?)"
    return re.compile(rf"(?<![A-Za-z\d]){one}{mark}{two}\2{three}(?![A-Za-z\d])")


_SHAPES = [_shape(plate) for plate in PLATES]


def _is_plate(found: re.Match[str]) -> bool:
    """Whether it is one after all: not two house numbers with a word between them."""
    one, mark, two, three = found.groups()
    return not (mark == " " and {one, two, three} & JOINS)
