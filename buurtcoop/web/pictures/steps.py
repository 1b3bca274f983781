"""Steps over time: how high something stands at the end of each month, beside a level to reach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from buurtcoop.web.pictures.sheet import (
    BOTH,
    LINE,
    Anchor,
    Drawn,
    Say,
    Sheet,
    Told,
    breadth,
    clipped,
    mark,
    path,
    picture,
    rect,
    text,
)

HIGH = {"narrow": 150, "wide": 200}  # of the plane itself
NEAR = 6
MOST_WORDS = 84  # room of the figures beside the plane at most


@dataclass(frozen=True)
class Level:
    """A height to hold the steps against, such as a target, with its words."""

    value: int
    words: str


Point = tuple[str, int | None]


@dataclass(frozen=True)
class _Plane:
    """Where values and points stand: the top is the highest value, each point has its slot."""

    left: int
    right: int
    top: int
    high: int
    lowest: int
    highest: int
    points: int
    told: tuple[tuple[int, str], ...]  # values with their words at the side, first come first

    def y(self, value: int) -> int:
        """The height of a value, in whole pixels from the top of the sheet."""
        whole = self.highest - self.lowest
        return self.top + (self.highest - value) * self.high // whole

    def x(self, place: int) -> int:
        """Where the slot of a point begins."""
        return self.left + place * (self.right - self.left) // self.points


def steps(
    told: Told,
    points: Sequence[Point],
    say: Say,
    *,
    level: Level | None = None,
    turn: Level | None = None,
    sheets: Sequence[Sheet] = BOTH,
) -> Markup:
    """A step for each point, filled to nothing; below nothing it wears a pattern.

    A point without a value is not drawn. `level` is a dashed line across, `turn` one upright in
    the slot of the point of that number, counted from nothing. Nothing without any value. Raises
    ValueError for a turn where no point is.
    """
    if turn is not None and not 0 <= turn.value < len(points):
        raise ValueError("There is no such point.")
    if all(value is None for _label, value in points):
        return Markup("")
    return picture(told, sheets, lambda sheet: _drawn(sheet, points, say, level, turn))


def _drawn(
    sheet: Sheet, points: Sequence[Point], say: Say, level: Level | None, turn: Level | None
) -> Drawn:
    plane = _plane(sheet, points, say, level, above=2 * LINE if turn else LINE)
    marks = [*_scale(plane), *_filled(plane, points), *_months(plane, points)]
    if level is not None:
        y = plane.y(level.value)
        marks.append(path(f"M{plane.left} {y}H{plane.right}", "level"))
    if turn is not None:
        marks += _turned(plane, turn)
    return Drawn(plane.top + plane.high + LINE + NEAR, marks)


def _plane(
    sheet: Sheet, points: Sequence[Point], say: Say, level: Level | None, *, above: int
) -> _Plane:
    known = [value for _label, value in points if value is not None]
    highest = max([0, *known, *([level.value] if level else [])])
    lowest = min(0, *known)
    values = [(value, say(value)) for value in dict.fromkeys((0, highest, lowest))]
    told = ([(level.value, level.words)] if level else []) + values
    return _Plane(
        left=min(max(breadth(words) for _value, words in told), MOST_WORDS) + NEAR,
        right=sheet.width,
        top=above + NEAR,
        high=HIGH[sheet.name],
        lowest=lowest,
        highest=max(highest, lowest + 1),
        points=len(points),
        told=tuple(told),
    )


def _scale(plane: _Plane) -> Iterator[Markup]:
    """The words at the side; those that would touch others are left out."""
    taken: list[int] = []
    for value, words in plane.told:
        y = plane.y(value)
        if all(abs(y - other) >= LINE for other in taken):
            taken.append(y)
            yield text(plane.left - NEAR, y + NEAR - 1, clipped(words, MOST_WORDS), Anchor.END)


def _filled(plane: _Plane, points: Sequence[Point]) -> Iterator[Markup]:
    zero = plane.y(0)
    line, before = "", False
    for place, (_label, value) in enumerate(points):
        if value is None:
            before = False
            continue
        x, end, y = plane.x(place), plane.x(place + 1), plane.y(value)
        fill = mark("f-tint") if value >= 0 else Markup('fill="url(#p-short)"')
        if y != zero:  # one over the next, so that no seam shows between them
            seam = end < plane.right
            yield rect(x, min(y, zero), end - x + seam, abs(y - zero), fill)
        line += f"V{y}H{end}" if before else f"M{x} {y}H{end}"
        before = True
    yield path(f"M{plane.left} {zero}H{plane.right}", "axis")
    yield path(line, "steps-line")


def _months(plane: _Plane, points: Sequence[Point]) -> Iterator[Markup]:
    """The words below the points, as many as fit."""
    room = (plane.right - plane.left) // plane.points
    widest = max(breadth(label) for label, _value in points) + NEAR
    every = max(1, -(-widest // max(room, 1)))
    y = plane.top + plane.high + LINE
    for place, (label, _value) in enumerate(points):
        if place % every:
            continue
        slot = plane.x(min(place + every, plane.points)) - plane.x(place)
        if place and slot < widest:
            continue
        yield text(plane.x(place), y, clipped(label, max(slot, room)))


def _turned(plane: _Plane, turn: Level) -> Iterator[Markup]:
    x = plane.x(turn.value)
    yield path(f"M{x} {LINE + NEAR}V{plane.top + plane.high}", "level")
    words = clipped(turn.words, plane.right - plane.left)
    late = x + breadth(words) > plane.right
    anchor = Anchor.END if late else Anchor.START
    if late and x - breadth(words) < 0:
        x = plane.right
    yield text(x, LINE, words, anchor)
