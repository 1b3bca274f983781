"""The sheet of a picture: its two widths, how much room words take, and the elements on it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from buurtcoop.core.money import Money

# How a value reads, such as "€ 32.000".
Say = Callable[[int], str]
LINE = 18  # from one line of text to the next; the style sheet sets text of 15
THIN, BROAD = "iljtfrI.,:;'|!()[] -–\N{NO-BREAK SPACE}", "mwMWOQ@%€—…"
CUT = "…"


@dataclass(frozen=True)
class Sheet:
    """A width to draw on: 340 keeps text its size on a phone, 720 on a screen and on A4."""

    name: str
    width: int

    @property
    def is_narrow(self) -> bool:
        """Whether labels stand above what they name, as beside it is no room."""
        return self.width < WIDE.width


NARROW, WIDE = Sheet("narrow", 340), Sheet("wide", 720)
BOTH, SMALL = (NARROW, WIDE), (NARROW,)


class Anchor(StrEnum):
    """From where a text is placed."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a picture is called on its page (`name`, once), its title and what it shows in words."""

    name: str
    title: str
    said: str


def picture(told: Told, sheets: Sequence[Sheet], draw: Callable[[Sheet], "Drawn"]) -> Markup:
    """The same picture on each of these sheets; the style sheet shows one."""
    drawings = Markup("").join(_framed(told, sheet, draw(sheet)) for sheet in sheets)
    return Markup('<div class="picture">{}</div>').format(drawings)


@dataclass(frozen=True)
class Drawn:
    """What is on a sheet, and how high that is."""

    height: int
    marks: Iterable[Markup]


def euros(amount: int) -> str:
    """Cents in whole euros: a picture shows about how much, the table beside it to the cent."""
    minus = "−\N{NO-BREAK SPACE}" if amount < 0 else ""
    return minus + abs(Money(amount)).rounded()


def breadth(words: str) -> int:
    """About how wide a text is, rather too much than too little."""
    return sum(map(_breadth_of, words))


def _breadth_of(sign: str) -> int:
    if sign in THIN:
        return 5
    if sign in BROAD or ord(sign) > 0x2E7F:
        return 16
    return 11 if sign.isupper() else 8


def clipped(words: str, room: int) -> str:
    """The text as far as it fits in this room, with a sign that there is more."""
    if breadth(words) <= room:
        return words
    kept, left = "", room - breadth(CUT)
    for sign in words:
        left -= _breadth_of(sign)
        if left < 0:
            break
        kept += sign
    return kept.rstrip() + CUT


def wrapped(words: str, room: int, lines: int = 2) -> list[str]:
    """The text over at most this many lines of this room; one line at least."""
    found: list[str] = []
    for word in words.split():
        if found and breadth(f"{found[-1]} {word}") <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > lines:
        found[lines - 1 :] = [" ".join(found[lines - 1 :])]
    return [clipped(line, room) for line in found] or [""]


def text(
    x: int, y: int, words: str, anchor: Anchor = Anchor.START, *, strong: bool = False
) -> Markup:
    """Words with their foot at this height."""
    placed = "" if anchor is Anchor.START else Markup(' text-anchor="%s"') % anchor
    kind = Markup(' class="strong"') if strong else ""
    return Markup('<text x="%d" y="%d"%s%s>%s</text>') % (x, y, placed, kind, words)


def rect(x: int, y: int, width: int, height: int, fill: Markup) -> Markup:
    """A rectangle; `fill` comes from `shade` or `mark`."""
    where = (x, y, width, height, fill)
    return Markup('<rect x="%d" y="%d" width="%d" height="%d" %s/>') % where


def mark(name: str) -> Markup:
    """The fill of a class of the style sheet."""
    return Markup('class="%s"') % name


def shade(number: int) -> Markup:
    """The colour and pattern of part 1 to 7; an eighth starts again, as in `money.paint`."""
    place = (number - 1) % 7 + 1
    return mark("c1") if place == 1 else Markup('fill="url(#k%d)"') % place


def path(steps: str, fill: str) -> Markup:
    """A line or plane along these steps, in a class of the style sheet."""
    return Markup('<path d="%s" class="%s"/>') % (steps, fill)


def share(pixels: int, values: Sequence[int]) -> list[int]:
    """These pixels over the values in whole ones that add up, largest remainder first.

    Values are zero or more; with nothing to share by everything stays nothing.
    """
    whole = sum(values)
    if not whole:
        return [0] * len(values)
    parts = [pixels * value // whole for value in values]
    by_rest = sorted(range(len(values)), key=lambda place: -(pixels * values[place] % whole))
    for place in by_rest[: pixels - sum(parts)]:
        parts[place] += 1
    return parts


def _framed(told: Told, sheet: Sheet, drawn: Drawn) -> Markup:
    about = f"{told.name}-{sheet.name}"
    return Markup(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="img" direction="ltr"'
        ' aria-labelledby="{}-t {}-d"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>'
    ).format(
        sheet.name,
        sheet.width,
        drawn.height,
        about,
        about,
        about,
        told.title,
        about,
        told.said,
        Markup("").join(drawn.marks),
    )
