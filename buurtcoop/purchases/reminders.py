"""What should have been said by now: ordering closes soon, and a turn comes up."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due
from buurtcoop.purchases.messages import ORDER_SOON, TURN_SOON
from buurtcoop.purchases.models import GroupPurchase, Interest, MaintenanceTurn, Quote
from buurtcoop.purchases.rules import (
    REMINDED_BEFORE,
    TURN_REMINDED_BEFORE,
    RoundState,
    opened_late,
)


def due(now: datetime) -> Iterator[Due]:
    """Everything this room should have said by now."""
    today = clock.local(now).date()
    yield from _ordering_closes(today)
    yield from _turn_comes(today)


def _ordering_closes(today: date) -> Iterator[Due]:
    """To who is interested and did not order, three days ahead; not when it opened just then."""
    rows = (
        db()
        .execute(
            select(Interest, Quote, GroupPurchase.order_by)
            .join(Interest.purchase)
            .join(Quote, Quote.purchase_id == GroupPurchase.id)
            .where(
                Interest.ended_at.is_(None),
                GroupPurchase.state == RoundState.ORDERING,
                GroupPurchase.order_by >= today,
                GroupPurchase.order_by <= today + REMINDED_BEFORE,
                Quote.chosen_at.is_not(None),
                Quote.withdrawn_at.is_(None),
            )
            .order_by(Interest.id)
        )
        .all()
    )
    said = heard(ORDER_SOON, [interest.id for interest, _quote, _last_day in rows])
    for interest, quote, last_day in rows:
        if last_day is None or opened_late(quote.chosen_at, last_day):
            continue
        if (interest.id, str(quote.id), interest.person_id) in said:
            continue
        yield Due(
            rule=ORDER_SOON,
            subject_id=interest.id,
            occurrence=str(quote.id),
            recipient_id=interest.person_id,
            expires_at=clock.start_of(last_day + timedelta(days=1)),
        )


def _turn_comes(today: date) -> Iterator[Due]:
    """To whose turn it is, two weeks before the last day."""
    turns = (
        db()
        .scalars(
            select(MaintenanceTurn)
            .join(MaintenanceTurn.purchase)
            .where(
                MaintenanceTurn.done_on.is_(None),
                MaintenanceTurn.declined_at.is_(None),
                MaintenanceTurn.due_on >= today,
                MaintenanceTurn.due_on <= today + TURN_REMINDED_BEFORE,
            )
            .options(contains_eager(MaintenanceTurn.purchase))
            .order_by(MaintenanceTurn.id)
        )
        .all()
    )
    said = heard(TURN_SOON, [turn.id for turn in turns])
    for turn in turns:
        occurrence = turn.due_on.isoformat()
        if (turn.id, occurrence, turn.person_id) in said:
            continue
        yield Due(
            rule=TURN_SOON,
            subject_id=turn.id,
            occurrence=occurrence,
            recipient_id=turn.person_id,
            expires_at=clock.start_of(turn.due_on + timedelta(days=1)),
        )
