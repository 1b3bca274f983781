"""The page of one service: what it is, who leads it, and when it is. And letting it stop."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.services import operations
from buurtcoop.services.forms import StopForm
from buurtcoop.services.forms.opening import OUTCOMES
from buurtcoop.services.models import Service
from buurtcoop.services.queries import checks_of, leads_of, service_by_slug, trials_of
from buurtcoop.shifts import queries
from buurtcoop.shifts.views.common import rows_of_day
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("offer", __name__, url_prefix="/aanbod/<slug>")

NEXT_SHOWN = 6


@bp.route("")
@permission("public")
def show(slug: str) -> ResponseReturnValue:
    """One service, and the next times it is on."""
    service, today = _found(slug), clock.today()
    who, leads = viewer(), leads_of([service.id], today)[service.id]
    leading = who.person_id in {lead.id for lead in leads}
    trials = trials_of(service.id)
    return page(
        "services/service.html",
        service=service,
        paragraphs=[part for part in service.description.splitlines() if part.strip()],
        leads=leads,
        trial=next((each for each in trials if each.outcome is None), None),
        tried=[each for each in trials if each.outcome is not None],
        outcomes=OUTCOMES,
        rows=rows_of_day(queries.shifts_of_service(who, service.id, limit=NEXT_SHOWN)),
        begins=service.starts_on > today,
        stopped=service.stops_on is not None and service.stops_on < today,
        may_change=who.may("services.change"),
        asks_first=who.may("services.change") and bool(checks_of(service.id)),
        may_plan=who.may("shifts.change") or leading,
    )


@bp.route("/stoppen", methods=["GET", "POST"])
@permission("services.change")
def stop(slug: str) -> ResponseReturnValue:
    """Let it stop: first what stays, and then it does."""
    service = _found(slug)
    form = StopForm.sent(last_day=service.stops_on, reason=service.stop_reason)
    if form.accepted():
        with attempt():
            operations.stop_service(
                service.id, on=form.last_day.data, reason=form.reason.data, by=viewer()
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"/aanbod/{slug}", code=303)
    number, last = queries.still_planned(service.id)
    return page(
        "services/stop.html",
        form=form,
        press=PressForm.fresh(),
        service=service,
        number=number,
        last=last,
    )


@bp.route("/doorgaan", methods=["POST"])
@permission("services.change")
def resume(slug: str) -> ResponseReturnValue:
    """Let it go on after all."""
    service = _found(slug)
    if PressForm.sent().accepted():
        with attempt():
            operations.resume_service(service.id, by=viewer())
            flash(_("Opgeslagen."), "good")
    return redirect(f"/aanbod/{slug}", code=303)


def _found(slug: str) -> Service:
    """The service at this address; one that is prepared is only there for who may change it."""
    service = or_gone(service_by_slug, slug)
    if service.opened_on is None and not viewer().may("services.change"):
        gone()
    return service
