"""Closing a month: what stands in the way, one press, and the months that were closed."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.bank import operations, queries
from buurtcoop.core import clock, words
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, language, or_gone, page, permission, said, viewer

bp = Blueprint("closing", __name__, url_prefix="/geld/afsluiten")
HERE = "/geld/afsluiten"


@bp.route("")
@permission("money.close")
def show() -> ResponseReturnValue:
    """The next month, and what it waits for."""
    period = queries.next_to_close()
    found = queries.may_close(period, clock.today()) if period else []
    return page(
        "bank/closing.html",
        period=period,
        stops=[(said(each.text), each.path) for each in found if each.stops],
        warnings=[(said(each.text), each.path) for each in found if not each.stops],
        closed=queries.closed_months(),
        press=PressForm.fresh(),
    )


@bp.route("/<int:period_id>", methods=["POST"])
@permission("money.close")
def close(period_id: int) -> ResponseReturnValue:
    """Close this month for good."""
    if PressForm.sent().accepted():
        with attempt():
            done = or_gone(operations.close_month, period_id, viewer())
            month = words.month_year(done.period.starts_on, language())
            flash(_("%(month)s is afgesloten.", month=month.capitalize()), "good")
    return redirect(HERE, code=303)
