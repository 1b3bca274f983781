"""The needs round: what members wish for, and what comes of it.

Members see how many support a wish, and never who; who answers it reads names, and that is
written down.
"""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.services import operations
from buurtcoop.services.forms.wishes import SupportForm, WishAnswerForm, WishForm
from buurtcoop.services.queries import wishes as queries
from buurtcoop.services.queries.wishes import SHOWN, WishSeen
from buurtcoop.services.rules import WISHES
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, number_argument, or_gone, page, permission, viewer

bp = Blueprint("wishes", __name__, url_prefix=WISHES)

ANSWERS = "services.answer_wish"
WHY = N_("om te zien wie een wens heeft of wil meedoen")
MOST = "steun"


@bp.route("")
@permission("services.wish")
def wishes() -> ResponseReturnValue:
    """What do members wish for, and what became of it?"""
    today, before = clock.today(), number_argument("voor")
    most = request.args.get("eerst") == MOST
    found = queries.open_wishes_for(viewer(), most_supported=most, before=before, on=today)
    rows = found[:SHOWN]
    more = len(found) > SHOWN and not most
    return page(
        "services/wishes.html",
        rows=rows,
        most=most,
        onward=f"{WISHES}?voor={rows[-1].id}" if more else None,
        top=WISHES if before else None,
        ended=[] if before else queries.ended_wishes_for(viewer(), clock.now(), today),
        press=PressForm.fresh(),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@permission("services.wish")
def make() -> ResponseReturnValue:
    """Say a wish."""
    form = WishForm.sent()
    if form.accepted():
        with attempt():
            wish = operations.make_wish(viewer().id, form.words.data, viewer())
            flash(_("Uw wens staat erbij. Dank u wel."), "good")
            return redirect(f"{WISHES}/{wish.id}", code=303)
    return page("services/wish_new.html", form=form)


@bp.route("/<int:wish_id>")
@permission("services.wish")
def show(wish_id: int) -> ResponseReturnValue:
    """One wish, and what one wants with it oneself."""
    return _wish_page(_found(wish_id))


@bp.route("/<int:wish_id>/steun", methods=["POST"])
@permission("services.wish")
def support(wish_id: int) -> ResponseReturnValue:
    """Help, come, both, or none of it any more."""
    wish, form = _found(wish_id), SupportForm.sent()
    if form.accepted():
        with attempt():
            gives, receives = bool(form.gives.data), bool(form.receives.data)
            if gives or receives:
                operations.support_wish(
                    wish.id, viewer().id, gives=gives, receives=receives, by=viewer()
                )
                flash(_("Opgeschreven. We laten het u weten als het begint."), "good")
            elif operations.end_support(wish.id, viewer().id, viewer()):
                flash(_("Opgeschreven: u doet hier niet aan mee."), "good")
    return redirect(f"{WISHES}/{wish_id}", code=303)


@bp.route("/<int:wish_id>/ik-help-mee", methods=["POST"])
@permission("services.wish")
def help_with(wish_id: int) -> ResponseReturnValue:
    """Also help, with one press."""
    wish = _found(wish_id)
    return _press(wish, gives=True, receives=wish.i_come)


@bp.route("/<int:wish_id>/ik-kom", methods=["POST"])
@permission("services.wish")
def come_to(wish_id: int) -> ResponseReturnValue:
    """Also come, with one press."""
    wish = _found(wish_id)
    return _press(wish, gives=wish.i_help, receives=True)


@bp.route("/<int:wish_id>/terugnemen", methods=["POST"])
@permission("services.wish")
def take_back(wish_id: int) -> ResponseReturnValue:
    """Take one's own wish back."""
    wish = _found(wish_id)
    if not wish.mine:
        gone()
    if PressForm.sent().accepted():
        with attempt():
            operations.withdraw_wish(wish.id, viewer())
            flash(_("Uw wens is weg. De woorden zijn gewist."), "good")
            return redirect(WISHES, code=303)
    return redirect(f"{WISHES}/{wish_id}", code=303)


@bp.route("/<int:wish_id>/antwoord", methods=["GET", "POST"])
@permission(ANSWERS)
def answer(wish_id: int) -> ResponseReturnValue:
    """Whose wish it is and who supports it, for who answers."""
    wish, form = _found(wish_id), WishAnswerForm.sent()
    if form.accepted():
        with attempt():
            operations.answer_wish(wish.id, form.answer.data, viewer())
            flash(_("Het antwoord gaat naar wie dit wenste en wie meedeed."), "good")
            return redirect(f"{WISHES}/{wish_id}", code=303)
    row, supports = queries.wish_with_names(wish.id)
    reading(viewer(), WHY, {row.person_id, *(each.person_id for each in supports)})
    return page(
        "services/wish_answer.html",
        wish=wish,
        by=row.person,
        supports=supports,
        form=form,
        press=PressForm.fresh(),
    )


@bp.route("/<int:wish_id>/wissen", methods=["POST"])
@permission(ANSWERS)
def erase(wish_id: int) -> ResponseReturnValue:
    """Erase words that name or hurt somebody."""
    wish = _found(wish_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.erase_wish(wish.id, viewer())
            flash(_("De woorden zijn gewist."), "good")
            return redirect(WISHES, code=303)
    return redirect(f"{WISHES}/{wish_id}/antwoord", code=303)


def _press(wish: WishSeen, *, gives: bool, receives: bool) -> ResponseReturnValue:
    if PressForm.sent().accepted():
        with attempt():
            operations.support_wish(
                wish.id, viewer().id, gives=gives, receives=receives, by=viewer()
            )
            flash(_("Opgeschreven. We laten het u weten als het begint."), "good")
    return redirect(WISHES, code=303)


def _wish_page(wish: WishSeen) -> ResponseReturnValue:
    return page(
        "services/wish.html",
        wish=wish,
        form=SupportForm.fresh(gives=wish.i_help, receives=wish.i_come),
        press=PressForm.fresh(),
        answers=viewer().may(ANSWERS),
    )


def _found(wish_id: int) -> WishSeen:
    return or_gone(queries.wish_for, viewer(), wish_id, clock.today())
