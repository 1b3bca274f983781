"""No number of people under five can be worked out: tried with every sum and every month."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest

from buurtcoop.insight.rules import (
    LEAST,
    Aim,
    Before,
    Measure,
    People,
    Row,
    Table,
    Told,
    in_fives,
    month_after,
    table_of,
    tell,
)

JANUARY = date(2027, 1, 1)
Run = tuple[tuple[int, ...], tuple[int, ...]]
World = dict[date, list[Row]]
AIMS = [
    Aim(number=1, measure=Measure.PEOPLE),
    Aim(number=2, measure=Measure.PEOPLE, key=1),
    Aim(number=3, measure=Measure.SEATS, key=2),
    Aim(number=4, measure=Measure.MINUTES),
    Aim(number=5, measure=Measure.AS_IT_IS, done=7),
]


def row(key: int, *people: int, more: int = 0) -> Row:
    """A row in which everybody has one seat, and somebody brought so many along."""
    return Row(key=key, name=f"r{key}", people=frozenset(people), amount=len(people) + more)


def test_a_small_row_stands_together_with_the_first_that_is_big_enough() -> None:
    table = table_of([row(1, 1, 2), row(2, *range(10, 19)), row(3, *range(20, 29))])

    together = Told(keys=(1, 2), names=("r1", "r2"), people=10, amount=11)
    alone = Told(keys=(3,), names=("r3",), people=5, amount=9)
    assert table == Table(rows=(alone, together), total=20, amount=20)


def test_nothing_is_told_when_every_row_is_small() -> None:
    small = [row(1, 1, 2, 3, 4), row(2, 5, 6, 7, 8)]

    assert table_of(small) == Table(rows=(), total=0, amount=0)


def test_no_sum_of_two_rows_and_their_total_gives_a_number_under_five() -> None:
    """Every way to divide people over one thing, another, and both."""
    worlds = defaultdict(list)
    for parts in product(range(15), repeat=3):
        first, second, both = parts
        if max(first, second) + both > 14:
            continue  # so that of each pair of rows there is every way to divide them
        people = list(range(sum(parts)))
        table = table_of([row(1, *people[: first + both]), row(2, *people[first:])])
        worlds[_people_told(table)].append((*parts, first + both, second + both))

    assert _worked_out(worlds) == []


def test_no_sum_of_months_gives_a_number_under_five() -> None:
    """Every three months of 5 to 9 people, and every two of 5 to 14: new, back and away."""
    for months, most in ((3, 9), (2, 14)):
        worlds = defaultdict(list)
        for told, truth in _runs(months, most):
            worlds[told].append(truth)

        assert _worked_out(worlds) == []


@pytest.mark.parametrize(("step", "safe"), [(LEAST, True), (1, False)])
def test_who_pays_for_one_thing_and_who_pays_for_two_cannot_put_them_beside_each_other(
    step: int, safe: bool
) -> None:
    """Exact seats, the negative control, give the small row away by what they differ."""
    worlds = defaultdict[Any, list[tuple[int, ...]]](list)
    for many, few in product(range(LEAST, 40), range(LEAST)):
        big, small = row(2, *range(100, 100 + many)), row(1, *range(few))
        told = table_of([big], step), table_of([small, big], step)
        worlds[told].append((few,))

    assert (_worked_out(worlds) == []) is safe


def test_exact_numbers_would_tell_who_is_new() -> None:
    """The negative control: the same months without rounding."""
    worlds = defaultdict(list)
    for told, truth in _runs(2, 9, rounded=False):
        worlds[told].append(truth)

    assert _worked_out(worlds) != []


@pytest.mark.parametrize("seed", range(20))
def test_one_person_less_or_more_in_a_small_row_is_never_seen(seed: int) -> None:
    """A year of months: with one person moved or shared, everything told is the same.

    So whoever reads all of it, with all sums and all months, can't tell the two apart.
    """
    world = _world(Random(seed))
    told = _told(world)

    for month, key in _small(world):
        assert _told(_moved(world, month, key)) == told
        if len(_pair(world, month, key)[0].people) < LEAST - 1:
            assert _told(_joined(world, month, key)) == told


def test_a_year_tells_something() -> None:
    told = _told(_world(Random(1)))

    assert told[-1].people > 0
    assert any(each.helped.rows for each in told)
    assert told[-1].goals[4].done == 7


def _people_told(table: Table) -> tuple[object, ...]:
    return table.total, tuple((each.keys, each.people) for each in table.rows)


def _worked_out(worlds: Mapping[Any, list[tuple[int, ...]]]) -> list[object]:
    """What is told from which a number of people from one to four follows for sure."""
    return [
        (told, place)
        for told, same in worlds.items()
        for place in range(len(same[0]))
        if 1 <= same[0][place] < LEAST and len({each[place] for each in same}) == 1
    ]


def _runs(months: int, most: int, *, rounded: bool = True) -> Iterator[Run]:
    """Each run of months: what is told of the month and of all, and new, back and away."""
    say = in_fives if rounded else int

    def go(told: tuple[int, ...], ever: int, truth: tuple[int, ...], left: int) -> Iterator[Run]:
        if not left:
            yield told, truth
            return
        for people in range(LEAST, most + 1):
            for new in range(max(0, people - ever), people + 1):
                whole = ever + new
                more = (new, people - new, whole - people)
                yield from go((*told, say(people), say(whole)), whole, truth + more, left - 1)

    return go((), 0, (), months)


def _world(random: Random) -> World:
    """A year of four things; the last is always small, the others often are."""

    def one(key: int) -> Row:
        size = random.randrange(1, 5) if key == 4 else random.randrange(14)
        return row(key, *random.sample(range(40), size), more=random.randrange(4))

    months = [month_after(JANUARY, many) for many in range(12)]
    return {month: [one(key) for key in range(1, 5)] for month in months}


def _told(world: World) -> list[People]:
    told: list[Before] = []
    for month in sorted(world):
        told.append(Before(month=month, people=tell(month, world, world, AIMS, told)))
    return [each.people for each in told]


def _small(world: World) -> Iterator[tuple[date, int]]:
    for month, rows in world.items():
        if any(not each.small for each in rows):
            yield from ((month, each.key) for each in rows if each.small and each.people)


def _moved(world: World, month: date, key: int) -> World:
    """The same year, but one person of this row came to the first big one instead."""
    small, big = _pair(world, month, key)
    person = frozenset({min(small.people)})
    return _with(
        world,
        month,
        replace(small, people=small.people - person, amount=small.amount - 1),
        replace(big, people=big.people | person, amount=big.amount + 1),
    )


def _joined(world: World, month: date, key: int) -> World:
    """The same year, but one person of the first big row came here as well, for as long."""
    small, big = _pair(world, month, key)
    person = frozenset({min(big.people - small.people)})
    return _with(
        world,
        month,
        replace(small, people=small.people | person, amount=small.amount + 1),
        replace(big, amount=big.amount - 1),
    )


def _pair(world: World, month: date, key: int) -> tuple[Row, Row]:
    small = next(each for each in world[month] if each.key == key)
    return small, next(each for each in world[month] if not each.small)


def _with(world: World, month: date, *rows: Row) -> World:
    new = {each.key: each for each in (*world[month], *rows)}
    return {**world, month: [new[each.key] for each in world[month]]}


def test_people_counted_by_hand_are_told_in_fives_and_never_shrink() -> None:
    aim = Aim(number=1, measure=Measure.PEOPLE_AS_IT_IS)
    told: list[Before] = []
    for at, done in enumerate((3, 11, 9)):
        month = month_after(JANUARY, at)
        people = tell(month, {}, {}, [replace(aim, done=done)], told)
        told.append(Before(month=month, people=people))

    assert [each.people.goals[0].done for each in told] == [0, 10, 10]
