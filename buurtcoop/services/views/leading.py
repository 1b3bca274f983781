"""Who leads a service, who did, and who is going to."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.members.queries import members_for
from buurtcoop.services import operations, queries
from buurtcoop.services.forms.leading import EndLeadForm, LeadForm
from buurtcoop.services.views.catalogue import found
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("leading", __name__, url_prefix="/aanbod/<slug>/leiding")

SHOWN = 20
LONGEST_SEARCH = 80


@bp.route("", methods=["GET", "POST"])
@permission("services.change")
def leads(slug: str) -> ResponseReturnValue:
    """Who leads this and who is going to, with the days; and the form to add somebody."""
    service, today = found(slug), clock.today()
    search = request.args.get("zoek", "").strip()[:LONGEST_SEARCH]
    members = members_for(viewer(), search, limit=SHOWN).rows if search else ()
    form = LeadForm.among([membership.person for membership in members])
    if form.accepted():
        with attempt():
            operations.appoint_lead(
                service.id,
                int(form.person.data),
                on=form.first_on.data,
                until=form.last_on.data,
                by=viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"/aanbod/{slug}/leiding", code=303)
    rows = queries.leads_over_time(service.id)
    return page(
        "services/leads.html",
        service=service,
        leads=[row for row in rows if row.ends_on is None or row.ends_on >= today],
        before=[row for row in rows if row.ends_on is not None and row.ends_on < today],
        today=today,
        members=members,
        notes={
            str(member.person_id): _("lid %(number)s", number=member.number) for member in members
        },
        search=search,
        form=form,
    )


@bp.route("/<int:lead_id>/stopt", methods=["GET", "POST"])
@permission("services.change")
def end(slug: str, lead_id: int) -> ResponseReturnValue:
    """This person stops leading: on which day?"""
    service = found(slug)
    running = {lead.id: lead for lead in queries.running_leads(service.id, clock.today())}
    if lead_id not in running:
        gone()
    lead = running[lead_id]
    form = EndLeadForm.sent(last_on=max(clock.today(), lead.starts_on))
    if form.accepted():
        with attempt():
            operations.end_lead(lead.id, on=form.last_on.data, by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"/aanbod/{slug}/leiding", code=303)
    return page("services/lead_ends.html", service=service, lead=lead, form=form)
