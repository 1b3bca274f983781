"""What happens because time passed: applicants, members and wishes of long ago are forgotten."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from buurtcoop.access.models import Role
from buurtcoop.access.operations import close_account
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.members import operations
from buurtcoop.members.models import (
    Application,
    ApplicationState,
    ApplicationTalk,
    EmailChange,
    Membership,
)
from buurtcoop.members.queries import left_before
from buurtcoop.people.models import Person
from buurtcoop.people.operations import forget_person

REFUSED_KEPT = timedelta(days=28)
LEFT_KEPT = timedelta(days=2 * 365)
WISH_KEPT = timedelta(days=30)


def forget_applications(now: datetime) -> int:
    """28 days after the decision the notes of the talks go, and of who was refused everything.

    Who became a member after all, or applied again, is not forgotten; the old application is.
    Returns how many applications were cleared.
    """
    decided_before = Application.decided_at < now - REFUSED_KEPT
    talked = select(ApplicationTalk.application_id)
    refused = Application.state == ApplicationState.REFUSED
    old = (
        db()
        .scalars(select(Application).where(decided_before, refused | Application.id.in_(talked)))
        .all()
    )
    db().execute(
        delete(ApplicationTalk).where(
            ApplicationTalk.application_id.in_([application.id for application in old])
        )
    )
    gone = [each for each in old if each.state is ApplicationState.REFUSED]
    people = {application.person_id for application in gone}
    db().execute(delete(Application).where(Application.id.in_([each.id for each in gone])))
    for person_id in sorted(people - _still_ours(people)):
        forget_person(person_id)
    return len(old)


def _still_ours(person_ids: Iterable[int]) -> set[int]:
    wanted = list(person_ids)
    members = select(Membership.person_id).where(Membership.person_id.in_(wanted))
    applicants = select(Application.person_id).where(Application.person_id.in_(wanted))
    return {*db().scalars(members), *db().scalars(applicants)}


def forget_email_changes(now: datetime) -> int:
    """30 days after it was asked, a wish for another mail address goes. Returns how many."""
    gone = db().scalars(
        delete(EmailChange).where(EmailChange.made_at < now - WISH_KEPT).returning(EmailChange.id)
    )
    return len(gone.all())


def forget_former_members(now: datetime) -> int:
    """2 years after the last day: name, address, phone, mail, the way in and the reason go.

    The membership stays with its number. Who has a role without being a member stays known.
    Returns how many people were forgotten.
    """
    today = clock.local(now).date()
    stays = select(Role.person_id).where(Role.ends_on.is_(None) | (Role.ends_on >= today))
    long_gone = (
        left_before(today - LEFT_KEPT)
        .join(Membership.person)
        .where(Person.erased_at.is_(None), Person.id.not_in(stays))
    )
    gone = sorted(db().scalars(long_gone))
    for person_id in gone:
        close_account(person_id, STRANGER)
        forget_person(person_id)
    db().execute(
        update(Membership).where(Membership.person_id.in_(gone)).values(leaving_reason=None)
    )
    return len(gone)


def end_roles(now: datetime) -> int:
    """Who is no member any more has no role of member. Returns how many roles were ended."""
    return operations.end_roles_of_former_members()
