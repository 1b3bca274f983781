"""What may be told about people: nothing from which a reader works out a number under five.

A table has a row for each thing we do. A row of fewer than five people is told together with
the first row that is big enough: a reader never knows how those divide. Moving one person from
the small row to the big one changes nothing that is told, now or later. Without a row that is
big enough nothing is told.

Every number of people is rounded down to fives, and so are their seats. Exact numbers would tell
too much by what they differ: "10 in January, 14 in February, 14 together" is four people who are
new; "12 seats of the table" to who pays for that, "15 of table and walk" to who pays for both, is
three who walked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who came to one thing or helped there: people, and their seats or minutes together."""

    key: int
    name: str
    people: frozenset[int]
    amount: int

    @property
    def small(self) -> bool:
        """Whether these are fewer people than we tell of."""
        return len(self.people) < LEAST


@dataclass(frozen=True, kw_only=True)
class Told:
    """A row as it is told; `people` in fives. `names` are several when told together."""

    keys: tuple[int, ...]
    names: tuple[str, ...]
    people: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """What is told of a month. `total` are different people, in fives; none without rows."""

    rows: tuple[Told, ...]
    total: int
    amount: int

    def row(self, key: int | None) -> Told | None:
        """The row of one thing, when it stands by itself."""
        return next((row for row in self.rows if row.keys == (key,)), None)


def in_fives(people: int) -> int:
    """Rounded down, so that it is never told as more."""
    return people - people % LEAST


def table_of(rows: Sequence[Row], step: int = 1) -> Table:
    """These rows as they may be told, amounts rounded down to this step.

    Their order may not depend on how many came.
    """
    first_big = next((row for row in rows if not row.small), None)
    if first_big is None:
        return Table(rows=(), total=0, amount=0)
    together = [row for row in rows if row.small or row is first_big]
    if len(together) == 1:
        together = []
    told = [_told([row], step) for row in rows if row not in together]
    if together:
        told.append(_told(together, step))
    return Table(
        rows=tuple(told),
        total=in_fives(len(_people(rows))),
        amount=sum(row.amount for row in told),
    )


def _told(rows: Sequence[Row], step: int) -> Told:
    amount = sum(row.amount for row in rows)
    return Told(
        keys=tuple(row.key for row in rows),
        names=tuple(row.name for row in rows),
        people=in_fives(len(_people(rows))),
        amount=amount - amount % step,
    )


def _people(rows: Iterable[Row]) -> frozenset[int]:
    return frozenset[int]().union(*(row.people for row in rows))
