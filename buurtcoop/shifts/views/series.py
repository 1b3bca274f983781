"""What comes back: the list of series, changing one, and closing a day."""

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.qualifications.queries import skills_on_list
from buurtcoop.services.queries import led_by
from buurtcoop.shifts import operations, planning_rules, queries, recurrence
from buurtcoop.shifts.forms.series import CloseDayForm, SeriesForm
from buurtcoop.shifts.models import Series
from buurtcoop.shifts.operations import Change, What
from buurtcoop.web.pages import _, attempt, language, or_gone, page, permission, viewer

bp = Blueprint("series", __name__, url_prefix="/rooster")
LOOK, DO = "bekijk", "doe"  # the steps of a form that first says what it would do


@bp.route("/reeksen")
@permission("signed_in")
def all_series() -> ResponseReturnValue:
    """What comes back, and until when."""
    whole = viewer().may("shifts.change")
    led = led_by(viewer().person_id, clock.today())
    if not (whole or led):
        abort(403)
    found = queries.running_series(clock.today(), None if whole else led)
    return page("shifts/series.html", found=[(each, _often(each)) for each in found], whole=whole)


@bp.route("/reeksen/<int:series_id>", methods=["GET", "POST"])
@permission("signed_in")
def change(series_id: int) -> ResponseReturnValue:
    """Change a series: first for whom and on which days, and then it does."""
    series = _series(series_id)
    form = SeriesForm.about(series, skills_on_list())
    step = request.form.get("stap", LOOK)
    if step == LOOK and form.is_submitted() and form.validate() and form.keeps_lines_of(series):
        with attempt():
            if form.seen != series.version:
                raise planning_rules.SeriesChanged
            found = operations.preview_change(series_id, form.plan(series), viewer())
            return _foreseen(form, series, found)
    if step == DO and form.accepted() and form.keeps_lines_of(series):
        with attempt():
            operations.change_series(series_id, form.plan(series), version=form.seen, by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect("/rooster/reeksen", code=303)
    return page("shifts/change_series.html", form=form, series=series, often=_often(series))


@bp.route("/sluit-dag", methods=["GET", "POST"])
@permission("shifts.change")
def close_day() -> ResponseReturnValue:
    """Close a day: first who hears of it, and then it does."""
    form = CloseDayForm.sent()
    step = request.form.get("stap", LOOK)
    if step == LOOK and form.is_submitted() and form.validate():
        with attempt():
            closing = operations.preview_close(form.day.data, viewer())
            return page("shifts/close_preview.html", form=form, closing=closing)
    if step == DO and form.accepted():
        with attempt():
            operations.close_day(form.day.data, form.reason.data, viewer())
            flash(_("Deze dag is dicht."), "good")
            return redirect("/rooster/vrije-dagen", code=303)
    return page("shifts/close_day.html", form=form)


def _foreseen(form: SeriesForm, series: Series, found: Change) -> ResponseReturnValue:
    plan = form.plan(series)
    rule = recurrence.read(plan.rule, plan.first_on)
    return page(
        "shifts/change_preview.html",
        form=form,
        series=series,
        plan=plan,
        now=_often(series),
        often=recurrence.in_words(rule, language()),
        moves=found.of(What.MOVES),
        called_off=found.of(What.CALLED_OFF),
        silent=found.of(What.CHANGES),
        comes=found.of(What.COMES),
        goes=found.of(What.GOES),
        stays=found.of(What.STAYS),
        skipped=[each for each in found.days if each.hour_skipped],
        told=len(found.told),
    )


def _series(series_id: int) -> Series:
    """The series, for who may change it, or 404."""
    return or_gone(queries.series_for, viewer(), series_id, clock.today())


def _often(series: Series) -> str:
    return recurrence.in_words(series.rule, language())
