"""Files of a book year that the scheduler makes: ask one, see how far it is, fetch it."""

import json
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from buurtcoop.core.words import N_
from buurtcoop.ledger.forms import YEAR_FILES, YearFileForm
from buurtcoop.ledger.reports.files import YearFile
from buurtcoop.ledger.views.stretch import asked_year, years
from buurtcoop.ledger.views.telling import log_taking
from buurtcoop.messaging.models import LongWork
from buurtcoop.messaging.operations import ask
from buurtcoop.messaging.queries import my_work, work_for
from buurtcoop.web.pages import _, gone, or_gone, page, permission, viewer

bp = Blueprint("files", __name__, url_prefix="/cijfers/uitvoer")
# A page that waits asks again by itself, unless its reader said not to.
AGAIN_SECONDS = 5
NOTES = {
    YearFile.WORKBOOK: N_("Alle boekingen en saldi, als rekenblad."),
    YearFile.AUDIT_FILE: N_("Hiermee leest de accountant het boek in."),
    YearFile.ACCOUNTS: N_("Voor de vergadering en de kascommissie."),
    YearFile.BEANCOUNT: N_("Om later in een ander programma te lezen."),
}


@dataclass(frozen=True)
class Asked:
    """A file that was asked for, and what it is called."""

    work: LongWork
    name: str


@bp.route("", methods=["GET", "POST"])
@permission("money.export")
def index() -> ResponseReturnValue:
    """Ask a file, and see which ones were asked before."""
    form = YearFileForm.sent(kind=YearFile.WORKBOOK.value, year=str(asked_year()))
    form.year.choices = [SelectChoice(str(year), str(year)) for year in years()]
    if form.accepted():
        work = ask(form.kind.data, {"year": int(form.year.data)}, by=viewer())
        return redirect(f"/geld/cijfers/uitvoer/{work.id}", code=303)
    mine = my_work(viewer(), list(YearFile))
    return page(
        "ledger/figures/files.html",
        form=form,
        notes={kind.value: _(words) for kind, words in NOTES.items()},
        asked=[_told(work) for work in mine],
    )


@bp.route("/<int:work_id>")
@permission("money.export")
def one(work_id: int) -> ResponseReturnValue:
    """How far one of them is; it asks again by itself until it ended, or until told not to."""
    work = _mine(work_id)
    again = not work.ended and "stil" not in request.args
    answer = make_response(page("ledger/figures/file.html", asked=_told(work), again=again))
    if again:
        answer.headers["Refresh"] = str(AGAIN_SECONDS)
    return answer


@bp.route("/<int:work_id>/bestand")
@permission("money.export")
def fetch(work_id: int) -> Response:
    """The file itself, for who asked it, while it is there."""
    work = _mine(work_id)
    if work.content is None:
        gone()
    if work.kind != YearFile.ACCOUNTS:
        log_taking(json.loads(work.facts)["year"])
    answer = Response(work.content, content_type=work.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{work.file_name}"'
    return answer


def _mine(work_id: int) -> LongWork:
    work = or_gone(work_for, viewer(), work_id)
    if work.kind not in set(YearFile):
        gone()
    return work


def _told(work: LongWork) -> Asked:
    year, kind = json.loads(work.facts)["year"], YearFile(work.kind)
    return Asked(work, _("%(file)s van %(year)s", file=_(YEAR_FILES[kind]), year=year))
