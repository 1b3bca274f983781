"""How a flow is laid out in whole pixels: heights of nodes, widths of links, and their order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from buurtcoop.web.pictures.sheet import share

PIXELS = 320  # of the whole flow


@dataclass(frozen=True)
class Node:
    """What money comes from or goes to; `key` is its own on the whole picture.

    `rest` is the rest of its column and stands last.
    """

    key: str
    name: str
    rest: bool = False


@dataclass(frozen=True)
class Link:
    """What goes from one node to another of the next column, in cents; more than nothing."""

    start: str
    end: str
    value: int


@dataclass(frozen=True)
class Ribbon:
    """A link with its width in pixels and the place of its first node in the column."""

    link: Link
    width: int
    number: int


Column = Sequence[Node]
Places = dict[str, int]


@dataclass(frozen=True)
class Laid:
    """A flow in pixels: columns in order, ribbons per stage, heights of nodes, and sums."""

    heads: Sequence[str]
    columns: list[list[Node]]
    stages: list[list[Ribbon]]
    heights: dict[str, int]
    sums: dict[str, int]


def laid_out(heads: Sequence[str], columns: Sequence[Column], links: Sequence[Link]) -> Laid:
    """These columns and links in pixels; every column adds up to the same.

    Nodes with nothing fall out. Raises ValueError when a link takes nothing along or skips a
    column, or what goes into a node does not come out of it.
    """
    sums = _sums(columns, links)
    ordered = _ordered(columns, links, sums)
    first = [sums[node.key] for node in ordered[0]]
    high = dict(zip((node.key for node in ordered[0]), share(PIXELS, first), strict=True))
    stages = []
    for here, there in pairwise(ordered):
        stages.append(_ribbons(here, there, links, high))
        for ribbon in stages[-1]:
            high[ribbon.link.end] = high.get(ribbon.link.end, 0) + ribbon.width
    return Laid(heads, ordered, stages, high, sums)


def _ribbons(here: Column, there: Column, links: Sequence[Link], high: Places) -> list[Ribbon]:
    at = {node.key: place for place, node in enumerate(there)}
    found = []
    for number, node in enumerate(here, start=1):
        out = sorted((each for each in links if each.start == node.key), key=lambda x: at[x.end])
        widths = share(high[node.key], [each.value for each in out])
        found += [Ribbon(each, width, number) for each, width in zip(out, widths, strict=True)]
    return found


def _sums(columns: Sequence[Column], links: Sequence[Link]) -> dict[str, int]:
    """{key: what goes through it}."""
    column_of = {node.key: place for place, column in enumerate(columns) for node in column}
    into: dict[str, int] = defaultdict(int)
    out: dict[str, int] = defaultdict(int)
    for link in links:
        if link.value <= 0 or column_of[link.end] != column_of[link.start] + 1:
            raise ValueError(f"{link} goes nowhere.")
        into[link.end] += link.value
        out[link.start] += link.value
    for key, place in column_of.items():
        if 0 < place < len(columns) - 1 and into[key] != out[key]:
            raise ValueError(f"What goes into {key} does not come out of it.")
    return {key: max(into[key], out[key]) for key in column_of}


def _ordered(
    columns: Sequence[Column], links: Sequence[Link], sums: Mapping[str, int]
) -> list[list[Node]]:
    """Nodes with something in them; from the second column on by where their links come from."""
    ordered = [[node for node in columns[0] if sums[node.key]]]
    for column in columns[1:]:
        at = {node.key: place for place, node in enumerate(ordered[-1])}
        weight: dict[str, int] = defaultdict(int)
        for link in links:
            if link.start in at:
                weight[link.end] += link.value * at[link.start]
        kept = [node for node in column if sums[node.key]]
        ordered.append(
            sorted(kept, key=lambda node: (node.rest, Fraction(weight[node.key], sums[node.key])))
        )
    return ordered
