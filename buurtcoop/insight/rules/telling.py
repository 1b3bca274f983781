"""What may be told of a month about people, after all that was told before.

Pure: rows of people by month go in, and what was frozen before. A month, or a row, of which
nothing was told by itself counts in no number that grows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from buurtcoop.insight.rules.cells import LEAST, Row, Table, in_fives, table_of

Months = Mapping[date, Sequence[Row]]


class Measure(StrEnum):
    """What a goal counts of the people; `AS_IT_IS` counts no people.

    `PEOPLE_AS_IT_IS` are people that no list of ours knows: told in fives.
    """

    AS_IT_IS = "as_it_is"
    PEOPLE_AS_IT_IS = "people_as_it_is"
    MINUTES = "minutes"
    PEOPLE = "people"
    SEATS = "seats"


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A goal: what it counts, of which row (None: of all), and how far where no row says so."""

    number: int
    measure: Measure
    key: int | None = None
    done: int = 0


@dataclass(frozen=True, kw_only=True)
class GoalStep:
    """How far a goal is; minutes for a goal of hours."""

    number: int
    done: int


@dataclass(frozen=True, kw_only=True)
class People:
    """All that is told about people at the end of a month.

    `given` and `helped` are of that month; `minutes`, `seats`, `helpers` and `people` of all
    months so far of which something was told, all but the minutes in fives.
    """

    given: Table
    helped: Table
    minutes: int
    seats: int
    helpers: int
    people: int
    goals: tuple[GoalStep, ...]

    def goal(self, number: int) -> GoalStep | None:
        """How far this goal is; None when it was not there yet."""
        return next((each for each in self.goals if each.number == number), None)


@dataclass(frozen=True, kw_only=True)
class Before:
    """What was told of a month before."""

    month: date
    people: People


@dataclass(frozen=True)
class _Side:
    """One side, giving or receiving: its rows by month, and the tables that are told of them."""

    rows: Months
    tables: Mapping[date, Table]

    def amount(self, key: int | None = None) -> int:
        """All seats or minutes that were told: of one thing, or of everything."""
        if key is None:
            return sum(table.amount for table in self.tables.values())
        found = (table.row(key) for table in self.tables.values())
        return sum(row.amount for row in found if row)

    def people(self, key: int | None = None) -> int:
        """How many different people, in fives, of the months in which that was told."""
        return in_fives(
            len(
                {
                    person
                    for month, table in self.tables.items()
                    for row in self.rows.get(month, ())
                    if (table.rows if key is None else table.row(key))
                    if key in (None, row.key)
                    for person in row.people
                }
            )
        )


def tell(
    month: date, helped: Months, given: Months, aims: Sequence[Aim], before: Sequence[Before]
) -> People:
    """What to tell of this month. `before` has every month that was told, the first one first.

    What grew before never shrinks, also when a list was mended since.
    """
    came, gave = table_of(helped.get(month, ()), LEAST), table_of(given.get(month, ()))
    receiving = _Side(helped, {**{each.month: each.people.helped for each in before}, month: came})
    giving = _Side(given, {**{each.month: each.people.given for each in before}, month: gave})
    last = before[-1].people if before else None
    return People(
        given=gave,
        helped=came,
        minutes=giving.amount(),
        seats=receiving.amount(),
        helpers=max(giving.people(), last.helpers if last else 0),
        people=max(receiving.people(), last.people if last else 0),
        goals=tuple(
            GoalStep(number=aim.number, done=_done(aim, receiving, giving, last)) for aim in aims
        ),
    )


def _done(aim: Aim, receiving: _Side, giving: _Side, last: People | None) -> int:
    if aim.measure is Measure.AS_IT_IS:
        return aim.done
    if aim.measure is Measure.MINUTES:
        return giving.amount(aim.key)
    if aim.measure is Measure.SEATS:
        return receiving.amount(aim.key)
    step = last.goal(aim.number) if last else None
    by_hand = aim.measure is Measure.PEOPLE_AS_IT_IS
    people = in_fives(aim.done) if by_hand else receiving.people(aim.key)
    return max(people, step.done if step else 0)
