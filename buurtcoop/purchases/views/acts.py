"""What is noted on an order, by its owner or by the lead: one small form each, all of one shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.purchases import operations
from buurtcoop.purchases.forms.common import VersionForm
from buurtcoop.purchases.forms.noting import (
    DeliveredForm,
    DeliveryForm,
    InspectionForm,
    LeaverForm,
    PaidForm,
    ReleaseForm,
)
from buurtcoop.purchases.models import PurchaseOrder
from buurtcoop.web.pages import _, attempt, gone, page, viewer


@dataclass(frozen=True)
class Act:
    """One thing to note: the title of its page, its form, and what it does.

    `does` gets the order, the form as it was sent, and who sent it.
    """

    title: str
    form: type[VersionForm]
    does: Callable[[PurchaseOrder, Any, Viewer], object]
    today: bool = True


def _paid(verb: Callable[..., object]) -> Callable[[PurchaseOrder, Any, Viewer], object]:
    def does(order: PurchaseOrder, form: Any, by: Viewer) -> object:
        return verb(order.id, form.day.data, form.read_version, by)

    return does


def _inspect(order: PurchaseOrder, form: Any, by: Viewer) -> object:
    in_order, remarks = form.result.data == "yes", form.remarks.data or ""
    return operations.inspect(order.id, form.day.data, in_order, remarks, form.read_version, by)


def _release(order: PurchaseOrder, form: Any, by: Viewer) -> object:
    return operations.release_order(order.id, form.why.data, form.read_version, by)


def _leaver(order: PurchaseOrder, form: Any, by: Viewer) -> object:
    return operations.note_leaver(order.id, form.words.data, form.read_version, by)


DEPOSIT = Act(N_("De aanbetaling is gedaan"), PaidForm, _paid(operations.note_deposit))
REST = Act(N_("De rest is betaald"), PaidForm, _paid(operations.note_rest))
BACK = Act(N_("De aanbetaling is terug"), PaidForm, _paid(operations.note_deposit_back))
DELIVERED = Act(N_("Het is geleverd"), DeliveredForm, _paid(operations.note_delivery))
INSPECTED = Act(N_("Werkt alles?"), InspectionForm, _inspect)
PLANNED = Act(N_("Wanneer komt het?"), DeliveryForm, _paid(operations.plan_delivery), today=False)
RELEASED = Act(N_("Deze koop gaat niet door"), ReleaseForm, _release, today=False)
LEAVER = Act(N_("Dit lid gaat weg"), LeaverForm, _leaver, today=False)
OWN_ACTS = {
    "aanbetaald": DEPOSIT,
    "betaald": REST,
    "terug": BACK,
    "geleverd": DELIVERED,
    "nagekeken": INSPECTED,
}
LEAD_ACTS = OWN_ACTS | {"gepland": PLANNED, "los": RELEASED, "vertrek": LEAVER}


def act_at(acts: Mapping[str, Act], what: str) -> Act:
    """The act at this address, or 404."""
    return acts[what] if what in acts else gone()


def act_page(act: Act, order: PurchaseOrder, *, back: str) -> ResponseReturnValue:
    """Ask, note, and go back; a refusal stands on the same page, with the order as it is now."""
    usual = {"day": clock.today()} if act.today else {}
    form = act.form.sent(version=str(order.version), **usual)
    refused = False
    if form.accepted():
        refused = True
        with attempt():
            act.does(order, form, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(back, code=303)
    if refused:
        form.version.data = str(order.version)
    return page(
        "purchases/act.html",
        form=form,
        title=_(act.title),
        round=order.purchase,
        order=order,
        back=back,
    )
