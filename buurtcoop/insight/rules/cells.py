"""What may be told about people: nothing from which a reader works out a number under five.

A table has a row for each thing we do. A row of fewer than five people is told together with
another, and so is the first row that is big enough: a reader never knows how those divide. What
is told together counts each person once, so moving one person from the small row to the big one
changes nothing that is told, now or later. Without a big enough row nothing is told.

A total stands beside its parts only while what it differs from each of them is nothing or at
least five people: also what it differs from the totals that were told before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who came to one thing or helped there: people, and minutes or seats together."""

    key: int
    name: str
    people: frozenset[int]
    amount: int
    times: int = 0

    @property
    def small(self) -> bool:
        """Whether these are fewer people than we tell of."""
        return len(self.people) < LEAST


@dataclass(frozen=True, kw_only=True)
class Told:
    """A row as it is told. `names` are several things when they are told together."""

    keys: tuple[int, ...]
    names: tuple[str, ...]
    people: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """What is told of a month. `total` is None when it would tell too much beside the rows."""

    rows: tuple[Told, ...]
    total: int | None
    amount: int

    @property
    def alone(self) -> frozenset[int]:
        """The keys of the rows that stand by themselves."""
        return frozenset(row.keys[0] for row in self.rows if len(row.keys) == 1)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A month of a number that grows: how many people that month, and what was told then.

    `people` is None for a month of which nothing was told.
    """

    people: int | None
    told: int


NOTHING_TOLD = Table(rows=(), total=None, amount=0)


def table_of(rows: Sequence[Row]) -> Table:
    """These rows as they may be told. Their order may not depend on how many came."""
    big = [row for row in rows if not row.small]
    if not big:
        return NOTHING_TOLD
    together = [row for row in rows if row.small or row is big[0]]
    if len(together) == 1:
        together = []
    told = [_told([row]) for row in rows if row not in together]
    if together:
        told.append(_told(together))
    everybody = len(frozenset[int]().union(*(row.people for row in rows)))
    fits = may_stand(everybody, [row.people for row in told])
    return Table(
        rows=tuple(told),
        total=everybody if fits else None,
        amount=sum(row.amount for row in told),
    )


def may_stand(total: int, parts: Sequence[int]) -> bool:
    """Whether a total tells no number under five beside parts that it holds.

    Looked at: who is in all but one of the parts, and who is in more than one.
    """
    return all(_far(total, part) for part in parts) and _far(sum(parts), total)


def next_told(before: Sequence[Step], people: int | None, total: int, inside: Iterable[int]) -> int:
    """What to tell of a number that grows: the new total, or again what was told before.

    `people` is how many came this month, None when that is not told; `total` everybody so far;
    `inside` are other numbers that were told of people who are among them.
    """
    last = before[-1].told if before else 0
    if people is None:
        return last
    months = [step.people for step in before if step.people is not None] + [people]
    since = _since_told(before) + people
    apart = all(_far(total, each) for each in (last, *months, *inside))
    return total if apart and _far(last + since, total) else last


def _since_told(before: Sequence[Step]) -> int:
    """How many came, month by month, since the number last grew."""
    since = 0
    for place in range(len(before) - 1, -1, -1):
        earlier = before[place - 1].told if place else 0
        if before[place].told != earlier:
            break
        since += before[place].people or 0
    return since


def _told(rows: Sequence[Row]) -> Told:
    return Told(
        keys=tuple(row.key for row in rows),
        names=tuple(row.name for row in rows),
        people=len(frozenset[int]().union(*(row.people for row in rows))),
        amount=sum(row.amount for row in rows),
    )


def _far(one: int, other: int) -> bool:
    return one == other or abs(one - other) >= LEAST
