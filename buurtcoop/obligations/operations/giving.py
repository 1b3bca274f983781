"""Asking for minutes, and giving away what was really done."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, select, update
from sqlalchemy.sql.selectable import ScalarSelect

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.hours.models import TimeEntry
from buurtcoop.members.queries import membership_of
from buurtcoop.members.rules import NoMemberNow
from buurtcoop.messaging.operations import put
from buurtcoop.obligations.messages import GIFT, ONCE
from buurtcoop.obligations.models import HourAsk, HourGift
from buurtcoop.obligations.queries import counting, duty_on
from buurtcoop.obligations.rules import (
    MonthClosed,
    MoreThanDone,
    NoDuty,
    NotAsked,
    OwnAsk,
    last_of,
    open_months,
)
from buurtcoop.people.models import Person

GIFT_TOLD = timedelta(days=14)


def ask_hours(month: date, *, named: bool, by: Viewer) -> HourAsk:
    """I would like to get minutes in this month; without `named` nobody reads who asks.

    Asking again is once, and changes whether the name is read. Raises MonthClosed, NoDuty,
    NoMemberNow.
    """
    _refuse_month(month, by.id)
    insert_once(
        db(),
        HourAsk,
        person_id=by.id,
        month=month,
        named=named,
        made_at=clock.now(),
        ended_at=None,
    )
    asked = db().scalars(select(HourAsk).filter_by(person_id=by.id, month=month)).one()
    asked.named, asked.ended_at = named, None
    db().flush()
    return asked


def take_back_ask(ask_id: int, by: Viewer) -> None:
    """I do not need it any more; what was given stays. Raises NotAsked."""
    ended = db().scalars(
        update(HourAsk)
        .where(HourAsk.id == ask_id, HourAsk.person_id == by.id, HourAsk.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(HourAsk.id)
    )
    if ended.first() is None:
        raise NotAsked


def give_hours(ask_id: int, minutes: int, *, named: bool, by: Viewer) -> HourGift:
    """Give minutes to who asked for them; without `named` they come from "een buur".

    Holds afterwards: of a month no more is given than this member really did in it, also with
    several gifts at once (who gives is locked, and the insert itself looks); and it goes to
    somebody else, who asked. The receiver hears of it.
    Raises NotAsked, OwnAsk, MonthClosed, NoDuty, NoMemberNow, MoreThanDone.
    """
    ask = db().get(HourAsk, ask_id, populate_existing=True)
    if ask is None or ask.ended_at is not None:
        raise NotAsked
    if ask.person_id == by.id:
        raise OwnAsk
    if membership_of(ask.person_id, clock.today()) is None:
        raise NotAsked
    _refuse_month(ask.month, by.id)
    if minutes <= 0 or (number := _insert(ask, minutes, named=named, giver_id=by.id)) is None:
        raise MoreThanDone
    gift = db().get_one(HourGift, number)
    put(
        GIFT,
        subject_id=gift.id,
        occurrence=ONCE,
        recipient_id=gift.receiver_id,
        expires_at=clock.now() + GIFT_TOLD,
    )
    record(by, "obligations.give", gift)
    return gift


def _insert(ask: HourAsk, minutes: int, *, named: bool, giver_id: int) -> int | None:
    """The number of the gift; None when it would be more than was done."""
    _lock(giver_id)
    values: dict[str, ColumnElement[Any]] = {
        "giver_id": literal(giver_id),
        "receiver_id": literal(ask.person_id),
        "month": literal(ask.month),
        "minutes": literal(minutes),
        "named": literal(named),
        "made_at": literal(clock.now(), HourGift.made_at.type),
    }
    fits = minutes <= _done(giver_id, ask.month) - _given(giver_id, ask.month)
    made = insert(HourGift).from_select(list(values), select(*values.values()).where(fits))
    return db().scalars(made.returning(HourGift.id)).first()


def _lock(giver_id: int) -> None:
    """Two gifts of one member wait for each other; SQLite has one writer anyway."""
    db().execute(select(Person.id).where(Person.id == giver_id).with_for_update(key_share=True))


def _done(person_id: int, month: date) -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.sum(TimeEntry.minutes), 0))
        .where(
            TimeEntry.person_id == person_id,
            TimeEntry.on_day.between(month, last_of(month)),
            counting(),
        )
        .scalar_subquery()
    )


def _given(person_id: int, month: date) -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.sum(HourGift.minutes), 0))
        .where(HourGift.giver_id == person_id, HourGift.month == month)
        .scalar_subquery()
    )


def _refuse_month(month: date, person_id: int) -> None:
    today = clock.today()
    if month not in open_months(today):
        raise MonthClosed
    if duty_on(month) is None:
        raise NoDuty
    if membership_of(person_id, today) is None:
        raise NoMemberNow
