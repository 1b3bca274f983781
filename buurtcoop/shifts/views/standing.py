"""My fixed places and my days away; and helping every time a series comes back."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.shifts import operations, recurrence
from buurtcoop.shifts.forms.standing import AwayForm, EveryTimeForm, StopForm
from buurtcoop.shifts.models import Away, FixedPlace, Side
from buurtcoop.shifts.operations.filling import LeftOut, days_left_out
from buurtcoop.shifts.queries import filling, standing
from buurtcoop.shifts.views.agreed import papers_lacked, say_yes
from buurtcoop.shifts.views.common import NAMES_OF_WAYS, found_shift
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    language,
    page,
    permission,
    sentence_of,
    viewer,
)

bp = Blueprint("standing", __name__)

MINE = "/mijn/vast"


class NotThen(NamedTuple):
    """A day on which somebody with a fixed place is not on the list, and why in a sentence."""

    day: LeftOut
    sentence: str


@bp.route(MINE)
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """Where I help every time, and when I am away."""
    places = standing.fixed_places_of(viewer().id, clock.today())
    coming = standing.coming_days([place.id for place in places])
    return page(
        "shifts/fixed.html",
        places=[(place, how_often(place), coming[place.id]) for place in places],
        periods=standing.away_of(viewer().id, clock.today()),
    )


@bp.route(f"{MINE}/<int:fixed_id>")
@permission("mine.read")
def one(fixed_id: int) -> ResponseReturnValue:
    """One fixed place: on which days, and on which not."""
    place = my_place(fixed_id)
    return page(
        "shifts/fixed_place.html",
        place=place,
        often=how_often(place),
        days=standing.coming_days([fixed_id])[fixed_id],
        not_then=[] if place.ended_at else not_then([place]),
    )


@bp.route(f"{MINE}/<int:fixed_id>/stop", methods=["GET", "POST"])
@permission("mine.change")
def stop(fixed_id: int) -> ResponseReturnValue:
    """Give a fixed place up: first what happens with the days, and then it does."""
    place = my_place(fixed_id)
    form = StopForm.sent()
    if form.accepted():
        with attempt():
            operations.give_up_fixed_place(fixed_id, viewer(), release_days=form.frees)
            flash(_("Uw vaste plek is nu vrij. Dank u wel voor alle keren."), "good")
            return redirect(MINE, code=303)
    return page(
        "shifts/fixed_stop.html",
        form=form,
        place=place,
        days=standing.coming_days([fixed_id])[fixed_id],
    )


@bp.route(f"{MINE}/weg", methods=["GET", "POST"])
@permission("mine.change")
def away() -> ResponseReturnValue:
    """I am away for a while."""
    form = AwayForm.sent()
    if form.accepted():
        with attempt():
            said = operations.go_away(
                viewer().id,
                first_on=form.first_day.data,
                last_on=form.last_day.data,
                by=viewer(),
            )
            return redirect(f"{MINE}/weg/{said.away.id}", code=303)
    return page("shifts/away_new.html", form=form)


@bp.route(f"{MINE}/weg/<int:away_id>")
@permission("mine.read")
def period(away_id: int) -> ResponseReturnValue:
    """What my days away mean: what came free, and what I promised for one day."""
    found = my_period(away_id)
    return page(
        "shifts/away.html",
        period=found,
        freed=standing.freed_by(found),
        promised=standing.promised_in(found),
        ways=NAMES_OF_WAYS,
        press=PressForm.fresh(),
    )


@bp.route(f"{MINE}/weg/<int:away_id>/terug", methods=["POST"])
@permission("mine.change")
def back(away_id: int) -> ResponseReturnValue:
    """I am there after all."""
    my_period(away_id)
    if PressForm.sent().accepted():
        with attempt():
            again = operations.come_back(away_id, viewer())
            flash(_("Fijn dat u er weer bent."), "good")
            if again.left_out:
                flash(_("Niet elke dag lukt meer. Kijk bij uw vaste plek welke."), "warn")
    return redirect(MINE, code=303)


@bp.route("/rooster/<int:shift_id>/vast", methods=["GET", "POST"])
@permission("shifts.claim")
def every_time(shift_id: int) -> ResponseReturnValue:
    """I help here every time."""
    shift = found_shift(shift_id)
    series = standing.series_to_hold(shift_id) or gone()
    known = standing.running_place(series.id, viewer().id)
    if known is not None:
        return redirect(f"{MINE}/{known.id}", code=303)
    first_day = max(clock.local(shift.starts_at).date(), clock.today())
    form = EveryTimeForm.among(standing.lines_to_hold(series), shift.give_task, first_day)
    form.ask(papers_lacked(shift).get(Side.GIVE))
    if form.accepted():
        with attempt():
            say_yes(form)
            fixed = operations.hold_fixed_place(
                form.line_id, viewer().id, viewer(), starts_on=form.first_day.data
            )
            flash(_("Fijn, we rekenen elke keer op u."), "good")
            return redirect(f"{MINE}/{fixed.place.id}", code=303)
    return page(
        "shifts/fixed_new.html",
        form=form,
        shift=shift,
        often=recurrence.in_words(series.rule, language()),
    )


def my_place(fixed_id: int) -> FixedPlace:
    """The viewer's own fixed place with this number, or 404."""
    found = standing.fixed_place(fixed_id)
    return found if found is not None and found.person_id == viewer().id else gone()


def my_period(away_id: int) -> Away:
    """The viewer's own days away with this number, or 404."""
    found = standing.away_period(away_id)
    return found if found is not None and found.person_id == viewer().id else gone()


def how_often(place: FixedPlace) -> str:
    """When it comes back, as people say it."""
    return recurrence.in_words(place.series.rule, language())


def not_then(places: list[FixedPlace]) -> list[NotThen]:
    """The days to come on which who holds these places is not on the list, and why."""
    series_ids = {place.series_id for place in places}
    days = filling.shifts_to_come(series_ids, clock.today(), None)
    return [NotThen(day, _why(day)) for day in _by_time(days_left_out(places, days))]


def _why(day: LeftOut) -> str:
    return sentence_of(day.why) if day.why else _("U staat deze dag niet op de lijst.")


def _by_time(days: Iterable[LeftOut]) -> list[LeftOut]:
    return sorted(days, key=lambda day: (day.starts_at, day.fixed_id))
