"""Ordering: the exact price first, then a typed name; changing it, and going while that is free."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.purchases import operations
from buurtcoop.purchases.forms.common import VersionForm
from buurtcoop.purchases.forms.joining import OrderForm
from buurtcoop.purchases.models import PurchaseOrder, Quote
from buurtcoop.purchases.queries import Round
from buurtcoop.purchases.rules import FREE, ORDER, Agreed, OrderEnded, RoundState, may_order_on
from buurtcoop.purchases.views.common import (
    asked_units,
    at,
    at_most,
    binding_lines,
    found,
    number_of,
    usual_units,
)
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("ordering", __name__)
NEW = 0


@bp.route("/<slug>/bestellen", methods=["GET", "POST"])
@permission(ORDER)
def order(slug: str) -> ResponseReturnValue:
    """What it costs, what one says yes to, and the name under it."""
    round_ = found(slug)
    form = OrderForm.sent()
    if form.accepted():
        with attempt():
            _place(round_, form)
            _units, _quote, version = form.read
            if version == NEW:
                flash(_("Uw bestelling is binnen. U krijgt een bericht met alles erin."), "good")
            else:
                flash(_("Uw bestelling is veranderd. U krijgt er een bericht over."), "good")
            return redirect(at(slug, "mijn-bestelling"), code=303)
    if form.is_submitted():
        round_ = found(slug)
    if not _open(round_) or round_.chosen is None:
        return redirect(at(slug), code=303)
    return _order_page(round_, round_.chosen, form)


def _order_page(round_: Round, quote: Quote, form: OrderForm) -> ResponseReturnValue:
    """The page of an order; after a conflict with what was typed and with what stands there now."""
    typed, _quote, version = form.read
    asked = asked_units(typed or usual_units(round_))
    mine = round_.order
    other = mine if mine is not None and form.is_submitted() and mine.version != version else None
    form.units.data, form.quote.data = str(asked.units), str(quote.id)
    form.version.data = str(mine.version if mine is not None else NEW)
    return page(
        "purchases/order.html",
        form=form,
        seen=round_,
        round=round_.purchase,
        quote=quote,
        asked=asked,
        share=at_most(round_, quote, asked.units),
        lines=binding_lines(round_, quote, asked.units),
        number=number_of(asked.units, round_.purchase),
        other=other,
    )


def _place(round_: Round, form: OrderForm) -> PurchaseOrder:
    """Order, or change what stands there when the page was opened on an order."""
    units, quote_id, version = form.read
    lines = binding_lines(round_, round_.chosen, units) if units and round_.chosen else []
    agreed = Agreed(name=form.name.data, text="\n".join(lines))
    if version == NEW:
        purchase_id, who = round_.purchase.id, viewer()
        return operations.order(purchase_id, who.id, units, agreed, quote_id, who)
    if round_.order is None:
        raise OrderEnded
    return operations.change_order(round_.order.id, units, agreed, quote_id, version, viewer())


def _open(round_: Round) -> bool:
    purchase = round_.purchase
    return purchase.state is RoundState.ORDERING and may_order_on(clock.today(), purchase.order_by)


@bp.route("/<slug>/mijn-bestelling/stoppen", methods=["GET", "POST"])
@permission(ORDER)
def cancel(slug: str) -> ResponseReturnValue:
    """Go while that is free: first what happens, then the press."""
    round_ = found(slug)
    mine = round_.order
    if mine is None:
        gone()
    form = VersionForm.sent(version=str(mine.version))
    if form.accepted():
        with attempt():
            operations.cancel_order(mine.id, form.read_version, viewer())
            flash(_("Uw bestelling is gestopt. U betaalt niets."), "good")
            return redirect(at(slug), code=303)
    if form.is_submitted() or mine.state not in FREE:
        return redirect(at(slug, "mijn-bestelling"), code=303)
    return page("purchases/cancel.html", form=form, round=round_.purchase, order=mine)
