"""The orders with names, for who leads the round: what is noted, the list, and orders on paper."""

from collections.abc import Iterator

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.core import words
from buurtcoop.core.words import N_
from buurtcoop.members.queries import member_for
from buurtcoop.people.models import Person
from buurtcoop.purchases import operations, queries
from buurtcoop.purchases.forms.joining import PaperOrderForm
from buurtcoop.purchases.models import PurchaseOrder, Quote
from buurtcoop.purchases.queries import Round
from buurtcoop.purchases.rules import CHANGE, READ, Agreed, OrderState, RoundState
from buurtcoop.purchases.views.acts import LEAD_ACTS, act_at, act_page
from buurtcoop.purchases.views.common import (
    asked_units,
    at,
    at_most,
    binding_lines,
    fixed_share,
    led,
    members_looked_for,
    number_of,
)
from buurtcoop.web.csv_files import streamed
from buurtcoop.web.pages import _, attempt, gone, number_argument, or_gone, page, permission, viewer

bp = Blueprint("orders", __name__)
WHO_ORDERED = N_("om te zien wie wat bestelde")
ONE_ORDER = N_("om uw bestelling te regelen")
FOR_SUPPLIER = N_("om uw naam en adres aan de leverancier te geven")
ON_PAPER = N_("om voor u te bestellen, op papier")
COLUMNS = (
    N_("Nummer"),
    N_("Naam"),
    N_("Straat"),
    N_("Postcode"),
    N_("Plaats"),
    N_("Telefoon"),
    N_("Aantal"),
)


@bp.route("/<slug>/bestellingen")
@permission(READ)
def orders(slug: str) -> ResponseReturnValue:
    """Who ordered what, and how far each is."""
    round_ = led(slug)
    rows = queries.orders_for(viewer(), slug)
    turns = queries.turns_for(viewer(), slug)
    seen = {each.person_id for each in rows} | {each.person_id for each in turns}
    reading(viewer(), WHO_ORDERED, seen)
    return page(
        "purchases/orders.html",
        seen=round_,
        round=round_.purchase,
        live=[each for each in rows if each.live],
        over=[each for each in rows if not each.live],
        turns=turns,
        shares=_shares(round_.purchase.state),
    )


def _shares(state: RoundState) -> bool:
    """Whether members agreed by now that the supplier gets their names: it goes ahead."""
    return state in (RoundState.FIXED, RoundState.IN_USE)


@bp.route("/<slug>/bestellingen/<int:order_id>")
@permission(READ)
def show(slug: str, order_id: int) -> ResponseReturnValue:
    """One order, and what can be noted on it."""
    round_ = led(slug)
    order = _order(slug, order_id)
    reading(viewer(), ONE_ORDER, [order.person_id])
    share = fixed_share(order)
    return page(
        "purchases/order_lead.html",
        round=round_.purchase,
        order=order,
        exact=share is not None,
        share=share or at_most(round_, order.quote, order.units),
    )


@bp.route("/<slug>/bestellingen/<int:order_id>/<what>", methods=["GET", "POST"])
@permission(READ)
def note(slug: str, order_id: int, what: str) -> ResponseReturnValue:
    """Note one thing on an order."""
    led(slug)
    order = _order(slug, order_id)
    reading(viewer(), ONE_ORDER, [order.person_id])
    return act_page(act_at(LEAD_ACTS, what), order, back=at(slug, "bestellingen", order_id))


@bp.route("/<slug>/leverancier.csv")
@permission(READ)
def for_supplier(slug: str) -> ResponseReturnValue:
    """The list for the supplier, once it goes ahead: what members agreed to share, no more."""
    round_ = led(slug)
    if not _shares(round_.purchase.state):
        gone()
    rows = [each for each in queries.orders_for(viewer(), slug) if each.state is OrderState.FIXED]
    reading(viewer(), FOR_SUPPLIER, (each.person_id for each in rows))
    lines = [[_(column) for column in COLUMNS], *(list(_cells(each)) for each in rows)]
    return streamed(f"{slug}.csv", lambda: lines)


def _cells(order: PurchaseOrder) -> Iterator[str]:
    person, home = order.person, order.household
    yield str(order.number)
    yield person.full_name
    yield home.at if home else ""
    yield home.postcode if home else ""
    yield home.city if home else ""
    yield words.phone(person.phone) if person.phone else ""
    yield str(order.units)


@bp.route("/<slug>/namens", methods=["GET", "POST"])
@permission(CHANGE)
def on_paper(slug: str) -> ResponseReturnValue:
    """Order for a member without a computer, from the paper that this member signed."""
    round_ = led(slug)
    quote = round_.chosen
    if round_.purchase.state is not RoundState.ORDERING or quote is None:
        flash(_("Deze ronde is intussen verder. Kijk wat er nu kan."), "warn")
        return redirect(at(slug, "leiden"), code=303)
    chosen, asked = _member(), asked_units(1)
    form = PaperOrderForm.sent(units=str(asked.units), quote=str(quote.id))
    if chosen is not None and form.accepted():
        with attempt():
            made = _order_for(chosen, round_, quote, form)
            flash(_("De bestelling is binnen. Dit lid krijgt er bericht van."), "good")
            return redirect(at(slug, "bestellingen", made.id), code=303)
    search, members = members_looked_for()
    reading(viewer(), ON_PAPER, (each.id for each in (*members, *([chosen] if chosen else []))))
    return page(
        "purchases/paper.html",
        form=form,
        round=round_.purchase,
        quote=quote,
        search=search,
        members=members,
        chosen=chosen,
        asked=asked,
        number=number_of(asked.units, round_.purchase),
        share=at_most(round_, quote, asked.units),
        lines=binding_lines(round_, quote, asked.units),
    )


def _order_for(who: Person, round_: Round, quote: Quote, form: PaperOrderForm) -> PurchaseOrder:
    units, quote_id, _version = form.read
    lines = binding_lines(round_, quote, units) if units else []
    agreed = Agreed(name=form.name.data, text="\n".join(lines))
    return operations.order(round_.purchase.id, who.id, units, agreed, quote_id, viewer())


def _member() -> Person | None:
    """The member in the address; 404 for a number that is no member."""
    number = number_argument("lid")
    if number is None:
        return None
    return or_gone(member_for, viewer(), number)


def _order(slug: str, order_id: int) -> PurchaseOrder:
    """An order of the round at this address, or 404."""
    order = or_gone(queries.order_for, viewer(), order_id)
    return order if order.purchase.slug == slug else gone()
