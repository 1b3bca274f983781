"""Who was there, for who leads it; one's own word and the code, for who promised to come."""

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.access import qr
from buurtcoop.access.rules import TooManyAttempts
from buurtcoop.attendance import operations, queries, rules
from buurtcoop.attendance.forms import DoorForm, PresenceForm
from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.seen import OnShift
from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.instance import here
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.services.queries import led_by, service_by_slug
from buurtcoop.shifts.queries import shift_for
from buurtcoop.shifts.seen import ShiftSeen
from buurtcoop.web.forms import PressForm
from buurtcoop.web.listing import key_argument, said_key
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    or_gone,
    page,
    permission,
    sentence_of,
    viewer,
)

bp = Blueprint("attendance", __name__)

WHY_READ = N_("Om in te vullen wie er was")
OWN_WORDS = {"ik-was-er": Outcome.PRESENT, "er-kwam-iets-tussen": Outcome.EXCUSED}
SAID = {Outcome.PRESENT: N_("Ik was er"), Outcome.EXCUSED: N_("Er kwam iets tussen")}
NOT_THERE, TOO_MANY = 404, 429


@bp.route("/rooster/<int:shift_id>/aanwezig", methods=["GET", "POST"])
@permission("signed_in")
def who_was_there(shift_id: int) -> ResponseReturnValue:
    """One row for everybody on the list; that their names were read is written down."""
    shift = _led_shift(shift_id)
    people = queries.list_of(shift)
    reading(viewer(), WHY_READ, (person.person_id for person in people))
    minutes = rules.minutes_between(shift.starts_at, shift.ends_at)
    form = PresenceForm.about(people, minutes)
    if form.accepted():
        with attempt():
            operations.record_shift(shift_id, form.outcomes, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"/rooster/{shift_id}/aanwezig", code=303)
    return page(
        "attendance/who_was_there.html",
        form=form,
        press=PressForm.fresh(),
        shift=shift,
        begun=shift.starts_at <= clock.now(),
        unknown=sum(person.outcome is None for person in people),
        code=queries.door_code(shift_id),
        code_works=clock.now() <= rules.door_closes(shift.ends_at),
        said=SAID,
    )


