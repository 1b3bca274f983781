"""Giving roles and ending them."""

from datetime import date, timedelta

from sqlalchemy import Select, or_, select

from buurtcoop.access.models import Role
from buurtcoop.access.operations.sessions import need_fresh
from buurtcoop.access.rules import (
    GRANTABLE,
    KEPT,
    LastBoardMember,
    LastCoordinator,
    NotYourRole,
    RoleName,
    RoleRuns,
)
from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person

LAST = {RoleName.COORDINATOR: LastCoordinator, RoleName.BOARD: LastBoardMember}


def grant(person_id: int, role: RoleName, *, on: date, by: int | None) -> None:
    """Give a role from this day on. Giving it twice is once.

    For what another room decided, such as admission; a person who gives a role does that with
    `give_role`.
    """
    insert_once(
        db(),
        Role,
        person_id=person_id,
        name=role,
        starts_on=on,
        ends_on=None,
        granted_by_id=by,
    )


def give_role(person_id: int, role: RoleName, *, on: date, by: Viewer) -> Role:
    """Give somebody a role from this day on.

    Raises NotYourRole, FreshSignInNeeded, RoleRuns, LookupError for an unknown person.
    """
    if not by.may("roles.change") or role not in GRANTABLE:
        raise NotYourRole
    need_fresh(by)
    person = db().get(Person, person_id)
    if person is None:
        raise LookupError(person_id)
    clash = or_(Role.ends_on.is_(None), Role.ends_on >= on)
    if db().scalars(_of(person_id, role).where(clash)).first() is not None:
        raise RoleRuns(other_name=person.full_name)
    grant(person_id, role, on=on, by=by.id)
    given = db().scalars(_of(person_id, role).where(Role.ends_on.is_(None))).one()
    record(by, "access.role_given", given, role.value)
    return given


def end_role(role_id: int, by: Viewer) -> None:
    """End a role at once: yesterday was its last day; one that never counted goes.

    Holds afterwards: somebody has the role of coordinator and somebody sits on the board, also
    when two end each other's role at the same moment (the rows of the role are locked).
    Raises NotYourRole, FreshSignInNeeded, LastCoordinator, LastBoardMember, LookupError.
    """
    if not by.may("roles.change"):
        raise NotYourRole
    need_fresh(by)
    today = clock.today()
    role = db().get(Role, role_id)
    if role is None or role.name not in GRANTABLE:
        raise LookupError(role_id)
    holders = _locked_holders(role.name, today)
    others = [one for one in holders if one.id != role.id and one.ends_on is None]
    runs = any(one.id == role.id for one in holders)
    if runs and role.name in KEPT and not others:
        raise LAST[role.name]
    record(by, "access.role_ended", role, role.name.value)
    if role.starts_on >= today:
        db().delete(role)
    else:
        role.ends_on = min(role.ends_on or today, today - timedelta(days=1))
    db().flush()


def end_member_role(person_id: int, *, last_day: date) -> None:
    """Let the role of member stop with the membership; for `members`."""
    running = _of(person_id, RoleName.MEMBER).where(Role.ends_on.is_(None))
    for role in db().scalars(running):
        role.ends_on = max(role.starts_on, last_day)
    db().flush()


def _locked_holders(name: RoleName, today: date) -> list[Role]:
    """Who has this role today, read anew and locked until the end of the transaction."""
    return list(
        db().scalars(
            select(Role)
            .where(
                Role.name == name,
                Role.starts_on <= today,
                or_(Role.ends_on.is_(None), Role.ends_on >= today),
            )
            .order_by(Role.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _of(person_id: int, role: RoleName) -> Select[Role]:
    return select(Role).where(Role.person_id == person_id, Role.name == role)
