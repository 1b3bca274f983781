"""What always holds of memberships, over the whole database."""

from itertools import pairwise

from sqlalchemy import func, select

from buurtcoop.access.models import Role
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.models import Application, ApplicationState, ApplicationTalk, Membership
from buurtcoop.members.queries import running_on


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_overlaps(), *_numbers(), *_roles(), *_refused_in_silence()]


def _overlaps() -> list[str]:
    rows = db().scalars(
        select(Membership).order_by(Membership.person_id, Membership.starts_on, Membership.id)
    )
    return [
        f"Person {later.person_id} has two memberships at once: {earlier.number}, {later.number}."
        for earlier, later in pairwise(rows)
        if earlier.person_id == later.person_id
        and (earlier.ends_on is None or earlier.ends_on >= later.starts_on)
    ]


def _numbers() -> list[str]:
    twice = db().scalars(
        select(Membership.number).group_by(Membership.number).having(func.count() > 1)
    )
    return [f"Member number {number} was given more than once." for number in twice]


def _roles() -> list[str]:
    today = clock.today()
    members = set(db().scalars(select(Membership.person_id).where(running_on(today))))
    with_role = set(
        db().scalars(
            select(Role.person_id).where(
                Role.name == RoleName.MEMBER,
                Role.starts_on <= today,
                Role.ends_on.is_(None) | (Role.ends_on >= today),
            )
        )
    )
    return [
        *(f"Person {each} is a member without the role." for each in sorted(members - with_role)),
        *(f"Person {each} has the role of member only." for each in sorted(with_role - members)),
    ]


def _refused_in_silence() -> list[str]:
    talked = select(ApplicationTalk.application_id)
    found = db().scalars(
        select(Application.id).where(
            Application.state == ApplicationState.REFUSED, Application.id.not_in(talked)
        )
    )
    return [f"Application {number} was refused without a talk." for number in found]
