"""Waiting for a place: into the row and out of it, yes and no; and the same for who called."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.shifts import operations, queries, rules
from buurtcoop.shifts.forms.waiting import WaitForm, WaitForMemberForm
from buurtcoop.shifts.models import Side, Waiting
from buurtcoop.shifts.seen import LineSeen, ShiftSeen, Waits
from buurtcoop.shifts.views.agreed import (
    papers_asked,
    papers_lacked,
    say_yes,
    where_to_agree,
    with_papers,
    write_down,
)
from buurtcoop.shifts.views.common import found_shift, members_found
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, number_argument, page, permission, viewer

bp = Blueprint("waiting", __name__, url_prefix="/rooster/<int:shift_id>")


@bp.route("/wachten", methods=["GET", "POST"])
@permission("shifts.claim")
def wait(shift_id: int) -> ResponseReturnValue:
    """Put me on the waiting list of this line."""
    shift, row = found_shift(shift_id), queries.waiting_list(shift_id)
    line = _line(shift)
    promised = shift.claim if line.side is Side.GIVE else shift.booking
    mine = [each for each in row if (each.person_id, each.side) == (viewer().id, line.side)]
    form = WaitForm.to_wait(line, children=shift.children_per_carer is not None)
    form.ask(papers_lacked(shift).get(line.side))
    useful = not shift.cancelled and rules.may_wait(clock.now(), shift.starts_at)
    if (promised or mine or not useful) and not form.is_submitted():
        return redirect(f"/rooster/{shift_id}", code=303)
    if form.accepted():
        with attempt():
            say_yes(form)
            _say_number(operations.wait(line.id, viewer().id, viewer(), people=form.number))
            return redirect(f"/rooster/{shift_id}", code=303)
    before = sum(each.line_id == line.id for each in row)
    return page("shifts/wait.html", form=form, shift=shift, line=line, before=before)


@bp.route("/wachten/<int:waiting_id>/ja", methods=["POST"])
@permission("shifts.claim")
def accept(shift_id: int, waiting_id: int) -> ResponseReturnValue:
    """Yes, I would like the place offered to me; who lacks the agreement reads it first."""
    entry, shift = _entry(shift_id, waiting_id), found_shift(shift_id)
    if entry.person_id == viewer().id and entry.side in papers_lacked(shift):
        return redirect(where_to_agree(shift, entry.side), code=303)
    return _press(shift_id, waiting_id, operations.accept, N_("Er staat een plek op uw naam."))


@bp.route("/wachten/<int:waiting_id>/nee", methods=["POST"])
@permission("shifts.claim")
def decline(shift_id: int, waiting_id: int) -> ResponseReturnValue:
    """No, thank you."""
    said = N_("Dank u wel. We vragen de volgende.")
    return _press(shift_id, waiting_id, operations.decline, said)


@bp.route("/wachten/<int:waiting_id>/weg", methods=["POST"])
@permission("shifts.claim")
def leave(shift_id: int, waiting_id: int) -> ResponseReturnValue:
    """Take me off the waiting list."""
    said = N_("U staat niet meer op de wachtlijst.")
    return _press(shift_id, waiting_id, operations.leave, said)


@bp.route("/namens/wachten", methods=["GET", "POST"])
@permission("shifts.act_for_others")
def put_on(shift_id: int) -> ResponseReturnValue:
    """Put a member on the waiting list."""
    shift = found_shift(shift_id)
    found = members_found()
    form = WaitForMemberForm.among([membership.person for membership in found.members], shift)
    papers = papers_asked(shift)
    form.ask_paper(bool(papers))
    if form.accepted():
        with attempt():
            line = next(line for line in shift.lines if str(line.id) == form.line.data)
            people = int(form.people.data) if line.side is Side.RECEIVE else 1
            if form.on_paper:
                write_down(papers, line.side, int(form.person.data))
            operations.wait(line.id, int(form.person.data), viewer(), people=people)
            flash(_("Opgeslagen. Dit lid krijgt een bericht met alles erin."), "good")
            return redirect(f"/rooster/{shift_id}", code=303)
    return page(
        "shifts/put_on.html",
        form=form,
        shift=shift,
        waits=True,
        papers=papers,
        **with_papers(found, shift, papers)._asdict(),
    )


@bp.route("/namens/wachten/<int:waiting_id>/weg", methods=["POST"])
@permission("shifts.act_for_others")
def take_off(shift_id: int, waiting_id: int) -> ResponseReturnValue:
    """Take a member off the waiting list."""
    entry = _entry(shift_id, waiting_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.leave(waiting_id, viewer())
            flash(
                _("%(other_name)s staat niet meer op de wachtlijst.", other_name=entry.name), "good"
            )
    return redirect(f"/rooster/{shift_id}", code=303)


def _line(shift: ShiftSeen) -> LineSeen:
    """The line the address names, of this shift; 404 for another."""
    number = number_argument("plek")
    return next((line for line in shift.lines if line.id == number), None) or gone()


def _entry(shift_id: int, waiting_id: int) -> Waits:
    found = queries.waits(waiting_id)
    if found is None or found.shift_id != shift_id:
        gone()
    return found


def _say_number(waiting: Waiting) -> None:
    entry = queries.waits(waiting.id)
    assert entry is not None
    flash(_("U staat op de wachtlijst als nummer %(num)s.", num=entry.number), "good")


def _press(
    shift_id: int, waiting_id: int, act: Callable[..., object], said: str
) -> ResponseReturnValue:
    """One button about an entry of one's own."""
    if _entry(shift_id, waiting_id).person_id != viewer().id:
        gone()
    if PressForm.sent().accepted():
        with attempt():
            act(waiting_id, viewer())
            flash(_(said), "good")
    return redirect(f"/rooster/{shift_id}", code=303)
