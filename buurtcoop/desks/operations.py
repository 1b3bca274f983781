"""Taking an item of the list, handing it over, putting it off; and the answer from a mail."""

from datetime import date

from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.desks.models import AttentionMark
from buurtcoop.desks.queries import Waiting, colleagues, waiting_item
from buurtcoop.desks.rules import may_wait_until


class SomebodyWasFirst(Refusal):
    """Another colleague marked this item after this page was shown."""

    sentence = N_("Een collega was u net voor. Kijk hieronder van wie dit nu is.")


class AlreadySolved(Refusal):
    """The cause is gone, and with it the item."""

    sentence = N_("Dit is al opgelost. Het staat niet meer op de lijst.")


class NotAColleague(Refusal):
    """Only who works on the list can get an item."""

    sentence = N_("Kies een collega die ook op deze lijst werkt.")


class NotThatLong(Refusal):
    """An item can't be put off to today, the past or for ever."""

    sentence = N_("Kies een dag vanaf morgen, en niet later dan over 30 dagen.")


def take(kind: str, subject_id: int, by: Viewer, *, seen: int) -> None:
    """Make this item mine. `seen` is the mark that stood on the page, 0 for none.

    Holds afterwards: of two colleagues at once exactly one has it (a unique key decides).
    Raises SomebodyWasFirst, AlreadySolved.
    """
    _mark(_found(kind, subject_id), by, owner_id=by.id, until=None, seen=seen)


def hand_over(kind: str, subject_id: int, to_id: int, by: Viewer, *, seen: int) -> None:
    """Give this item to a colleague. Raises NotAColleague, SomebodyWasFirst, AlreadySolved."""
    if to_id not in {colleague.id for colleague in colleagues()}:
        raise NotAColleague
    _mark(_found(kind, subject_id), by, owner_id=to_id, until=None, seen=seen)


def put_off(kind: str, subject_id: int, until: date, by: Viewer, *, seen: int) -> None:
    """Leave this item out of the list until a day; whose it is stays as it is.

    Raises NotThatLong, SomebodyWasFirst, AlreadySolved.
    """
    if not may_wait_until(until, clock.today()):
        raise NotThatLong
    found = _found(kind, subject_id)
    owner_id = found.owner.id if found.owner else by.id
    _mark(found, by, owner_id=owner_id, until=until, seen=seen)


def _found(kind: str, subject_id: int) -> Waiting:
    try:
        return waiting_item(kind, subject_id, clock.now())
    except LookupError as gone:
        raise AlreadySolved from gone


def _mark(found: Waiting, by: Viewer, *, owner_id: int, until: date | None, seen: int) -> None:
    new = insert_once(
        db(),
        AttentionMark,
        kind=found.item.kind,
        subject_id=found.item.subject_id,
        follows=seen,
        owner_id=owner_id,
        until=until,
        at=clock.now(),
        by_id=by.id,
    )
    if new is None or found.mark != seen:
        raise SomebodyWasFirst
