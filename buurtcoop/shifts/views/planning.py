"""Planning: a new day or days that come back, another time, not going ahead."""

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.qualifications.queries import skills_on_list
from buurtcoop.services.models import Service
from buurtcoop.services.queries import led_by, offered
from buurtcoop.shifts import operations
from buurtcoop.shifts.forms.planning import CallOffForm, MoveForm, PlanForm
from buurtcoop.shifts.seen import ShiftSeen
from buurtcoop.shifts.views.common import shift_to_change
from buurtcoop.web.pages import _, attempt, page, permission, viewer

bp = Blueprint("planning", __name__, url_prefix="/rooster")


@bp.route("/nieuw", methods=["GET", "POST"])
@permission("signed_in")
def plan() -> ResponseReturnValue:
    """Plan one day, or days that come back."""
    services = {service.id: service for service in _to_plan()}
    named = request.args.get("aanbod", "")
    chosen = next((each for each in services.values() if each.slug == named), None)
    form = PlanForm.among(list(services.values()), chosen, skills_on_list())
    if form.accepted():
        service = services[int(form.service.data)]
        with attempt():
            led_to = _start_series(form, service) if form.comes_back else _plan_once(form, service)
            flash(_("Opgeslagen."), "good")
            return redirect(led_to, code=303)
    return page("shifts/plan.html", form=form, some=bool(services), chosen=chosen)


@bp.route("/<int:shift_id>/verplaatsen", methods=["GET", "POST"])
@permission("signed_in")
def move(shift_id: int) -> ResponseReturnValue:
    """Give it another time: first who hears of it, and then it does."""
    shift = shift_to_change(shift_id)
    form = MoveForm.about(shift)
    if form.accepted():
        with attempt():
            operations.move(
                shift_id,
                day=form.day.data,
                starts_at=form.starts.data,
                minutes=form.minutes,
                reason=form.reason.data or "",
                by=viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"/rooster/{shift_id}", code=303)
    return page("shifts/move.html", form=form, shift=shift, told=_told(shift))


@bp.route("/<int:shift_id>/afzeggen", methods=["GET", "POST"])
@permission("signed_in")
def call_off(shift_id: int) -> ResponseReturnValue:
    """Let it not go ahead: first who hears of it, and then it does."""
    shift = shift_to_change(shift_id)
    form = CallOffForm.sent()
    if form.accepted():
        with attempt():
            operations.call_off(shift_id, reason=form.reason.data, by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"/rooster/{shift_id}", code=303)
    return page("shifts/call_off.html", form=form, shift=shift, told=_told(shift))


def _to_plan() -> list[Service]:
    """What this viewer may plan; 403 for who leads nothing."""
    led = led_by(viewer().person_id, clock.today())
    whole = viewer().may("shifts.change")
    if not (whole or led):
        abort(403)
    return [each for each in offered(clock.today()) if whole or each.id in led]


def _plan_once(form: PlanForm, service: Service) -> str:
    shift = operations.plan(
        service.id,
        day=form.first_day.data,
        starts_at=form.starts.data,
        minutes=form.minutes,
        place=form.place.data or service.place,
        lines=form.lines(service.give_task),
        by=viewer(),
    )
    return f"/rooster/{shift.id}"


def _start_series(form: PlanForm, service: Service) -> str:
    operations.start_series(
        service.id,
        rule=form.rule_from(form.first_day.data),
        starts_at=form.starts.data,
        minutes=form.minutes,
        place=form.place.data or service.place,
        first_on=form.first_day.data,
        last_on=form.last_day.data,
        lines=form.lines(service.give_task),
        skips_public=form.skips_public.data,
        skips_school=form.skips_school.data,
        by=viewer(),
    )
    return "/rooster/reeksen"


def _told(shift: ShiftSeen) -> list[str]:
    """Everybody on the list, once each, in the order in which they came."""
    people = (*shift.givers, *shift.guests)
    return list({each.person_id: each.name for each in people}.values())
