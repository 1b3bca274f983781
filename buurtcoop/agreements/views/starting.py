"""Starting something new, in 3 pages: choose a pack, say what it does not know, look at the rules.

The second page makes the service, with its agreements, so nothing typed is lost; nobody is
offered it until it opens. It stands here because a service begins with its agreements.
"""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.agreements.operations import first_texts, publish_first
from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.qualifications.queries import skills_on_list
from buurtcoop.services import operations
from buurtcoop.services.forms import RulesForm, StartForm
from buurtcoop.services.models import Service
from buurtcoop.services.packs import RulePack, pack_named, shelf
from buurtcoop.services.queries import checks_of, service_by_slug
from buurtcoop.services.queries.wishes import WishSeen, open_wishes_for, wish_for
from buurtcoop.web.pages import (
    _,
    attempt,
    number_argument,
    or_gone,
    page,
    permission,
    sentence_of,
    viewer,
)

bp = Blueprint("starting", __name__, url_prefix="/aanbod")

LATER = "later"


@bp.route("/nieuw")
@permission("services.change")
def choose() -> ResponseReturnValue:
    """The first page: which pack."""
    found = shelf()
    return page(
        "services/packs.html",
        packs=found.packs,
        wrong=[(f"{each.file}, {each.key}:", sentence_of(each.why)) for each in found.wrong],
        wish_id=number_argument("wens"),
    )


@bp.route("/nieuw/<pack_code>", methods=["GET", "POST"])
@permission("services.change")
def start(pack_code: str) -> ResponseReturnValue:
    """The second page: what the pack does not know."""
    pack, chosen = _pack(pack_code), _wish()
    wishes = open_wishes_for(viewer(), most_supported=True, on=clock.today())
    form = StartForm.about(pack, activities(), wishes, chosen)
    if form.accepted():
        with attempt():
            service = operations.start_service(pack, form.facts(), viewer(), wish_id=form.wish_id)
            publish_first(service.id, first_texts(pack), viewer())
            _try_out(service, form)
            return redirect(f"/aanbod/{service.slug}/regels", code=303)
    return page("services/start.html", form=form, pack=pack)


def _try_out(service: Service, form: StartForm) -> None:
    """With a day to look back on it is a trial."""
    if form.trial_ends_on.data:
        operations.start_trial(
            service.id,
            question=form.trial_question.data,
            ends_on=form.trial_ends_on.data,
            by=viewer(),
        )


@bp.route("/<slug>/regels", methods=["GET", "POST"])
@permission("services.change")
def rules(slug: str) -> ResponseReturnValue:
    """The third page, and later the page to change them: the rules on one screen."""
    service = _found(slug)
    form = RulesForm.about(service, skills_on_list())
    asks_first = bool(checks_of(service.id))
    if form.accepted():
        with attempt():
            operations.change_service(service.id, by=viewer(), **form.facts(service))
            return redirect(_onward(service, asks_first), code=303)
    return page(
        "services/rules.html",
        form=form,
        service=service,
        asks_first=asks_first,
        children=service.children_per_carer is not None,
        later=LATER,
    )


def _onward(service: Service, asks_first: bool) -> str:
    """Where the rules lead: a new service opens, or first its questions are answered."""
    if service.opened_on is None and LATER not in request.form:
        if asks_first:
            return f"/aanbod/{service.slug}/voor-het-opent"
        operations.open_service(service.id, viewer())
        flash(_("Dit aanbod is open. Plan nu de eerste dag."), "good")
        return f"/aanbod/{service.slug}"
    flash(_("Opgeslagen."), "good")
    return f"/aanbod/{service.slug}"


def _wish() -> WishSeen | None:
    """The wish somebody came from, as long as it is open."""
    wish_id = number_argument("wens")
    if wish_id is None:
        return None
    wish = or_gone(wish_for, viewer(), wish_id, clock.today())
    return wish if wish.open else None


def _pack(code: str) -> RulePack:
    return or_gone(pack_named, code)


def _found(slug: str) -> Service:
    return or_gone(service_by_slug, slug)
