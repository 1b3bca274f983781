"""How was it? The page of a shift that is over, for who was there."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.afterwards import operations, queries
from buurtcoop.afterwards.forms import ThanksForm, WordsForm
from buurtcoop.afterwards.messages import PAGE
from buurtcoop.afterwards.seen import AfterSeen
from buurtcoop.shifts.models import Side
from buurtcoop.web.forms import BaseForm, PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("after", __name__, url_prefix=f"/rooster/<int:shift_id>/{PAGE}")

GOOD = "goed"


@bp.route("")
@permission("mine.read")
def show(shift_id: int) -> ResponseReturnValue:
    """One tap, a thank-you, and a way to tell more."""
    return _after_page(_found(shift_id))


@bp.route("/<any(goed, anders):way>", methods=["POST"])
@permission("mine.change")
def say(shift_id: int, way: str) -> ResponseReturnValue:
    """It went well, or next time otherwise."""
    _found(shift_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.say_how_it_went(shift_id, viewer(), went_well=way == GOOD)
            flash(_("Dank u wel. Uw antwoord staat er."), "good")
    return redirect(_here(shift_id), code=303)


@bp.route("/woorden", methods=["POST"])
@permission("mine.change")
def explain(shift_id: int) -> ResponseReturnValue:
    """What to do otherwise, in a line."""
    seen, form = _found(shift_id), WordsForm.sent()
    if seen.lesson is None:
        return redirect(_here(shift_id), code=303)
    if form.accepted():
        with attempt():
            operations.explain(shift_id, viewer(), form.words.data or "")
            flash(_("Opgeslagen."), "good")
            return redirect(_here(shift_id), code=303)
    return _after_page(seen, words=form)


@bp.route("/bedankt", methods=["POST"])
@permission("mine.change")
def thank(shift_id: int) -> ResponseReturnValue:
    """Thank you, all who helped."""
    seen, form = _found(shift_id), ThanksForm.sent()
    if Side.RECEIVE not in seen.sides:
        gone()
    if form.accepted():
        with attempt():
            operations.thank(shift_id, viewer(), form.thanks.data)
            flash(_("Dank u wel. Wie hielp, kan het nu lezen."), "good")
            return redirect(_here(shift_id), code=303)
    return _after_page(seen, thanks=form)


def _found(shift_id: int) -> AfterSeen:
    return or_gone(queries.after_for, viewer(), shift_id)


def _here(shift_id: int) -> str:
    return f"/rooster/{shift_id}/{PAGE}"


def _after_page(
    seen: AfterSeen, *, words: WordsForm | None = None, thanks: ThanksForm | None = None
) -> ResponseReturnValue:
    sent: BaseForm | None = words or thanks
    return page(
        "afterwards/after.html",
        seen=seen,
        here=_here(seen.shift_id),
        received=Side.RECEIVE in seen.sides,
        press=PressForm.fresh(),
        words=words or WordsForm.fresh(words=seen.lesson.words if seen.lesson else ""),
        thanks=thanks or ThanksForm.fresh(),
        sent=sent,
        wrong=sent is not None and bool(sent.wrong),
    )
