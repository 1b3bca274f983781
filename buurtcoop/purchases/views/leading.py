"""Running a round: starting it, its words, and the moves from one step to the next."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.purchases import operations, pricing, queries
from buurtcoop.purchases.forms.leading import CareForm, LeadForm, RoundForm, details_of
from buurtcoop.purchases.models import GroupPurchase
from buurtcoop.purchases.rules import (
    CHANGE,
    READ,
    RUNNING,
    WISHING,
    OrderState,
    RoundState,
    StillFree,
    may_order_on,
)
from buurtcoop.purchases.views.common import at, led, members_looked_for
from buurtcoop.services.queries import offered
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, page, permission, sentence_of, viewer

bp = Blueprint("leading", __name__)
WHO = N_("om te zien wie mee wil kopen")
NEXT_LEAD = N_("om te zien wie een ronde kan leiden")


@bp.route("/nieuw", methods=["GET", "POST"])
@permission(CHANGE)
def start() -> ResponseReturnValue:
    """Begin a round."""
    form = RoundForm.about(activities(), offered(clock.today()))
    if form.accepted():
        with attempt():
            made = operations.start(form.details(viewer().id), viewer())
            flash(
                _("De ronde is begonnen. Leden kunnen nu zeggen dat ze interesse hebben."), "good"
            )
            return redirect(at(made.slug), code=303)
    return page("purchases/edit.html", form=form, round=None, theirs=[])


@bp.route("/<slug>/veranderen", methods=["GET", "POST"])
@permission(READ)
def change(slug: str) -> ResponseReturnValue:
    """Change the words; the numbers too, until members order."""
    purchase = led(slug).purchase
    if purchase.state is RoundState.ENDED:
        return redirect(at(slug, "leiden"), code=303)
    form = RoundForm.about(activities(), offered(clock.today()), purchase)
    refused = False
    if form.accepted():
        refused = True
        with attempt():
            operations.change(
                purchase.id, form.details(purchase.lead_id), form.read_version, viewer()
            )
            flash(_("Opgeslagen."), "good")
            return redirect(at(slug), code=303)
    theirs = form.other_words(purchase) if refused else []
    if refused:
        form.version.data = str(purchase.version)
    return page("purchases/edit.html", form=form, round=purchase, theirs=theirs)


@bp.route("/<slug>/leiding", methods=["GET", "POST"])
@permission(CHANGE)
def hand_over(slug: str) -> ResponseReturnValue:
    """Somebody else leads the round from now on."""
    purchase = led(slug).purchase
    search, members = members_looked_for()
    form = LeadForm.among(members, purchase.version)
    if form.accepted():
        with attempt():
            details = details_of(purchase, int(form.person.data))
            operations.change(purchase.id, details, form.read_version, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(at(slug, "leiden"), code=303)
    reading(viewer(), NEXT_LEAD, {each.id for each in members})
    return page(
        "purchases/hand_over.html", form=form, round=purchase, search=search, members=members
    )


@bp.route("/<slug>/leiden")
@permission(READ)
def lead(slug: str) -> ResponseReturnValue:
    """What the lead can do now, and who would want to."""
    round_ = led(slug)
    purchase = round_.purchase
    wanting = queries.interests_for(viewer(), slug) if purchase.state in WISHING else []
    reading(viewer(), WHO, (each.person_id for each in wanting))
    return page(
        "purchases/lead.html",
        seen=round_,
        round=purchase,
        wanting=wanting,
        may_paper=purchase.state is RoundState.ORDERING and viewer().may(CHANGE),
        may_hand_over=purchase.state is not RoundState.ENDED and viewer().may(CHANGE),
        may_end=purchase.state in RUNNING,
        free=_may_still_change(purchase),
        press=PressForm.fresh(),
    )


@bp.route("/<slug>/vast", methods=["GET", "POST"])
@permission(READ)
def fix(slug: str) -> ResponseReturnValue:
    """There are enough: first what happens then, and then the press."""
    round_, form = led(slug), PressForm.sent()
    if form.accepted():
        with attempt():
            operations.fix_round(round_.purchase.id, viewer())
            flash(_("De bestellingen staan vast. Iedereen krijgt bericht."), "good")
        return redirect(at(slug, "leiden"), code=303)
    if round_.purchase.state is not RoundState.ORDERING or round_.chosen is None:
        return redirect(at(slug, "leiden"), code=303)
    whole = pricing.total(round_.chosen.terms, round_.standing.units)
    deposit = pricing.deposit_of(whole, round_.purchase.deposit_points)
    return page(
        "purchases/fix.html",
        form=form,
        seen=round_,
        round=round_.purchase,
        whole=pricing.Share(whole, deposit),
        waiting=_asked_again(slug),
        too_early=_too_early(round_.purchase),
    )


def _may_still_change(purchase: GroupPurchase) -> bool:
    """Whether members may still order, change and stop without cost."""
    return purchase.state is RoundState.ORDERING and may_order_on(clock.today(), purchase.order_by)


def _too_early(purchase: GroupPurchase) -> str:
    """What a press would be refused with today, while members may still change."""
    if not _may_still_change(purchase):
        return ""
    return sentence_of(StillFree(day=purchase.order_by))


def _asked_again(slug: str) -> int:
    """How many orders wait for a second yes; they lapse when the round is fixed."""
    return sum(each.state is OrderState.ASKED_AGAIN for each in queries.orders_for(viewer(), slug))


@bp.route("/<slug>/stoppen", methods=["GET", "POST"])
@permission(READ)
def end(slug: str) -> ResponseReturnValue:
    """End it without cost: first who hears it, and then the press."""
    round_, form = led(slug), PressForm.sent()
    if form.accepted():
        with attempt():
            operations.end_without_cost(round_.purchase.id, viewer())
            flash(_("De ronde is gestopt. Iedereen krijgt bericht."), "good")
        return redirect(at(slug), code=303)
    if round_.purchase.state not in RUNNING:
        return redirect(at(slug, "leiden"), code=303)
    return page("purchases/end.html", form=form, seen=round_, round=round_.purchase)


@bp.route("/<slug>/in-gebruik", methods=["GET", "POST"])
@permission(READ)
def use(slug: str) -> ResponseReturnValue:
    """All is in order: from when the yearly maintenance runs, if there is any."""
    round_, form = led(slug), CareForm.sent()
    if form.accepted():
        with attempt():
            operations.take_into_use(round_.purchase.id, form.first_on.data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(at(slug, "leiden"), code=303)
    return page("purchases/use.html", form=form, seen=round_, round=round_.purchase)


@bp.route("/<slug>/onderhoud/stopt", methods=["POST"])
@permission(READ)
def stop_care(slug: str) -> ResponseReturnValue:
    """There are no turns any more."""
    round_ = led(slug)
    if PressForm.sent().accepted():
        with attempt():
            operations.stop_maintenance(round_.purchase.id, viewer())
            flash(_("Er komen geen nieuwe beurten meer."), "good")
    return redirect(at(slug, "leiden"), code=303)
