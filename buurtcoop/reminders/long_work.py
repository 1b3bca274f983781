"""Long work that pages asked for, done one after another beside the rounds of the clockwork.

The work reads in one transaction; how far it is, and its file, are written in others. What a
process left behind when it stopped or crashed is taken over.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import BinaryIO

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from buurtcoop.core.instance import Instance
from buurtcoop.core.words import N_
from buurtcoop.ledger.exports import accounts, beancount, workbook, xaf
from buurtcoop.ledger.reports.files import YearFile
from buurtcoop.messaging.operations import (
    Held,
    LeaseLost,
    fail,
    finish,
    next_work,
    progress,
    put_back,
)
from buurtcoop.messaging.queries import work_waits

log = structlog.get_logger()
# So often at most it is written down how far the work is.
TELL_SECONDS = 1.0
FAILED = N_("Dit lukte niet. Probeer het later nog een keer, of vraag de beheerder.")
UNKNOWN = N_("Dit werk kennen we niet meer. Vraag het opnieuw.")
Tell = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of long work: the file of a book year, and what makes it."""

    file: YearFile
    make: Callable[[int, BinaryIO, Tell], None]


KINDS: Mapping[str, Kind] = {
    kind.file: kind
    for kind in (
        Kind(file=YearFile.WORKBOOK, make=workbook.write),
        Kind(file=YearFile.AUDIT_FILE, make=xaf.write),
        Kind(file=YearFile.ACCOUNTS, make=accounts.write),
        Kind(file=YearFile.BEANCOUNT, make=beancount.write),
    )
}


class Interrupted(Exception):
    """This process was told to stop."""


class _Telling:
    """How far the work is, written down now and then; ends the work when it must stop."""

    def __init__(self, instance: Instance, held: Held, stopped: Callable[[], bool]) -> None:
        self.held = held
        self._instance = instance
        self._stopped = stopped
        self._told_at = time.monotonic()

    def __call__(self, done: int, of_all: int) -> None:
        """Raises Interrupted, LeaseLost."""
        if self._stopped():
            raise Interrupted
        if time.monotonic() - self._told_at < TELL_SECONDS:
            return
        with self._instance.writing():
            self.held = progress(self.held, done, of_all)
        self._told_at = time.monotonic()


def work_off(
    instance: Instance,
    *,
    kinds: Mapping[str, Kind] = KINDS,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Do all long work that waits, until there is none or `stopped` says so. Returns how many."""
    count = 0
    while not stopped() and _waits(instance):
        with instance.writing():
            held = next_work()
        if held is None:
            return count
        _do(instance, held, kinds, stopped)
        count += 1
    return count


def _waits(instance: Instance) -> bool:
    """Looked up without writing: so often that it must not keep others from writing."""
    with instance.reading():
        return work_waits()


def _do(
    instance: Instance, held: Held, kinds: Mapping[str, Kind], stopped: Callable[[], bool]
) -> None:
    """One piece of work. A database in trouble is no fault of the work: it will be taken over."""
    telling = _Telling(instance, held, stopped)
    try:
        act = _made(instance, telling, kinds.get(held.kind))
        with instance.writing():
            act()
    except LeaseLost:
        log.warning("long work was taken over by another process meanwhile", work=held.work_id)


def _made(instance: Instance, telling: _Telling, kind: Kind | None) -> Callable[[], None]:
    """What to write down at the end: the file, or why there is none."""
    if kind is None:
        return partial(fail, telling.held, UNKNOWN)
    year, file = int(telling.held.facts["year"]), BytesIO()
    try:
        with instance.reading():
            kind.make(year, file, telling)
    except Interrupted:
        return partial(put_back, telling.held)
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("long work failed", work=telling.held.work_id, kind=kind.file)
        return partial(fail, telling.held, FAILED)
    file_name = kind.file.name_of(year)
    return partial(finish, telling.held, file_name, kind.file.media_type, file.getvalue())
