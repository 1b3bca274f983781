"""Kilometres: filling them in after a day, and how many there were."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.briefing import operations, queries, rules
from buurtcoop.briefing.forms import RidesForm
from buurtcoop.briefing.views.common import found_around
from buurtcoop.core import clock, words
from buurtcoop.core.words import N_
from buurtcoop.web.pages import _, attempt, gone, language, page, permission, viewer

bp = Blueprint("rides", __name__)

WHY_READ = N_("Om kilometers in te vullen")


@bp.route("/<int:shift_id>/kilometers", methods=["GET", "POST"])
@permission("mine.change")
def of_shift(shift_id: int) -> ResponseReturnValue:
    """How far did you drive? One field, or one per helper for who looks after it."""
    found = found_around(shift_id)
    shift = found.shift
    if not found.asks_kilometres or shift.cancelled:
        gone()
    rides = queries.rides_of(viewer(), found)
    reading(viewer(), WHY_READ, (ride.person_id for ride in rides))
    form = RidesForm.about(rides, viewer())
    if form.accepted():
        with attempt():
            for claim_id, kilometres in form.changed.items():
                operations.fill_in(claim_id, kilometres, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"/rooster/{shift_id}/kilometers", code=303)
    last = rules.last_day_of_rides(shift.starts_at)
    return page(
        "briefing/rides.html",
        found=found,
        shift=shift,
        form=form,
        last=last,
        open=found.over and clock.today() <= last,
    )


@bp.route("/kilometers")
@permission(rules.READ)
def per_activity() -> ResponseReturnValue:
    """How many kilometres were driven this year and the year before, per activity."""
    year = clock.today().year
    years = [(each, queries.kilometres_per_activity(each)) for each in (year, year - 1)]
    return page("briefing/kilometres.html", years=years, distance=_distance)


def _distance(kilometres: int) -> str:
    return words.distance(kilometres, language())
