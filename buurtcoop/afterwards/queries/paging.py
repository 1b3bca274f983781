"""A list by number, the newest first, with the numbers to go on from; never by counting rows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.orm import InstrumentedAttribute

from buurtcoop.core.instance import db


@dataclass(frozen=True)
class Some:
    """Some rows, and the numbers to go on from; None at either end."""

    rows: list[Row[*tuple[Any, ...]]]
    previous: int | None
    next: int | None


def newest_first(
    statement: Select[*tuple[Any, ...]],
    number: InstrumentedAttribute[int],
    *,
    after: int | None,
    before: int | None,
    limit: int,
) -> Some:
    """The rows below the number `after`, or above `before`; each row has its number as `id`."""
    back = before is not None
    if after is not None:
        statement = statement.where(number < after)
    if before is not None:
        statement = statement.where(number > before)
    ordered = statement.order_by(number.asc() if back else number.desc())
    rows = db().execute(ordered.limit(limit + 1)).all()
    more, shown = len(rows) > limit, list(rows[:limit])
    if back:
        shown.reverse()
    newer, older = (more, True) if back else (after is not None, more)
    return Some(
        shown,
        previous=shown[0].id if shown and newer else None,
        next=shown[-1].id if shown and older else None,
    )
