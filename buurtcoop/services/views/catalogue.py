"""Pages of the catalogue: what there is, and the forms that change it.

The page of one service shows its shifts, so it stands one room higher, with the shifts.
"""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.members.queries import members_for
from buurtcoop.services import operations, queries
from buurtcoop.services.forms import LeadForm, ServiceForm
from buurtcoop.services.models import Service
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

SHOWN = 20
LONGEST_SEARCH = 80

bp = Blueprint("services", __name__, url_prefix="/aanbod")


@bp.route("")
@permission("public")
def all_offered() -> ResponseReturnValue:
    """What is there to do?"""
    today = clock.today()
    may_change = viewer().may("services.change")
    return page(
        "services/list.html",
        services=queries.offered(today),
        elsewhere=queries.not_offered(today) if may_change else [],
        today=today,
        may_change=may_change,
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@permission("services.change")
def add() -> ResponseReturnValue:
    """Add a service."""
    form = ServiceForm.about(activities())
    if form.accepted():
        with attempt():
            service = operations.add_service(**form.facts(), by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"/aanbod/{service.slug}", code=303)
    return page("services/edit.html", form=form, service=None)


@bp.route("/<slug>/veranderen", methods=["GET", "POST"])
@permission("services.change")
def change(slug: str) -> ResponseReturnValue:
    """Change a service."""
    service = found(slug)
    form = ServiceForm.about(activities(), service)
    if form.accepted():
        with attempt():
            operations.change_service(service.id, **form.facts(), by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"/aanbod/{slug}", code=303)
    return page("services/edit.html", form=form, service=service)


@bp.route("/<slug>/leiding", methods=["GET", "POST"])
@permission("services.change")
def leads(slug: str) -> ResponseReturnValue:
    """Who leads this, and who is going to."""
    service = found(slug)
    search = request.args.get("zoek", "").strip()[:LONGEST_SEARCH]
    members = members_for(viewer(), search, limit=SHOWN).rows if search else ()
    form = LeadForm.among([membership.person for membership in members])
    if form.accepted():
        with attempt():
            operations.appoint_lead(
                service.id, int(form.person.data), on=clock.today(), by=viewer()
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"/aanbod/{slug}/leiding", code=303)
    return page(
        "services/leads.html",
        service=service,
        leads=queries.running_leads(service.id, clock.today()),
        members=members,
        notes={
            str(member.person_id): _("lid %(number)s", number=member.number) for member in members
        },
        search=search,
        form=form,
        press=PressForm.fresh(),
    )


@bp.route("/<slug>/leiding/<int:lead_id>/stopt", methods=["POST"])
@permission("services.change")
def end_lead(slug: str, lead_id: int) -> ResponseReturnValue:
    """This person stops leading today."""
    service = found(slug)
    running = queries.running_leads(service.id, clock.today())
    if lead_id not in {lead.id for lead in running}:
        gone()
    if PressForm.sent().accepted():
        with attempt():
            operations.end_lead(lead_id, on=clock.today(), by=viewer())
            flash(_("Opgeslagen."), "good")
    return redirect(f"/aanbod/{slug}/leiding", code=303)


def found(slug: str) -> Service:
    """The service at this address, or 404."""
    try:
        return queries.service_by_slug(slug)
    except LookupError:
        gone()
