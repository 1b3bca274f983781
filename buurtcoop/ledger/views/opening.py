"""Beginning the book of a year with what there was: a file, a look at it, one entry."""

from collections.abc import Sequence
from dataclasses import asdict

from flask import Blueprint, current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from buurtcoop.core.money import Money
from buurtcoop.documents.rules import MEGABYTE
from buurtcoop.ledger import opening, queries
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.ledger.opening import EARNED, Row
from buurtcoop.ledger.opening.forms import OpeningFileForm, OpeningForm, form_for
from buurtcoop.ledger.opening.rows import LARGEST_FILE
from buurtcoop.web.pages import _, attempt, gone, page, permission, takes_files, viewer

bp = Blueprint("opening", __name__, url_prefix="/beginstand")
HERE = "/geld/beginstand"


@bp.route("", methods=["GET", "POST"])
@permission("money.book")
@takes_files(LARGEST_FILE + MEGABYTE)
def choose() -> ResponseReturnValue:
    """Choose a file; then see what is read of it. Nothing is booked yet."""
    form = OpeningFileForm.offered()
    if form.accepted():
        with attempt():
            year = int(form.year.data)
            opening.refuse_second(year)
            rows = opening.read(form.read(), year)
            opening.refuse_uneven(rows)
            return _first_look(year, rows)
    return page("ledger/opening_choose.html", form=form)


@bp.route("/boek", methods=["POST"])
@permission("money.book")
def book() -> ResponseReturnValue:
    """Book it, with the answers."""
    year, rows = _unsealed(request.form.get("carried", ""))
    chart, funds = queries.accounts(), queries.funds()
    asked = opening.questions(rows, chart, funds)
    form = form_for(asked, chart, funds).sent()
    if form.accepted():
        with attempt():
            entry = opening.open_books(year, rows, form.answers(asked), by=viewer())
            flash(_("Het staat in het boek."), "good")
            return redirect(f"/geld/boek/{entry.id}", code=303)
    return _look(year, rows, form)


def _look(year: int, rows: Sequence[Row], form: OpeningForm) -> ResponseReturnValue:
    """What was read and what is asked; only now it can be booked."""
    chart, (debit, credit) = queries.accounts(), opening.sides(rows)
    return page(
        "ledger/opening_look.html",
        form=form,
        year=year,
        rows=[(row, _ours(row, chart)) for row in rows if row.amount or row.unclear],
        debit=debit,
        credit=credit,
        named=any(row.fund for row in rows),
        here=HERE,
    )


def _first_look(year: int, rows: Sequence[Row]) -> ResponseReturnValue:
    chart, funds = queries.accounts(), queries.funds()
    kind = form_for(opening.questions(rows, chart, funds), chart, funds)
    return _look(year, rows, kind.fresh(carried=_sealed(year, rows)))


def _ours(row: Row, chart: Sequence[LedgerAccount]) -> str:
    """Where it goes with us, in words; a question mark when that is asked."""
    code = opening.mapped(row, chart)
    if code == EARNED:
        return _("Eigen vermogen")
    return next((f"{each.code} {each.name}" for each in chart if each.code == code), "?")


def _sealed(year: int, rows: Sequence[Row]) -> str:
    """What was read, to carry along in the page; signed, so that it comes back as it went."""
    told = [{**asdict(row), "amount": row.amount.cents} for row in rows]
    return str(_seal().dumps({"year": year, "rows": told}))


def _unsealed(carried: str) -> tuple[int, list[Row]]:
    """The year and the rows; 404 when it is not what we gave along."""
    try:
        told = _seal().loads(carried)
    except BadSignature:
        gone()
    rows = [Row(**{**row, "amount": Money(row["amount"])}) for row in told["rows"]]
    return told["year"], rows


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="opening rows")
