"""Ending an agreement: first what was promised with it, and then it ends."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.agreements.models import AgreementKind
from buurtcoop.agreements.queries import agreement_for
from buurtcoop.agreements.rules import PAPERS
from buurtcoop.shifts import operations
from buurtcoop.shifts.queries.agreed import promised_with
from buurtcoop.shifts.views.common import NAMES_OF_WAYS
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, or_gone, page, permission, viewer

bp = Blueprint("stopping", __name__, url_prefix=PAPERS)


@bp.route("/<int:agreement_id>/stop", methods=["GET", "POST"])
@permission("mine.change")
def stop(agreement_id: int) -> ResponseReturnValue:
    """End an agreement of mine, or of a member who asked us."""
    agreement = or_gone(agreement_for, viewer(), agreement_id)
    home = f"{PAPERS}/{agreement_id}"
    if agreement.ended_at is not None:
        return redirect(home, code=303)
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.stop_agreement(agreement_id, viewer())
            flash(_("De afspraak is gestopt. U krijgt een bericht."), "good")
            return redirect(home, code=303)
    return page(
        "agreements/stop.html",
        press=form,
        agreement=agreement,
        promised=promised_with(agreement),
        ways=NAMES_OF_WAYS,
        for_child=agreement.kind is AgreementKind.GUARDIAN,
        home=home,
    )
