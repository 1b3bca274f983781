"""The page of days off."""

from typing import Any

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.days import operations, queries
from buurtcoop.days.forms import KIND_WORDS, CalendarForm, DayOffForm, HolidaysForm
from buurtcoop.days.models import DayKind
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, ngettext, or_gone, page, permission, viewer

bp = Blueprint("days", __name__, url_prefix="/rooster/vrije-dagen")
HERE = "/rooster/vrije-dagen"


@bp.route("")
@permission("shifts.change")
def show() -> ResponseReturnValue:
    """Which days are off."""
    return _show()


@bp.route("", methods=["POST"])
@permission("shifts.change")
def add() -> ResponseReturnValue:
    """Put days on the list."""
    form = DayOffForm.sent()
    if form.accepted():
        with attempt():
            operations.add(
                DayKind(form.kind.data),
                form.name.data,
                form.first_day.data,
                form.last_day.data or form.first_day.data,
                viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return redirect(HERE, code=303)
    return _show(form=form)


@bp.route("/inlezen", methods=["POST"])
@permission("shifts.change")
def read() -> ResponseReturnValue:
    """Put the days of a calendar file on the list."""
    form = CalendarForm.sent()
    if form.accepted():
        with attempt():
            counted = operations.read_calendar(form.read(), DayKind(form.sort.data), viewer())
            flash(_counted(counted), "good")
            return redirect(HERE, code=303)
    return _show(calendar=form)


@bp.route("/feestdagen", methods=["POST"])
@permission("shifts.change")
def holidays() -> ResponseReturnValue:
    """Put the public holidays of a year on the list."""
    form = HolidaysForm.ahead()
    if form.accepted():
        with attempt():
            counted = operations.add_holidays(int(form.year.data), viewer())
            flash(_counted(counted), "good")
            return redirect(HERE, code=303)
    return _show(holidays=form)


@bp.route("/<int:number>/weg", methods=["GET", "POST"])
@permission("shifts.change")
def remove(number: int) -> ResponseReturnValue:
    """Take days off the list."""
    found = or_gone(queries.day_off, number)
    if PressForm.sent().accepted():
        with attempt():
            operations.remove(number, viewer())
            flash(_("Deze dagen staan niet meer op de lijst."), "good")
            return redirect(HERE, code=303)
    return page("days/remove.html", found=found, press=PressForm.fresh())


def _show(
    *,
    form: DayOffForm | None = None,
    calendar: CalendarForm | None = None,
    holidays: HolidaysForm | None = None,
) -> ResponseReturnValue:
    """The page with three forms, of which one may just have been sent."""
    sent = form or calendar or holidays
    opened: dict[str, Any] = {
        "form": form or DayOffForm.fresh(kind=DayKind.CLOSED.value),
        "calendar": calendar or CalendarForm.fresh(sort=DayKind.SCHOOL.value),
        "holidays": holidays or HolidaysForm.opening(),
    }
    today = clock.today()
    lists = [(_(words), queries.coming(kind, today)) for kind, words in KIND_WORDS.items()]
    return page("days/list.html", lists=lists, sent=sent, **opened)


def _counted(counted: operations.Counted) -> str:
    new = ngettext("Er kwam %(num)s regel bij.", "Er kwamen %(num)s regels bij.", counted.added)
    if not counted.known:
        return new
    known = ngettext("%(num)s regel stond er al.", "%(num)s regels stonden er al.", counted.known)
    return f"{new} {known}"
