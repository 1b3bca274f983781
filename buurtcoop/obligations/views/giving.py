"""Asking for time, and giving it."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.obligations import operations, queries
from buurtcoop.obligations.forms import AskForm, GiveForm
from buurtcoop.obligations.rules import MINE, open_months
from buurtcoop.obligations.views.mine import here_or_gone, own_page
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, page, permission, viewer

bp = Blueprint("giving", __name__, url_prefix=MINE)


@bp.route("/vragen", methods=["POST"])
@permission("mine.change")
def ask() -> ResponseReturnValue:
    """I would like to get time."""
    here_or_gone()
    form = AskForm.among(open_months(clock.today()))
    if form.accepted():
        with attempt():
            operations.ask_hours(form.chosen, named=bool(form.named.data), by=viewer())
            flash(_("Uw vraag staat er. Geeft iemand tijd, dan krijgt u bericht."), "good")
            return redirect(MINE, code=303)
    return own_page(form)


@bp.route("/vragen/<int:ask_id>/terug", methods=["POST"])
@permission("mine.change")
def take_back(ask_id: int) -> ResponseReturnValue:
    """I do not need it any more."""
    here_or_gone()
    if PressForm.sent().accepted():
        with attempt():
            operations.take_back_ask(ask_id, viewer())
            flash(_("Uw vraag is terug."), "good")
    return redirect(MINE, code=303)


@bp.route("/geven", methods=["GET", "POST"])
@permission("mine.change")
def give() -> ResponseReturnValue:
    """Give time to who asked."""
    here_or_gone()
    me, months = viewer().id, open_months(clock.today())
    mine = queries.balances(months, [me]).get(me, [])
    asks = queries.asks_for(viewer())
    form = GiveForm.among(asks, max((each.to_give for each in mine), default=0))
    if form.accepted():
        with attempt():
            operations.give_hours(
                int(form.ask.data),
                int(form.minutes.data),
                named=bool(form.named.data),
                by=viewer(),
            )
            flash(_("Dank u wel. Uw buur krijgt bericht."), "good")
            return redirect(MINE, code=303)
    return page("obligations/give.html", form=form, asks=asks, mine=mine)
