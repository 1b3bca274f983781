"""Pages of the catalogue: what there is, and the forms that change it.

The page of one service shows its shifts, so it stands one room higher, with the shifts.
"""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.services import operations, queries
from buurtcoop.services.forms import ServiceForm
from buurtcoop.services.models import Service
from buurtcoop.web.pages import _, attempt, or_gone, page, permission, viewer

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
        may_wish=viewer().may("services.wish"),
    )


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


def found(slug: str) -> Service:
    """The service at this address, or 404."""
    return or_gone(queries.service_by_slug, slug)
