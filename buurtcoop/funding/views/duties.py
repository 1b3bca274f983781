"""What both sides of an agreement promised, and the reports a source wants."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.documents.operations import keep_if_sent
from buurtcoop.documents.queries import attachment
from buurtcoop.documents.rules import MOST_SENT
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.duties import (
    ConditionForm,
    DueForm,
    HandInForm,
    MeetForm,
    ReportDayForm,
    ReportForm,
)
from buurtcoop.funding.models import Condition, Promiser, ReportDate
from buurtcoop.funding.views.agreements import agreement_at
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    or_gone,
    page,
    permission,
    picture,
    takes_files,
    viewer,
)

bp = Blueprint("duties", __name__, url_prefix="/afspraken/<int:agreement_id>/beloofd")


@bp.route("")
@permission("money.read")
def show(agreement_id: int) -> ResponseReturnValue:
    """What we promised, what they promised, and the reports."""
    return page(
        "funding/duties.html",
        agreement=agreement_at(agreement_id),
        duties=queries.duties_of(agreement_id),
        today=clock.today(),
        may_change=viewer().may("funding.change"),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@permission("funding.change")
def add(agreement_id: int) -> ResponseReturnValue:
    """Write down what one side promised."""
    agreement = agreement_at(agreement_id)
    form = ConditionForm.sent(whose=Promiser.WE.value)
    if form.accepted():
        with attempt():
            operations.add_condition(
                agreement_id,
                form.words.data,
                Promiser(form.whose.data),
                form.due_on.data,
                viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return redirect(_here(agreement_id), code=303)
    return page("funding/duty_new.html", form=form, agreement=agreement, report=False)


@bp.route("/<int:condition_id>/gedaan", methods=["GET", "POST"])
@permission("funding.change")
@takes_files(MOST_SENT)
def meet(agreement_id: int, condition_id: int) -> ResponseReturnValue:
    """Say that a promise was kept, with what shows it."""
    condition = _condition(agreement_id, condition_id)
    form = MeetForm.sent(on=clock.today())
    if form.accepted():
        with attempt():
            operations.meet_condition(
                condition_id,
                form.on.data,
                form.evidence.data,
                viewer(),
                photo_id=keep_if_sent(form.photo.data, viewer()),
            )
            flash(_("Het staat er nu als gedaan."), "good")
            return redirect(_here(agreement_id), code=303)
    return page("funding/duty_done.html", form=form, duty=condition, report=False)


@bp.route("/<int:condition_id>/dag", methods=["GET", "POST"])
@permission("funding.change")
def move(agreement_id: int, condition_id: int) -> ResponseReturnValue:
    """Give a promise another last day."""
    condition = _condition(agreement_id, condition_id)
    form = DueForm.sent(due_on=condition.due_on)
    if form.accepted():
        with attempt():
            operations.move_condition(condition_id, form.due_on.data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(_here(agreement_id), code=303)
    return page("funding/duty_day.html", form=form, duty=condition)


@bp.route("/<int:condition_id>/foto")
@permission("money.read")
def photo(agreement_id: int, condition_id: int) -> ResponseReturnValue:
    """The photo that shows it."""
    photo_id = _condition(agreement_id, condition_id).photo_id
    if photo_id is None:
        gone()
    kept = attachment(photo_id)
    name = f"beloofd-{condition_id}.jpg"
    return picture(kept.content, kept.kind, name=name, fingerprint=kept.fingerprint)


@bp.route("/verslag", methods=["GET", "POST"])
@permission("funding.change")
def add_report(agreement_id: int) -> ResponseReturnValue:
    """Write down a report they want."""
    agreement = agreement_at(agreement_id)
    form = ReportForm.sent()
    if form.accepted():
        with attempt():
            operations.add_report(agreement_id, form.words.data, form.due_on.data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(_here(agreement_id), code=303)
    return page("funding/duty_new.html", form=form, agreement=agreement, report=True)


@bp.route("/verslag/<int:report_id>/ingeleverd", methods=["GET", "POST"])
@permission("funding.change")
def hand_in(agreement_id: int, report_id: int) -> ResponseReturnValue:
    """Say that a report was handed in."""
    report = _report(agreement_id, report_id)
    form = HandInForm.sent(on=clock.today())
    if form.accepted():
        with attempt():
            operations.hand_in_report(report_id, form.on.data, viewer())
            flash(_("Het verslag staat er nu als ingeleverd."), "good")
            return redirect(_here(agreement_id), code=303)
    return page("funding/duty_done.html", form=form, duty=report, report=True)


@bp.route("/verslag/<int:report_id>/dag", methods=["GET", "POST"])
@permission("funding.change")
def move_report(agreement_id: int, report_id: int) -> ResponseReturnValue:
    """Give a report another last day."""
    report = _report(agreement_id, report_id)
    form = ReportDayForm.sent(due_on=report.due_on)
    if form.accepted():
        with attempt():
            operations.move_report(report_id, form.due_on.data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(_here(agreement_id), code=303)
    return page("funding/duty_day.html", form=form, duty=report)


def _here(agreement_id: int) -> str:
    return f"/geld/afspraken/{agreement_id}/beloofd"


def _condition(agreement_id: int, condition_id: int) -> Condition:
    agreement_at(agreement_id)
    return or_gone(queries.condition_of, agreement_id, condition_id)


def _report(agreement_id: int, report_id: int) -> ReportDate:
    agreement_at(agreement_id)
    return or_gone(queries.report_of, agreement_id, report_id)
