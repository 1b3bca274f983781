"""What people would do otherwise, for who leads a service."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from buurtcoop.afterwards import queries
from buurtcoop.afterwards.rules import READ
from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.services.queries import led_by, service_by_slug
from buurtcoop.web.pages import number_argument, or_gone, page, permission, viewer

bp = Blueprint("lessons", __name__, url_prefix="/aanbod/<slug>/lessen")

WHY = N_("om te lezen hoe het ging en wat beter kan")


@bp.route("")
@permission("signed_in")
def show(slug: str) -> ResponseReturnValue:
    """The newest first, fifty a page; that it was read is written down."""
    service = or_gone(service_by_slug, slug)
    if not viewer().may(READ) and service.id not in led_by(viewer().person_id, clock.today()):
        abort(403)
    found = queries.lessons_of(
        service.id, after=number_argument("na"), before=number_argument("voor")
    )
    reading(viewer(), WHY, {lesson.person_id for lesson in found.lessons})
    well, otherwise = queries.how_it_went(service.id)
    here = f"/aanbod/{slug}/lessen"
    return page(
        "afterwards/lessons.html",
        service=service,
        found=found,
        well=well,
        otherwise=otherwise,
        previous=f"{here}?voor={found.previous}" if found.previous else None,
        next=f"{here}?na={found.next}" if found.next else None,
    )
