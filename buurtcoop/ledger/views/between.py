"""Money from one fund to another: lent, paid back, or given for good. Three pages, never mixed."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING
from buurtcoop.core.words import N_
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.forms import BetweenForm
from buurtcoop.ledger.models import Entry
from buurtcoop.web.pages import _, attempt, page, permission, viewer

bp = Blueprint("between", __name__, url_prefix="/potjes")


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way money goes from fund to fund, in words."""

    title: str
    meaning: str
    other: str
    other_url: str
    button: str
    act: Callable[..., Entry]


LEND = Way(
    title=N_("Leen aan een ander potje"),
    meaning=N_("Lenen is voor even. Het geld komt terug. Tot die tijd staat erbij wie wat leende."),
    other=N_("Komt het niet terug? Dan is het geven."),
    other_url="/geld/potjes/geven",
    button=N_("Leen dit bedrag"),
    act=operations.lend,
)
REPAY = Way(
    title=N_("Betaal een lening terug"),
    meaning=N_("Het geld gaat terug naar het potje dat leende. De lening wordt zo kleiner."),
    other=N_("Is er nog niets geleend? Dan is het lenen."),
    other_url="/geld/potjes/lenen",
    button=N_("Betaal dit terug"),
    act=operations.repay,
)
GIVE = Way(
    title=N_("Geef aan een ander potje"),
    meaning=N_("Geven is voor goed. Het geld komt niet terug. Vaak beslist het bestuur dit eerst."),
    other=N_("Komt het later terug? Dan is het lenen."),
    other_url="/geld/potjes/lenen",
    button=N_("Geef dit bedrag"),
    act=operations.give,
)


@bp.route("/lenen", methods=["GET", "POST"])
@permission("money.book")
def lend() -> ResponseReturnValue:
    """Lend: it comes back."""
    return _between(LEND)


@bp.route("/terugbetalen", methods=["GET", "POST"])
@permission("money.book")
def repay() -> ResponseReturnValue:
    """Pay back what was lent."""
    lenders = [str(fund_id) for fund_id, lent in queries.loans().items() if lent > NOTHING]
    return _between(REPAY, lenders[0] if len(lenders) == 1 else "")


@bp.route("/geven", methods=["GET", "POST"])
@permission("money.book")
def give() -> ResponseReturnValue:
    """Give: it does not come back."""
    return _between(GIVE)


def _between(way: Way, to_fund: str = "") -> ResponseReturnValue:
    """The page of one way; `to_fund` is who gets it when nobody chose yet."""
    funds = queries.funds()
    form = BetweenForm.sent(
        day=clock.today(),
        from_fund=request.args.get("uit"),
        to_fund=request.args.get("naar", to_fund),
    ).among(funds)
    if form.accepted():
        with attempt():
            entry = way.act(
                int(form.from_fund.data),
                int(form.to_fund.data),
                form.amount.data,
                day=form.day.data,
                memo=form.memo.data,
                key=form.press,
                by=viewer(),
            )
            flash(_("Het staat in het boek."), "good")
            return redirect(f"/geld/boek/{entry.id}", code=303)
    return page("ledger/between.html", form=form, way=way, enough=len(funds) > 1)
