"""What was seen on the way: noting it, taking it back, and how often it was seen."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.briefing import operations, queries, rules
from buurtcoop.briefing.forms import NoteForm
from buurtcoop.briefing.seen import Around
from buurtcoop.briefing.views.common import found_around
from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, page, permission, sentence_of, viewer

bp = Blueprint("log", __name__)

SHOWN = timedelta(days=365)


@bp.route("/<int:shift_id>/logboek")
@permission("mine.read")
def log(shift_id: int) -> ResponseReturnValue:
    """What was noted: one's own, or all of it for who looks after it."""
    found = _logged(shift_id)
    return _page(found, NoteForm.about(found.kinds))


@bp.route("/<int:shift_id>/logboek", methods=["POST"])
@permission("mine.change")
def note(shift_id: int) -> ResponseReturnValue:
    """Note what was seen."""
    found = _logged(shift_id)
    if not found.helps:
        gone()
    form = NoteForm.about(found.kinds)
    if form.accepted():
        try:
            operations.note(
                shift_id,
                kind=form.kind.data,
                place=form.place.data,
                at=form.at.data,
                reported_to=rules.ReportedTo(form.reported_to.data),
                by=viewer(),
            )
        except Refusal as refusal:
            form.show(refusal, sentence_of(refusal))
        else:
            flash(_("Opgeschreven. Dank u wel."), "good")
            return redirect(f"/rooster/{shift_id}/logboek", code=303)
    return _page(found, form)


@bp.route("/<int:shift_id>/logboek/<int:note_id>/weg", methods=["POST"])
@permission("mine.change")
def take_back(shift_id: int, note_id: int) -> ResponseReturnValue:
    """Take one's own note back."""
    _logged(shift_id)
    if PressForm.sent().accepted():
        try:
            with attempt():
                operations.take_back(note_id, viewer())
                flash(_("Dit is gewist."), "good")
        except LookupError:
            gone()
    return redirect(f"/rooster/{shift_id}/logboek", code=303)


@bp.route("/logboek")
@permission("mine.read")
def figures() -> ResponseReturnValue:
    """How often each kind was noted per month, for who looks after it."""
    service_ids = queries.services_read(viewer())
    if service_ids is not None and not service_ids:
        abort(403)
    found = queries.counts(clock.today() - SHOWN, service_ids)
    services = list(dict.fromkeys(each.service_name for each in found))
    return page(
        "briefing/figures.html",
        services=[
            (name, [each for each in found if each.service_name == name]) for name in services
        ],
    )


def _logged(shift_id: int) -> Around:
    """The shift of which something may be noted; 404 where nothing is noted."""
    found = found_around(shift_id)
    if not found.kinds or found.shift.cancelled:
        gone()
    return found


def _page(found: Around, form: NoteForm) -> ResponseReturnValue:
    shift = found.shift
    return page(
        "briefing/log.html",
        found=found,
        shift=shift,
        form=form,
        press=PressForm.fresh(),
        notes=queries.notes_of(viewer(), found),
        reported_to=rules.REPORTED_TO,
        closes=shift.ends_at + rules.NOTED_UNTIL,
        begun=shift.starts_at <= clock.now(),
    )
