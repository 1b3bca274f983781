"""The rows of a large cooperative, whole, and how they are put in by the batch."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, insert, select

from buurtcoop.access.rules import RoleName
from buurtcoop.agreements.models import AgreedHow, AgreementText
from buurtcoop.agreements.rules import check_number
from buurtcoop.core import clock
from buurtcoop.core.database import Model
from buurtcoop.core.instance import db
from buurtcoop.members.models import Membership
from buurtcoop.messaging.models import DeliveryState, Way
from buurtcoop.people.models import Channel, Person
from buurtcoop.shifts.models import Side

SIDES = (*[(True, True)] * 10, *[(True, False)] * 4, *[(False, True)] * 5, (False, False))

Row = dict[str, Any]


@dataclass(frozen=True)
class Promising:
    """Somebody who promises, with how they are told."""

    person_id: int
    way: Way


def membership(number: int, person_id: int, since: date) -> Row:
    """A membership under this number."""
    gives, receives = SIDES[number % len(SIDES)]
    return {
        "person_id": person_id,
        "number": number,
        "starts_on": since,
        "ends_on": None,
        "notice_at": None,
        "leaving_reason": None,
        "farewell_at": None,
        "gives": gives,
        "receives": receives,
    }


def role(person_id: int, since: date) -> Row:
    """The role of member."""
    return {
        "person_id": person_id,
        "name": RoleName.MEMBER,
        "starts_on": since,
        "ends_on": None,
        "granted_by_id": None,
    }


def account(number: int, person_id: int, since: date) -> Row:
    """A way in by mail."""
    return {
        "person_id": person_id,
        "email": f"lid{number}@example.org",
        "password_hash": None,
        "totp_secret": None,
        "totp_next": None,
        "totp_since": None,
        "totp_last_step": 0,
        "made_at": clock.start_of(since),
    }


def agreement(text: AgreementText, person_id: int, at: datetime) -> Row:
    """A yes to this text, typed."""
    signed = f"Lid {person_id}"
    return {
        "text_id": text.id,
        "service_id": text.service_id,
        "kind": text.kind,
        "person_id": person_id,
        "about_id": person_id,
        "how": AgreedHow.TYPED,
        "signed": signed,
        "photos": False,
        "check_number": check_number(text.parts, signed, at),
        "agreed_at": at,
        "made_by_id": person_id,
        "ended_at": None,
        "ended_by_id": None,
        "erased_at": None,
    }


def crew_line(shift_id: int, side: Side, places: int, taken: int) -> Row:
    """The places of one side."""
    role = "helpen" if side is Side.GIVE else "wie komt"
    return {
        "shift_id": shift_id,
        "side": side,
        "role": role,
        "places": places,
        "minimum": places if side is Side.GIVE else 0,
        "taken": taken,
        "held": 0,
    }


def delivery(message_id: int, person: Promising, promise: Row) -> Row:
    """What brought a message."""
    return {
        "message_id": message_id,
        "way": person.way,
        "attempt": 1,
        "state": DeliveryState.SENT,
        "tries": 1,
        "not_before": promise["made_at"],
        "claim_token": None,
        "leased_until": None,
        "ended_at": promise["made_at"],
    }


def promising(condition: Any) -> list[Promising]:
    """Who promises, of the members for whom this holds, by member number."""
    rows = db().execute(
        select(Person.id, Person.channel)
        .join(Membership, Membership.person_id == Person.id)
        .where(condition)
        .order_by(Membership.number)
    )
    return [
        Promising(number, Way.MAIL if channel is Channel.MAIL else Way.DESK)
        for number, channel in rows
    ]


def add(kind: type[Model], rows: list[Row]) -> None:
    """Add these rows."""
    if rows:
        db().execute(insert(_table(kind)), rows)


def added(kind: type[Model], rows: list[Row]) -> list[int]:
    """Add these rows; their numbers, in the same order."""
    if not rows:
        return []
    table = _table(kind)
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(db().scalars(statement, rows))


def _table(kind: type[Model]) -> Table:
    assert isinstance(kind.__table__, Table)
    return kind.__table__
