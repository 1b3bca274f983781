"""What comes back: making an entry come back, the list, and stopping it."""

from datetime import date

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.forms import EVERY, RepeatForm
from buurtcoop.ledger.models import AccountKind, Entry, Every
from buurtcoop.ledger.rules import months_later
from buurtcoop.ledger.views.telling import debit, summary
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("recurring", __name__)


@bp.route("/terugkerend")
@permission("money.read")
def every() -> ResponseReturnValue:
    """What comes back, by its next day."""
    may_stop = viewer().may("money.book")
    return page(
        "ledger/recurring.html",
        rows=[
            (
                each,
                _(EVERY[each.every]),
                debit(each.lines),
                summary(each.next_on, each.lines),
                PressForm.fresh() if may_stop else None,
            )
            for each in queries.recurring()
        ],
    )


@bp.route("/terugkerend/<int:recurring_id>/stop", methods=["POST"])
@permission("money.book")
def stop(recurring_id: int) -> ResponseReturnValue:
    """Let it come back no more."""
    found = or_gone(queries.find_recurring, recurring_id)
    if PressForm.sent().accepted():
        operations.stop_repeating(found.id, viewer())
        flash(_("Dit komt niet meer terug. Wat al klaarstaat, blijft staan."), "good")
    return redirect("/geld/terugkerend", code=303)


@bp.route("/boek/<int:entry_id>/herhalen", methods=["GET", "POST"])
@permission("money.book")
def repeat(entry_id: int) -> ResponseReturnValue:
    """Let an entry come back."""
    found = _entry(entry_id)
    form = RepeatForm.sent(every=Every.MONTH.value, first_on=_next_day(found.day))
    if form.accepted():
        with attempt():
            operations.repeat(
                found.memo,
                operations.asked_again(found.lines),
                every=Every(form.every.data),
                first_on=form.first_on.data,
                by=viewer(),
            )
            flash(_("Vanaf die dag staat het op tijd voor u klaar."), "good")
            return redirect("/geld/terugkerend", code=303)
    return page(
        "ledger/repeat.html",
        form=form,
        entry=found,
        number=queries.number_of(found),
        amount=debit(found.lines),
    )


def _next_day(day: date) -> date:
    """The same day of the month, the first time that it comes again."""
    step, after = 0, day
    while after <= clock.today():
        step += 1
        after = months_later(day, step, day.day)
    return after


def _entry(entry_id: int) -> Entry:
    """A cost that stands: no loan comes back by itself, nor what was undone, or undoes."""
    found = or_gone(queries.find_entry, entry_id)
    undone = found.reverses_id is not None or queries.reversal_of(entry_id) is not None
    costs = any(line.account.kind is AccountKind.EXPENSE for line in found.lines)
    return found if costs and not undone else gone()
