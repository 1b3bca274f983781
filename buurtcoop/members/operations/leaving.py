"""Ending a membership, and thinking again."""

from datetime import date, timedelta

from sqlalchemy import select, update

from buurtcoop.access.models import Role
from buurtcoop.access.operations import end_member_role, grant
from buurtcoop.access.rules import RoleName
from buurtcoop.audit.operations import record, seal
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.messages import MEMBERSHIP_ENDING, occurrence_of
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import membership_of, running_on
from buurtcoop.members.rules import NoNotice, NotAMember, NoticeGiven, last_day
from buurtcoop.messaging.operations import put, withdraw


def give_notice(person_id: int, by: Viewer, reason: str = "") -> Membership:
    """End a membership as many weeks from now as this cooperative says.

    Holds afterwards: the membership and the role of member have the same last day, and the
    member has it in writing. Given once, whoever presses twice (the conditional update
    decides). Raises NotAMember, NoticeGiven.
    """
    today, now = clock.today(), clock.now()
    until = last_day(today, this_coop().notice_weeks)
    given = db().scalars(
        update(Membership)
        .where(
            Membership.person_id == person_id,
            Membership.starts_on <= today,
            Membership.ends_on.is_(None),
        )
        .values(ends_on=until, notice_at=now, farewell_at=None)
        .returning(Membership.id)
    )
    number = given.first()
    if number is None:
        raise _ended_or_none(person_id, today)
    membership = db().get_one(Membership, number)
    db().refresh(membership)
    seal(membership, "leaving_reason", reason)
    end_member_role(person_id, last_day=until)
    put(
        MEMBERSHIP_ENDING,
        subject_id=membership.id,
        occurrence=occurrence_of(now),
        recipient_id=person_id,
        expires_at=clock.start_of(until + timedelta(days=1)),
    )
    record(by, "members.give_notice", membership)
    return membership


def _ended_or_none(person_id: int, today: date) -> NotAMember | NoticeGiven:
    membership = membership_of(person_id, today)
    if membership is None:
        return NotAMember()
    return NoticeGiven(day=membership.ends_on)


def take_back_notice(person_id: int, by: Viewer) -> Membership:
    """Stay after all, up to and including the last day. The reason is erased.

    Raises NoNotice.
    """
    today = clock.today()
    taken = db().scalars(
        update(Membership)
        .where(
            Membership.person_id == person_id,
            Membership.notice_at.is_not(None),
            Membership.ends_on >= today,
        )
        .values(ends_on=None, notice_at=None, leaving_reason=None, farewell_at=None)
        .returning(Membership.id)
    )
    number = taken.first()
    if number is None:
        raise NoNotice
    membership = db().get_one(Membership, number)
    db().refresh(membership)
    grant(person_id, RoleName.MEMBER, on=today, by=by.id)
    withdraw("membership", membership.id, rules=[MEMBERSHIP_ENDING])
    record(by, "members.take_back_notice", membership)
    return membership


def note_farewell(person_id: int, by: Viewer) -> None:
    """Write down that one of us talked with who leaves. Raises NoNotice."""
    noted = db().scalars(
        update(Membership)
        .where(
            Membership.person_id == person_id,
            Membership.notice_at.is_not(None),
            Membership.farewell_at.is_(None),
        )
        .values(farewell_at=clock.now())
        .returning(Membership.id)
    )
    number = noted.first()
    if number is None:
        raise NoNotice
    record(by, "members.note_farewell", db().get_one(Membership, number))


def end_roles_of_former_members() -> int:
    """Let the role stop with the membership, however that came to its end. Returns how many."""
    today = clock.today()
    still = select(Membership.person_id).where(running_on(today))
    former = db().scalars(
        select(Membership)
        .join(Role, Role.person_id == Membership.person_id)
        .where(
            Role.name == RoleName.MEMBER,
            Role.ends_on.is_(None),
            Membership.ends_on < today,
            Membership.person_id.not_in(still),
        )
        .order_by(Membership.ends_on)
    )
    last_days = {each.person_id: each.ends_on for each in former if each.ends_on is not None}
    for person_id, last in last_days.items():
        end_member_role(person_id, last_day=last)
    return len(last_days)
