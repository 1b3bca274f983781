"""My papers: what I agreed to, as it was, and the newer text beside it."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.agreements import operations, queries
from buurtcoop.agreements.forms import AgreeForm
from buurtcoop.agreements.models import Agreement, AgreementKind, AgreementText
from buurtcoop.agreements.rules import (
    HOW_NAMES,
    KIND_NAMES,
    PAPERS,
    PART_NAMES,
    PARTS,
    Line,
    changed_parts,
    difference,
)
from buurtcoop.audit.operations import reading
from buurtcoop.core.words import N_
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("papers", __name__, url_prefix=PAPERS)

READ = N_("om te zien welke afspraak u met ons hebt")
SHOWN = 20
YES = "ja"


@bp.route("")
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """What I agreed to, and what changed since."""
    return page(
        "agreements/mine.html",
        papers=queries.papers_of(viewer().id),
        ended=queries.ended_papers_of(viewer().id, limit=SHOWN),
        kinds=KIND_NAMES,
        hows=HOW_NAMES,
        viewer_id=viewer().id,
    )


@bp.route("/uitleg")
@permission("public")
def explained() -> ResponseReturnValue:
    """What a typed name is, and what it is not."""
    return page("agreements/explained.html")


@bp.route("/<int:agreement_id>")
@permission("mine.read")
def one(agreement_id: int) -> ResponseReturnValue:
    """One agreement as a paper: text, name, day and check number."""
    agreement = _agreement(agreement_id)
    if not queries.speaks_for(viewer().person_id, agreement):
        reading(viewer(), READ, {agreement.person_id, agreement.about_id})
    newest = queries.current_text(agreement.service_id, agreement.kind)
    signer = agreement.person_id == viewer().person_id
    return page(
        "agreements/paper.html",
        agreement=agreement,
        newer=newest if newest and signer and newest.id != agreement.text_id else None,
        own=queries.speaks_for(viewer().person_id, agreement),
        for_child=agreement.kind is AgreementKind.GUARDIAN,
        press=PressForm.fresh(),
        kinds=KIND_NAMES,
        hows=HOW_NAMES,
    )


@bp.route("/<int:agreement_id>/fotos/<any(ja, nee):answer>", methods=["POST"])
@permission("mine.change")
def photos(agreement_id: int, answer: str) -> ResponseReturnValue:
    """Whether we may take photos of my child, from now on."""
    agreement = _agreement(agreement_id)
    if agreement.kind is not AgreementKind.GUARDIAN:
        gone()
    if PressForm.sent().accepted():
        with attempt():
            operations.allow_photos(agreement_id, answer == YES, viewer())
            flash(_("Opgeslagen."), "good")
    return redirect(f"{PAPERS}/{agreement_id}", code=303)


@bp.route("/<int:agreement_id>/nieuw", methods=["GET", "POST"])
@permission("mine.change")
def renew(agreement_id: int) -> ResponseReturnValue:
    """The newer text beside mine, and a yes to it for who likes."""
    agreement = _agreement(agreement_id)
    newest = queries.current_text(agreement.service_id, agreement.kind)
    if agreement.person_id != viewer().id:
        gone()
    if newest is None or newest.id == agreement.text_id or agreement.ended_at is not None:
        return redirect(f"{PAPERS}/{agreement_id}", code=303)
    form = AgreeForm.sent()
    form.ask(newest)
    if form.accepted():
        with attempt():
            made = operations.agree(
                form.text_id,
                viewer().id,
                viewer(),
                form.signed.data,
                about_id=agreement.about_id,
                photos=agreement.photos,
            )
            flash(_("Dank u wel. Vanaf nu geldt de nieuwe tekst voor u."), "good")
            return redirect(f"{PAPERS}/{made.id}", code=303)
    return page(
        "agreements/renew.html",
        form=form,
        agreement=agreement,
        newest=newest,
        parts=differing(agreement.text, newest),
    )


def differing(old: AgreementText, new: AgreementText) -> list[tuple[str, bool, list[Line]]]:
    """(heading, whether it changed, its lines) of each part, what is gone before what is new."""
    was, becomes = old.parts, new.parts
    changed = changed_parts(was, becomes)
    return [
        (PART_NAMES[name], name in changed, difference(was[name], becomes[name])) for name in PARTS
    ]


def _agreement(agreement_id: int) -> Agreement:
    return or_gone(queries.agreement_for, viewer(), agreement_id)
