"""Texts in the reader's language; the Dutch sentence is the message id.

Below the pages a room marks its sentences with `N_` and hands them on with their values; whoever
shows them asks `say` with the language of the reader. Dates and times read as people say them.
"""

from datetime import date, datetime
from datetime import time as clock_time
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import phonenumbers
from babel.dates import format_date, get_day_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from buurtcoop.core import clock
from buurtcoop.core.viewer import DUTCH

CATALOGUES = Path(__file__).parent.parent / "translations"
NAMES = {"nl": "Nederlands", "en": "English", "tr": "Türkçe", "ar": "العربية", "pl": "Polski"}
NAMES |= {"uk": "Українська"}
RIGHT_TO_LEFT = frozenset({"ar"})


def N_(message: str) -> str:
    """Mark a sentence for the catalogue without translating it yet."""
    return message


def languages() -> list[str]:
    """The languages the screens exist in: Dutch and every catalogue that is there."""
    return [DUTCH, *sorted(path.parent.name for path in CATALOGUES.glob("*/messages.po"))]


def say(message: str, language: str, **values: object) -> str:
    """One sentence in this language, its %(places)s filled; no words are none in any language.

    A catalogue keeps its own heading under the empty words.
    """
    sentence = catalogue(language).gettext(message) if message else ""
    return sentence % values if values else sentence


def say_many(one: str, many: str, number: int, language: str, **values: object) -> str:
    """A sentence that counts; the number itself is %(num)s."""
    sentence = catalogue(language).ngettext(one, many, number)
    return sentence % {"num": number, **values}


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """The texts of one language, read once from its .po file; Dutch needs none."""
    source = CATALOGUES / language / "messages.po"
    if language == DUTCH or not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def day(value: date | datetime, language: str = DUTCH) -> str:
    """zaterdag 12 december; with the year when it is another year."""
    value = _on_the_wall(value)
    pattern = "EEEE d MMMM" if value.year == clock.today().year else "EEEE d MMMM y"
    return format_date(value, pattern, locale=language)


def short_day(value: date | datetime, language: str = DUTCH) -> str:
    """za 12 december, for lists."""
    return format_date(_on_the_wall(value), "EEE d MMMM", locale=language)


def full_date(value: date | datetime, language: str = DUTCH) -> str:
    """12 december 2026, for papers and history."""
    return format_date(_on_the_wall(value), "d MMMM y", locale=language)


def weekday(value: date | datetime, language: str = DUTCH) -> str:
    """zaterdag, for the head of a day."""
    return format_date(_on_the_wall(value), "EEEE", locale=language)


def weekday_name(number: int, language: str = DUTCH) -> str:
    """The name of a weekday by its number; Monday is 0."""
    name: str = get_day_names("wide", locale=language)[number]
    return name


def month(value: date | datetime, language: str = DUTCH) -> str:
    """december, for the head of a day."""
    return format_date(_on_the_wall(value), "MMMM", locale=language)


def short_month(value: date, language: str = DUTCH) -> str:
    """dec, below a picture."""
    return format_date(value, "LLL", locale=language).rstrip(".")


def month_year(value: date | datetime, language: str = DUTCH) -> str:
    """december; with the year when it is another year."""
    value = _on_the_wall(value)
    pattern = "LLLL" if value.year == clock.today().year else "LLLL y"
    return format_date(value, pattern, locale=language)


def lasting(minutes: int, language: str = DUTCH) -> str:
    """1 uur en 30 minuten."""
    hours, rest = divmod(minutes, 60)
    short = say_many("%(num)s minuut", "%(num)s minuten", rest, language)
    if not hours:
        return short
    whole = say_many("%(num)s uur", "%(num)s uur", hours, language)
    if not rest:
        return whole
    return say("%(hours)s en %(minutes)s", language, hours=whole, minutes=short)


def distance(kilometres: int, language: str = DUTCH) -> str:
    """3.410 km."""
    return say("%(number)s km", language, number=format_decimal(kilometres, locale=language))


def time(value: datetime, language: str = DUTCH) -> str:
    """19.30 uur; 19:30 in the other languages."""
    return wall(clock.local(value).time(), language)


def wall(value: clock_time, language: str = DUTCH) -> str:
    """The same of a time on the wall that belongs to no day: 19.30 uur."""
    return f"{value.hour}.{value:%M} uur" if language == DUTCH else f"{value:%H:%M}"


def hours(start: datetime, end: datetime, language: str = DUTCH) -> str:
    """16.00–20.00 uur."""
    first, last = clock.local(start), clock.local(end)
    if language == DUTCH:
        return f"{first:%H.%M}–{last:%H.%M} uur"
    return f"{first:%H:%M}–{last:%H:%M}"


def when(value: datetime, language: str = DUTCH) -> str:
    """zaterdag 12 december, 19.30 uur."""
    return f"{day(value, language)}, {time(value, language)}"


def phone(number: str) -> str:
    """06 12 34 56 78 for a Dutch number, with the land code for others."""
    try:
        parsed = phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    if parsed.country_code != 31:
        return phonenumbers.format_number(parsed, style.INTERNATIONAL)
    digits = "0" + str(parsed.national_number)
    if digits.startswith("06"):
        return " ".join(["06", *(digits[at : at + 2] for at in range(2, len(digits), 2))])
    return phonenumbers.format_number(parsed, style.NATIONAL)


def shown(name: str, value: object, language: str = DUTCH) -> object:
    """A value as it stands in a sentence: moments, days and phone numbers as people say them."""
    if isinstance(value, datetime):
        return when(value, language)
    if isinstance(value, date):
        return day(value, language)
    return phone(str(value)) if name.endswith("phone") else value


def _on_the_wall(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value
