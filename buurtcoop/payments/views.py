"""What I have to pay, and what a member has to; nothing is collected here yet."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.members.queries import member_for
from buurtcoop.payments import operations, queries
from buurtcoop.payments.forms import WaiveForm
from buurtcoop.payments.models import Charge
from buurtcoop.people.models import Person
from buurtcoop.web.forms import PressForm
from buurtcoop.web.listing import key_argument, said_key
from buurtcoop.web.pages import _, attempt, or_gone, page, permission, viewer

bp = Blueprint("payments", __name__)

WHY_READ = N_("Om te zien wat u nog betaalt")


@bp.route("/mijn/betalingen")
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """My charges, the newest day first, and what is open in all."""
    return _list(viewer().id, None, "/mijn/betalingen")


@bp.route("/leden/<int:person_id>/betalingen")
@permission("payments.read")
def of_member(person_id: int) -> ResponseReturnValue:
    """The same of a member; that it was read is written down."""
    who = _member(person_id)
    reading(viewer(), WHY_READ, [person_id])
    return _list(person_id, who, f"/leden/{person_id}/betalingen")


@bp.route("/leden/<int:person_id>/betalingen/<int:charge_id>", methods=["GET", "POST"])
@permission("payments.waive")
def waive(person_id: int, charge_id: int) -> ResponseReturnValue:
    """This need not be paid: first why, and then it is so."""
    who, charge = _member(person_id), _charge(person_id, charge_id)
    form = WaiveForm.sent()
    if form.accepted():
        with attempt():
            operations.waive(charge_id, form.why.data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"/leden/{person_id}/betalingen", code=303)
    return page("payments/waive.html", form=form, who=who, charge=charge)


@bp.route("/leden/<int:person_id>/betalingen/<int:charge_id>/toch", methods=["POST"])
@permission("payments.waive")
def reopen(person_id: int, charge_id: int) -> ResponseReturnValue:
    """It has to be paid after all."""
    _member(person_id)
    _charge(person_id, charge_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.reopen(charge_id, viewer())
            flash(_("Opgeslagen."), "good")
    return redirect(f"/leden/{person_id}/betalingen", code=303)


def _list(person_id: int, who: Person | None, path: str) -> ResponseReturnValue:
    after = key_argument("vanaf")
    found = queries.charges_of(
        person_id, after=(clock.local(after[0]).date(), after[1]) if after else None
    )
    key = said_key((clock.start_of(found.next[0]), found.next[1])) if found.next else ""
    return page(
        "payments/list.html",
        who=who,
        charges=found.charges,
        total=queries.open_total(person_id),
        next=f"{path}?vanaf={key}" if key else "",
        press=PressForm.fresh() if who else None,
    )


def _member(person_id: int) -> Person:
    return or_gone(member_for, viewer(), person_id)


def _charge(person_id: int, charge_id: int) -> Charge:
    return or_gone(queries.charge_of, person_id, charge_id)
