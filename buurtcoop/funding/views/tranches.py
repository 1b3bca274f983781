"""The parts in which the money of an agreement comes: adding, asking, what came in, taking out."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.agreements import CameInForm, RequestForm, TranchesForm
from buurtcoop.funding.models import FundingAgreement
from buurtcoop.funding.queries import TrancheState
from buurtcoop.funding.views.agreements import HERE, agreement_at, part_words
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("tranches", __name__, url_prefix="/afspraken/<int:agreement_id>/delen")


@bp.route("")
@permission("money.read")
def parts(agreement_id: int) -> ResponseReturnValue:
    """The parts of an agreement with what came in of each."""
    return _show(agreement_at(agreement_id), _form(agreement_id, TranchesForm.fresh()))


@bp.route("/erbij", methods=["POST"])
@permission("funding.change")
def add(agreement_id: int) -> ResponseReturnValue:
    """Add up to three parts."""
    agreement, form = agreement_at(agreement_id), _form(agreement_id, TranchesForm.sent())
    if form.accepted():
        with attempt():
            operations.add_tranches(agreement_id, form.parts(), by=viewer())
            flash(_("Opgeslagen."), "good")
            return _back(agreement_id)
    return _show(agreement, form)


@bp.route("/opnieuw", methods=["POST"])
@permission("funding.change")
def share_again(agreement_id: int) -> ResponseReturnValue:
    """Share the amount over the parts again."""
    agreement_at(agreement_id)
    return _pressed(agreement_id, lambda: operations.share_again(agreement_id, by=viewer()))


@bp.route("/<int:tranche_id>/vraag", methods=["GET", "POST"])
@permission("funding.change")
def request_part(agreement_id: int, tranche_id: int) -> ResponseReturnValue:
    """We asked for this part."""
    agreement, part = _part(agreement_id, tranche_id)
    form = RequestForm.sent(day=part.tranche.requested_on or clock.today())
    if form.accepted():
        with attempt():
            operations.request_tranche(tranche_id, on=form.day.data, by=viewer())
            flash(_("Opgeslagen."), "good")
            return _back(agreement_id)
    return page("funding/tranche_request.html", form=form, agreement=agreement, part=part)


@bp.route("/<int:tranche_id>/binnen", methods=["GET", "POST"])
@permission("funding.change")
def came_in(agreement_id: int, tranche_id: int) -> ResponseReturnValue:
    """Money in the book that pays this part, or some of it."""
    agreement, part = _part(agreement_id, tranche_id)
    free = queries.came_in(agreement.source.fund_id)
    form = CameInForm.sent(amount=min([part.open, *(each.left for each in free[:1])]))
    form.offer(free)
    if form.accepted():
        with attempt():
            operations.pay_tranche(tranche_id, int(form.line.data), form.amount.data, by=viewer())
            flash(_("Opgeslagen."), "good")
            return _back(agreement_id)
    return page(
        "funding/tranche_paid.html",
        form=form,
        agreement=agreement,
        part=part,
        free=free,
        may_bank=viewer().may("bank.read"),
    )


@bp.route("/<int:tranche_id>/eruit", methods=["POST"])
@permission("funding.change")
def take_out(agreement_id: int, tranche_id: int) -> ResponseReturnValue:
    """What still comes of this part, falls away."""
    _part(agreement_id, tranche_id)
    return _pressed(agreement_id, lambda: operations.drop_tranche(tranche_id, by=viewer()))


@bp.route("/betaling/<int:payment_id>/los", methods=["POST"])
@permission("funding.change")
def let_go(agreement_id: int, payment_id: int) -> ResponseReturnValue:
    """This money does not pay that part after all."""
    agreement_at(agreement_id)
    mine = {one.id for each in queries.tranches_of(agreement_id) for one in each.payments}
    if payment_id not in mine:
        gone()
    return _pressed(agreement_id, lambda: operations.unpay_tranche(payment_id, by=viewer()))


def _form(agreement_id: int, form: TranchesForm) -> TranchesForm:
    return form.numbered(queries.last_number(agreement_id))


def _pressed(agreement_id: int, act: Callable[[], object]) -> ResponseReturnValue:
    if PressForm.sent().accepted():
        with attempt():
            act()
            flash(_("Opgeslagen."), "good")
    return _back(agreement_id)


def _show(agreement: FundingAgreement, form: TranchesForm) -> ResponseReturnValue:
    found = queries.tranches_of(agreement.id)
    together = sum((each.tranche.amount for each in found), NOTHING)
    settled = queries.is_settled(agreement.id)
    may_change = viewer().may("funding.change")
    presses: dict[str, Any] = {"again": None, "out": {}, "loose": {}}
    if may_change:
        presses = {
            "again": PressForm.fresh() if together > agreement.amount and not settled else None,
            "out": {each.tranche.id: PressForm.fresh() for each in found if each.open},
            "loose": {one.id: PressForm.fresh() for each in found for one in each.payments},
        }
    return page(
        "funding/tranches.html",
        agreement=agreement,
        parts=found,
        together=together,
        left=agreement.amount - together,
        settled=settled,
        form=form if may_change and not settled and agreement.amount > together else None,
        **presses,
        **part_words(),
    )


def _part(agreement_id: int, tranche_id: int) -> tuple[FundingAgreement, TrancheState]:
    agreement = agreement_at(agreement_id)
    found = {each.tranche.id: each for each in queries.tranches_of(agreement_id)}
    return agreement, found.get(tranche_id) or gone()


def _back(agreement_id: int) -> ResponseReturnValue:
    return redirect(f"{HERE}/{agreement_id}/delen", code=303)
