"""What happens because time passed: refused applicants and old wishes are forgotten."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from buurtcoop.core.instance import db
from buurtcoop.members import operations
from buurtcoop.members.models import (
    Application,
    ApplicationState,
    ApplicationTalk,
    EmailChange,
    Membership,
)
from buurtcoop.people.operations import forget_person

REFUSED_KEPT = timedelta(days=28)
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


def end_roles(now: datetime) -> int:
    """Who is no member any more has no role of member. Returns how many roles were ended."""
    return operations.end_roles_of_former_members()
