"""On which days a series falls: an RRULE of RFC 5545, read and expanded by dateutil.

Local days only: the hour on the wall is the series' own, so a change of the clock moves nothing.
Of the standard we take what a neighbourhood needs: days, weeks and months, every so many of them.
"""

import re
from collections.abc import Collection, Container
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_, say, weekday_name
from buurtcoop.shifts.planning_rules import SeriesEmpty

MOST_DAYS = 750  # two years, every day
LONGEST_RULE = 200
WEEK = timedelta(days=7)
WEEKLY = "FREQ=WEEKLY;BYDAY={day}"
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# A rule that never falls on a day is followed to the last year there is, 9999. The calendar
# repeats every 400 years, so we look at the same days this much later: that end is then near.
LATER = 19 * 400
LAST_YEAR = 2399

_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_NUMBER = "[+-]?(?:[1-9]|[12][0-9]|3[01])"
_SHAPES = {
    "FREQ": "DAILY|WEEKLY|MONTHLY",
    "INTERVAL": "[1-9][0-9]?",
    "BYMONTH": "(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*",
    "BYMONTHDAY": f"{_NUMBER}(?:,{_NUMBER})*",
    "BYDAY": f"(?:[+-]?[1-5])?{_DAY}(?:,(?:[+-]?[1-5])?{_DAY})*",
    "BYSETPOS": f"{_NUMBER}(?:,{_NUMBER})*",
    "WKST": _DAY,
}
_NTH = {
    "1": N_("eerste %(day)s"),
    "2": N_("tweede %(day)s"),
    "3": N_("derde %(day)s"),
    "4": N_("vierde %(day)s"),
    "5": N_("vijfde %(day)s"),
    "-1": N_("laatste %(day)s"),
}


class RuleUnclear(Refusal):
    """What was typed is no rule we know."""

    sentence = N_("We begrijpen deze regel niet. Schrijf hem zo: FREQ=WEEKLY;BYDAY=MO,TH.")


class RuleTooMany(Refusal):
    """The rule gives more days than anybody plans."""

    sentence = N_("Dit zijn meer dan %(max)s dagen. Kies een eerdere laatste dag.")


def weekly(day: date, every: int = 1) -> str:
    """The rule of every week, or every so many weeks, on the weekday of this day."""
    rule = WEEKLY.format(day=DAY_CODES[day.weekday()])
    return rule if every == 1 else rule.replace(";", f";INTERVAL={every};", 1)


def monthly(day: date) -> str:
    """The rule of every month on this weekday of this week of the month; a fifth is the last."""
    week = (day.day - 1) // 7 + 1
    return f"FREQ=MONTHLY;BYDAY={week if week < 5 else -1}{DAY_CODES[day.weekday()]}"


def read(text: str, first_on: date) -> str:
    """A rule as somebody typed it, in one order, with the weekday or day of the month spelled out.

    Raises RuleUnclear for what is no rule, or more than we take: hours, years, ends of its own.
    """
    parts = _parts(text)
    freq, days = parts.get("FREQ"), parts.get("BYDAY", "")
    wrong = (
        freq is None
        or (freq != "MONTHLY" and re.search("[0-9]", days) is not None)
        or (freq != "MONTHLY" and not parts.keys().isdisjoint({"BYMONTHDAY", "BYSETPOS"}))
        or ("BYSETPOS" in parts and not days and "BYMONTHDAY" not in parts)
    )
    if wrong:
        raise RuleUnclear
    if freq == "WEEKLY" and not days:
        parts["BYDAY"] = DAY_CODES[first_on.weekday()]
    if freq == "MONTHLY" and not days and "BYMONTHDAY" not in parts:
        parts["BYMONTHDAY"] = str(first_on.day)
    return ";".join(f"{name}={parts[name]}" for name in _SHAPES if name in parts)


def days_of(
    rule: str, first_on: date, last_on: date, *, without: Container[date] = ()
) -> list[date]:
    """The days this rule falls on, from the first day on, both ends included.

    Every second or fourth week counts from the first day. Stops at one day more than MOST_DAYS.
    """
    start, end = _later(first_on), _later(min(last_on, date(LAST_YEAR, 12, 31)))
    found = rrulestr(rule, dtstart=start).xafter(start - WEEK, inc=True)
    days = []
    for moment in islice(found, MOST_DAYS + 1):
        if moment > end:
            break
        day = moment.date().replace(year=moment.year - LATER)
        if day not in without:
            days.append(day)
    return days


