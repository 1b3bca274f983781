"""Acting for a member who called: putting on the list, taking off, and reading why not."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading, reveal
from buurtcoop.care.queries import Child, children_of_each
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.shifts import operations, queries
from buurtcoop.shifts.forms.planning import ForMemberForm
from buurtcoop.shifts.forms.promises import ReleaseForm
from buurtcoop.shifts.models import Booking, Claim, Side
from buurtcoop.shifts.seen import PersonSeen, ShiftSeen
from buurtcoop.shifts.views.agreed import Papers, papers_asked, with_papers, write_down
from buurtcoop.shifts.views.common import WAYS, MembersFound, found_shift, members_found
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("others", __name__, url_prefix="/rooster/<int:shift_id>")

WHO_COMES = N_("om een kind op de lijst te zetten")
WHY_READ = N_("Om te zien waarom iemand niet kan en wat we kunnen regelen")


@bp.route("/namens", methods=["GET", "POST"])
@permission("shifts.act_for_others")
def put_on(shift_id: int) -> ResponseReturnValue:
    """Put a member on the list."""
    shift = found_shift(shift_id)
    found = members_found()
    form = ForMemberForm.among(
        [membership.person for membership in found.members], shift, _children(shift, found)
    )
    papers = papers_asked(shift)
    form.ask_paper(bool(papers))
    if form.accepted():
        with attempt():
            _promise(form, shift, papers)
            flash(_("Opgeslagen. Dit lid krijgt een bericht met alles erin."), "good")
            return redirect(f"/rooster/{shift_id}", code=303)
    return page(
        "shifts/put_on.html",
        form=form,
        shift=shift,
        waits=False,
        papers=papers,
        **with_papers(found, shift, papers)._asdict(),
    )


@bp.route("/namens/<any(helpen, meedoen):way>/<int:promise_id>/afmelden", methods=["GET", "POST"])
@permission("shifts.act_for_others")
def take_off(shift_id: int, way: str, promise_id: int) -> ResponseReturnValue:
    """Take a member off the list: first what happens then, and then it does."""
    shift, side = found_shift(shift_id), WAYS[way]
    who = _on_list(shift, side, promise_id)
    taking: Callable[..., object] = operations.release if side is Side.GIVE else operations.cancel
    form = ReleaseForm.sent()
    if form.accepted():
        with attempt():
            taking(promise_id, viewer(), reason=form.reason.data or "")
            flash(_("%(other_name)s is afgemeld.", other_name=who.name), "good")
            return redirect(f"/rooster/{shift_id}", code=303)
    return page("shifts/take_off.html", form=form, shift=shift, who=who)


@bp.route("/afmeldingen")
@permission("shifts.see_people")
def why_not(shift_id: int) -> ResponseReturnValue:
    """Who can't come, and why when somebody said so; that this was read is written down."""
    shift = found_shift(shift_id)
    gone_off = queries.released(shift_id)
    reasons = {
        kind: reveal(
            viewer(),
            WHY_READ,
            [each for each in gone_off if isinstance(each, kind)],
            "release_reason",
        )
        for kind in (Claim, Booking)
    }
    return page(
        "shifts/why_not.html",
        shift=shift,
        found=[(each, reasons[type(each)].get(each.id, "")) for each in gone_off],
    )


def _promise(form: ForMemberForm, shift: ShiftSeen, papers: Papers) -> None:
    person_id, line_id = int(form.person.data), int(form.line.data)
    side = next(line.side for line in shift.lines if line.id == line_id)
    if form.on_paper:
        write_down(papers, side, person_id)
    if side is Side.GIVE:
        operations.claim(line_id, person_id, viewer())
        return
    if "children" in form:
        chosen = [int(number) for number in form.children.data or []]
        operations.book(line_id, person_id, viewer(), children=chosen)
        return
    operations.book(line_id, person_id, viewer(), people=int(form.people.data))


def _children(shift: ShiftSeen, found: MembersFound) -> list[Child]:
    """The children of the members one may choose, where children come by name."""
    if not (shift.asks_consent and found.members):
        return []
    children = children_of_each([each.person_id for each in found.members], clock.today())
    reading(viewer(), WHO_COMES, [child.id for child in children])
    return children


def _on_list(shift: ShiftSeen, side: Side, promise_id: int) -> PersonSeen:
    people = shift.givers if side is Side.GIVE else shift.guests
    found = next((each for each in people if each.promise_id == promise_id), None)
    return found or gone()
