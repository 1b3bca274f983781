"""What we ask of every member: beginning, changing and ending it; for the board and coordinator."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.obligations import operations, queries
from buurtcoop.obligations.forms import NOW, DutyForm, StopForm
from buurtcoop.obligations.models import MemberDuty
from buurtcoop.obligations.rules import CHANGE, CONTACT, SETTINGS
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("settings", __name__, url_prefix=SETTINGS)


@bp.route("")
@permission(CHANGE)
def show() -> ResponseReturnValue:
    """What is asked now, what comes, and what was."""
    today = clock.today()
    duties = queries.duties()
    return page(
        "obligations/settings.html",
        now=next((each for each in duties if _runs(each) and each.starts_on <= today), None),
        coming=[each for each in reversed(duties) if each.starts_on > today],
        past=[each for each in duties if not _runs(each)],
        contacts=queries.concerns(today) is not None and viewer().may(CONTACT),
        press=PressForm.fresh(),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@permission(CHANGE)
def begin() -> ResponseReturnValue:
    """Begin a duty, or put another in its place."""
    running = queries.concerns(clock.today())
    form = DutyForm.after(running)
    if form.accepted():
        with attempt():
            operations.start_duty(**form.facts(), by=viewer())
            flash(_("Opgeslagen. Alle leden krijgen bericht."), "good")
            return redirect(SETTINGS, code=303)
    return page("obligations/begin.html", form=form, running=running)


@bp.route("/<int:duty_id>/stoppen", methods=["GET", "POST"])
@permission(CHANGE)
def stop(duty_id: int) -> ResponseReturnValue:
    """End what runs."""
    duty, form = _found(duty_id), StopForm.sent()
    if form.accepted():
        with attempt():
            operations.stop_duty(duty_id, at_once=form.when.data == NOW, by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(SETTINGS, code=303)
    return page("obligations/stop.html", form=form, duty=duty)


@bp.route("/<int:duty_id>/weg", methods=["POST"])
@permission(CHANGE)
def withdraw(duty_id: int) -> ResponseReturnValue:
    """Take back what has not begun."""
    _found(duty_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.withdraw_duty(duty_id, viewer())
            flash(_("Dit begint niet. Er is niets gevraagd."), "good")
    return redirect(SETTINGS, code=303)


def _found(duty_id: int) -> MemberDuty:
    return db().get(MemberDuty, duty_id) or gone()


def _runs(duty: MemberDuty) -> bool:
    return duty.ends_on is None or duty.ends_on >= clock.today()
