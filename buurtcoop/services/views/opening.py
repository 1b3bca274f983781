"""What must be known before a service opens: each question, its answer, and who decided."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.people.models import Person
from buurtcoop.services import queries
from buurtcoop.services.forms.opening import CheckAnswerForm, GiveForm, OpenForm
from buurtcoop.services.models import OpeningCheck, Service
from buurtcoop.services.operations import answer_check, decide_opening, give_check
from buurtcoop.services.views.catalogue import found
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("opening", __name__, url_prefix="/aanbod/<slug>/voor-het-opent")

SEES_TO_IT = (RoleName.COORDINATOR, RoleName.DEPUTY, RoleName.SECRETARY, RoleName.BOARD)


@bp.route("", methods=["GET", "POST"])
@permission("services.change")
def checks(slug: str) -> ResponseReturnValue:
    """All questions, and the button that opens it when each has an answer."""
    service, form = found(slug), OpenForm.sent()
    if form.accepted():
        with attempt():
            decide_opening(service.id, form.decided_by.data, by=viewer())
            flash(_("Dit aanbod is open."), "good")
            return redirect(f"/aanbod/{slug}", code=303)
    rows = queries.checks_of(service.id)
    return page(
        "services/opening.html",
        service=service,
        rows=rows,
        answered=sum(row.answered_on is not None for row in rows),
        form=form,
    )


@bp.route("/<int:position>", methods=["GET", "POST"])
@permission("services.change")
def answer(slug: str, position: int) -> ResponseReturnValue:
    """One question: its answer, and who asks it."""
    service, check = _one(slug, position)
    form = CheckAnswerForm.about(check)
    if form.accepted():
        with attempt():
            answer_check(
                check.id,
                form.answer.data,
                on=form.answered_on.data,
                said_by=form.who,
                by=viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"/aanbod/{slug}/voor-het-opent", code=303)
    return page("services/check.html", service=service, check=check, form=form)


@bp.route("/<int:position>/wie", methods=["GET", "POST"])
@permission("services.change")
def give(slug: str, position: int) -> ResponseReturnValue:
    """Who asks somebody outside, and by when."""
    service, check = _one(slug, position)
    if not check.outside:
        gone()
    form = GiveForm.among(_who_may(service), check)
    if form.accepted():
        with attempt():
            give_check(check.id, int(form.person.data), due_on=form.due_on.data, by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"/aanbod/{slug}/voor-het-opent", code=303)
    return page("services/check_owner.html", service=service, check=check, form=form)


def _who_may(service: Service) -> list[Person]:
    """Who can see to an answer: who has a role for it, and who leads the service."""
    leads = queries.leads_of([service.id], clock.today())[service.id]
    staff = [person for _role, person in people_in_roles(SEES_TO_IT)]
    return list({person.id: person for person in [*leads, *staff]}.values())


def _one(slug: str, position: int) -> tuple[Service, OpeningCheck]:
    service = found(slug)
    asked = {check.position: check for check in queries.checks_of(service.id)}
    return (service, asked[position]) if position in asked else gone()
