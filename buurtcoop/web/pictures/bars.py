"""Bars that lie: a few amounts for each of some names, such as promised and received."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from markupsafe import Markup

from buurtcoop.web.pictures.sheet import (
    BOTH,
    LINE,
    Drawn,
    Say,
    Sheet,
    Told,
    breadth,
    clipped,
    mark,
    picture,
    rect,
    text,
    wrapped,
)

THICK, BELOW, APART = 18, 4, 16  # of a bar, from bar to bar, and from name to name
NEAR = 8
NAMES = 210  # room of the names on a wide sheet
KEY = 22  # of the small square in the legend
MOST_WORDS = 130  # room of an amount at most


class Paint(StrEnum):
    """How bars look: white with an edge is a plan, hatched came in, solid was spent."""

    PLAN = "plan"
    CAME = "came"
    SPENT = "spent"


FILLS = {
    Paint.PLAN: mark("b-prom"),
    Paint.CAME: Markup('fill="url(#p-recv)"'),
    Paint.SPENT: mark("f-brand"),
}
Row = tuple[str, Sequence[int | None]]
Series = tuple[str, Paint]


def bars(told: Told, series: Sequence[Series], rows: Sequence[Row], say: Say) -> Markup:
    """A bar for each series in each row; nothing without rows.

    A value of None has no bar and no words; one below nothing has no bar, but its words. With
    one series there is no legend. Raises ValueError when a row has another number of values.
    """
    if not rows:
        return Markup("")
    if any(len(values) != len(series) for _name, values in rows):
        raise ValueError("Every row needs a value for each series.")
    return picture(told, BOTH, lambda sheet: _drawn(sheet, series, rows, say))


def _drawn(sheet: Sheet, series: Sequence[Series], rows: Sequence[Row], say: Say) -> Drawn:
    known = [value for _name, values in rows for value in values if value is not None]
    words = min(MOST_WORDS, max((breadth(say(value)) for value in known), default=0))
    left = 0 if sheet.is_narrow else NAMES
    span = sheet.width - left - words - NEAR
    most = max([*known, 1])
    marks = list(_legend(sheet, series)) if len(series) > 1 else []
    y = _legend_height(sheet, series) if marks else 0
    for name, values in rows:
        lines = wrapped(name, sheet.width if sheet.is_narrow else NAMES - NEAR)
        marks += [text(0, y + LINE * number - 4, line) for number, line in enumerate(lines, 1)]
        top = y + LINE * len(lines) + 2 if sheet.is_narrow else y
        foot = top
        for value, (_name, paint) in zip(values, series, strict=True):
            if value is not None:
                long = max(0, value) * span // most
                marks.append(rect(left + 1, top + 1, max(long - 2, 1), THICK - 2, FILLS[paint]))
                marks.append(text(left + long + NEAR, top + THICK - 4, clipped(say(value), words)))
            top += THICK + BELOW
            foot = top
        y = max(foot, y + LINE * len(lines)) + APART
    return Drawn(y - APART, marks)


def _placed(sheet: Sheet, series: Sequence[Series]) -> Iterator[tuple[int, int, str, Paint]]:
    """Where each series stands in the legend: after the one before, or on a new line."""
    x = y = 0
    for name, paint in series:
        words = clipped(name, sheet.width - KEY - NEAR)
        wide = KEY + NEAR + breadth(words)
        if x and x + wide > sheet.width:
            x, y = 0, y + LINE + BELOW
        yield x, y, words, paint
        x += wide + 2 * NEAR


def _legend(sheet: Sheet, series: Sequence[Series]) -> Iterator[Markup]:
    for x, y, words, paint in _placed(sheet, series):
        yield rect(x + 1, y + 1, KEY - 2, THICK - 2, FILLS[paint])
        yield text(x + KEY + NEAR, y + THICK - 4, words)


def _legend_height(sheet: Sheet, series: Sequence[Series]) -> int:
    return max(y for _x, y, _words, _paint in _placed(sheet, series)) + THICK + APART
