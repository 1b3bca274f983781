"""The rounds, one round, the quotes side by side, and saying that one would want to."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.purchases import operations, queries
from buurtcoop.purchases.forms.joining import InterestForm
from buurtcoop.purchases.rules import CHANGE, ORDER, READ, WISHING, RoundState, may_order_on
from buurtcoop.purchases.views.common import (
    asked_units,
    at,
    at_most,
    example_units,
    found,
    usual_units,
)
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("rounds", __name__)
OVER = (RoundState.IN_USE, RoundState.ENDED)


@bp.route("")
@permission("public")
def rounds() -> ResponseReturnValue:
    """What is bought together, and where it stands."""
    all_of_them = queries.rounds_for(viewer())
    return page(
        "purchases/list.html",
        running=[each for each in all_of_them if each.purchase.state not in OVER],
        over=[each for each in all_of_them if each.purchase.state in OVER],
        may_change=viewer().may(CHANGE),
    )


@bp.route("/<slug>")
@permission("public")
def show(slug: str) -> ResponseReturnValue:
    """One round: how far it is, what it costs, and the one thing to do now."""
    round_ = found(slug)
    purchase, standing = round_.purchase, round_.standing
    example = example_units(round_)
    return page(
        "purchases/round.html",
        seen=round_,
        round=purchase,
        paragraphs=[part for part in purchase.description.split("\n\n") if part.strip()],
        reached=purchase.threshold.reached(standing.units, standing.households),
        example=example,
        share=at_most(round_, round_.chosen, example) if round_.chosen else None,
        wishing=purchase.state in WISHING,
        open=purchase.state is RoundState.ORDERING
        and may_order_on(clock.today(), purchase.order_by),
        may_order=viewer().may(ORDER),
        viewer_id=viewer().person_id,
        reads=viewer().may(READ),
        press=PressForm.fresh(),
    )


@bp.route("/<slug>/interesse", methods=["GET", "POST"])
@permission(ORDER)
def want(slug: str) -> ResponseReturnValue:
    """I would want so many, about; or another number than before."""
    round_ = found(slug)
    own = round_.interest
    form = InterestForm.sent(units=own.units if own else None, note=own.remark if own else "")
    if form.accepted():
        with attempt():
            operations.want(
                round_.purchase.id, viewer().id, form.units.data, form.note.data or "", viewer()
            )
            flash(_("Fijn dat u mee wilt doen. U hoort het als er iets verandert."), "good")
        return redirect(at(slug), code=303)
    if round_.purchase.state not in WISHING:
        return redirect(at(slug), code=303)
    return page("purchases/interest.html", form=form, seen=round_, round=round_.purchase)


@bp.route("/<slug>/interesse/terug", methods=["POST"])
@permission(ORDER)
def want_no_more(slug: str) -> ResponseReturnValue:
    """I would not want it any more."""
    round_ = found(slug)
    if round_.interest is None:
        gone()
    if PressForm.sent().accepted():
        with attempt():
            operations.want_no_more(round_.interest.id, viewer())
            flash(_("Uw interesse is teruggenomen."), "good")
    return redirect(at(slug), code=303)


@bp.route("/<slug>/offertes")
@permission(READ)
def compare(slug: str) -> ResponseReturnValue:
    """The quotes side by side, for the same example and for the viewer's own number."""
    round_ = found(slug)
    example, own = example_units(round_), asked_units(usual_units(round_))
    rows = [
        (quote, at_most(round_, quote, example), at_most(round_, quote, own.units))
        for quote in round_.quotes
    ]
    return page(
        "purchases/quotes.html",
        seen=round_,
        round=round_.purchase,
        rows=rows,
        example=example,
        own=own,
    )
