"""The hash chain over what is posted: whoever changes one entry breaks every hash after it.

A released migration counts the first chain with these functions: what they make never changes.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256


@dataclass(frozen=True, kw_only=True)
class LinkFacts:
    """What the hash of one posted entry covers.

    `lines` are (account code, fund id, activity id or none, cents) in the order of booking.
    """

    place: int
    year: int
    number: int
    day: date
    memo: str
    key: str
    reverses_id: int | None
    made_at: datetime
    made_by_id: int | None
    lines: Sequence[tuple[str, int, int | None, int]]


def link(previous: str, facts: LinkFacts) -> str:
    """The hash of this place, given the hash of the place before it; empty before the first."""
    plain = asdict(facts) | {
        "day": facts.day.isoformat(),
        "made_at": facts.made_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "lines": [list(line) for line in facts.lines],
    }
    written = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(f"{previous}\n{written}".encode()).hexdigest()
