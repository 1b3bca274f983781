"""Whom one of us calls or talks with, and what was said."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading, reveal
from buurtcoop.core.words import N_
from buurtcoop.obligations import operations, queries
from buurtcoop.obligations.forms import OwnerForm, StepForm
from buurtcoop.obligations.models import DutyStep
from buurtcoop.obligations.rules import CONTACT, CONTACTS, months_later
from buurtcoop.obligations.views.mine import here_or_gone
from buurtcoop.people.models import Person
from buurtcoop.web.pages import _, attempt, or_gone, page, permission, viewer

bp = Blueprint("contacts", __name__, url_prefix=CONTACTS)

LIST = N_("om te zien wie we bellen")
ONE = N_("om u te bellen over meehelpen")


@bp.route("")
@permission(CONTACT)
def listed() -> ResponseReturnValue:
    """What is to be done, by whom and before which day; no number of anybody."""
    here_or_gone()
    steps = queries.steps_for(viewer())
    reading(viewer(), LIST, (step.person_id for step in steps))
    return page("obligations/contacts.html", steps=steps)


@bp.route("/<int:step_id>", methods=["GET", "POST"])
@permission(CONTACT)
def show(step_id: int) -> ResponseReturnValue:
    """One step: the two months, what was said before, and writing down what was said now."""
    step = _found(step_id)
    form = StepForm.about(step)
    if form.accepted():
        with attempt():
            operations.finish(step_id, note=form.note.data, onward=form.agreed, by=viewer())
            flash(_("Opgeschreven."), "good")
            return redirect(CONTACTS, code=303)
    return _step_page(step, form)


@bp.route("/<int:step_id>/geef", methods=["POST"])
@permission(CONTACT)
def hand_over(step_id: int) -> ResponseReturnValue:
    """Somebody else of us does it."""
    step = _found(step_id)
    owner = OwnerForm.among(_others(step))
    if owner.accepted():
        with attempt():
            operations.hand_over(step_id, int(owner.owner.data), viewer())
            flash(_("Dit is overgegeven aan een collega."), "good")
            return redirect(f"{CONTACTS}/{step_id}", code=303)
    return _step_page(step, StepForm.about(step), owner)


def _step_page(
    step: DutyStep, form: StepForm, owner: OwnerForm | None = None
) -> ResponseReturnValue:
    last = step.outreach.month
    months = queries.balances([months_later(last, -1), last], [step.person_id])
    before = queries.steps_before(step)
    reading(viewer(), ONE, [step.person_id])
    others = _others(step)
    return page(
        "obligations/step.html",
        step=step,
        form=form,
        owner=owner or OwnerForm.among(others, fresh=True),
        others=others,
        months=months.get(step.person_id, []),
        before=before,
        notes=reveal(viewer(), ONE, before, "note"),
    )


def _others(step: DutyStep) -> list[Person]:
    taken = {step.owner_id, step.person_id}
    return [each for each in queries.colleagues() if each.id not in taken]


def _found(step_id: int) -> DutyStep:
    here_or_gone()
    return or_gone(queries.step_for, viewer(), step_id)
