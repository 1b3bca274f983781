"""Trying a service out: a question and a day to look back; then what we learned."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.services import queries
from buurtcoop.services.forms.opening import OUTCOMES, TrialEndForm, TrialForm
from buurtcoop.services.models import Service, Trial, TrialOutcome
from buurtcoop.services.operations import end_trial, start_trial
from buurtcoop.services.views.catalogue import found
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("trials", __name__, url_prefix="/aanbod/<slug>/proef")


@bp.route("", methods=["GET", "POST"])
@permission("services.change")
def trial(slug: str) -> ResponseReturnValue:
    """The trial that runs, those that were, and the form to begin one."""
    service, form = found(slug), TrialForm.sent()
    if form.accepted():
        with attempt():
            start_trial(
                service.id, question=form.question.data, ends_on=form.ends_on.data, by=viewer()
            )
            flash(_("De proef loopt. Op de dag dat we terugkijken, staat het bij vandaag."), "good")
            return redirect(f"/aanbod/{slug}/proef", code=303)
    return _trial_page(service, form, TrialEndForm.fresh())


@bp.route("/einde", methods=["POST"])
@permission("services.change")
def end(slug: str) -> ResponseReturnValue:
    """Look back: how it goes on, and what we learned."""
    service = found(slug)
    running = _running(service)
    if running is None:
        gone()
    form = TrialEndForm.sent()
    if form.accepted():
        with attempt():
            outcome = TrialOutcome(form.outcome.data)
            end_trial(running.id, outcome=outcome, learned=form.learned.data, by=viewer())
            flash(_("Opgeschreven. Dank u wel: zo leren we."), "good")
            onward = f"/aanbod/{slug}/proef" if outcome is TrialOutcome.AGAIN else f"/aanbod/{slug}"
            return redirect(onward, code=303)
    return _trial_page(service, TrialForm.fresh(), form)


def _trial_page(service: Service, form: TrialForm, ending: TrialEndForm) -> ResponseReturnValue:
    trials = queries.trials_of(service.id)
    return page(
        "services/trial.html",
        service=service,
        running=next((each for each in trials if each.outcome is None), None),
        past=[each for each in trials if each.outcome is not None],
        outcomes=OUTCOMES,
        form=form,
        ending=ending,
    )


def _running(service: Service) -> Trial | None:
    return next((each for each in queries.trials_of(service.id) if each.outcome is None), None)
