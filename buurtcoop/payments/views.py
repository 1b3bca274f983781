"""What I have to pay; nothing is collected here yet."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.payments import queries
from buurtcoop.web.listing import key_argument, said_key
from buurtcoop.web.pages import page, permission, viewer

bp = Blueprint("payments", __name__)


@bp.route("/mijn/betalingen")
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """My charges, the newest day first, and what is open in all."""
    after = key_argument("vanaf")
    found = queries.charges_of(
        viewer().id, after=(clock.local(after[0]).date(), after[1]) if after else None
    )
    key = said_key((clock.start_of(found.next[0]), found.next[1])) if found.next else ""
    return page(
        "payments/mine.html",
        charges=found.charges,
        total=queries.open_total(viewer().id),
        next=f"/mijn/betalingen?vanaf={key}" if key else "",
    )
