"""Quotes, for who leads the round: into the list, shown, chosen, kept longer, taken back."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.purchases import operations, queries
from buurtcoop.purchases.forms.quotes import OpenForm, QuoteForm, ValidForm, WithdrawForm
from buurtcoop.purchases.models import Quote
from buurtcoop.purchases.queries import Round
from buurtcoop.purchases.rules import LIVE, READ, RoundState
from buurtcoop.purchases.views.common import at, at_most, example_units, led
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("quotes", __name__)


@bp.route("/<slug>/offertes/nieuw", methods=["GET", "POST"])
@permission(READ)
def add(slug: str) -> ResponseReturnValue:
    """Put a quote in the list."""
    round_, form = led(slug), QuoteForm.sent()
    if form.accepted():
        with attempt():
            operations.add_quote(round_.purchase.id, form.offer(), viewer())
            flash(_("De offerte staat in de lijst."), "good")
            return redirect(at(slug, "offertes"), code=303)
    return page("purchases/quote_new.html", form=form, round=round_.purchase)


@bp.route("/<slug>/offertes/laat-zien", methods=["POST"])
@permission(READ)
def show_quotes(slug: str) -> ResponseReturnValue:
    """Let members see the quotes."""
    round_ = led(slug)
    if PressForm.sent().accepted():
        with attempt():
            operations.show_quotes(round_.purchase.id, viewer())
            flash(_("Leden zien de offertes nu. Wie interesse heeft, krijgt bericht."), "good")
    return redirect(at(slug, "leiden"), code=303)


@bp.route("/<slug>/offertes/<int:quote_id>", methods=["GET", "POST"])
@permission(READ)
def manage(slug: str, quote_id: int) -> ResponseReturnValue:
    """One quote: let members order on it."""
    round_ = led(slug)
    quote = _quote(round_, quote_id)
    form = OpenForm.sent()
    if form.accepted():
        with attempt():
            operations.open_ordering(round_.purchase.id, quote_id, form.order_by.data, viewer())
            flash(_("Leden kunnen nu bestellen. Wie interesse heeft, krijgt bericht."), "good")
            return redirect(at(slug, "leiden"), code=303)
    example = example_units(round_)
    return page(
        "purchases/quote.html",
        form=form,
        seen=round_,
        round=round_.purchase,
        quote=quote,
        example=example,
        share=at_most(round_, quote, example),
        may_open=round_.purchase.state is RoundState.QUOTES and quote.stands,
        in_play=round_.purchase.state not in (RoundState.IN_USE, RoundState.ENDED),
    )


@bp.route("/<slug>/offertes/<int:quote_id>/langer", methods=["GET", "POST"])
@permission(READ)
def extend(slug: str, quote_id: int) -> ResponseReturnValue:
    """The supplier keeps the price longer."""
    round_ = led(slug)
    quote = _quote(round_, quote_id)
    form = ValidForm.sent(valid_until=quote.valid_until)
    if form.accepted():
        with attempt():
            operations.extend_quote(quote_id, form.valid_until.data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(at(slug, "offertes", quote_id), code=303)
    return page("purchases/quote_longer.html", form=form, round=round_.purchase, quote=quote)


@bp.route("/<slug>/offertes/<int:quote_id>/terug", methods=["GET", "POST"])
@permission(READ)
def withdraw(slug: str, quote_id: int) -> ResponseReturnValue:
    """The supplier takes it back: first who is told and what becomes of the orders."""
    round_ = led(slug)
    quote = _quote(round_, quote_id)
    form = WithdrawForm.sent()
    if not _in_play(round_, quote):
        del form.go_on
    if form.accepted():
        with attempt():
            go_on = "go_on" not in form or form.go_on.data == "yes"
            operations.withdraw_quote(quote_id, form.why.data, go_on, viewer())
            flash(_("Opgeschreven: de leverancier nam de offerte terug."), "good")
            return redirect(at(slug, "leiden"), code=303)
    orders = queries.orders_for(viewer(), slug) if _in_play(round_, quote) else []
    live = [each for each in orders if each.state in LIVE]
    return page(
        "purchases/withdraw.html",
        form=form,
        round=round_.purchase,
        quote=quote,
        told=len({each.person_id for each in live}),
        fixed=round_.purchase.state is RoundState.FIXED,
        paid=sum(each.deposit_paid_on is not None for each in live),
    )


def _in_play(round_: Round, quote: Quote) -> bool:
    """Whether members ordered on this quote, or still can."""
    ordered = round_.purchase.state in (RoundState.ORDERING, RoundState.FIXED)
    return quote.chosen_at is not None and quote.stands and ordered


def _quote(round_: Round, quote_id: int) -> Quote:
    """A quote of this round, or 404."""
    return next((each for each in round_.quotes if each.id == quote_id), None) or gone()
