"""The door of a financier: a link and a code, or an account; and going out again.

A link by itself shows nothing, not even whether it is one. What opens stands in the database: a
way in that is taken back is shut at the next page.
"""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, request, session
from flask.typing import ResponseReturnValue

from buurtcoop.access.caller import network_of
from buurtcoop.access.rules import TooManyAttempts
from buurtcoop.insight import operations, queries
from buurtcoop.insight.forms import DoorForm
from buurtcoop.insight.models import FunderAccess
from buurtcoop.insight.rules import DoorShut
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, page, permission, sentence_of, viewer

bp = Blueprint("coming_in", __name__, url_prefix="/financier")
TICKET = "funder"
TOO_MANY = 429


@bp.route("/<token>", methods=["GET", "POST"])
@permission("public")
def door(token: str) -> ResponseReturnValue:
    """Ask for the code; the same for a link of ours and any other word."""
    form, status = DoorForm.sent(), 200
    if form.accepted():
        try:
            way = operations.come_in(token, form.code.data, network=_network())
        except DoorShut as refusal:
            form.code.errors = [sentence_of(refusal)]
        except TooManyAttempts as refusal:
            flash(sentence_of(refusal), "bad")
            status = TOO_MANY
        else:
            session[TICKET] = queries.ticket_of(way)
            return redirect("/financier", code=303)
    return page("insight/door.html", status, form=form)


@bp.route("/uit", methods=["POST"])
@permission("public")
def out() -> ResponseReturnValue:
    """Shut what this link opened, here and in any other browser."""
    if PressForm.sent().accepted():
        way = queries.way_of_ticket(session.pop(TICKET, ""))
        if way is not None:
            operations.leave(way)
        flash(_("U bent eruit. Met de link en de code kunt u er weer in."))
    return redirect("/financier", code=303)


def ways_here() -> Sequence[FunderAccess]:
    """What this browser may read: by its account, and by the link it opened short ago."""
    mine = list(queries.ways_of(viewer().id)) if viewer().signed_in else []
    opened = queries.way_of_ticket(session.get(TICKET, ""))
    return [*mine, opened] if opened else mine


def _network() -> str:
    return network_of(request.remote_addr)
