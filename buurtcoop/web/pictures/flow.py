"""A flow: from the nodes of one column to those of the next, as wide as what goes there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from buurtcoop.web.pictures.laying import Column, Laid, Link, Places, Ribbon, laid_out
from buurtcoop.web.pictures.sheet import (
    BOTH,
    LINE,
    Anchor,
    Drawn,
    Say,
    Sheet,
    Told,
    clipped,
    mark,
    path,
    picture,
    rect,
    shade,
    text,
    wrapped,
)

THICK = 12  # of a node
GAP = 10
SIDE, NEAR = 160, 8  # room of a label beside a node, and how far it stands from it
HEAD = 30
BETWEEN = 28  # from one stage to the next on a phone
Lines = dict[str, list[str]]  # {key of a node: its label}


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
    laid = laid_out(heads, columns, links)
    return picture(
        told,
        BOTH,
        lambda sheet: _narrow(laid, sheet, say) if sheet.is_narrow else _wide(laid, sheet, say),
    )


def _wide(laid: Laid, sheet: Sheet, say: Say) -> Drawn:
    """All columns beside one another, each label beside its node."""
    last = len(laid.columns) - 1
    stride = (sheet.width - 2 * (SIDE + NEAR) - THICK) // max(last, 1)
    lines: Lines = {}
    rooms = [SIDE if place in (0, last) else stride - THICK - 2 * NEAR for place in range(last + 1)]
    for column, room in zip(laid.columns, rooms, strict=True):
        lines |= {node.key: _label(node.name, laid, node.key, say, room, 2) for node in column}
    tops, tall = _tops(laid, lines)
    marks: list[Markup] = []
    xs = [SIDE + NEAR + place * stride for place in range(last + 1)]
    for place, stage in enumerate(laid.stages):
        marks += _ribbons(stage, tops, xs[place] + THICK, xs[place + 1], tinted=not place)
    for place, column in enumerate(laid.columns):
        marks += _nodes(column, laid, tops, xs[place], shaded=not place)
        anchor = Anchor.START if place else Anchor.END
        x = xs[place] + THICK + NEAR if place else xs[0] - NEAR
        head = clipped(laid.heads[place], rooms[place])
        marks.append(text(x, LINE, head, anchor, strong=True))
        for node in column:
            middle = tops[node.key] + laid.heights[node.key] // 2
            foot = middle - len(lines[node.key]) * LINE // 2 + LINE - 4
            marks += _words(lines[node.key], x, foot, anchor)
    return Drawn(tall, marks)


def _tops(laid: Laid, lines: Lines) -> tuple[Places, int]:
    """Where each node begins, so that labels have room, and how high the sheet is then."""
    slots = {key: max(laid.heights[key], len(label) * LINE) for key, label in lines.items()}
    rooms = [
        sum(slots[node.key] for node in column) + GAP * (len(column) - 1) for column in laid.columns
    ]
    tops: Places = {}
    for column, room in zip(laid.columns, rooms, strict=True):
        y = HEAD + (max(rooms) - room) // 2
        for node in column:
            tops[node.key] = y + (slots[node.key] - laid.heights[node.key]) // 2
            y += slots[node.key] + GAP
    return tops, HEAD + max(rooms) + NEAR


def _narrow(laid: Laid, sheet: Sheet, say: Say) -> Drawn:
    """Each stage on its own, below one another, with labels above the nodes."""
    under: list[Markup] = []
    over: list[Markup] = []
    top = 0
    for place, stage in enumerate(laid.stages):
        tops: Places = {}
        feet = []
        sides = ((0, Anchor.START), (sheet.width, Anchor.END))
        for number, (x, anchor) in enumerate(sides, start=place):
            room = sheet.width // 2 - NEAR
            head = clipped(laid.heads[number], room)
            over.append(text(x, top + LINE, head, anchor, strong=True))
            y = top + HEAD
            for node in laid.columns[number]:
                lines = _label(node.name, laid, node.key, say, room, 1)
                over += _words(lines, x, y + LINE - 3, anchor)
                tops[node.key] = y + len(lines) * LINE + 4
                y = tops[node.key] + max(laid.heights[node.key], 1) + GAP
            feet.append(y)
        under += _ribbons(stage, tops, THICK, sheet.width - THICK, tinted=not place)
        under += _nodes(laid.columns[place], laid, tops, 0, shaded=not place)
        under += _nodes(laid.columns[place + 1], laid, tops, sheet.width - THICK, shaded=False)
        top = max(feet) + BETWEEN
    return Drawn(top - BETWEEN, [*under, *over])


def _label(name: str, laid: Laid, key: str, say: Say, room: int, lines: int) -> list[str]:
    """The name over at most so many lines, and the amount below it."""
    return [*wrapped(name, room, lines), clipped(say(laid.sums[key]), room)]


def _words(lines: Sequence[str], x: int, foot: int, anchor: Anchor) -> Iterator[Markup]:
    """Lines of a label, the last one strong; `foot` is that of the first."""
    for number, line in enumerate(lines):
        yield text(x, foot + number * LINE, line, anchor, strong=number == len(lines) - 1)


def _nodes(column: Column, laid: Laid, tops: Places, x: int, *, shaded: bool) -> Iterator[Markup]:
    for number, node in enumerate(column, start=1):
        fill = shade(number) if shaded else mark("f-ink")
        yield rect(x, tops[node.key], THICK, max(laid.heights[node.key], 1), fill)


def _ribbons(
    stage: Sequence[Ribbon], tops: Places, left: int, right: int, *, tinted: bool
) -> Iterator[Markup]:
    """The links of a stage; those of the first wear the colour of where they come from."""
    gone: Places = defaultdict(int)
    come: Places = defaultdict(int)
    half = (left + right) // 2
    for ribbon in stage:
        start, end = ribbon.link.start, ribbon.link.end
        y, to = tops[start] + gone[start], tops[end] + come[end]
        gone[start] += ribbon.width
        come[end] += ribbon.width
        foot, last = y + ribbon.width, to + ribbon.width
        yield path(
            f"M{left} {y}C{half} {y} {half} {to} {right} {to}V{last}"
            f"C{half} {last} {half} {foot} {left} {foot}Z",
            f"flows c{(ribbon.number - 1) % 7 + 1}" if tinted else "flows",
        )
