"""One person's own agenda, page by page: what is to come, and what has been."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select, tuple_, union_all

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.shifts.models import PromiseState, Shift
from buurtcoop.shifts.queries.promises import KINDS, Kind, read_promise, select_promise
from buurtcoop.shifts.seen import Key, PromisePage

PAGE = 50
ON_THE_AGENDA = (PromiseState.PROMISED, PromiseState.CALLED_OFF)


def agenda_of(
    person_id: int,
    *,
    past: bool = False,
    after: Key | None = None,
    before: Key | None = None,
    limit: int = PAGE,
) -> PromisePage:
    """What this person promised on both sides: to come by time, or past with the newest first.

    What was released is left out of what is to come, and kept in what has been.
    """
    both = union_all(*(_of(kind, person_id, past=past) for kind in KINDS.values())).subquery()
    place, statement = tuple_(both.c.starts_at, both.c.place_in_list), select(both)
    backwards = before is not None
    key = before if before is not None else after
    downwards = past is not backwards
    if key is not None:
        from_key = tuple_(literal(key[0], Shift.starts_at.type), key[1])
        statement = statement.where(place < from_key if downwards else place > from_key)
    order = (both.c.starts_at, both.c.place_in_list)
    statement = statement.order_by(*(each.desc() if downwards else each.asc() for each in order))
    rows = db().execute(statement.limit(limit + 1)).all()
    more, shown = len(rows) > limit, rows[:limit]
    if backwards:
        shown = shown[::-1]
    keys = [(row.starts_at, row.place_in_list) for row in shown]
    first = not more if backwards else after is None
    last = not more and not backwards
    return PromisePage(
        promises=[read_promise(row) for row in shown],
        previous=None if first or not keys else keys[0],
        next=None if last or not keys else keys[-1],
    )


def _of(kind: Kind, person_id: int, *, past: bool) -> Select[*tuple[Any, ...]]:
    now = clock.now()
    wanted: ColumnElement[bool] = kind.person_id == person_id
    if past:
        wanted = and_(wanted, Shift.ends_at <= now)
    else:
        wanted = and_(wanted, Shift.ends_at > now, kind.state.in_(ON_THE_AGENDA))
    sides = list(KINDS.values())
    number = kind.id * len(sides) + sides.index(kind)
    return select_promise(kind).add_columns(number.label("place_in_list")).where(wanted)
