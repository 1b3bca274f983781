"""Pages of cover: finding somebody, swapping with somebody, and hearing of changes."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.cover import operations, queries
from buurtcoop.cover.forms import AskForm, SwapForm
from buurtcoop.cover.models import Swap, SwapState
from buurtcoop.cover.rules import MOST_AT_ONCE, USUAL_NUMBER, Why
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries import shift_for
from buurtcoop.shifts.rules import FOR_OTHERS
from buurtcoop.shifts.seen import LineSeen, ShiftSeen
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    ngettext,
    number_argument,
    or_gone,
    page,
    permission,
    viewer,
)

bp = Blueprint("cover", __name__)

WHO = N_("om te zien wie er kan invallen")
SWAPPING = N_("om te zien met wie ruilen kan")
MINE = "/mijn"
REASONS = {
    Why.DID_THIS: N_("Deed dit eerder"),
    Why.CAN: N_("Kan dit"),
    Why.GIVES: N_("Wil graag meehelpen"),
}


@bp.route("/rooster/<int:shift_id>/invaller", methods=["GET", "POST"])
@permission("signed_in")
def find(shift_id: int) -> ResponseReturnValue:
    """Who can be asked for a place, and who was asked and said what."""
    shift = _shift_to_change(shift_id)
    line = _chosen_line(shift)
    looking = _coming(shift) and line.short > 0
    people = queries.who_to_ask(line.id, MOST_AT_ONCE) if looking else []
    form = AskForm.sent(number=str(min(USUAL_NUMBER, max(len(people), 1))))
    if form.accepted():
        with attempt():
            asked = operations.ask(line.id, form.many, viewer(), form.words.data or "")
            flash(
                ngettext(
                    "We hebben %(num)s lid gevraagd. Wie het eerst ja zegt, krijgt de plek.",
                    "We hebben %(num)s leden gevraagd. Wie het eerst ja zegt, krijgt de plek.",
                    len(asked),
                ),
                "good",
            )
            return redirect(f"/rooster/{shift_id}/invaller?taak={line.id}", code=303)
    known = [each for each in queries.asks_of(shift_id) if each.line_id == line.id]
    seen = {each.person_id for each in people} | {each.person_id for each in known}
    reading(viewer(), WHO, seen)
    return page(
        "cover/find.html",
        form=form,
        shift=shift,
        line=line,
        lines=shift.lines_of(Side.GIVE),
        looking=looking,
        people=[(each, _(REASONS[each.why])) for each in people],
        asked=known,
        coming=_coming(shift),
        puts_on=viewer().may(FOR_OTHERS),
    )


@bp.route("/rooster/<int:shift_id>/ruilen", methods=["GET", "POST"])
@permission("cover.swap")
def swap(shift_id: int) -> ResponseReturnValue:
    """Whose place would I like instead of mine?"""
    shift = _found_shift(shift_id)
    if shift.claim is None or not _coming(shift):
        return redirect(f"/rooster/{shift_id}", code=303)
    _to_me, by_me = queries.offers_of(viewer().id, clock.now())
    made = [each for each in by_me if each.given.claim_id == shift.claim.id]
    places = queries.places_to_swap(shift.claim.id)
    asked = {each.wanted.claim_id for each in made}
    left = [each for each in places if each.claim_id not in asked]
    form = SwapForm.among(places if request.method == "POST" else left)
    if form.accepted():
        with attempt():
            offered = operations.propose_swap(shift.claim.id, form.claim_id, viewer())
            return _offered(offered, shift_id)
    reading(viewer(), SWAPPING, (each.person_id for each in places))
    return page(
        "cover/swap.html",
        form=form,
        shift=shift,
        some=bool(left),
        made=made,
        press=PressForm.fresh(),
    )


@bp.route("/rooster/<int:shift_id>/volg", methods=["POST"])
@permission("cover.watch")
def watch(shift_id: int) -> ResponseReturnValue:
    """Tell me when something changes here."""
    _found_shift(shift_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.watch(shift_id, viewer())
            flash(_("U krijgt een bericht als hier iets verandert."), "good")
    return redirect(f"/rooster/{shift_id}", code=303)


@bp.route("/rooster/<int:shift_id>/volg/stop", methods=["POST"])
@permission("cover.watch")
def stop_watching(shift_id: int) -> ResponseReturnValue:
    """I need no message any more."""
    _found_shift(shift_id)
    if PressForm.sent().accepted():
        operations.stop_watching(shift_id, viewer())
        flash(_("U krijgt hierover geen bericht meer."), "good")
    return redirect(f"/rooster/{shift_id}", code=303)


@bp.route("/mijn/gevraagd/<int:ask_id>/<any(ja, nee):what>", methods=["POST"])
@permission("cover.answer")
def answer(ask_id: int, what: str) -> ResponseReturnValue:
    """I do it, or not now."""
    if PressForm.sent().accepted():
        with attempt():
            operations.answer(_own_ask(ask_id), what == "ja", viewer())
            said = _("Ik doe het") if what == "ja" else _("Nu niet")
            flash(_("Uw antwoord is binnen: %(answer)s.", answer=said), "good")
    return redirect(MINE, code=303)


@bp.route("/mijn/ruilen/<int:swap_id>/<any(ja, nee, terug):what>", methods=["POST"])
@permission("cover.swap")
def answer_swap(swap_id: int, what: str) -> ResponseReturnValue:
    """Yes or no to an offer, or the offer taken back."""
    verbs: dict[str, Callable[..., Swap]] = {
        "ja": operations.agree,
        "nee": operations.decline,
        "terug": operations.withdraw_swap,
    }
    if PressForm.sent().accepted():
        with attempt():
            verbs[what](_own_swap(swap_id), viewer())
            _say(what, swap_id)
    return redirect(MINE, code=303)


@bp.app_template_global("watching")
def watching(shift_id: int) -> bool | None:
    """Whether the viewer hears of changes to this shift; None for who can't."""
    if not viewer().may("cover.watch"):
        return None
    return queries.is_watching(viewer().id, shift_id)


