"""Before the day: the card, and what to know of who comes."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from buurtcoop.briefing import operations, rules
from buurtcoop.briefing.views.common import found_around
from buurtcoop.web.pages import gone, or_gone, page, permission, viewer

bp = Blueprint("before", __name__)


@bp.route("/<int:shift_id>/kaart")
@permission("mine.read")
def card(shift_id: int) -> ResponseReturnValue:
    """What a helper reads before the start, on one sheet."""
    found = found_around(shift_id)
    if not found.card or found.shift.cancelled:
        gone()
    points = [("check", line) for line in found.card]
    return page("briefing/card.html", shift=found.shift, points=points)


@bp.route("/<int:shift_id>/goed-om-te-weten")
@permission("mine.read")
def to_know(shift_id: int) -> ResponseReturnValue:
    """What helpers must know of who comes; that it was read is written down."""
    found, known = or_gone(operations.look_up, shift_id, viewer())
    shift = found.shift
    return page(
        "briefing/to_know.html",
        found=found,
        shift=shift,
        known=known,
        readable_from=shift.starts_at - rules.KNOWN_FROM,
        readable_until=shift.ends_at + rules.KNOWN_UNTIL,
    )
