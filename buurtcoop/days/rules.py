"""Public holidays, as they are counted for each year; and the ways to say no. No database here."""

from dataclasses import dataclass
from datetime import date, timedelta

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

SATURDAY = 5
LARGEST_CALENDAR = 300_000  # bytes: a calendar of holidays has a hundredth of it
MOST_EVENTS = 1_000
LONGEST_STRETCH = timedelta(days=366)
LONGEST_NAME = 120
FIRST_YEAR, LAST_YEAR = 2020, 2100


class CalendarUnclear(Refusal):
    """The file is no calendar."""

    sentence = N_("Dit bestand kunnen we niet lezen. Kies een agendabestand: dat eindigt op .ics.")


class CalendarTooLarge(Refusal):
    """The file holds more than a calendar of days off ever does."""

    sentence = N_("Dit bestand is te groot. Kies een agenda met alleen vrije dagen.")


class CalendarEmpty(Refusal):
    """The file is a calendar without whole days."""

    sentence = N_("In dit bestand staan geen vrije dagen. Kies een ander bestand.")


class DaysInDisorder(Refusal):
    """The last day lies before the first."""

    sentence = N_("De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?")


class StretchTooLong(Refusal):
    """More than a year in one piece."""

    sentence = N_("Dit is langer dan een jaar. Kies een eerdere laatste dag.")


class DaysThere(Refusal):
    """These very days of this kind are on the list."""

    sentence = N_("Deze dagen staan al op de lijst: %(name)s.")


class YearUnclear(Refusal):
    """A year nobody plans for."""

    sentence = N_("Kies een jaar van %(min)s tot en met %(max)s.")


class NotYourList(Refusal):
    """Who may not change the rota tried to."""

    sentence = N_("Vrije dagen invullen hoort niet bij uw rol.")


@dataclass(frozen=True)
class Holiday:
    """A public holiday of one year."""

    name: str
    day: date


def public_holidays(year: int) -> list[Holiday]:
    """The days most people are free, as they are called, by day.

    Liberation day is a day off once in five years for most; it is a row of its own, so that a
    cooperative that goes on that day takes it away.
    """
    easter = easter_sunday(year)
    around_easter = (
        ("Eerste paasdag", 0),
        ("Tweede paasdag", 1),
        ("Hemelvaartsdag", 39),
        ("Eerste pinksterdag", 49),
        ("Tweede pinksterdag", 50),
    )
    found = [
        Holiday("Nieuwjaarsdag", date(year, 1, 1)),
        *(Holiday(name, easter + timedelta(days=days)) for name, days in around_easter),
        Holiday("Koningsdag", kings_day(year)),
        Holiday("Bevrijdingsdag", date(year, 5, 5)),
        Holiday("Eerste kerstdag", date(year, 12, 25)),
        Holiday("Tweede kerstdag", date(year, 12, 26)),
    ]
    return sorted(found, key=lambda holiday: holiday.day)


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no national holiday."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def holidays(year: int) -> frozenset[date]:
    """The days that are no working days, with Good Friday (Algemene termijnenwet, article 3)."""
    easter = easter_sunday(year)
    around_easter = (easter + timedelta(days=days) for days in (-2, 1, 39, 50))
    fixed = ((1, 1), (5, 5), (12, 25), (12, 26))
    return frozenset({*around_easter, kings_day(year), *(date(year, *day) for day in fixed)})


def kings_day(year: int) -> date:
    """27 April, or the day before when that is a Sunday."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.isoweekday() == 7 else day


def easter_sunday(year: int) -> date:
    """The Sunday after the first full moon of spring (the church's rule, as Butcher counted it)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, off = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    quarter, over = divmod(rest, 4)
    to_sunday = (32 + 2 * off + 2 * quarter - moon - over) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
