"""What always holds of shifts and promises, over the whole database."""

from datetime import timedelta

from sqlalchemy import (
    Select,
    String,
    case,
    exists,
    func,
    literal,
    select,
    type_coerce,
    union,
    union_all,
)

from buurtcoop.agreements.models import Agreement, AgreementText
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.shifts.models import (
    BookedChild,
    Booking,
    Claim,
    CrewLine,
    FixedPlace,
    SeriesLine,
    Shift,
    ShiftState,
    Side,
    Waiting,
    WaitingState,
)
from buurtcoop.shifts.queries import AGREED, KINDS, holds_place, is_live

CLOSED_WITHIN = timedelta(days=1)  # the clockwork closes a list when it begins; it may stop


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [
        *_miscounted(),
        *_promised_on_nothing(),
        *_twice_on_one_side(),
        *_in_two_places(),
        *_kept_for_nobody(),
        *_waiting_for_nothing(),
        *_held_by_nobody(),
        *_fixed_elsewhere(),
        *_without_agreement(),
        *_miscounted_children(),
    ]


def _without_agreement() -> list[str]:
    """What is promised was promised with the agreement that its service asked by then."""
    return [
        f"{kind.__name__} {number} was promised without the agreement its service asks."
        for side, kind in KINDS.items()
        for number in db().scalars(_promised_without(side))
    ]


def _promised_without(side: Side) -> Select[int]:
    kind, asked = KINDS[side], AGREED[side]
    asks = exists().where(
        AgreementText.service_id == Shift.service_id,
        AgreementText.kind == asked,
        AgreementText.published_at <= kind.made_at,
    )
    ran = exists().where(
        Agreement.service_id == Shift.service_id,
        Agreement.kind == asked,
        Agreement.about_id == kind.person_id,
        Agreement.agreed_at <= kind.made_at,
        Agreement.ended_at.is_(None) | (Agreement.ended_at >= kind.made_at),
    )
    return (
        select(kind.id)
        .join(Shift, Shift.id == kind.shift_id)
        .where(is_live(kind), asks, ~ran)
        .order_by(kind.id)
    )


def _miscounted() -> list[str]:
    """What stands as taken is what is promised, counted again."""
    claims = select(Claim.line_id, literal(1).label("people")).where(holds_place(Claim))
    bookings = select(Booking.line_id, Booking.people).where(holds_place(Booking))
    promised = union_all(claims, bookings).subquery()
    counted = (
        select(promised.c.line_id, func.sum(promised.c.people).label("people"))
        .group_by(promised.c.line_id)
        .subquery()
    )
    real = func.coalesce(counted.c.people, 0)
    rows = db().execute(
        select(CrewLine.id, CrewLine.taken, real)
        .outerjoin(counted, counted.c.line_id == CrewLine.id)
        .where(CrewLine.taken != real)
        .order_by(CrewLine.id)
    )
    return [
        f"Crew line {number} says {taken} taken, and {people} are promised."
        for number, taken, people in rows
    ]


def _promised_on_nothing() -> list[str]:
    found = []
    for kind in KINDS.values():
        rows = db().scalars(
            select(kind.id)
            .join(Shift, Shift.id == kind.shift_id)
            .where(is_live(kind), Shift.state == ShiftState.CANCELLED)
            .order_by(kind.id)
        )
        found += [
            f"{kind.__name__} {number} counts on a shift that was called off." for number in rows
        ]
    return found


def _twice_on_one_side() -> list[str]:
    found = []
    for kind in KINDS.values():
        rows = db().execute(
            select(kind.shift_id, kind.person_id)
            .where(is_live(kind))
            .group_by(kind.shift_id, kind.person_id)
            .having(func.count() > 1)
            .order_by(kind.shift_id)
        )
        found += [
            f"Person {person_id} has more than one {kind.__tablename__} on shift {shift_id}."
            for shift_id, person_id in rows
        ]
    return found


