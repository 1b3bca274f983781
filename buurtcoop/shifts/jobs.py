"""What happens to shifts because time passes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.shifts.models import (
    Away,
    BookedChild,
    Booking,
    Claim,
    CrewLine,
    FixedPlace,
    Series,
    Shift,
    ShiftState,
    Side,
    Waiting,
)
from buurtcoop.shifts.operations import (
    cancel,
    extend_all,
    give_up_fixed_place,
    leave,
    release,
)
from buurtcoop.shifts.operations.holding import hold_people, hold_series, hold_shifts
from buurtcoop.shifts.operations.offering import close_rows, offer_free_places
from buurtcoop.shifts.operations.stopping import let_stay
from buurtcoop.shifts.queries import KINDS, is_live
from buurtcoop.shifts.queries.agreed import children_without_consent
from buurtcoop.shifts.rules import FOR_OTHERS, HORIZON_DAYS, REASON_KEPT

Promising = Claim | Booking | FixedPlace | Waiting
TAKE_BACK = {Side.GIVE: release, Side.RECEIVE: cancel}
# Who acts when nobody does: time passed.
TIMETABLE = Viewer(acting_as="timetable", permissions=frozenset({FOR_OTHERS}))


def extend_all_series(now: datetime) -> int:
    """Make the shifts of every running series to the horizon. Returns how many were made."""
    today = clock.local(now).date()
    running = db().scalars(select(Series.id).where(Series.last_on >= today))
    return extend_all(running.all(), today + timedelta(days=HORIZON_DAYS))


def free_places_of_leavers(now: datetime) -> int:
    """Release what people promised for days on which they are no member any more.

    Their fixed places end too, and they wait for nothing any longer. Returns how many promises
    and entries of waiting lists ended. Until the last day of the membership they stand.
    """
    still_member = exists().where(running_on(clock.local(now).date()))

    def left(kind: type[Promising]) -> ColumnElement[bool]:
        return ~still_member.where(Membership.person_id == kind.person_id)

    _hold_all(now, left)
    _end_fixed_places(left(FixedPlace))
    freed = 0
    for side, kind in KINDS.items():
        ahead = select(kind.id).where(_is_ahead(kind, now), left(kind))
        for promise_id in db().scalars(ahead.order_by(kind.id)).all():
            TAKE_BACK[side](promise_id, TIMETABLE)
            freed += 1
    return freed + _end_waiting(left(Waiting))


def _is_ahead(kind: type[Claim | Booking], now: datetime) -> ColumnElement[bool]:
    to_come = select(Shift.id).where(Shift.starts_at > now)
    return and_(is_live(kind), kind.shift_id.in_(to_come))


def _hold_all(now: datetime, left: Callable[[type[Promising]], ColumnElement[bool]]) -> None:
    """Hold at once, in the order of `holding`, all that who left has to do with.

    One after the other they would be held in the order of the promises: a circle with who goes
    away at that moment, and holds the shifts by day.
    """
    places = select(FixedPlace.series_id, FixedPlace.person_id)
    fixed = db().execute(places.where(FixedPlace.ended_at.is_(None), left(FixedPlace))).all()
    waits = select(Waiting.shift_id, Waiting.person_id)
    entries = [*db().execute(waits.where(Waiting.ended_at.is_(None), left(Waiting)))]
    for kind in KINDS.values():
        promised = select(kind.shift_id, kind.person_id)
        entries += db().execute(promised.where(_is_ahead(kind, now), left(kind)))
    for series_id in sorted({series_id for series_id, _person in fixed}):
        hold_series(series_id)
    hold_people({person_id for _row, person_id in (*fixed, *entries)})
    shifts = {shift_id for shift_id, _person in entries}
    hold_shifts(shifts)
    lines = select(CrewLine.id).where(CrewLine.shift_id.in_(shifts))
    by_shift = lines.order_by(CrewLine.shift_id, CrewLine.id)
    db().execute(by_shift.with_for_update(key_share=True))


def _end_fixed_places(of_whom: ColumnElement[bool]) -> None:
    """End the fixed places of these people; their days are freed with all they promised."""
    places = select(FixedPlace.id).where(FixedPlace.ended_at.is_(None), of_whom)
    for fixed_id in db().scalars(places.order_by(FixedPlace.series_id, FixedPlace.id)).all():
        give_up_fixed_place(fixed_id, TIMETABLE, release_days=False)


def _end_waiting(of_whom: ColumnElement[bool]) -> int:
    """Take these people off every waiting list. Returns how many entries ended."""
    waits = select(Waiting.id).where(Waiting.ended_at.is_(None), of_whom).order_by(Waiting.id)
    ended = 0
    for waiting_id in db().scalars(waits).all():
        leave(waiting_id, TIMETABLE)
        ended += 1
    return ended


def pass_on_offers(now: datetime) -> int:
    """Close the lists of what began or was called off, and pass on what nobody answered.

    Also offers what came free without anybody saying so. Returns how many people it is about.
    """
    over = (
        select(Waiting.shift_id)
        .join(Shift, Shift.id == Waiting.shift_id)
        .where(
            Waiting.ended_at.is_(None),
            (Shift.starts_at <= now) | (Shift.state == ShiftState.CANCELLED),
        )
        .distinct()
    )
    return len(close_rows(sorted(db().scalars(over)), "over")) + offer_free_places(now)


def forget_reasons(now: datetime) -> int:
    """Erase why people released what is long over. Returns how many reasons went."""
    over = select(Shift.id).where(Shift.ends_at < now - REASON_KEPT)
    gone = 0
    for kind in KINDS.values():
        erased = db().scalars(
            update(kind)
            .where(kind.release_reason.is_not(None), kind.shift_id.in_(over))
            .values(release_reason=None)
            .returning(kind.id)
            .execution_options(synchronize_session=False)
        )
        gone += len(erased.all())
    return gone


def send_children_home(now: datetime) -> int:
    """Free the seats of children whose consent ended because its guardian left. Returns how many.

    Who ends a consent on the page frees them at once.
    """
    found = children_without_consent(now)
    for booked in found:
        let_stay(booked, TIMETABLE)
    return len(found)


def forget_lists(now: datetime) -> int:
    """Erase who waited, who was away, and which children came, long ago. Returns how many rows."""
    over = select(Shift.id).where(Shift.ends_at < now - REASON_KEPT)
    waited = delete(Waiting).where(Waiting.shift_id.in_(over)).returning(Waiting.id)
    children = delete(BookedChild).where(BookedChild.shift_id.in_(over)).returning(BookedChild.id)
    last_day = clock.local(now - REASON_KEPT).date()
    were_away = delete(Away).where(Away.last_on < last_day).returning(Away.id)
    gone = (waited, children, were_away)
    return sum(len(db().scalars(rows).all()) for rows in gone)
