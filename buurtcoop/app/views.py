"""Pages of the house itself: is all well, in which language, and what we do with data."""

from flask import Blueprint, jsonify, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue

from buurtcoop.access.guard import LANGUAGE, where_from
from buurtcoop.app.health import findings
from buurtcoop.core import clock
from buurtcoop.core.instance import here
from buurtcoop.core.words import languages
from buurtcoop.web.pages import gone, page, permission, viewer

bp = Blueprint("app", __name__)

JSON = "application/json"
# Below this number of people no funder sees a figure (texts: who sees).
SMALLEST_FIGURE = 5


@bp.route("/gezondheid")
@permission("public")
def health() -> ResponseReturnValue:
    """For a watchman: 200 when all is well, 503 when not; what exactly is for staff only."""
    found = findings(here(), clock.now())
    well = all(finding.well for finding in found)
    staff = viewer().may("today.read")
    status = 200 if well else 503
    if request.accept_mimetypes.best_match(["text/html", JSON]) != JSON:
        return page("app/health.html", status, well=well, found=found if staff else [])
    details = {finding.name: finding.said for finding in found} if staff else {}
    return jsonify(well=well, **({"found": details} if details else {})), status


@bp.route("/taal/<code>", methods=["POST"])
@permission("public")
def change_language(code: str) -> ResponseReturnValue:
    """Show the screens in another language from now on, in this browser."""
    if code not in languages():
        gone()
    cookie[LANGUAGE] = code
    return redirect(where_from() or "/", code=303)


@bp.route("/privacy")
@permission("public")
def privacy() -> ResponseReturnValue:
    """What we ask and why, who sees it, and how long we keep it."""
    return page("app/privacy.html", smallest=SMALLEST_FIGURE)
