"""The papers of a settlement: a draft to look at, then what was handed in, to fetch."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import looked
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.funding.models import FundingAgreement, Settlement
from buurtcoop.funding.queries import agreement_for, newest_settlement, terms_of
from buurtcoop.funding.rules.settling import NothingAgreed
from buurtcoop.insight.material import Material
from buurtcoop.insight.models import SettlementPack
from buurtcoop.insight.operations.packs import make_pack
from buurtcoop.insight.papers import letter, report, tables
from buurtcoop.insight.queries.packs import PackSeen, draft_of, pack_of, pack_to_source, packs_of
from buurtcoop.insight.views.coming_in import ways_here
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    no_store,
    or_gone,
    page,
    permission,
    viewer,
)

bp = Blueprint("packs", __name__)
HERE = "/geld/afspraken/<int:agreement_id>/afrekening/dossier"
PAPER = "<any(verslag, tabellen, brief):paper>"
PDF = "application/pdf"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One of the three: what it is called, what is in it, where it is kept and what makes it."""

    name: str
    about: str
    ending: str
    media_type: str
    kept: Callable[[SettlementPack], bytes | None]
    made: Callable[[Material], bytes]


PAPERS = {
    "verslag": Paper(
        name=N_("Verslag"),
        about=N_("Wat u deed, de kosten, elke stap en elke bon. Een pdf."),
        ending="pdf",
        media_type=PDF,
        kept=lambda pack: pack.report,
        made=report.made,
    ),
    "tabellen": Paper(
        name=N_("Tabellen"),
        about=N_("Dezelfde bedragen als rekenblad."),
        ending="xlsx",
        media_type=WORKBOOK,
        kept=lambda pack: pack.tables,
        made=tables.made,
    ),
    "brief": Paper(
        name=N_("Brief van 1 bladzijde"),
        about=N_("In gewone woorden, voor wie weinig tijd heeft. Een pdf."),
        ending="pdf",
        media_type=PDF,
        kept=lambda pack: pack.letter,
        made=letter.made,
    ),
}


@bp.route(HERE)
@permission("money.read")
def show(agreement_id: int) -> ResponseReturnValue:
    """Which papers are there of this settlement?"""
    agreement, newest = _agreement(agreement_id), newest_settlement(agreement_id)
    return page(
        "insight/packs.html",
        agreement=agreement,
        newest=newest,
        is_in=_is_in(newest),
        ready=terms_of(agreement_id) is not None,
        papers=PAPERS,
        packs=packs_of(agreement_id),
        press=PressForm.fresh(),
        may_change=viewer().may("funding.change"),
        may_hand_in=viewer().may("funding.hand_in"),
    )


@bp.route(HERE, methods=["POST"])
@permission("funding.hand_in")
def make(agreement_id: int) -> ResponseReturnValue:
    """Make the papers of what was handed in; once made, they stay."""
    _agreement(agreement_id)
    newest = newest_settlement(agreement_id)
    if PressForm.sent().accepted() and newest is not None:
        with attempt():
            make_pack(newest.id, viewer())
            flash(_("Het dossier is klaar."), "good")
    return redirect(_here(agreement_id), code=303)


@bp.route(f"{HERE}/concept/{PAPER}")
@permission("money.read")
def draft(agreement_id: int, paper: str) -> ResponseReturnValue:
    """A paper as it would be today; it says that it is a draft, and nothing is kept."""
    agreement, newest = _agreement(agreement_id), newest_settlement(agreement_id)
    if _is_in(newest):
        gone()
    try:
        material = draft_of(agreement_id, clock.today())
    except NothingAgreed:
        gone()
    wanted = PAPERS[paper]
    return _file(wanted, wanted.made(material), f"concept-{_name(paper, agreement)}")


@bp.route(f"{HERE}/<int:pack_id>/{PAPER}")
@permission("money.read")
def fetch(agreement_id: int, pack_id: int, paper: str) -> ResponseReturnValue:
    """A paper as it was handed in, while every story in it may be told."""
    agreement = _agreement(agreement_id)
    seen = or_gone(pack_of, agreement_id, pack_id)
    if not seen.may_be_fetched:
        return redirect(_here(agreement_id), code=303)
    return _kept(seen, paper, agreement)


@bp.route(f"/financier/dossier/<int:pack_id>/{PAPER}")
@permission("public")
def fetch_as_financier(pack_id: int, paper: str) -> ResponseReturnValue:
    """The same for who gave the money; of another's agreement it is not there."""
    ways = {way.source_id: way for way in ways_here()}
    agreement, seen = or_gone(pack_to_source, list(ways), pack_id)
    looked(viewer(), "insight.fetch_pack", ways[agreement.source_id])
    return _kept(seen, paper, agreement)


def _kept(seen: PackSeen, paper: str, agreement: FundingAgreement) -> Response:
    content = PAPERS[paper].kept(seen.pack)
    return _file(PAPERS[paper], content or gone(), _name(paper, agreement))


def _file(paper: Paper, content: bytes, name: str) -> Response:
    answer = Response(content, content_type=paper.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return no_store(answer)


def _name(paper: str, agreement: FundingAgreement) -> str:
    source, year = agreement.source.slug, agreement.starts_on.year
    return f"{paper}-{source}-{year}.{PAPERS[paper].ending}"


def _is_in(settlement: Settlement | None) -> bool:
    return settlement is not None and settlement.handed_in_at is not None


def _agreement(agreement_id: int) -> FundingAgreement:
    return or_gone(agreement_for, viewer(), agreement_id)


def _here(agreement_id: int) -> str:
    return f"/geld/afspraken/{agreement_id}/afrekening/dossier"
