"""Questions about the needs round; names are only in what the coordinator asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.services.models import Service, Wish, WishState, WishSupport
from buurtcoop.services.rules import ENDED_SHOWN, ENOUGH_SUPPORT
from buurtcoop.services.rules.wishes import ANSWER_WITHIN

SHOWN = 50
ENDED = (WishState.STARTED, WishState.CLOSED)


@dataclass(frozen=True)
class WishSeen:
    """A wish as this viewer sees it: how many support it, and what one said oneself.

    `service` is what it became, once that is open.
    """

    id: int
    words: str
    made_at: datetime
    state: WishState
    answer: str
    service: Service | None
    helping: int
    coming: int
    mine: bool
    i_help: bool
    i_come: bool

    @property
    def open(self) -> bool:
        """Whether it still takes support."""
        return self.state is WishState.OPEN


def open_wishes_for(
    viewer: Viewer, *, most_supported: bool = False, before: int | None = None, on: date
) -> list[WishSeen]:
    """What is wished for: the newest first, older than `before`; or the most supported first.

    One more than SHOWN at most, so that one sees whether there are others.
    """
    question, support = _seen(viewer)
    question = question.where(Wish.state == WishState.OPEN).limit(SHOWN + 1)
    if most_supported:
        question = question.order_by(func.coalesce(support.c.people, 0).desc(), Wish.id.desc())
    else:
        question = question.order_by(Wish.id.desc())
        question = question.where(Wish.id < before) if before else question
    return [_wish(row, on) for row in db().execute(question)]


def ended_wishes_for(viewer: Viewer, now: datetime, on: date) -> list[WishSeen]:
    """What became of the wishes of the last half year, the newest first."""
    question, _support = _seen(viewer)
    question = question.where(
        Wish.state.in_(ENDED), Wish.ended_at > now - ENDED_SHOWN, Wish.words != ""
    )
    rows = db().execute(question.order_by(Wish.ended_at.desc(), Wish.id.desc()).limit(SHOWN))
    return [_wish(row, on) for row in rows]


def wish_for(viewer: Viewer, wish_id: int, on: date) -> WishSeen:
    """One wish. Raises LookupError when it is not there, or was taken back."""
    question, _support = _seen(viewer)
    row = db().execute(question.where(Wish.id == wish_id, Wish.words != "")).first()
    if row is None:
        raise LookupError(wish_id)
    return _wish(row, on)


def wish_with_names(wish_id: int) -> tuple[Wish, Sequence[WishSupport]]:
    """Whose wish it is, and who supports it, for who answers it; log who reads."""
    wish = db().get_one(Wish, wish_id, options=[joinedload(Wish.person)])
    supports = db().scalars(
        select(WishSupport)
        .where(WishSupport.wish_id == wish_id)
        .options(joinedload(WishSupport.person))
        .order_by(WishSupport.made_at, WishSupport.id)
    )
    return wish, supports.all()


def heard_with(wish_id: int, on: date) -> list[int]:
    """Whom it concerns: who said it and who supports it, as far as they are members that day."""
    support = select(WishSupport.person_id).where(WishSupport.wish_id == wish_id)
    said = select(Wish.person_id).where(Wish.id == wish_id)
    return list(
        db().scalars(
            select(Membership.person_id)
            .where(
                or_(Membership.person_id.in_(support), Membership.person_id.in_(said)),
                running_on(on),
            )
            .order_by(Membership.person_id)
        )
    )


def begun(on: date, since: date) -> Sequence[Row[Wish, Service]]:
    """Wishes of which the service opened since that day, with that service."""
    return (
        db()
        .execute(
            select(Wish, Service)
            .join(Service, Service.id == Wish.service_id)
            .where(
                Wish.state == WishState.STARTED,
                Service.opened_on.between(since, on),
                Service.stops_on.is_(None) | (Service.stops_on >= on),
            )
            .order_by(Wish.id)
        )
        .all()
    )


def waiting_for_answer(now: datetime) -> list[tuple[Wish, int]]:
    """Open wishes that many support, or that waited long, with how many; the oldest first."""
    support = _support()
    people = func.coalesce(support.c.people, 0)
    rows = db().execute(
        select(Wish, people)
        .outerjoin(support, support.c.wish_id == Wish.id)
        .where(
            Wish.state == WishState.OPEN,
            or_(people >= ENOUGH_SUPPORT, Wish.made_at <= now - ANSWER_WITHIN),
        )
        .order_by(Wish.id)
    )
    return [(wish, number) for wish, number in rows]


def _support() -> Any:
    """Per wish how many would help, how many would come, and how many people that are."""
    return (
        select(
            WishSupport.wish_id,
            func.count().filter(WishSupport.gives).label("helping"),
            func.count().filter(WishSupport.receives).label("coming"),
            func.count().label("people"),
        )
        .group_by(WishSupport.wish_id)
        .subquery()
    )


def _seen(viewer: Viewer) -> tuple[Select[*tuple[Any, ...]], Any]:
    support, own = _support(), aliased(WishSupport)
    question = (
        select(
            Wish,
            Service,
            func.coalesce(support.c.helping, 0).label("helping"),
            func.coalesce(support.c.coming, 0).label("coming"),
            (Wish.person_id == viewer.id).label("mine"),
            func.coalesce(own.gives, False).label("i_help"),
            func.coalesce(own.receives, False).label("i_come"),
        )
        .outerjoin(Service, Service.id == Wish.service_id)
        .outerjoin(support, support.c.wish_id == Wish.id)
        .outerjoin(own, and_(own.wish_id == Wish.id, own.person_id == viewer.id))
    )
    return question, support


def _wish(row: Any, on: date) -> WishSeen:
    wish, service = row.Wish, row.Service
    opened = service is not None and service.opened_on is not None and service.opened_on <= on
    return WishSeen(
        id=wish.id,
        words=wish.words,
        made_at=wish.made_at,
        state=wish.state,
        answer=wish.answer,
        service=service if opened else None,
        helping=row.helping,
        coming=row.coming,
        mine=bool(row.mine),
        i_help=bool(row.i_help),
        i_come=bool(row.i_come),
    )
