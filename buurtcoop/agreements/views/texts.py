"""The texts of a service: to read for anybody, to agree to, and to look after."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.agreements import operations, queries
from buurtcoop.agreements.forms import AgreeForm, PublishForm, RecordForm
from buurtcoop.agreements.models import AgreedHow, Agreement, AgreementKind, AgreementText
from buurtcoop.agreements.rules import HOW_NAMES, KIND_NAMES, PUBLISH
from buurtcoop.agreements.views.papers import READ, differing
from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.members.queries import members_for
from buurtcoop.services.models import Service
from buurtcoop.services.queries import service_by_slug
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    number_argument,
    or_gone,
    page,
    permission,
    viewer,
)

bp = Blueprint("agreements", __name__, url_prefix="/aanbod/<slug>")

# The kinds as they stand in an address.
WAYS = {
    "meedoen": AgreementKind.SERVICE,
    "helpen": AgreementKind.VOLUNTEER,
    "kind": AgreementKind.GUARDIAN,
}
WAY = "any(meedoen, helpen, kind)"
NAMES_OF_WAYS = {kind: way for way, kind in WAYS.items()}
LOOK, DO = "bekijk", "doe"
FOUND, LONGEST_SEARCH = 20, 80
AGREED = N_("Dank u wel. De afspraak staat bij uw papieren.")


@bp.route("/afspraak")
@permission("public")
def read(slug: str) -> ResponseReturnValue:
    """What one agrees on before joining, for anybody."""
    service = _service(slug)
    texts = queries.current_texts([service.id])
    return page(
        "agreements/texts.html",
        service=service,
        texts=[texts[service.id, kind] for kind in WAYS.values() if (service.id, kind) in texts],
        kinds=KIND_NAMES,
        ways=NAMES_OF_WAYS,
        lacked=queries.lacked(viewer().id, service.id) if viewer().may("shifts.claim") else {},
        guardian=AgreementKind.GUARDIAN,
    )


@bp.route("/afspraak/<any(meedoen, helpen):way>", methods=["GET", "POST"])
@permission("shifts.claim")
def agree(slug: str, way: str) -> ResponseReturnValue:
    """Yes to a text without a promise; `rooster` in the address is where one came from."""
    service, kind = _service(slug), WAYS[way]
    text = queries.lacks(viewer().id, service.id, kind)
    shift_id = number_argument("rooster")
    onward = f"/rooster/{shift_id}" if shift_id else "/mijn/papieren"
    if text is None:
        return redirect(onward, code=303)
    form = AgreeForm.sent()
    form.ask(text)
    if form.accepted():
        with attempt():
            operations.agree(form.text_id, viewer().id, viewer(), form.signed.data)
            flash(_(AGREED), "good")
            return redirect(onward, code=303)
    return page(
        "agreements/agree.html",
        form=form,
        service=service,
        text=text,
        kind=KIND_NAMES[kind],
        here=request.full_path.rstrip("?"),
    )


@bp.route("/afspraken")
@permission("agreements.publish")
def texts_of(slug: str) -> ResponseReturnValue:
    """The texts of a service with their versions, for who looks after them."""
    service = _service(slug)
    running = queries.how_many_agreed(service.id)
    return page(
        "agreements/manage.html",
        service=service,
        found=[
            (kind, way, queries.versions(service.id, kind), running.get(kind, 0))
            for way, kind in WAYS.items()
            if fits(service, kind) or running.get(kind)
        ],
        kinds=KIND_NAMES,
    )


@bp.route(f"/afspraken/<{WAY}:way>/nieuw", methods=["GET", "POST"])
@permission("agreements.publish")
def publish(slug: str, way: str) -> ResponseReturnValue:
    """A new version: first what changes and who hears of it, and then it does."""
    service, kind = _service(slug), WAYS[way]
    before = queries.current_text(service.id, kind)
    form = PublishForm.over(before)
    step = request.form.get("stap", LOOK)
    if step == LOOK and form.is_submitted() and form.validate():
        return _preview(form, service, kind, before)
    if step == DO and form.accepted():
        with attempt():
            operations.publish(
                service.id, kind, form.words, viewer(), form.why, instead_of=form.read
            )
            flash(_("Opgeslagen. Wie een afspraak heeft, krijgt bericht."), "good")
            return redirect(f"/aanbod/{slug}/afspraken", code=303)
    if before is not None:
        form.instead_of.data = str(before.id)
    return page(
        "agreements/publish.html",
        form=form,
        service=service,
        before=before,
        kind=kind,
        kinds=KIND_NAMES,
        here=f"/aanbod/{slug}/afspraken/{way}/nieuw",
    )


@bp.route(f"/afspraken/<{WAY}:way>/wie", methods=["GET", "POST"])
@permission("agreements.record")
def who(slug: str, way: str) -> ResponseReturnValue:
    """Who agreed, and writing down who signed on paper; that names were read is written down."""
    service, kind = _service(slug), WAYS[way]
    text = queries.current_text(service.id, kind) or gone()
    found = queries.who_agreed(viewer(), service.id, kind)
    search = request.args.get("zoek", "").strip()[:LONGEST_SEARCH]
    form = _record_form(kind, search)
    if form.accepted():
        with attempt():
            person = int(form.person.data)
            name = dict(form.person.choices)[form.person.data]
            operations.agree(
                text.id,
                person,
                viewer(),
                name,
                AgreedHow.PAPER,
                signed_on=form.signed_on.data,
            )
            flash(_("Opgeslagen. Dit lid krijgt een bericht met een kopie."), "good")
            return redirect(request.path, code=303)
    reading(viewer(), READ, _people_of(found))
    return page(
        "agreements/who.html",
        form=form,
        service=service,
        text=text,
        found=found,
        kind=kind,
        kinds=KIND_NAMES,
        hows=HOW_NAMES,
        records=kind is not AgreementKind.GUARDIAN,
        search=search,
        here=request.path,
    )


def fits(service: Service, kind: AgreementKind) -> bool:
    """Whether this kind has somebody to say it here: guardians where children come by name."""
    if kind is AgreementKind.GUARDIAN:
        return service.asks_consent
    return kind is AgreementKind.VOLUNTEER or not service.asks_consent


def _preview(
    form: PublishForm, service: Service, kind: AgreementKind, before: AgreementText | None
) -> ResponseReturnValue:
    becomes = AgreementText(service_id=service.id, kind=kind, **form.words.tidy)
    found = queries.who_agreed(viewer(), service.id, kind)
    reading(viewer(), READ, _people_of(found))
    return page(
        "agreements/preview.html",
        form=form,
        service=service,
        kind=KIND_NAMES[kind],
        parts=differing(before, becomes) if before else [],
        becomes=becomes,
        told=list({each.person_id: each.person.full_name for each in found}.values()),
        number=len({person for _number, person in queries.to_be_told(service.id, kind)}),
        here=f"/aanbod/{service.slug}/afspraken/{NAMES_OF_WAYS[kind]}/nieuw",
    )


def _record_form(kind: AgreementKind, search: str) -> RecordForm:
    """Among the members that fit what was looked for; a guardian signs with the child's page."""
    rows = members_for(viewer(), search, limit=FOUND).rows if search else ()
    form = RecordForm.sent(signed_on=clock.today())
    form.person.choices = [(str(each.person_id), each.person.full_name) for each in rows]
    if kind is AgreementKind.GUARDIAN:
        form.person.choices = []
    return form


def _people_of(found: Sequence[Agreement]) -> set[int]:
    return {each.about_id for each in found} | {each.person_id for each in found}


def _service(slug: str) -> Service:
    """The service; while it is prepared only for who looks after its texts, or 404."""
    found = or_gone(service_by_slug, slug)
    return found if found.opened_on or viewer().may(PUBLISH) else gone()
