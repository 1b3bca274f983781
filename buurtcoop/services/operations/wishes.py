"""The needs round: a wish, who supports it, and how it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put
from buurtcoop.services.messages import ONCE, WISH_ANSWERED
from buurtcoop.services.models import Wish, WishState, WishSupport
from buurtcoop.services.queries.wishes import heard_with
from buurtcoop.services.rules import TOLD_WITHIN, NoSide, WishEnded


def make_wish(person_id: int, words: str, by: Viewer) -> Wish:
    """Keep a wish of this member in the member's own words."""
    wish = Wish(person_id=person_id, words=words.strip(), state=WishState.OPEN, made_at=clock.now())
    db().add(wish)
    db().flush()
    record(by, "services.make_wish", wish)
    return wish


def support_wish(
    wish_id: int, person_id: int, *, gives: bool, receives: bool, by: Viewer
) -> WishSupport:
    """Say that this member would help, would come, or both; a later word takes its place.

    Holds afterwards: one row for this member and wish. Raises NoSide, WishEnded.
    """
    if not (gives or receives):
        raise NoSide
    sides = {"gives": gives, "receives": receives}
    same = (WishSupport.wish_id == wish_id) & (WishSupport.person_id == person_id)
    with _while_open():
        new = insert_once(
            db(),
            WishSupport,
            wish_id=wish_id,
            person_id=person_id,
            made_at=clock.now(),
            **sides,
        )
        if new is None:
            db().execute(update(WishSupport).where(same).values(**sides))
    support = db().scalars(select(WishSupport).where(same)).one()
    db().refresh(support)
    record(by, "services.support_wish", support)
    return support


def end_support(wish_id: int, person_id: int, by: Viewer) -> bool:
    """Take one's support back. Returns whether there was any."""
    gone = db().execute(
        delete(WishSupport)
        .where(WishSupport.wish_id == wish_id, WishSupport.person_id == person_id)
        .returning(WishSupport.id)
    )
    if gone.first() is None:
        return False
    record(by, "services.end_support", db().get_one(Wish, wish_id))
    return True


def withdraw_wish(wish_id: int, by: Viewer) -> Wish:
    """Take a wish back: its words go, and so does who supported it. Raises WishEnded."""
    wish = _end(wish_id, WishState.WITHDRAWN, words="", erased_at=clock.now())
    db().execute(delete(WishSupport).where(WishSupport.wish_id == wish_id))
    record(by, "services.withdraw_wish", wish)
    return wish


def erase_wish(wish_id: int, by: Viewer) -> Wish:
    """Erase words that name or hurt somebody; a wish that is open is taken back with it.

    Erasing twice is once.
    """
    wish = db().get_one(Wish, wish_id, populate_existing=True)
    if wish.state is WishState.OPEN:
        return withdraw_wish(wish_id, by)
    if wish.words:
        wish.words, wish.erased_at = "", clock.now()
        db().flush()
        record(by, "services.erase_wish", wish)
    return wish


def answer_wish(wish_id: int, answer: str, by: Viewer) -> Wish:
    """Close a wish with a sentence; who said it and who supported it hear it. Raises WishEnded."""
    wish = _end(wish_id, WishState.CLOSED, answer=answer.strip())
    record(by, "services.answer_wish", wish, wish.answer)
    for person_id in heard_with(wish_id, clock.today()):
        put(
            WISH_ANSWERED,
            subject_id=wish_id,
            occurrence=ONCE,
            recipient_id=person_id,
            expires_at=clock.now() + TOLD_WITHIN,
        )
    return wish


def start_wish(wish_id: int, service_id: int, by: Viewer) -> Wish:
    """Let a wish become this service; when that opens, those who wished hear it.

    Raises WishEnded.
    """
    wish = _end(wish_id, WishState.STARTED, service_id=service_id)
    record(by, "services.start_wish", wish)
    return wish


def _end(wish_id: int, state: WishState, **values: Any) -> Wish:
    """A wish ends once: whoever is first."""
    ended = db().execute(
        update(Wish)
        .where(_is_open(wish_id))
        .values(state=state, ended_at=clock.now(), **values)
        .returning(Wish.id)
    )
    if ended.first() is None:
        raise WishEnded
    wish = db().get_one(Wish, wish_id)
    db().refresh(wish)
    return wish


def _is_open(wish_id: int) -> ColumnElement[bool]:
    return (Wish.id == wish_id) & (Wish.state == WishState.OPEN)


@contextmanager
def _while_open() -> Iterator[None]:
    """The database refuses support of a wish that ended in between."""
    try:
        with db().begin_nested():
            yield
    except IntegrityError as error:
        raise WishEnded from error
