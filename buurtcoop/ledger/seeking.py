"""What somebody typed to find an entry: words of it, an amount, or its number."""

import re
from dataclasses import dataclass

from buurtcoop.core.money import AmountAmbiguous, AmountUnclear, Money, parse

LONGEST = 120
NUMBERED = re.compile(r"(?:boeking\s+)?(\d{4})-(\d{1,6})", re.IGNORECASE | re.ASCII)
# What a column of amounts holds on both databases; more is no amount of ours.
MOST = Money(10**15)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What it can mean; each that is filled is a way to be found."""

    words: tuple[str, ...] = ()
    amounts: tuple[Money, ...] = ()
    number: tuple[int, int] | None = None


def sought(typed: str) -> Sought:
    """Read what was typed. An amount that can be two is both."""
    said = typed.replace("\0", "")[:LONGEST].strip()
    numbered = NUMBERED.fullmatch(said)
    return Sought(
        words=tuple(said.split()),
        amounts=tuple(abs(amount) for amount in _amounts(said) if abs(amount) <= MOST),
        number=(int(numbered[1]), int(numbered[2])) if numbered else None,
    )


def _amounts(said: str) -> list[Money]:
    try:
        return [parse(said)]
    except AmountAmbiguous as twofold:
        return [twofold.first, twofold.second]
    except AmountUnclear:
        return []
