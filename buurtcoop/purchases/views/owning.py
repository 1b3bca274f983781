"""One's own order: the receipt, what was paid and delivered, and the turns of maintenance."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.purchases import operations, queries
from buurtcoop.purchases.forms.noting import DoneForm
from buurtcoop.purchases.models import MaintenanceTurn, PurchaseOrder
from buurtcoop.purchases.queries import Round
from buurtcoop.purchases.rules import ORDER, OrderState, RoundState, may_order_on
from buurtcoop.purchases.views.acts import OWN_ACTS, act_at, act_page
from buurtcoop.purchases.views.common import at, at_most, fixed_share, found
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("owning", __name__)
OWN = "mijn-bestelling"


@bp.route(f"/<slug>/{OWN}")
@permission(ORDER)
def own_order(slug: str) -> ResponseReturnValue:
    """What my household ordered, what it costs, and how far it is."""
    round_ = found(slug)
    mine = _mine(round_)
    share = fixed_share(mine)
    in_time = may_order_on(clock.today(), round_.purchase.order_by)
    return page(
        "purchases/own.html",
        seen=round_,
        round=round_.purchase,
        order=mine,
        exact=share is not None,
        share=share or at_most(round_, mine.quote, mine.units),
        open=in_time and round_.purchase.state is RoundState.ORDERING,
        may_change=in_time and mine.state is OrderState.PLACED,
        own_turns=[each for each in round_.turns if each.order_id == mine.id],
        other_turns=[
            each for each in round_.turns if each.order_id != mine.id and each.done_on is None
        ],
        press=PressForm.fresh(),
    )


@bp.route(f"/<slug>/{OWN}/<what>", methods=["GET", "POST"])
@permission(ORDER)
def note(slug: str, what: str) -> ResponseReturnValue:
    """I say what was paid, that it came, or whether all works."""
    mine = _mine(found(slug))
    return act_page(act_at(OWN_ACTS, what), mine, back=at(slug, OWN))


@bp.route(f"/<slug>/{OWN}/beurt/<int:turn_id>/<any(niet, neem):what>", methods=["POST"])
@permission(ORDER)
def answer_turn(slug: str, turn_id: int, what: str) -> ResponseReturnValue:
    """I can't this year, or I take the turn of somebody else."""
    _turn(turn_id)
    if PressForm.sent().accepted():
        with attempt():
            if what == "niet":
                operations.decline_turn(turn_id, viewer())
                flash(_("Fijn dat u het zegt. We vragen de volgende."), "good")
            else:
                operations.take_turn(turn_id, viewer())
                flash(_("Dank u wel. De beurt staat nu op uw naam."), "good")
    return redirect(at(slug, OWN), code=303)


@bp.route(f"/<slug>/{OWN}/beurt/<int:turn_id>/gedaan", methods=["GET", "POST"])
@permission(ORDER)
def finish(slug: str, turn_id: int) -> ResponseReturnValue:
    """I did it, and this is what I saw."""
    turn, form = _turn(turn_id), DoneForm.sent(day=clock.today())
    if form.accepted():
        with attempt():
            operations.finish_turn(turn_id, form.day.data, form.remarks.data or "", viewer())
            flash(_("Dank u wel. Met u erbij blijft alles goed werken."), "good")
            return redirect(at(slug, OWN), code=303)
    return page("purchases/done.html", form=form, round=turn.purchase, turn=turn)


def _mine(round_: Round) -> PurchaseOrder:
    """The order of the viewer's household, or the last one that ended; 404 without any."""
    if round_.order is not None:
        return round_.order
    return round_.past_orders[0] if round_.past_orders else gone()


def _turn(turn_id: int) -> MaintenanceTurn:
    return or_gone(queries.turn_for, viewer(), turn_id)
