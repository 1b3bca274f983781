"""What always holds of attendance and of what follows from it, over the whole database."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Subquery, and_, case, exists, func, or_, select

from buurtcoop.attendance.models import Attendance, Outcome
from buurtcoop.attendance.queries import ABOUT
from buurtcoop.attendance.rules import NOT_THERE
from buurtcoop.attendance.seen import THERE
from buurtcoop.core.instance import db
from buurtcoop.hours.models import TimeEntry
from buurtcoop.payments.models import Charge, ChargeState
from buurtcoop.shifts.models import BookedChild, Booking, Claim, Side
from buurtcoop.shifts.queries import KINDS, SETTLED


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [
        *_settled_otherwise(),
        *_other_minutes(),
        *_counted_with_children(),
        *_charged_wrong(),
    ]


def _deciding(side: Side) -> Subquery:
    """The word that counts of every promise of one side: promise_id, outcome, minutes."""
    about = ABOUT[side]
    newest = (
        select(func.max(Attendance.id))
        .where(about.is_not(None), Attendance.decides)
        .group_by(about)
    )
    return (
        select(about.label("promise_id"), Attendance.outcome, Attendance.minutes)
        .where(Attendance.id.in_(newest))
        .subquery()
    )


def _settled_otherwise() -> Iterator[str]:
    """A promise is settled when a word decides, and as that word says."""
    for side, kind in KINDS.items():
        word: Any = _deciding(side).c
        kept, excused, missed = SETTLED
        state = case(
            (word.outcome.in_(THERE), kept.value),
            (word.outcome == Outcome.EXCUSED, excused.value),
            (word.outcome == Outcome.NO_SHOW, missed.value),
            else_="",
        )
        settled = kind.state.in_(SETTLED)
        rows = db().execute(
            select(kind.id, kind.state)
            .outerjoin(word.promise_id.table, word.promise_id == kind.id)
            .where(or_(and_(settled, kind.state != state), and_(~settled, state != "")))
            .order_by(kind.id)
        )
        for number, found in rows:
            yield f"{kind.__name__} {number} is {found.value}, and who was there says otherwise."


def _other_minutes() -> Iterator[str]:
    """The minutes of a claim are those of the word that counts, and none without one."""
    word: Any = _deciding(Side.GIVE).c
    counted = (
        select(TimeEntry.cause_id, func.sum(TimeEntry.minutes).label("minutes"))
        .where(TimeEntry.cause_kind == Claim.__tablename__)
        .group_by(TimeEntry.cause_id)
        .subquery()
    )
    there, here_ = func.coalesce(word.minutes, 0), func.coalesce(counted.c.minutes, 0)
    rows = db().execute(
        select(Claim.id, there, here_)
        .outerjoin(word.promise_id.table, word.promise_id == Claim.id)
        .outerjoin(counted, counted.c.cause_id == Claim.id)
        .where(there != here_)
        .order_by(Claim.id)
    )
    for number, said, found in rows:
        yield f"Claim {number} was there for {said} minutes, and its hours say {found}."


def _counted_with_children() -> Iterator[str]:
    """Time with children counts towards no duty: of a shift to which children came by name."""
    came = exists().where(BookedChild.shift_id == Claim.shift_id)
    rows = db().scalars(
        select(Claim.id)
        .join(TimeEntry, TimeEntry.cause_id == Claim.id)
        .where(TimeEntry.cause_kind == Claim.__tablename__, TimeEntry.counts, came)
        .distinct()
        .order_by(Claim.id)
    )
    for number in rows:
        yield f"Claim {number} was with children, and its hours count towards a duty."


def _charged_wrong() -> Iterator[str]:
    """Who was there pays unless somebody waived it; who was not does not, unless somebody said so.

    What somebody opened again by hand still says why it was waived.
    """
    word: Any = _deciding(Side.RECEIVE).c
    there = func.coalesce(word.outcome.in_(THERE), False)
    of_itself = and_(Charge.state == ChargeState.OPEN, Charge.waived_why == "")
    waived = Charge.state == ChargeState.WAIVED
    rows = db().execute(
        select(Charge.id, Charge.state)
        .join(Booking, Booking.id == Charge.cause_id)
        .outerjoin(word.promise_id.table, word.promise_id == Booking.id)
        .where(
            Charge.cause_kind == Booking.__tablename__,
            or_(
                and_(of_itself, ~there),
                and_(waived, there, Charge.waived_why == NOT_THERE),
            ),
        )
        .order_by(Charge.id)
    )
    for number, state in rows:
        yield f"Charge {number} is {state.value}, and whether its guest was there says otherwise."