@bp.route("/rooster/<int:shift_id>/aanwezig/iedereen", methods=["POST"])
@permission("signed_in")
def everybody(shift_id: int) -> ResponseReturnValue:
    """Everybody of whom nothing was said yet was there."""
    _led_shift(shift_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.record_rest_as_present(shift_id, viewer())
            flash(_("Opgeslagen."), "good")
    return redirect(f"/rooster/{shift_id}/aanwezig", code=303)


@bp.route("/rooster/<int:shift_id>/aanwezig/code")
@permission("signed_in")
def door(shift_id: int) -> ResponseReturnValue:
    """The code at the door, to show or to print: no names stand on it."""
    shift = _led_shift(shift_id)
    address = f"{here().settings.base_url.rstrip('/')}/rooster/{shift_id}/er"
    return page(
        "attendance/door.html",
        shift=shift,
        code=queries.door_code(shift_id),
        until=rules.door_closes(shift.ends_at),
        address=address,
        square=qr.path_of(address),
    )


@bp.route("/rooster/<int:shift_id>/er")
@permission("mine.read")
def was_i_there(shift_id: int) -> ResponseReturnValue:
    """Was I there: what is known, and where I can say so; who scans it unasked reads what to do."""
    return _own_page(shift_id, DoorForm.fresh())


@bp.route("/rooster/<int:shift_id>/er", methods=["POST"])
@permission("mine.change")
def enter_code(shift_id: int) -> ResponseReturnValue:
    """The code at the door. Not in an attempt: a wrong code is to be counted."""
    _own_promises(shift_id)
    form, status = DoorForm.sent(), 200
    if form.accepted():
        try:
            operations.enter_code(shift_id, form.code.data, viewer())
            flash(_("Fijn dat u er bent."), "good")
            return redirect(f"/rooster/{shift_id}/er", code=303)
        except TooManyAttempts as refusal:
            flash(sentence_of(refusal), "bad")
            status = TOO_MANY
        except Refusal as refusal:
            form.code.errors = [sentence_of(refusal)]
    return _own_page(shift_id, form, status)


@bp.route(
    "/rooster/<int:shift_id>/er/<any('ik-was-er', 'er-kwam-iets-tussen'):word>", methods=["POST"]
)
@permission("mine.change")
def say(shift_id: int, word: str) -> ResponseReturnValue:
    """I was there, or something came up."""
    own = _own_promises(shift_id)
    if PressForm.sent().accepted():
        with attempt():
            for promise in own:
                operations.say(promise.side, promise.id, OWN_WORDS[word], viewer())
            answer = _(SAID[OWN_WORDS[word]])
            flash(_("Uw antwoord is binnen: %(answer)s.", answer=answer), "good")
    return redirect(f"/rooster/{shift_id}/er", code=303)


@bp.route("/aanwezigheid")
@permission("mine.read")
def to_fill_in() -> ResponseReturnValue:
    """What I lead, or everything for who looks after the rota, that nobody filled in.

    Above it where somebody says otherwise than what was filled in; who that is stands a page on.
    """
    now, slug = clock.now(), request.args.get("aanbod", "")
    service_ids = None if viewer().may(rules.MAY_RECORD) else led_by(viewer().id, clock.today())
    if slug:
        service_ids = _only(slug, service_ids)
    after = key_argument("vanaf")
    otherwise = (
        {}
        if after
        else {
            each.shift_id: each
            for each in queries.contradicted(now - rules.CHASED_FOR, service_ids=service_ids)
        }
    )
    found = queries.to_fill_in(
        now - rules.CHASED_FOR,
        now,
        service_ids=service_ids,
        after=after,
        limit=queries.PAGE + 1,
    )
    shown = found[: queries.PAGE]
    last = shown[-1] if len(found) > queries.PAGE else None
    key = said_key((last.starts_at, last.shift_id)) if last else ""
    list_ = f"{rules.LIST}?aanbod={slug}&" if slug else f"{rules.LIST}?"
    return page(
        "attendance/to_fill_in.html",
        otherwise=list(otherwise.values()),
        shifts=shown,
        next=f"{list_}vanaf={key}" if key else "",
    )


def _led_shift(shift_id: int) -> ShiftSeen:
    """The shift with everybody on it, for who says who was there; 403 for others."""
    shift = _shift(shift_id)
    if not queries.may_record(shift.service_id, viewer()):
        abort(403)
    return shift


def _shift(shift_id: int) -> ShiftSeen:
    return or_gone(shift_for, viewer(), shift_id)


def _own_promises(shift_id: int) -> list[OnShift]:
    """What the viewer promised on this shift and did not give back; 404 when nothing."""
    return queries.on_shift(shift_id, viewer().id) or gone()


def _own_page(shift_id: int, form: DoorForm, status: int = 200) -> ResponseReturnValue:
    own, shift, now = queries.on_shift(shift_id, viewer().id), _shift(shift_id), clock.now()
    if not own:
        return page("attendance/not_on_list.html", NOT_THERE, shift=shift)
    known = queries.words_about(promise.key for promise in own)
    words = [known.get(promise.key, queries.NOTHING_SAID) for promise in own]
    open_ = rules.door_opens(shift.starts_at) <= now
    return page(
        "attendance/was_i_there.html",
        status,
        form=form,
        press=PressForm.fresh(),
        shift=shift,
        decided=[word.decided.outcome for word in words if word.decided],
        own_word=next((word.undecided.outcome for word in words if word.undecided), None),
        said=SAID,
        opens=None if open_ else rules.door_opens(shift.starts_at),
        door=open_ and now <= rules.door_closes(shift.ends_at),
        begun=shift.starts_at <= now,
        may_say=shift.starts_at <= now <= shift.ends_at + rules.SAYS_FOR,
    )


def _only(slug: str, service_ids: frozenset[int] | None) -> frozenset[int]:
    """The one service the address names, of those the viewer says who was there for; else 404."""
    service_id = or_gone(service_by_slug, slug).id
    if service_ids is not None and service_id not in service_ids:
        gone()
    return frozenset({service_id})
