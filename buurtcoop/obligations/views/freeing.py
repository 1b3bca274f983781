"""Being free of the duty: one's own word, and what a member says on the phone."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading, reveal
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.members.queries import member_for, membership_of
from buurtcoop.obligations import operations, queries
from buurtcoop.obligations.forms import FreeForm
from buurtcoop.obligations.rules import CONTACT, MINE, open_months
from buurtcoop.obligations.views.mine import here_or_gone
from buurtcoop.people.models import Person
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("freeing", __name__)

WHY = N_("om op te schrijven wanneer u even niet hoeft")


@bp.route(f"{MINE}/vrij", methods=["GET", "POST"])
@permission("mine.change")
def begin() -> ResponseReturnValue:
    """I am free for a while; nobody has to approve it."""
    here_or_gone()
    form = FreeForm.sent(starts_on=clock.today())
    if form.accepted():
        with attempt():
            operations.set_free(viewer().id, **form.facts(), by=viewer())
            flash(_("Opgeschreven. Meehelpen mag altijd."), "good")
            return redirect(MINE, code=303)
    return page("obligations/free.html", form=form)


@bp.route(f"{MINE}/vrij/<int:number>/stop", methods=["POST"])
@permission("mine.change")
def end(number: int) -> ResponseReturnValue:
    """I join in again."""
    here_or_gone()
    return _ended(viewer().id, number, MINE)


@bp.route("/leden/<int:person_id>/ieder-doet-iets", methods=["GET", "POST"])
@permission(CONTACT)
def of_member(person_id: int) -> ResponseReturnValue:
    """When a member is free, and writing down what a member says on the phone."""
    here_or_gone()
    who, form = _member(person_id), FreeForm.sent(starts_on=clock.today())
    if form.accepted():
        with attempt():
            operations.set_free(person_id, **form.facts(), by=viewer())
            flash(_("Opgeschreven. Meehelpen mag altijd."), "good")
            return redirect(f"/leden/{person_id}/ieder-doet-iets", code=303)
    free = queries.exemptions_of(person_id, min(open_months(clock.today())))
    reasons = reveal(viewer(), WHY, free, "own_reason")
    if free and not reasons:
        reading(viewer(), WHY, [person_id])
    return page(
        "obligations/member.html",
        who=who,
        free=free,
        reasons=reasons,
        member=membership_of(person_id, clock.today()) is not None,
        form=form,
        press=PressForm.fresh(),
        today=clock.today(),
    )


@bp.route("/leden/<int:person_id>/ieder-doet-iets/<int:number>/stop", methods=["POST"])
@permission(CONTACT)
def end_for(person_id: int, number: int) -> ResponseReturnValue:
    """A member joins in again, and told us."""
    here_or_gone()
    _member(person_id)
    return _ended(person_id, number, f"/leden/{person_id}/ieder-doet-iets")


def _ended(person_id: int, number: int, back: str) -> ResponseReturnValue:
    own = queries.exemptions_of(person_id, min(open_months(clock.today())))
    if number not in {each.id for each in own}:
        gone()
    if PressForm.sent().accepted():
        with attempt():
            operations.resume(number, viewer())
            flash(_("Fijn. Vanaf volgende maand telt het weer mee."), "good")
    return redirect(back, code=303)


def _member(person_id: int) -> Person:
    return or_gone(member_for, viewer(), person_id)
