"""Ending one's membership; the way there stands in the foot of every page (BW 2:35)."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.members import operations, queries
from buurtcoop.members.forms import LeavingForm, PressForm
from buurtcoop.members.rules import last_day
from buurtcoop.people.models import Channel
from buurtcoop.web.pages import _, attempt, page, permission, viewer

bp = Blueprint("leaving", __name__, url_prefix="/lidmaatschap-opzeggen")


@bp.route("")
@permission("public")
def show() -> ResponseReturnValue:
    """What ending means, and the button for who is a member."""
    return _show(LeavingForm.sent())


@bp.route("", methods=["POST"])
@permission("signed_in")
def leave() -> ResponseReturnValue:
    """End my membership."""
    form = LeavingForm.sent()
    if form.accepted():
        with attempt():
            operations.give_notice(viewer().id, viewer(), form.reason.data or "")
            return redirect(url_for(".show"), code=303)
    return _show(form)


@bp.route("/intrekken", methods=["POST"])
@permission("signed_in")
def stay() -> ResponseReturnValue:
    """Take my notice back."""
    if PressForm.sent().accepted():
        with attempt():
            operations.take_back_notice(viewer().id, viewer())
            flash(_("Uw opzegging is ingetrokken. Fijn dat u lid blijft."), "good")
    return redirect(url_for(".show"), code=303)


def _show(form: LeavingForm) -> ResponseReturnValue:
    today, weeks = clock.today(), this_coop().notice_weeks
    found = queries.membership_of(viewer().id, today) if viewer().signed_in else None
    return page(
        "members/leave.html",
        form=form,
        press=PressForm.fresh(),
        membership=found,
        until=last_day(today, weeks),
        weeks=weeks,
        by_mail=found is not None and found.person.channel is Channel.MAIL,
    )
