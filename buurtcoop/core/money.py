"""Amounts of money: integer cents, never a float."""

import re
from dataclasses import dataclass
from functools import total_ordering

MINUS = "\N{MINUS SIGN}\N{NO-BREAK SPACE}"
_WRITTEN = re.compile(r"^(-?)\s*(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?$")
_COMMA_AND_THREE = re.compile(r"^(-?)\s*(\d{1,3}),(\d{3})$")
_LONGEST = 1_000  # Python makes no number of a text that goes on and on
_WRITTEN_WITH_POINT = re.compile(r"^(-?)\s*(\d+)\.(\d{1,2})$")


class AmountUnclear(ValueError):
    """The text is no amount that two people would read the same way."""


class AmountAmbiguous(AmountUnclear):
    """The text is one of two amounts: 1,234 is € 1,23 here and € 1.234,00 elsewhere."""

    def __init__(self, first: "Money", second: "Money") -> None:
        super().__init__(f"{first} or {second}")
        self.first = first
        self.second = second


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """A number of euro cents, negative allowed."""

    cents: int

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __neg__(self) -> "Money":
        return Money(-self.cents)

    def __abs__(self) -> "Money":
        return Money(abs(self.cents))

    def __mul__(self, times: int) -> "Money":
        return Money(self.cents * times)

    def __lt__(self, other: "Money") -> bool:
        return self.cents < other.cents

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        """As people write it: € 1.234,50, or − € 1.234,50 below nothing, with hard spaces."""
        euros, cents = divmod(abs(self.cents), 100)
        sign = MINUS if self.cents < 0 else ""
        return f"{sign}€\N{NO-BREAK SPACE}{_grouped(euros)},{cents:02d}"

    def rounded(self) -> str:
        """Whole euros, half up: € 1.235."""
        euros = (abs(self.cents) + 50) // 100
        sign = MINUS if self.cents < 0 and euros else ""
        return f"{sign}€\N{NO-BREAK SPACE}{_grouped(euros)}"

    def plain(self) -> str:
        """Without the sign of the euro, where the page says that all is in euro: −1.234,50."""
        euros, cents = divmod(abs(self.cents), 100)
        sign = "\N{MINUS SIGN}" if self.cents < 0 else ""
        return f"{sign}{_grouped(euros)},{cents:02d}"


NOTHING = Money(0)
WHOLE = 10_000  # basis points in a whole


def parse(text: str) -> Money:
    """Read an amount as people in the Netherlands write it: 1.234,50 or 1234,5 or 1234.50.

    Raises AmountUnclear for anything else, also for 1.234 with nothing behind a comma missing:
    that is read as one thousand, since the point groups thousands here. Raises AmountAmbiguous
    for 1,234: a comma with three digits behind it.
    """
    written = text.replace("€", "").replace("\N{NO-BREAK SPACE}", " ").strip()
    written = written.replace("\N{MINUS SIGN}", "-")
    if len(written) > _LONGEST:
        raise AmountUnclear(text)
    if twofold := _COMMA_AND_THREE.match(written):
        sign, euros, behind = twofold.groups()
        raise AmountAmbiguous(
            parse(f"{sign}{euros},{behind[:2]}"), parse(f"{sign}{euros}.{behind}")
        )
    found = _WRITTEN.match(written) or _WRITTEN_WITH_POINT.match(written)
    if not found:
        raise AmountUnclear(text)
    sign, euros, cents = found.groups()
    amount = int(euros.replace(".", "")) * 100 + int((cents or "0").ljust(2, "0"))
    return Money(-amount if sign else amount)


def euros(amount: Money) -> str:
    """12.34, for another program; never through a float."""
    whole, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{whole}.{cents:02d}"


def portion(amount: Money, part: int, whole: int = WHOLE) -> Money:
    """An amount times part ÷ whole, half a cent up; without a whole the part is basis points."""
    return Money((2 * amount.cents * part + whole) // (2 * whole))


def split(total: Money, weights: list[int]) -> list[Money]:
    """Share an amount by weight; the parts add up to it exactly (largest remainder first).

    Raises ValueError when there is nothing to share by.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("Weights must be zero or more, and not all zero.")
    parts = [total.cents * weight // whole for weight in weights]
    remainders = [total.cents * weight % whole for weight in weights]
    by_size = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in by_size[: total.cents - sum(parts)]:
        parts[place] += 1
    return [Money(part) for part in parts]


def _grouped(euros: int) -> str:
    return f"{euros:,}".replace(",", ".")
