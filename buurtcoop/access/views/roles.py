"""Who has which role: for the board."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access import guard, operations, queries
from buurtcoop.access.forms import GiveRoleForm
from buurtcoop.access.models import Role
from buurtcoop.access.rules import ROLE_NAMES, RoleName
from buurtcoop.access.views.blueprint import bp
from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

PAST_SHOWN = 20
LONGEST_SEARCH = 100
PURPOSE = N_("om een rol te geven of te helpen bij het inloggen")


@bp.route("/beheer/rollen")
@permission("roles.change")
def roles() -> ResponseReturnValue:
    """Every role with its dates, and whom to give one."""
    running, past = queries.granted_roles(clock.today())
    wish = request.args.get("zoek", "").strip()[:LONGEST_SEARCH]
    found = queries.people_called(wish)
    if found:
        reading(viewer(), PURPOSE, [person.id for person in found])
    return page(
        "access/roles.html",
        running=running,
        past=past[:PAST_SHOWN],
        names=_names(),
        today=clock.today(),
        wish=wish,
        found=found,
    )


@bp.route("/beheer/rollen/geef/<int:person_id>", methods=["GET", "POST"])
@permission("roles.change")
@guard.fresh_to_open
def give(person_id: int) -> ResponseReturnValue:
    """Give this person a role."""
    person = db().get(Person, person_id)
    if person is None:
        gone()
    form = GiveRoleForm.sent(role=request.args.get("rol") or None, starts_on=clock.today())
    if form.accepted():
        with attempt():
            role = RoleName(form.role.data)
            operations.give_role(person_id, role, on=form.starts_on.data, by=viewer())
            told = _(
                "%(name)s heeft nu deze rol: %(role)s.",
                name=person.full_name,
                role=_(ROLE_NAMES[role]),
            )
            flash(told, "good")
            return redirect(url_for(".roles"), code=303)
    again = url_for(".again", next=url_for(".give", person_id=person_id, rol=form.role.data))
    return page(
        "access/give_role.html",
        form=form,
        who=person,
        again="" if queries.is_fresh(viewer()) else again,
    )


@bp.route("/beheer/rollen/<int:role_id>/stop", methods=["GET", "POST"])
@permission("roles.change")
@guard.fresh_to_open
def end(role_id: int) -> ResponseReturnValue:
    """What happens when this role stops, and the button."""
    role = db().get(Role, role_id)
    if role is None or role.name is RoleName.MEMBER or _ended(role):
        gone()
    person = role.person
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.end_role(role_id, viewer())
            flash(_("Deze rol is gestopt."), "good")
            return redirect(url_for(".roles") if viewer().id != person.id else "/mijn", code=303)
    again = url_for(".again", next=request.path)
    return page(
        "access/end_role.html",
        form=form,
        role=role,
        who=person,
        names=_names(),
        again="" if queries.is_fresh(viewer()) else again,
    )


def _ended(role: Role) -> bool:
    return role.ends_on is not None and role.ends_on < clock.today()


def _names() -> dict[str, str]:
    return {name: _(message) for name, message in ROLE_NAMES.items()}