def _found_shift(shift_id: int) -> ShiftSeen:
    """The shift as the viewer sees it, or 404."""
    return or_gone(shift_for, viewer(), shift_id)


def _shift_to_change(shift_id: int) -> ShiftSeen:
    """The same, for who looks after the rota or leads this service: 403 for others."""
    shift = _found_shift(shift_id)
    if not (
        viewer().may("shifts.change")
        or viewer().person_id in {lead.person_id for lead in shift.leads}
    ):
        abort(403)
    return shift


def _chosen_line(shift: ShiftSeen) -> LineSeen:
    """The task from the address, else the first that misses helpers; 404 when there is none."""
    lines, wanted = shift.lines_of(Side.GIVE), number_argument("taak")
    if wanted is not None:
        lines = tuple(line for line in lines if line.id == wanted)
    return next((line for line in lines if line.short), None) or next(iter(lines), None) or gone()


def _coming(shift: ShiftSeen) -> bool:
    return not shift.cancelled and shift.starts_at > clock.now()


def _own_ask(ask_id: int) -> int:
    """A question to the viewer, or 404."""
    found = queries.question(ask_id)
    return ask_id if found is not None and found.person_id == viewer().id else gone()


def _own_swap(swap_id: int) -> int:
    """An offer by or to the viewer, or 404."""
    found = queries.offer(swap_id)
    if found is None or viewer().id not in (found.given.person_id, found.wanted.person_id):
        gone()
    return swap_id


def _offered(swap: Swap, shift_id: int) -> ResponseReturnValue:
    """What comes of an offer: it waits, or both wanted the same and it is done."""
    found = queries.offer(swap.id) or gone()
    mine, theirs = found.given, found.wanted
    if mine.person_id != viewer().id:
        mine, theirs = theirs, mine
    if swap.state is SwapState.AGREED:
        flash(_("U hebt geruild met %(other_name)s.", other_name=theirs.name), "good")
        return redirect(MINE, code=303)
    flash(
        _(
            "Ruilen kan pas als %(other_name)s ook ja zegt. Tot die tijd houdt u uw eigen plek.",
            other_name=theirs.name,
        ),
        "good",
    )
    return redirect(f"/rooster/{shift_id}/ruilen", code=303)


def _say(what: str, swap_id: int) -> None:
    found = queries.offer(swap_id) or gone()
    if what == "ja":
        flash(_("U hebt geruild met %(other_name)s.", other_name=found.given.name), "good")
    elif what == "nee":
        flash(_("Uw antwoord is binnen: %(answer)s.", answer=_("Nee, bedankt")), "good")
    else:
        flash(_("U houdt uw eigen plek. De ander krijgt geen vraag meer."), "good")
