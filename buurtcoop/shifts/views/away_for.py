"""Days away of a member who called: noting them, and taking them back."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.members.queries import member_for
from buurtcoop.people.models import Person
from buurtcoop.shifts import operations
from buurtcoop.shifts.forms.standing import AwayForm
from buurtcoop.shifts.queries import standing
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("away_for", __name__, url_prefix="/leden/<int:person_id>/weg")

WHY_READ = N_("Om dagen weg op te schrijven")


@bp.route("", methods=["GET", "POST"])
@permission("shifts.act_for_others")
def note(person_id: int) -> ResponseReturnValue:
    """When is this member away?"""
    person = _member(person_id)
    form = AwayForm.sent()
    if form.accepted():
        with attempt():
            said = operations.go_away(
                person_id,
                first_on=form.first_day.data,
                last_on=form.last_day.data,
                by=viewer(),
            )
            done = _("Opgeslagen. Aantal dagen dat vrij kwam: %(num)s.", num=said.freed)
            flash(done, "good")
            return redirect(f"/leden/{person_id}/weg", code=303)
    reading(viewer(), WHY_READ, [person_id])
    return page(
        "shifts/away_for.html",
        who=person,
        form=form,
        periods=standing.away_of(person_id, clock.today()),
        press=PressForm.fresh(),
    )


@bp.route("/<int:away_id>/terug", methods=["POST"])
@permission("shifts.act_for_others")
def back(person_id: int, away_id: int) -> ResponseReturnValue:
    """This member is there after all."""
    _member(person_id)
    period = standing.away_period(away_id)
    if period is None or period.person_id != person_id:
        gone()
    if PressForm.sent().accepted():
        with attempt():
            again = operations.come_back(away_id, viewer())
            done = _("Opgeslagen. Aantal dagen weer op de lijst: %(num)s.", num=again.made)
            flash(done, "good")
    return redirect(f"/leden/{person_id}/weg", code=303)


def _member(person_id: int) -> Person:
    return or_gone(member_for, viewer(), person_id)
