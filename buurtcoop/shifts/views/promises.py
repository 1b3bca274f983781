"""One shift: helping, coming, saying so, and taking it back."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.shifts import operations, queries, rules
from buurtcoop.shifts.forms.children import BringForm
from buurtcoop.shifts.forms.promises import PromiseForm, ReleaseForm
from buurtcoop.shifts.messages import COME, NAMES
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries import standing
from buurtcoop.shifts.queries.children import names_of_booking
from buurtcoop.shifts.seen import Own, ShiftSeen
from buurtcoop.shifts.views.agreed import papers_lacked, say_yes
from buurtcoop.shifts.views.children import consent_step, form_to_send, form_to_show
from buurtcoop.shifts.views.common import (
    NAMES_OF_WAYS,
    WAYS,
    found_shift,
    may_change,
    monday_of,
    week_name,
)
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("promises", __name__, url_prefix="/rooster")

WAY = "any(helpen, meedoen)"
RECEIPTS = {
    Side.GIVE: N_("Fijn, we rekenen op u. U krijgt een bericht met alles erin."),
    Side.RECEIVE: N_("Er is een plek voor u. U krijgt een bericht met alles erin."),
}


@bp.route("/<int:shift_id>")
@permission("public")
def show(shift_id: int) -> ResponseReturnValue:
    """One shift, with both sides."""
    return shift_page(found_shift(shift_id))


@bp.route(f"/<int:shift_id>/<{WAY}:way>")
@permission("shifts.claim")
def come_for(shift_id: int, way: str) -> ResponseReturnValue:
    """The same for who came for one side; who is not signed in signs in first."""
    return shift_page(found_shift(shift_id), WAYS[way])


@bp.route(f"/<int:shift_id>/<{WAY}:way>", methods=["POST"])
@permission("shifts.claim")
def promise(shift_id: int, way: str) -> ResponseReturnValue:
    """I help, or I come."""
    shift, side = found_shift(shift_id), WAYS[way]
    if not shift.lines_of(side):
        gone()
    form = form_to_send(shift, side, papers_lacked(shift).get(side))
    if form.accepted():
        with attempt():
            say_yes(form)
            if side is Side.GIVE:
                operations.claim(form.line_id, viewer().id, viewer())
            elif isinstance(form, BringForm):
                operations.refuse_ages(shift_id, viewer().id, form.chosen)
                if step := consent_step(shift, form.line_id, form.chosen):
                    return redirect(step, code=303)
                operations.book(form.line_id, viewer().id, viewer(), children=form.chosen)
            else:
                operations.book(form.line_id, viewer().id, viewer(), people=form.number)
            flash(_(RECEIPTS[side]), "good")
            return redirect(f"/rooster/{shift_id}", code=303)
    return shift_page(shift, side, form)


@bp.route(f"/<int:shift_id>/<{WAY}:way>/kom", methods=["POST"])
@permission("shifts.claim")
def confirm(shift_id: int, way: str) -> ResponseReturnValue:
    """Yes, I am still coming, at the time I read: the address says its version."""
    own = own_promise(found_shift(shift_id), WAYS[way])
    if own is not None and PressForm.sent().accepted():
        read = request.args.get("versie", "")
        with attempt():
            operations.answer(f"{NAMES[WAYS[way]]}.{COME}", own.id, viewer(), version=read)
            flash(_("Uw antwoord is binnen: %(answer)s.", answer=_("Ik kom")), "good")
    return redirect(f"/rooster/{shift_id}", code=303)


@bp.route(f"/<int:shift_id>/<{WAY}:way>/afmelden", methods=["GET", "POST"])
@permission("shifts.release")
def take_back(shift_id: int, way: str) -> ResponseReturnValue:
    """I can't come: first what happens then, and then it does."""
    shift, side = found_shift(shift_id), WAYS[way]
    own = own_promise(shift, side)
    if own is None:
        return redirect(f"/rooster/{shift_id}", code=303)
    taking: Callable[..., object] = operations.release if side is Side.GIVE else operations.cancel
    form = ReleaseForm.sent()
    if form.accepted():
        with attempt():
            taking(own.id, viewer(), reason=form.reason.data or "")
            flash(_("U bent afgemeld. Fijn dat u het zegt."), "good")
            return redirect(f"/rooster/{shift_id}", code=303)
    in_time = rules.in_time(clock.now(), shift.starts_at, shift.release_hours)
    return page(
        "shifts/take_back.html",
        form=form,
        shift=shift,
        side=side,
        in_time=in_time,
        line=None if in_time else queries.helpline(shift.service_id),
    )


def own_promise(shift: ShiftSeen, side: Side) -> Own | None:
    """What the viewer promised on this side."""
    return shift.claim if side is Side.GIVE else shift.booking


