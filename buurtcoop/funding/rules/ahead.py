"""What is to come on plain values: months of money, what if, and which activity stops when.

Amounts are cents. Every list of months of one `Ahead` has the same length, and begins with the
month we are in, of which only what is still to come counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from buurtcoop.core.money import NOTHING, WHOLE, Money, portion
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.funding.settlement import Forecast, MonthEnd, full_months, month_ends


class ScenarioExists(Refusal):
    """Another what-if of this year has this name."""

    sentence = N_("Er is al een plan met deze naam. Kies een andere naam.")


class ChangesNothing(Refusal):
    """A change of nothing, or of hours that are as many as now."""

    sentence = N_("Zo verandert er niets. Kies een ander getal.")


class HoursUnknown(Refusal):
    """Nobody wrote down how long the coordinator works."""

    sentence = N_("Vul eerst in hoeveel uur de coördinator per week werkt.")


@dataclass(frozen=True, kw_only=True)
class Purse:
    """Money of one source: what it has now, and what each month brings.

    `free`: the cooperative chooses what it is for. All other money stays for its own purpose.
    """

    source_id: int
    free: bool
    opening: Money
    income: tuple[Money, ...]


@dataclass(frozen=True, kw_only=True)
class CostAhead:
    """What a kind of cost of an activity takes of one source each month.

    Without a source it is paid of our own funds. `salary`: it follows the coordinator's hours.
    """

    activity_id: int
    account_id: int
    source_id: int | None
    months: tuple[Money, ...]
    salary: bool = False


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """All that is planned in these months, told by their first days.

    `reserve` is free money that is of no source.
    """

    months: tuple[date, ...]
    reserve: Money
    purses: tuple[Purse, ...]
    costs: tuple[CostAhead, ...]


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One change, from the month of a day on: of a source or a cost by basis points of what it
    was, or of the coordinator from so many minutes a week to so many."""

    since: date
    points: int = 0
    source_id: int | None = None
    account_id: int | None = None
    minutes: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """One thing somebody wants to try: a source or a cost by so many basis points, or hours.

    From a month of the year on, 1 to 12. Exactly one of the source, the account and the minutes
    the coordinator works a week is named.
    """

    from_month: int = 1
    points: int = 0
    source_id: int | None = None
    account_id: int | None = None
    minutes_a_week: int | None = None


@dataclass(frozen=True)
class Stop:
    """An activity, and the first month in which its money is short; none when it is not.

    `leans`: the first month in which money with its purpose is empty, and free money helps.
    """

    activity_id: int
    month: date | None
    leans: date | None = None


def month_on(day: date, months: int) -> date:
    """The first day of the month so many months after that of a day."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def ends(ahead: Ahead) -> list[MonthEnd]:
    """The end of each month: all free money together, and every other purse by itself."""
    own = {purse.source_id for purse in ahead.purses if purse.free} | {None}
    openings = (purse.opening for purse in ahead.purses if purse.free)
    free = Forecast(
        opening=sum(openings, ahead.reserve),
        changes=_changes(ahead, own),
    )
    return month_ends(free, list(_bound(ahead).values()))


def lasts(ahead: Ahead) -> int:
    """How many full months the free money lasts (example E13); all of them when it does."""
    return full_months(ends(ahead))


def stops(ahead: Ahead) -> list[Stop]:
    """When each activity is first short of money, those that stop first in front.

    It is short in a month in which it costs something, no free money is left, and what pays for
    it is free money or a purse that is empty too. Money with a purpose never helps another.
    """
    broke = [end.usable < NOTHING for end in ends(ahead)]
    empty = {
        source_id: [end < NOTHING for end in purse.ends()]
        for source_id, purse in _bound(ahead).items()
    }
    always, never = [True] * len(broke), [False] * len(broke)
    found: dict[int, tuple[int, int]] = {}
    for cost in ahead.costs:
        own = empty.get(cost.source_id or 0)
        dry = zip(cost.months, own or never, broke, own or always, strict=True)
        leans, short = len(broke), len(broke)
        for number, (amount, is_empty, is_broke, helps_no_more) in enumerate(dry):
            if amount > NOTHING and is_empty:
                leans = min(leans, number)
            if amount > NOTHING and is_broke and helps_no_more:
                short = min(short, number)
        before = found.get(cost.activity_id, (leans, short))
        found[cost.activity_id] = min(before[0], leans), min(before[1], short)
    months = [*ahead.months, None]
    said = [Stop(number, months[short], months[leans]) for number, (leans, short) in found.items()]
    return sorted(
        said, key=lambda stop: (stop.month or date.max, stop.leans or date.max, stop.activity_id)
    )


def with_changes(ahead: Ahead, changes: Iterable[Changed]) -> Ahead:
    """The same months after these changes; without any the very same."""
    for change in changes:
        ahead = replace(
            ahead,
            purses=tuple(_purse(each, change, ahead.months) for each in ahead.purses),
            costs=tuple(_cost(each, change, ahead.months) for each in ahead.costs),
        )
    return ahead


def tenths_of_a_year(part: Money, whole: Money) -> int:
    """How many months of a year a part of it pays, in tenths, rounded down; nothing of nothing."""
    return 0 if whole <= NOTHING else max(0, min(part, whole).cents) * 120 // whole.cents


def _purse(purse: Purse, change: Changed, months: Sequence[date]) -> Purse:
    if change.source_id != purse.source_id:
        return purse
    return replace(purse, income=_more(purse.income, change, months, WHOLE + change.points, WHOLE))


def _cost(cost: CostAhead, change: Changed, months: Sequence[date]) -> CostAhead:
    if change.minutes is not None and cost.salary:
        was, becomes = change.minutes
        return replace(cost, months=_more(cost.months, change, months, becomes, was))
    if change.account_id is not None and change.account_id == cost.account_id:
        return replace(
            cost, months=_more(cost.months, change, months, WHOLE + change.points, WHOLE)
        )
    return cost


def _more(
    amounts: Sequence[Money], change: Changed, months: Sequence[date], part: int, whole: int
) -> tuple[Money, ...]:
    since = change.since.replace(day=1)
    return tuple(
        portion(amount, part, whole) if month >= since else amount
        for amount, month in zip(amounts, months, strict=True)
    )


def _bound(ahead: Ahead) -> dict[int, Forecast]:
    """Each purse that is not free, with its own costs."""
    return {
        purse.source_id: Forecast(opening=purse.opening, changes=_changes(ahead, {purse.source_id}))
        for purse in ahead.purses
        if not purse.free
    }


def _changes(ahead: Ahead, source_ids: set[int | None] | set[int]) -> tuple[Money, ...]:
    comes = [purse.income for purse in ahead.purses if purse.source_id in source_ids]
    goes = [cost.months for cost in ahead.costs if cost.source_id in source_ids]
    return tuple(
        Money(sum(each[number].cents for each in comes) - sum(each[number].cents for each in goes))
        for number in range(len(ahead.months))
    )
