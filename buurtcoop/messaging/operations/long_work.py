"""Long work: asked on a page, done by the scheduler one piece at a time, fetched as a file.

Each function is one short transaction's work; the work itself happens between them. Who does it
holds it by its lease: the very moment until which it may. Whoever comes after that moment takes
over, and the first finds that out at its next word.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.messaging.models import LongWork, WorkState
from buurtcoop.messaging.queries import may_begin

LEASE = timedelta(minutes=5)
MOST_TRIES = 3
WAITING, RUNNING = WorkState.WAITING, WorkState.RUNNING
STOPPED_EVERY_TIME = N_("De computer stopte elke keer bij dit werk. Vraag het opnieuw.")


class LeaseLost(Exception):
    """Another process took this work over: what this one did is of no use any more."""


@dataclass(frozen=True)
class Held:
    """A piece of work and the lease with which one process holds it."""

    work_id: int
    kind: str
    facts: Mapping[str, Any]
    until: datetime


def ask(kind: str, facts: Mapping[str, Any], *, by: Viewer) -> LongWork:
    """Leave work for the scheduler; how much it is, who does it tells.

    Asking the same again while it waits or runs is once: the first comes back.
    """
    wanted = {"kind": kind, "facts": json.dumps(facts, sort_keys=True), "asked_by_id": by.id}
    made = insert_once(
        db(),
        LongWork,
        **wanted,
        asked_at=clock.now(),
        state=WAITING,
        done=0,
        of_all=0,
        tries=0,
        leased_until=None,
        ended_at=None,
        file_name="",
        media_type="",
        trouble="",
        content=None,
    )
    if made is not None:
        work = db().get_one(LongWork, made)
        record(by, "long_work.ask", work, kind)
        return work
    unfinished = LongWork.state.in_((WAITING, RUNNING))
    there = db().scalar(select(LongWork).filter_by(**wanted).where(unfinished))
    return there or ask(kind, facts, by=by)


def next_work() -> Held | None:
    """Hold the oldest work that waits, or that was left behind; None when there is none.

    Holds afterwards: no other process holds it (SQLite: the transaction began immediate;
    PostgreSQL: the row is locked and others skip it). Work that was left behind three times is
    given up with a sentence.
    """
    now = clock.now()
    work = db().scalar(
        select(LongWork)
        .where(may_begin(now))
        .order_by(LongWork.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if work is None:
        return None
    if work.tries >= MOST_TRIES:
        work.state, work.leased_until, work.ended_at = WorkState.FAILED, None, now
        work.trouble = STOPPED_EVERY_TIME
        db().flush()
        return next_work()
    work.state, work.leased_until, work.done = RUNNING, now + LEASE, 0
    work.tries += 1
    db().flush()
    return Held(work.id, work.kind, json.loads(work.facts), work.leased_until)


def progress(held: Held, done: int, of_all: int) -> Held:
    """Tell how far it is, and hold it longer. Raises LeaseLost."""
    until = max(held.until, clock.now() + LEASE)
    _change(held, done=done, of_all=of_all, leased_until=until)
    return Held(held.work_id, held.kind, held.facts, until)


def finish(held: Held, file_name: str, media_type: str, content: bytes) -> None:
    """Leave the file for who asked. Raises LeaseLost."""
    _change(
        held,
        state=WorkState.DONE,
        leased_until=None,
        ended_at=clock.now(),
        file_name=file_name,
        media_type=media_type,
        content=content,
    )


def fail(held: Held, trouble: str) -> None:
    """Give it up, with a sentence for who asked. Raises LeaseLost."""
    _change(
        held,
        state=WorkState.FAILED,
        leased_until=None,
        ended_at=clock.now(),
        trouble=trouble,
    )


def put_back(held: Held) -> None:
    """Let go without counting a try: this process stops. Raises LeaseLost."""
    _change(held, state=WAITING, leased_until=None, done=0, tries=LongWork.tries - 1)


def _change(held: Held, **values: Any) -> None:
    mine = (
        LongWork.id == held.work_id,
        LongWork.state == RUNNING,
        LongWork.leased_until == held.until,
    )
    changed = db().scalars(update(LongWork).where(*mine).values(**values).returning(LongWork.id))
    if changed.first() is None:
        raise LeaseLost
