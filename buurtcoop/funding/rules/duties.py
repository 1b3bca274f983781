"""Goals, conditions and reports on plain values: when they are refused, and how far they are."""

from collections.abc import Sequence
from datetime import date, timedelta

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

# A report or a tranche is named to who keeps the money so many days ahead.
REMINDED_BEFORE = (timedelta(days=30), timedelta(days=7))
# From then on a tranche without a condition may be asked for.
ASKED_BEFORE = timedelta(days=14)


class GoalsFull(Refusal):
    """Six goals run: one has to end first (requirement K29)."""

    sentence = N_("Er lopen al %(most)s doelen. Stop eerst met 1 doel. Kies wat echt telt.")


class GoalOver(Refusal):
    """The goal ended: nothing about it changes any more."""

    sentence = N_("Met dit doel bent u gestopt. Er verandert niets meer aan.")


class GoalCountsItself(Refusal):
    """What a room counts is not counted by hand as well."""

    sentence = N_("Dit doel telt zichzelf. U hoeft niets in te vullen.")


class GoalNeedsService(Refusal):
    """Meals are those of one service: the seats of a lift are no meals."""

    sentence = N_("Kies van welk aanbod we de maaltijden tellen.")


class CountTakenBack(Refusal):
    """Somebody took this count back before."""

    sentence = N_("Deze telling is al teruggenomen.")


class DayNotOfAgreement(Refusal):
    """The day lies outside the agreement."""

    sentence = N_(
        "Deze afspraak loopt van %(first_day)s tot en met %(last_day)s. Kies een dag daarin."
    )


class DayToCome(Refusal):
    """What was done has a day that was there."""

    sentence = N_("Deze dag komt nog. Kies een dag tot en met vandaag.")


class KeptBefore(Refusal):
    """Somebody said before that the promise was kept."""

    sentence = N_("Dit staat er al als gedaan.")


class HandedInBefore(Refusal):
    """Somebody said before that the report was handed in."""

    sentence = N_("Dit verslag staat er al als ingeleverd.")


def refuse_day(day: date, today: date) -> None:
    """Raises DayToCome."""
    if day > today:
        raise DayToCome


def refuse_day_outside(day: date, starts_on: date, ends_on: date) -> None:
    """Raises DayNotOfAgreement."""
    if not starts_on <= day <= ends_on:
        raise DayNotOfAgreement(first_day=starts_on, last_day=ends_on)


def months_of(starts_on: date, ends_on: date) -> list[date]:
    """The first day of each month that these days touch."""
    months = [starts_on.replace(day=1)]
    while (following := after_month(months[-1])) <= ends_on:
        months.append(following)
    return months


def after_month(first: date) -> date:
    """The first day of the month after this one."""
    return (first + timedelta(days=32)).replace(day=1)


def whole_hours(minutes: Sequence[int]) -> list[int]:
    """Minutes of each month in whole hours; they add up to the whole hours of all together."""
    hours, so_far, told = [], 0, 0
    for each in minutes:
        so_far += each
        hours.append(so_far // 60 - told)
        told = so_far // 60
    return hours


def percent_of(part: int, whole: int) -> int:
    """How much of the whole this is, in whole percents, rounded down; 100 is never passed early."""
    return part * 100 // whole


def percent_passed(starts_on: date, ends_on: date, today: date) -> int:
    """How much of these days is over at the end of today, in whole percents, from 0 to 100."""
    days = (ends_on - starts_on).days + 1
    passed = min(max((today - starts_on).days + 1, 0), days)
    return percent_of(passed, days)
