"""What was ordered and is not paid yet; and costs that stand on no agreement."""

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import activities
from buurtcoop.core import clock, words
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.orders import EndOrderForm, OrderForm, PayOrderForm
from buurtcoop.funding.queries import OpenCosts, Order
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.queries import accounts
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    language,
    number_argument,
    or_gone,
    page,
    permission,
    viewer,
)

bp = Blueprint("orders", __name__)
HERE = "/geld/bestellingen"
# So many costs of a fund are told one by one.
LARGEST = 8


@bp.route("/bestellingen")
@permission("money.read")
def orders() -> ResponseReturnValue:
    """What was ordered and still has to be paid."""
    found = queries.open_orders()
    return page(
        "funding/orders.html",
        orders=found,
        left=_sum([each.left for each in found]),
        done=queries.done_orders(),
        today=clock.today(),
        may_change=viewer().may("funding.change"),
    )


@bp.route("/bestellingen/nieuw", methods=["GET", "POST"])
@permission("funding.change")
def order() -> ResponseReturnValue:
    """Write down what was ordered."""
    today = clock.today()
    form = OrderForm.sent(ordered_on=today)
    form.offer(
        source=[(str(each.id), each.name) for each in queries.sources_to_book()],
        activity=[(str(each.id), each.name) for each in activities()],
        account=[(str(each.id), each.name) for each in accounts(AccountKind.EXPENSE)],
    )
    if form.accepted():
        with attempt():
            made = operations.order(
                int(form.source.data),
                activity_id=int(form.activity.data),
                account_id=int(form.account.data),
                amount=form.amount.data,
                words=form.words.data,
                ordered_on=form.ordered_on.data,
                expected_on=form.expected_on.data,
                by=viewer(),
            )
            flash(_("Opgeslagen. Dit geld is nu niet meer vrij."), "good")
            return redirect(f"{HERE}/{made.id}", code=303)
    return page("funding/order_new.html", form=form)


@bp.route("/bestellingen/<int:order_id>")
@permission("money.read")
def show(order_id: int) -> ResponseReturnValue:
    """One order: what of it was paid, and what is left."""
    return page(
        "funding/order.html",
        order=_order(order_id),
        may_change=viewer().may("funding.change"),
    )


@bp.route("/bestellingen/<int:order_id>/betaald", methods=["GET", "POST"])
@permission("funding.change")
def pay(order_id: int) -> ResponseReturnValue:
    """Which cost paid it, or a part?"""
    found = _order(order_id)
    bills = queries.bills_for(found)
    form = PayOrderForm.sent(amount=min([found.left, *(each.left for each in bills[:1])]))
    form.offer(
        [
            (
                str(each.line_id),
                " · ".join(
                    (
                        words.full_date(each.day, language()),
                        each.memo,
                        each.account,
                        _("nog %(left)s", left=each.left),
                    )
                ),
            )
            for each in bills
        ]
    )
    if form.accepted():
        with attempt():
            operations.pay_order(order_id, int(form.line.data), form.amount.data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"{HERE}/{order_id}", code=303)
    return page(
        "funding/order_paid.html",
        form=form,
        order=found,
        bills=bills,
        may_book=viewer().may("money.book"),
    )


@bp.route("/bestellingen/<int:order_id>/stop", methods=["GET", "POST"])
@permission("funding.change")
def end(order_id: int) -> ResponseReturnValue:
    """The rest falls away."""
    found = _order(order_id)
    form = EndOrderForm.sent()
    if form.accepted():
        with attempt():
            operations.end_order(order_id, form.why.data, viewer())
            flash(_("De rest van deze bestelling is vervallen."), "good")
            return redirect(HERE, code=303)
    return page("funding/order_end.html", form=form, order=found)


@bp.route("/kosten-open")
@permission("money.read")
def open_costs() -> ResponseReturnValue:
    """Costs on no agreement, per source; and agreements of which money is about to lapse."""
    years = queries.years()
    year = number_argument("jaar") or clock.today().year
    if year not in years:
        gone()
    found = queries.unclaimed(year)
    return page(
        "funding/open_costs.html",
        year=year,
        years=years,
        funds=_by_fund(found),
        whole=_sum([each.amount for each in found]),
        lapsing=queries.lapsing(clock.today()),
        today=clock.today(),
    )


@dataclass(frozen=True, kw_only=True)
class FundCosts:
    """What of one fund stands nowhere: the largest costs, and of the smaller ones their sum."""

    fund: str
    amount: Money
    largest: list[OpenCosts]
    smaller: list[OpenCosts]

    @property
    def lines_of_smaller(self) -> int:
        """How many bookings they are."""
        return sum(each.lines for each in self.smaller)

    @property
    def sum_of_smaller(self) -> Money:
        """What they come to."""
        return _sum([each.amount for each in self.smaller])


def _by_fund(found: list[OpenCosts]) -> list[FundCosts]:
    """Per fund, by name."""
    grouped = groupby(found, key=lambda each: (each.fund, each.fund_id))
    return [_fund_costs(fund, list(costs)) for (fund, _fund_id), costs in grouped]


def _fund_costs(fund: str, costs: list[OpenCosts]) -> FundCosts:
    shown = LARGEST if len(costs) > LARGEST + 1 else len(costs)
    amount = _sum([each.amount for each in costs])
    return FundCosts(fund=fund, amount=amount, largest=costs[:shown], smaller=costs[shown:])


def _order(order_id: int) -> Order:
    return or_gone(queries.order_of, order_id)


def _sum(amounts: list[Money]) -> Money:
    return sum(amounts, NOTHING)
