"""A flow: from the nodes of one column to those of the next, as wide as what goes there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from markupsafe import Markup

from buurtcoop.web.pictures.sheet import (
    BOTH,
    LINE,
    Anchor,
    Drawn,
    Say,
    Sheet,
    Told,
    mark,
    path,
    picture,
    rect,
    shade,
    share,
    text,
    wrapped,
)

THICK = 12  # of a node
PIXELS = 320  # of the whole flow
GAP = 10
SIDE, NEAR = 160, 8  # room of a label beside a node, and how far it stands from it
HEAD = 30
BETWEEN = 28  # from one stage to the next on a phone


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
class _Laid:
    """A flow in pixels: columns in order, ribbons per stage, heights of nodes, and sums."""

    heads: Sequence[str]
    columns: list[list[Node]]
    stages: list[list[Ribbon]]
    heights: dict[str, int]
    sums: dict[str, int]


def flow(
    told: Told, heads: Sequence[str], columns: Sequence[Column], links: Sequence[Link], say: Say
) -> Markup:
    """Columns of nodes with what goes between them; nothing when nothing goes.

    `heads` are the words above the columns. The first column keeps its order, the others stand
    so that links cross little. Raises ValueError when a link takes nothing along or skips a
    column, or what goes into a node does not come out of it.
    """
    if not links:
        return Markup("")
    laid = _laid(heads, columns, links)
    return picture(
        told,
        BOTH,
        lambda sheet: _narrow(laid, sheet, say) if sheet.is_narrow else _wide(laid, sheet, say),
    )


def heights(columns: Sequence[Column], links: Sequence[Link]) -> dict[str, int]:
    """{key of a node: its height in pixels}; every column adds up to the same."""
    return _laid([""] * len(columns), columns, links).heights


def _laid(heads: Sequence[str], columns: Sequence[Column], links: Sequence[Link]) -> _Laid:
    sums = _sums(columns, links)
    ordered = _ordered(columns, links, sums)
    first = [sums[node.key] for node in ordered[0]]
    high = dict(zip((node.key for node in ordered[0]), share(PIXELS, first), strict=True))
    stages = []
    for here, there in pairwise(ordered):
        stages.append(_ribbons(here, there, links, high))
        for ribbon in stages[-1]:
            high[ribbon.link.end] = high.get(ribbon.link.end, 0) + ribbon.width
    return _Laid(heads, ordered, stages, high, sums)


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


def _wide(laid: _Laid, sheet: Sheet, say: Say) -> Drawn:
    slots = [_slots(column, laid.heights, 2 * LINE + 2) for column in laid.columns]
    tall = max(sum(column) + GAP * (len(column) - 1) for column in slots)
    marks: list[Markup] = []
    tops: Places = {}
    last = len(laid.columns) - 1
    stride = (sheet.width - 2 * (SIDE + NEAR) - THICK) // max(last, 1)
    xs = [SIDE + NEAR + place * stride for place in range(last + 1)]
    for column, slot in zip(laid.columns, slots, strict=True):
        y = HEAD + (tall - sum(slot) - GAP * (len(slot) - 1)) // 2
        for node, room in zip(column, slot, strict=True):
            tops[node.key] = y + (room - laid.heights[node.key]) // 2
            y += room + GAP
    for place, stage in enumerate(laid.stages):
        marks += _drawn(stage, tops, xs[place] + THICK, xs[place + 1], tinted=not place)
    for place, column in enumerate(laid.columns):
        marks += _nodes(column, laid, tops, xs[place], shaded=not place)
        anchor, x = (
            (Anchor.END, xs[0] - NEAR) if not place else (Anchor.START, xs[place] + THICK + NEAR)
        )
        marks.append(text(x, LINE, laid.heads[place], anchor, strong=True))
        room = SIDE if place in (0, last) else stride - THICK - 2 * NEAR
        for node in column:
            middle = tops[node.key] + laid.heights[node.key] // 2
            marks += _beside(node, say(laid.sums[node.key]), x, middle, anchor, room)
    return Drawn(HEAD + tall + NEAR, marks)


def _beside(
    node: Node, amount: str, x: int, middle: int, anchor: Anchor, room: int
) -> Iterator[Markup]:
    """The name of a node and its amount, on two lines round its middle."""
    name = wrapped(node.name, room, lines=1)[0]
    yield text(x, middle - 3, name, anchor)
    yield text(x, middle + LINE - 4, amount, anchor, strong=True)


def _narrow(laid: _Laid, sheet: Sheet, say: Say) -> Drawn:
    """Each stage on its own, below one another, with labels above the nodes."""
    marks: list[Markup] = []
    top = 0
    for place, stage in enumerate(laid.stages):
        left, right = laid.columns[place : place + 2]
        tops: Places = {}
        foot = top
        for column, x, anchor in ((left, 0, Anchor.START), (right, sheet.width, Anchor.END)):
            marks.append(text(x, top + LINE, laid.heads[place + (x > 0)], anchor, strong=True))
            y = top + HEAD
            for node in column:
                marks += _above(
                    node, say(laid.sums[node.key]), x, y, anchor, sheet.width // 2 - NEAR
                )
                tops[node.key] = y + 2 * LINE + 4
                y = tops[node.key] + max(laid.heights[node.key], 1) + GAP
            foot = max(foot, y)
        marks[:0] = _drawn(stage, tops, THICK, sheet.width - THICK, tinted=not place)
        marks += _nodes(left, laid, tops, 0, shaded=not place)
        marks += _nodes(right, laid, tops, sheet.width - THICK, shaded=False)
        top = foot + BETWEEN
    return Drawn(top - BETWEEN, marks)


def _above(node: Node, amount: str, x: int, y: int, anchor: Anchor, room: int) -> Iterator[Markup]:
    name = wrapped(node.name, room, lines=1)[0]
    yield text(x, y + LINE - 3, name, anchor)
    yield text(x, y + 2 * LINE - 3, amount, anchor, strong=True)


def _slots(column: Column, high: Places, least: int) -> list[int]:
    return [max(high[node.key], least) for node in column]


def _nodes(column: Column, laid: _Laid, tops: Places, x: int, *, shaded: bool) -> Iterator[Markup]:
    for number, node in enumerate(column, start=1):
        fill = shade(number) if shaded else mark("f-ink")
        yield rect(x, tops[node.key], THICK, max(laid.heights[node.key], 1), fill)


def _drawn(
    stage: Sequence[Ribbon], tops: Places, left: int, right: int, *, tinted: bool
) -> Iterator[Markup]:
    """The ribbons of a stage; those of the first wear the colour of where they come from."""
    used: Places = defaultdict(int)
    half = (left + right) // 2
    arrivals: Places = defaultdict(int)
    for ribbon in stage:
        y, end = tops[ribbon.link.start] + used[ribbon.link.start], ribbon.link.end
        to = tops[end] + arrivals[end]
        used[ribbon.link.start] += ribbon.width
        arrivals[end] += ribbon.width
        foot, last = y + ribbon.width, to + ribbon.width
        yield path(
            f"M{left} {y}C{half} {y} {half} {to} {right} {to}V{last}"
            f"C{half} {last} {half} {foot} {left} {foot}Z",
            f"flows c{(ribbon.number - 1) % 7 + 1}" if tinted else "flows",
        )
