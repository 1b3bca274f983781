"""My own page of the duty: what this month asks, what I did, and the ways out."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.members.queries import membership_of
from buurtcoop.obligations import queries
from buurtcoop.obligations.forms import AskForm
from buurtcoop.obligations.models import MemberDuty
from buurtcoop.obligations.rules import MINE, open_months
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import gone, page, permission, viewer

bp = Blueprint("mine", __name__)


@bp.route(MINE)
@permission("mine.read")
def show() -> ResponseReturnValue:
    """This month, and the last one as long as it is not settled."""
    return own_page()


def own_page(form: AskForm | None = None) -> ResponseReturnValue:
    """The page, with the form to ask for time as it was sent."""
    me, today = viewer().id, clock.today()
    duty, months = here_or_gone(), open_months(today)
    found = queries.balances(months, [me]).get(me, [])
    return page(
        "obligations/mine.html",
        duty=duty,
        coming=[each for each in queries.duties() if each.starts_on > max(today, duty.starts_on)],
        member=membership_of(me, today) is not None,
        months=[each for each in found if queries.duty_on(each.month) is not None],
        to_give=max((each.to_give for each in found), default=0),
        asks=queries.asks_of(me),
        gifts=queries.gifts_to(me, months),
        others=queries.asks_for(viewer()),
        free=queries.exemptions_of(me, min(months)),
        form=form or AskForm.among([each.month for each in found if each.open], fresh=True),
        press=PressForm.fresh(),
        today=today,
    )


def here_or_gone() -> MemberDuty:
    """The duty that runs or begins; without one there is no page."""
    return queries.concerns(clock.today()) or gone()
