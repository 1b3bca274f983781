"""Who helps every time in a series, for who makes the rota or leads the service."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.agreements.rules import AgreementMissing
from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.shifts import fixed_rules, operations, queries, recurrence, rules
from buurtcoop.shifts.forms.standing import FixedMemberForm, StopForm
from buurtcoop.shifts.models import FixedPlace, Series
from buurtcoop.shifts.queries import standing
from buurtcoop.shifts.views.common import MembersFound, members_found
from buurtcoop.shifts.views.standing import NotThen, not_then
from buurtcoop.web.pages import _, attempt, gone, language, or_gone, page, permission, viewer

bp = Blueprint("fixed_helpers", __name__, url_prefix="/rooster/reeksen/<int:series_id>")

WHO_HELPS = N_("Om te zien wie vast meehelpt")
# Why somebody is not on the list, for another to read: not where else that person is.
SAID_TO_STAFF: dict[type[Refusal], str] = {
    fixed_rules.AwayThen: N_("Is dan weg."),
    rules.ShiftFull: N_("Alle plekken zijn dan bezet."),
    rules.Overlap: N_("Heeft dan al iets anders."),
    rules.RestTooShort: N_("Heeft dan te weinig rust."),
    rules.NoMemberThen: N_("Is dan geen lid meer."),
    rules.NotAMember: N_("Is nu geen lid."),
    rules.HelpingIsOff: N_("Wil nu niet meehelpen."),
    rules.QualificationMissing: N_("Mist dan wat voor deze taak nodig is."),
    AgreementMissing: N_("Heeft nog geen afspraak om te helpen."),
}
NOT_ON_LIST = N_("Staat die dag niet op de lijst.")


@bp.route("/vaste-helpers", methods=["GET", "POST"])
@permission("signed_in")
def show(series_id: int) -> ResponseReturnValue:
    """Who holds which line, when they can't, and a place for one more."""
    series = _series(series_id)
    found = members_found() if _adds() else MembersFound("", (), {})
    form = FixedMemberForm.among(
        standing.lines_to_hold(series), series.service.give_task, clock.today()
    )
    form.choose_from([membership.person for membership in found.members])
    if _adds() and form.accepted():
        with attempt():
            operations.hold_fixed_place(
                form.line_id, int(form.person.data), viewer(), starts_on=form.first_day.data
            )
            flash(_("Opgeslagen. Dit lid krijgt een bericht met alles erin."), "good")
            return redirect(request.path, code=303)
    places = standing.fixed_places_in([series_id])
    reading(viewer(), WHO_HELPS, (place.person_id for place in places))
    return page(
        "shifts/fixed_helpers.html",
        series=series,
        often=recurrence.in_words(series.rule, language()),
        lines=standing.lines_to_hold(series),
        places=places,
        not_then=_not_then(places),
        form=form if found.members else None,
        adds=_adds(),
        **found._asdict(),
    )


@bp.route("/vaste-helpers/<int:fixed_id>/stop", methods=["GET", "POST"])
@permission("signed_in")
def end(series_id: int, fixed_id: int) -> ResponseReturnValue:
    """Let somebody's fixed place stop: first what happens with the days, and then it does."""
    series = _series(series_id)
    place = standing.fixed_place(fixed_id)
    if place is None or place.series_id != series_id or place.ended_at:
        gone()
    reading(viewer(), WHO_HELPS, [place.person_id])
    form = StopForm.sent()
    if form.accepted():
        with attempt():
            operations.give_up_fixed_place(fixed_id, viewer(), release_days=form.frees)
            flash(_("Opgeslagen."), "good")
            return redirect(f"/rooster/reeksen/{series_id}/vaste-helpers", code=303)
    return page(
        "shifts/fixed_end.html",
        form=form,
        series=series,
        place=place,
        days=standing.coming_days([fixed_id])[fixed_id],
    )


def _series(series_id: int) -> Series:
    """The series with this number, for who may change it, or 404."""
    return or_gone(queries.series_for, viewer(), series_id, clock.today())


def _adds() -> bool:
    """Whether this viewer may look a member up and put that member in."""
    return viewer().may(rules.FOR_OTHERS)


def _not_then(places: list[FixedPlace]) -> dict[int, list[NotThen]]:
    """Per fixed place the days on which that person is not on the list."""
    found: dict[int, list[NotThen]] = {place.id: [] for place in places}
    for day, _sentence in not_then(places):
        said = SAID_TO_STAFF.get(type(day.why), NOT_ON_LIST) if day.why else NOT_ON_LIST
        found[day.fixed_id].append(NotThen(day, _(said)))
    return found
