"""What stands in a release, and how it is written: JSON, amounts in cents, time in minutes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from buurtcoop.core.money import Money
from buurtcoop.insight.rules.cells import LEAST, Table, Told
from buurtcoop.insight.rules.telling import GoalStep, People

AMOUNTS = ("awarded", "received", "spent", "left")
SO_FAR = ("minutes", "seats", "helpers", "people")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What one side promised, and the day it was kept."""

    ours: bool
    words: str
    due_on: date | None
    kept_on: date | None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All that is told of an agreement at the end of a month; money as it was then."""

    awarded: Money
    received: Money
    spent: Money
    left: Money
    people: People
    promises: tuple[Kept, ...]


def written(figures: Figures) -> str:
    """The figures as they are frozen: the same figures are always the same text."""
    return json.dumps(asdict(figures), sort_keys=True, ensure_ascii=False, default=_plain)


def fingerprint(content: str) -> str:
    """The SHA-256 of what was frozen."""
    return sha256(content.encode()).hexdigest()


def read(content: str) -> Figures:
    """The figures of a release."""
    found: Mapping[str, Any] = json.loads(content)
    people = found["people"]
    return Figures(
        **{name: Money(**found[name]) for name in AMOUNTS},
        people=People(
            **{name: people[name] for name in SO_FAR},
            given=_table(people["given"]),
            helped=_table(people["helped"]),
            goals=tuple(GoalStep(**each) for each in people["goals"]),
        ),
        promises=tuple(_kept(each) for each in found["promises"]),
    )


def too_small(figures: Figures) -> bool:
    """Whether a number of people stands in it that is under five, or not in fives."""
    people = figures.people
    tables = (people.given, people.helped)
    rows = [row.people for table in tables for row in table.rows]
    sums = [people.helpers, people.people, *(table.total for table in tables)]
    return any(each < LEAST for each in rows) or any(each % LEAST for each in [*rows, *sums])


def _table(found: Mapping[str, Any]) -> Table:
    rows = tuple(
        Told(
            keys=tuple(row["keys"]),
            names=tuple(row["names"]),
            people=row["people"],
            amount=row["amount"],
        )
        for row in found["rows"]
    )
    return Table(rows=rows, total=found["total"], amount=found["amount"])


def _kept(found: Mapping[str, Any]) -> Kept:
    days = {name: found[name] for name in ("due_on", "kept_on")}
    return Kept(
        ours=found["ours"],
        words=found["words"],
        **{name: date.fromisoformat(day) if day else None for name, day in days.items()},
    )


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is not written in a release")
