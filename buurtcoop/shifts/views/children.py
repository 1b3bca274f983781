"""Bringing children by name: a guardian's yes for each, and letting a child go."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.agreements.models import AgreementKind, AgreementText
from buurtcoop.agreements.operations import agree
from buurtcoop.agreements.queries import current_text
from buurtcoop.audit.operations import reading
from buurtcoop.care.models import CareKind
from buurtcoop.care.operations import note, notes_for
from buurtcoop.care.queries import Child, child_of, children_of
from buurtcoop.care.rules import CHANGE, MINE, OF_MEMBER, OWN
from buurtcoop.core import clock
from buurtcoop.shifts import operations
from buurtcoop.shifts.forms.children import YES, BringForm, ConsentForm
from buurtcoop.shifts.forms.promises import PromiseForm
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries.children import consents
from buurtcoop.shifts.seen import LineSeen, ShiftSeen
from buurtcoop.shifts.views.common import found_shift
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, number_argument, or_gone, page, permission, viewer

bp = Blueprint("children", __name__)

KINDS = (CareKind.ALLERGY, CareKind.PICK_UP)
MOST_WITH = 12


def form_to_send(shift: ShiftSeen, side: Side, paper: AgreementText | None = None) -> PromiseForm:
    """The form of a promise as it came in; where children come by name it asks which."""
    if not _by_name(shift, side):
        return PromiseForm.to_send(shift, side, paper)
    return BringForm.to_send(shift, side, paper).offer(*_mine_then(shift))


def form_to_show(shift: ShiftSeen, side: Side, paper: AgreementText | None = None) -> PromiseForm:
    """The form of a promise with what can still be had."""
    if not _by_name(shift, side):
        return PromiseForm.to_show(shift, side, paper)
    return BringForm.to_show(shift, side, paper).offer(*_mine_then(shift))


def consent_step(shift: ShiftSeen, line_id: int, children: Sequence[int]) -> str:
    """Where a guardian says yes for the first of these children without one; "" when all have."""
    known = consents(shift.service_id, children)
    lacking = [child_id for child_id in children if child_id not in known]
    if not lacking:
        return ""
    others = [child_id for child_id in children if child_id != lacking[0]]
    along = urlencode([("plek", line_id), *(("met", child_id) for child_id in others)])
    return f"/rooster/{shift.id}/meedoen/kind/{lacking[0]}?{along}"


@bp.route("/rooster/<int:shift_id>/meedoen/kind/<int:child_id>", methods=["GET", "POST"])
@permission("shifts.claim")
def consent(shift_id: int, child_id: int) -> ResponseReturnValue:
    """My yes for this child; with the last one all of them are on the list."""
    shift = found_shift(shift_id)
    line, child, others = _line(shift), _my_child(child_id), _others()
    text = current_text(shift.service_id, AgreementKind.GUARDIAN) or gone()
    notes = notes_for(viewer(), [child_id], KINDS, OWN)
    form = ConsentForm.about(text, child, notes)
    if form.accepted():
        with attempt():
            agree(
                form.text_id,
                viewer().id,
                viewer(),
                form.signed.data,
                about_id=child_id,
                photos=form.photos.data == YES,
            )
            for kind, words in form.notes.items():
                note(child_id, kind, words, viewer())
            return redirect(_go_on(shift, line.id, [child_id, *others]), code=303)
    return page(
        "shifts/consent.html",
        form=form,
        shift=shift,
        child=child,
        here=request.full_path,
    )


@bp.route(f"{MINE}/<int:child_id>/weg", methods=["GET", "POST"])
@permission("mine.change")
def remove(child_id: int) -> ResponseReturnValue:
    """Take a child of mine away: first what happens then, and then it does."""
    return _remove(viewer().id, _my_child(child_id), MINE)


@bp.route("/leden/<int:person_id>/kinderen/<int:child_id>/weg", methods=["GET", "POST"])
@permission(CHANGE)
def remove_for(person_id: int, child_id: int) -> ResponseReturnValue:
    """The same for a member who calls."""
    child = or_gone(child_of, person_id, child_id, clock.today())
    reading(viewer(), OF_MEMBER, [child_id])
    return _remove(person_id, child, f"/leden/{person_id}/kinderen")


def _remove(guardian_id: int, child: Child, home: str) -> ResponseReturnValue:
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.let_child_go(guardian_id, child.id, viewer())
            flash(_("%(child)s staat niet meer bij ons.", child=child.name), "good")
            return redirect(home, code=303)
    return page("shifts/child_away.html", child=child, home=home, press=form)


def _go_on(shift: ShiftSeen, line_id: int, children: Sequence[int]) -> str:
    """To the next child without a yes, or all on the list and to the shift."""
    step = consent_step(shift, line_id, children)
    if step:
        return step
    operations.book(line_id, viewer().id, viewer(), children=children)
    flash(_("Er is een plek voor u. U krijgt een bericht met alles erin."), "good")
    return f"/rooster/{shift.id}"


def _by_name(shift: ShiftSeen, side: Side) -> bool:
    return shift.asks_consent and side is Side.RECEIVE


def _mine_then(shift: ShiftSeen) -> tuple[list[Child], date]:
    """The viewer's children, and the day on which their age counts."""
    day = clock.local(shift.starts_at).date()
    return children_of(viewer().id, clock.today()), day


def _line(shift: ShiftSeen) -> LineSeen:
    """The line the address names, of the side that receives; 404 where no child comes by name."""
    number = number_argument("plek")
    lines = shift.lines_of(Side.RECEIVE) if shift.asks_consent else ()
    return next((line for line in lines if line.id == number), None) or gone()


def _others() -> list[int]:
    """The children the address names beside this one, all of the viewer."""
    named = request.args.getlist("met")
    theirs = {str(child.id): child.id for child in children_of(viewer().id, clock.today())}
    if len(named) > MOST_WITH or not theirs.keys() >= set(named):
        gone()
    return sorted({theirs[each] for each in named})


def _my_child(child_id: int) -> Child:
    return or_gone(child_of, viewer().id, child_id, clock.today())