def _in_two_places() -> list[str]:
    """Nobody promised two shifts at once; one that was moved over another is left to people.

    Per person by start, a shift must not begin before all that began earlier is over.
    """
    mine = union(
        *(select(kind.person_id, kind.shift_id).where(is_live(kind)) for kind in KINDS.values())
    ).subquery()
    one_by_one = (
        select(
            mine.c.person_id,
            Shift.id,
            Shift.starts_at,
            func.max(Shift.ends_at)
            .over(
                partition_by=mine.c.person_id,
                order_by=(Shift.starts_at, Shift.id),
                rows=(None, -1),
            )
            .label("busy_until"),
        )
        .join(Shift, Shift.id == mine.c.shift_id)
        .where(Shift.moved_at.is_(None))
        .subquery()
    )
    rows = db().execute(
        select(one_by_one.c.person_id, one_by_one.c.id)
        .where(one_by_one.c.starts_at < one_by_one.c.busy_until)
        .order_by(one_by_one.c.person_id, one_by_one.c.id)
    )
    return [
        f"Person {person_id} is promised on shift {shift_id} while another is not over."
        for person_id, shift_id in rows
    ]


def _kept_for_nobody() -> list[str]:
    """What stands as kept is what was offered from the waiting list, counted again."""
    offered = (
        select(Waiting.line_id, func.sum(Waiting.people).label("people"))
        .where(Waiting.state == WaitingState.OFFERED)
        .group_by(Waiting.line_id)
        .subquery()
    )
    real = func.coalesce(offered.c.people, 0)
    rows = db().execute(
        select(CrewLine.id, CrewLine.held, real)
        .outerjoin(offered, offered.c.line_id == CrewLine.id)
        .where(CrewLine.held != real)
        .order_by(CrewLine.id)
    )
    return [
        f"Crew line {number} keeps {held} places, and {people} are offered."
        for number, held, people in rows
    ]


def _waiting_for_nothing() -> list[str]:
    """Nobody waits for what was called off or is long over, or for what they have."""
    promised = union_all(
        *(
            select(kind.shift_id, kind.person_id, literal(side.value).label("side")).where(
                is_live(kind)
            )
            for side, kind in KINDS.items()
        )
    ).subquery()
    has_a_place = exists().where(
        promised.c.shift_id == Waiting.shift_id,
        promised.c.person_id == Waiting.person_id,
        promised.c.side == type_coerce(Waiting.side, String),
    )
    rows = db().scalars(
        select(Waiting.id)
        .join(Shift, Shift.id == Waiting.shift_id)
        .where(
            Waiting.ended_at.is_(None),
            (Shift.state == ShiftState.CANCELLED)
            | (Shift.starts_at < clock.now() - CLOSED_WITHIN)
            | has_a_place,
        )
        .order_by(Waiting.id)
    )
    return [f"Waiting {number} waits for what is over, or has its place." for number in rows]


def _held_by_nobody() -> list[str]:
    """What stands as held on a line of a series is who holds a place on it, counted again."""
    holders = func.count(FixedPlace.id)
    rows = db().execute(
        select(SeriesLine.id, SeriesLine.held, holders)
        .outerjoin(
            FixedPlace, (FixedPlace.line_id == SeriesLine.id) & FixedPlace.ended_at.is_(None)
        )
        .group_by(SeriesLine.id)
        .having(SeriesLine.held != holders)
        .order_by(SeriesLine.id)
    )
    return [
        f"Series line {number} says {held} held, and {counted} hold a fixed place."
        for number, held, counted in rows
    ]


def _fixed_elsewhere() -> list[str]:
    """A day of a fixed place is a day of its series, and of who holds it."""
    rows = db().scalars(
        select(Claim.id)
        .join(FixedPlace, FixedPlace.id == Claim.fixed_id)
        .join(Shift, Shift.id == Claim.shift_id)
        .where(
            is_live(Claim),
            (Shift.series_id != FixedPlace.series_id) | (Claim.person_id != FixedPlace.person_id),
        )
        .order_by(Claim.id)
    )
    return [f"Claim {number} belongs to a fixed place it does not fit." for number in rows]


def _miscounted_children() -> list[str]:
    """Where children come by name, as many come as the booking says; none when it ended."""
    come = func.count(BookedChild.id).filter(BookedChild.ended_at.is_(None))
    counts = func.max(case((holds_place(Booking), Booking.people), else_=0))
    rows = db().execute(
        select(Booking.id, come, counts)
        .join(BookedChild, BookedChild.booking_id == Booking.id)
        .group_by(Booking.id)
        .having(come != counts)
        .order_by(Booking.id)
    )
    return [
        f"Booking {number} brings {children} children by name, and counts {people}."
        for number, children, people in rows
    ]