def refuse_unfit(rule: str, first_on: date, last_on: date) -> None:
    """Raises SeriesEmpty for a rule without a day in this stretch, RuleTooMany beyond MOST_DAYS."""
    days = days_of(rule, first_on, last_on)
    if not days:
        raise SeriesEmpty
    if len(days) > MOST_DAYS or last_on.year > LAST_YEAR:
        raise RuleTooMany(max=MOST_DAYS)


def in_words(rule: str, language: str) -> str:
    """A rule as people say it: "Elke donderdag", "Elke tweede dinsdag van de maand"."""
    parts = _parts(rule)
    said = None if parts.keys() & {"BYSETPOS"} else _said(parts, language)
    if said is None:
        return say(N_("Volgens een eigen regel: %(rule)s"), language, rule=rule)
    if "BYMONTH" not in parts:
        return said
    return say(
        N_("%(often)s, alleen in deze maanden: %(months)s"),
        language,
        often=said,
        months=parts["BYMONTH"].replace(",", ", "),
    )


def _said(parts: dict[str, str], language: str) -> str | None:
    every, days = int(parts.get("INTERVAL", "1")), parts.get("BYDAY", "").split(",")
    if parts["FREQ"] == "DAILY" and not days[0]:
        if every == 1:
            return say(N_("Elke dag"), language)
        return say(N_("Elke %(num)s dagen"), language, num=every)
    if parts["FREQ"] == "WEEKLY" or (parts["FREQ"] == "DAILY" and every == 1):
        named = _listed([_weekday(day, language) for day in days], language)
        if every == 1:
            return say(N_("Elke %(days)s"), language, days=named)
        return say(N_("Elke %(num)s weken op %(days)s"), language, num=every, days=named)
    if parts["FREQ"] == "MONTHLY":
        return _said_of_month(parts, every, language)
    return None


def _said_of_month(parts: dict[str, str], every: int, language: str) -> str | None:
    days = parts.get("BYDAY", "").split(",")
    numbers = parts.get("BYMONTHDAY", "").split(",")
    if days[0] and not numbers[0]:
        named = [_nth(day, language) for day in days]
        if None in named:
            return None
        listed = _listed([each for each in named if each], language)
        if every == 1:
            return say(N_("Elke %(days)s van de maand"), language, days=listed)
        return say(N_("Elke %(num)s maanden op de %(days)s"), language, num=every, days=listed)
    if days[0] or any(number.startswith("-") for number in numbers):
        return None
    listed = _listed(numbers, language)
    if every == 1:
        return say(N_("Elke maand op dag %(days)s"), language, days=listed)
    return say(N_("Elke %(num)s maanden op dag %(days)s"), language, num=every, days=listed)


def _nth(day: str, language: str) -> str | None:
    """The second Tuesday; a weekday without a number is no sentence of ours."""
    sentence = _NTH.get(day[:-2].removeprefix("+"))
    return sentence and say(sentence, language, day=_weekday(day, language))


def _weekday(day: str, language: str) -> str:
    return weekday_name(DAY_CODES.index(day[-2:]), language)


def _listed(named: Collection[str], language: str) -> str:
    """a, b and c"""
    *most, last = named
    if not most:
        return last
    return say(N_("%(most)s en %(last)s"), language, most=", ".join(most), last=last)


def _parts(text: str) -> dict[str, str]:
    """The parts of a rule by name. Raises RuleUnclear."""
    plain = "".join(text.upper().split()).removeprefix("RRULE:").rstrip(";")
    found: dict[str, str] = {}
    for part in plain[: LONGEST_RULE + 1].split(";"):
        name, _is, value = part.partition("=")
        shape = _SHAPES.get(name)
        if shape is None or name in found or re.fullmatch(shape, value, re.ASCII) is None:
            raise RuleUnclear
        found[name] = value
    if len(plain) > LONGEST_RULE:
        raise RuleUnclear
    return found


def _later(day: date) -> datetime:
    return datetime.combine(day.replace(year=day.year + LATER), time())