def shift_page(
    shift: ShiftSeen, side: Side | None = None, form: PromiseForm | None = None
) -> ResponseReturnValue:
    """The page of a shift; `side` is what one came for, `form` what was sent."""
    now, who = clock.now(), viewer()
    coming = not shift.cancelled and shift.starts_at > now
    promising, by_name = coming and who.may("shifts.claim"), shift.asks_consent
    sides = [found for found, _taken, _places in shift.sides]
    forms = _forms(shift, sides, form) if promising else {}
    if form is not None and side is not None and form.wrong:
        form.narrow(shift.lines_of(side))
        forms[side] = form
    sees_people = who.may("shifts.see_people") or may_change(who, shift)
    over = shift.ends_at <= now
    was_there = over and bool(queries.took_part(who.person_id, shift.id))
    return page(
        "shifts/shift.html",
        shift=shift,
        **_waiting(shift, form, sees_people=sees_people),
        week=week_name(monday_of(clock.local(shift.starts_at).date())),
        coming=coming,
        over=over,
        was_there=was_there,
        begun=shift.starts_at <= now,
        helps=_helps(shift),
        was_missed=over and not was_there and queries.was_missed(who.person_id, shift.id),
        forms=forms,
        wrong=form is not None and bool(form.wrong),
        sent=form,
        order=sorted(sides, key=lambda found: found is not side),
        ways=NAMES_OF_WAYS,
        others=_others(shift) if coming else {},
        instead=None if coming else _next_of(shift),
        release_until=shift.starts_at - timedelta(hours=shift.release_hours),
        in_time=rules.in_time(now, shift.starts_at, shift.release_hours),
        my_children=names_of_booking(shift.booking.id) if by_name and shift.booking else [],
        asked=coming and rules.asked_at(shift.starts_at) <= now,
        press=PressForm.fresh(),
        may_change=may_change(who, shift),
        for_others=who.may("shifts.act_for_others"),
        sees_people=sees_people,
        every_time=promising and shift.comes_back and standing.can_hold(shift.id, who.id),
    )


def _forms(
    shift: ShiftSeen, sides: Sequence[Side], sent: PromiseForm | None
) -> dict[Side, PromiseForm]:
    """The form of each side, with the agreement that is lacking; a name that was typed stays."""
    papers = papers_lacked(shift)
    forms = {side: form_to_show(shift, side, papers.get(side)) for side in sides}
    for form in forms.values():
        if sent is not None and sent.paper and form.paper and sent.paper.kind is form.paper.kind:
            form.signed.data = sent.signed.data
    return forms


def _waiting(shift: ShiftSeen, form: PromiseForm | None, *, sees_people: bool) -> dict[str, Any]:
    """What the page shows of waiting lists: all of it for who looks after them, else one's own.

    `wanted` are the lines on which more was asked just now than is left.
    """
    who, now = viewer(), clock.now()
    ahead = not shift.cancelled and shift.starts_at > now
    everybody = queries.waiting_list(shift.id) if ahead and sees_people else []
    own = {each.side: each for each in everybody if each.person_id == who.person_id}
    listed = ahead and any(line.waited_for for line in shift.lines)
    if listed and not sees_people and who.person_id is not None:
        own = queries.waits_on(who.person_id, shift.id)
    asked = {form.line_id: form.number} if form is not None and not form.wrong else {}
    return {
        "waiting": everybody,
        "waits": own,
        "may_wait": ahead and rules.may_wait(now, shift.starts_at) and _may_take_part(),
        "wanted": [line for line in shift.lines if 0 < line.left < asked.get(line.id, 0)],
    }


def _helps(shift: ShiftSeen) -> bool:
    """Whether the viewer helps here; once it began the promise may be settled already."""
    if shift.claim is not None or not shift.asks_helpers or shift.starts_at > clock.now():
        return shift.claim is not None
    return queries.helps_at(viewer().person_id, shift.id)


def _may_take_part() -> bool:
    """A member, or a stranger who signs in on the way; not who only looks after the list."""
    return not viewer().signed_in or viewer().may("shifts.claim")


def _others(shift: ShiftSeen) -> dict[Side, ShiftSeen | None]:
    """Per side that has no place here: the next shift of the same service that has one."""
    return {
        side: _next_of(shift, side)
        for side, taken, places in shift.sides
        if taken == places and own_promise(shift, side) is None
    }


def _next_of(shift: ShiftSeen, side: Side | None = None) -> ShiftSeen | None:
    found = queries.open_shifts_for(viewer(), side=side, service_id=shift.service_id, limit=1)
    return found.shifts[0] if found.shifts else None
