"""Booking in words: what happened, what it will say in the book, and then only once."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.core.instance import may_write
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.documents.rules import MOST_SENT
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.booking import (
    CostForm,
    CostPartsForm,
    IncomeForm,
    IncomePartsForm,
    MoneyForm,
    PartsForm,
    choices_of,
)
from buurtcoop.funding.queries import SourceFigures
from buurtcoop.funding.rules import refuse_parts
from buurtcoop.ledger.forms import OpenYearForm
from buurtcoop.ledger.models import AccountKind, Entry, PreparedEntry, Receipt
from buurtcoop.ledger.operations import keep_receipt
from buurtcoop.ledger.queries import (
    accounts,
    alone_up_to,
    cost_of_deciding,
    find_receipt,
    period_of,
    receipts,
    year_is_open,
)
from buurtcoop.web.pages import _, attempt, page, permission, takes_files, viewer

bp = Blueprint("booking", __name__, url_prefix="/boek/nieuw")
HERE = "/geld/boek/nieuw"
LONGEST_WORDS, LONGEST_NUMBER = 120, 9
LOOK, BOOK, MORE = "bekijk", "boek", "meer"


@bp.route("")
@permission("money.book")
def choose_booking() -> ResponseReturnValue:
    """Did money come in, or did it go out?"""
    this_year = clock.today().year
    return page(
        "funding/choose.html",
        sources=queries.sources_to_book(),
        this_year=this_year,
        is_open=year_is_open(this_year),
        open_form=OpenYearForm.fresh(),
    )


@bp.route("/binnen", methods=["GET", "POST"])
@permission("money.book")
def book_income() -> ResponseReturnValue:
    """Money came in."""
    form = IncomeForm.sent(day=clock.today(), source=request.args.get("bron"))
    return _book_income(form)


@bp.route("/binnen/verdeeld", methods=["GET", "POST"])
@permission("money.book")
def book_income_in_parts() -> ResponseReturnValue:
    """Money came in for several sources or activities."""
    form = IncomePartsForm.sent(day=clock.today())
    return _book_income(form.asking(more=_grows(form)))


@bp.route("/uit", methods=["GET", "POST"])
@permission("money.book")
@takes_files(MOST_SENT)
def book_cost() -> ResponseReturnValue:
    """Money went out."""
    paper = request.args.get("bon", "")
    words = [each.words for each in receipts(loose=True) if str(each.id) == paper]
    form = CostForm.sent(
        day=clock.today(),
        source=request.args.get("bron"),
        receipt=paper,
        memo=words[0] if words else "",
    )
    return _book_cost(form)


@bp.route("/uit/verdeeld", methods=["GET", "POST"])
@permission("money.book")
@takes_files(MOST_SENT)
def book_cost_in_parts() -> ResponseReturnValue:
    """Money went out of several sources, or for several activities."""
    form = CostPartsForm.sent(day=clock.today())
    return _book_cost(form.asking(more=_grows(form)))


def _book_income(form: MoneyForm) -> ResponseReturnValue:
    sources = queries.sources_to_book()
    if not sources:
        return redirect(HERE, code=303)
    form.offer(**choices_of(sources, activities()))
    return _book(
        form,
        lambda: operations.receive_in_parts(
            form.parts(),
            form["amount"].data,
            day=form["day"].data,
            memo=form["memo"].data,
            key=form.press,
            by=viewer(),
        ),
    )


def _book_cost(form: MoneyForm) -> ResponseReturnValue:
    sources = queries.sources_to_book()
    if not sources:
        return redirect(HERE, code=303)
    form.offer(**choices_of(sources, activities(), accounts(AccountKind.EXPENSE)))
    form.offer_receipts(_receipts_to_choose(form["receipt"].data or ""))
    return _book(
        form,
        lambda: operations.decide_cost(
            form.parts(),
            form["amount"].data,
            day=form["day"].data,
            account_code=form["account"].data,
            memo=form["memo"].data,
            key=form.press,
            by=viewer(),
            receipt_id=form.receipt_id,
        ),
    )


def _receipts_to_choose(chosen: str) -> list[Receipt]:
    """Those that prove nothing yet, and the one that was chosen: a second press finds it again."""
    loose = receipts(loose=True)
    if not chosen.isdecimal() or any(str(each.id) == chosen for each in loose):
        return loose
    try:
        return [*loose, find_receipt(int(chosen[:LONGEST_NUMBER]))]
    except LookupError:
        return loose


def _book(form: MoneyForm, act: Callable[[], Entry | PreparedEntry]) -> ResponseReturnValue:
    """Ask, show what will be booked, book it: three presses of one form, booked once."""
    step = request.form.get("stap", LOOK)
    looks = form.is_submitted() and step == LOOK
    if looks and _photo_is_kept(form) and form.validate():
        with attempt():
            period_of(form["day"].data)
            refuse_parts(form["amount"].data, form.parts())
            return _preview(form)
    if step == BOOK and form.accepted():
        with attempt():
            return _booked(act())
    return page(
        "funding/book.html",
        form=form,
        goes_out="account" in form,
        in_parts=isinstance(form, PartsForm),
    )


def _booked(made: Entry | PreparedEntry) -> ResponseReturnValue:
    if isinstance(made, PreparedEntry):
        flash(_("Het staat klaar. Een bestuurslid beslist of het in het boek komt."), "good")
        return redirect("/geld/klaar", code=303)
    flash(_("Het staat in het boek."), "good")
    return redirect(f"/geld/boek/{made.id}", code=303)


@dataclass(frozen=True, kw_only=True)
class Waits:
    """One person decides up to `alone`; `deciding` is what two cost when that is more."""

    alone: Money
    deciding: Money | None


@dataclass(frozen=True, kw_only=True)
class ToldPart:
    """A part in words, and how its source stands once it is booked; `cash` is what it keeps."""

    source: str
    activity: str
    amount: Money
    before: SourceFigures
    cash: Money
    left: Money
    received: Money


def _preview(form: MoneyForm) -> ResponseReturnValue:
    amount, goes_out = form["amount"].data, "account" in form
    return page(
        "funding/preview.html",
        form=form,
        amount=amount,
        account=_chosen(form["account"]) if goes_out else "",
        parts=_told_parts(form),
        year=form["day"].data.year,
        receipt=_chosen(form["receipt"]) if form.receipt_id else "",
        waits=_waits(amount) if goes_out else None,
    )


def _told_parts(form: MoneyForm) -> list[ToldPart]:
    """Each part in words; parts of one source count after each other."""
    figures = {each.id: each for each in queries.figures(form["day"].data.year)}
    booked: dict[int, Money] = defaultdict(lambda: NOTHING)
    told = []
    for source, activity, amount in form.rows():
        before = figures[int(source.data)]
        booked[before.id] += amount.data
        told.append(
            ToldPart(
                source=_chosen(source),
                activity=_chosen(activity),
                amount=amount.data,
                before=before,
                cash=before.in_cash - booked[before.id],
                left=before.left - booked[before.id],
                received=before.came_in + booked[before.id],
            )
        )
    return told


def _waits(amount: Money) -> Waits | None:
    """Why this cost waits for a second person; none when one person decides."""
    alone, deciding = alone_up_to(clock.today()), cost_of_deciding(clock.today())
    if alone is None or amount <= alone:
        return None
    return Waits(alone=alone, deciding=deciding if deciding and amount <= deciding else None)


def _chosen(field: Any) -> str:
    """The words of what was chosen in a list."""
    return str(next(each.label for each in field.choices if each.value == field.data))


def _grows(form: PartsForm) -> bool:
    return form.is_submitted() and request.form.get("stap") == MORE


def _photo_is_kept(form: MoneyForm) -> bool:
    """Keep the photo that came along, so that it need not be chosen again; False when refused.

    One that came in before is chosen from the list, so that the next press goes on with it.
    """
    if "photo" not in form or not form["photo"].data or not may_write():
        return True
    data, words, kept = form["photo"].data.read(), form["memo"].data or _("Bon"), False
    with attempt():
        keep_receipt(data, words[:LONGEST_WORDS], viewer())
        kept = True
    loose = receipts(loose=True)
    form.offer_receipts(loose)
    same = [str(each.id) for each in loose if each.original == sha256(data).hexdigest()]
    if same:
        form["receipt"].data, form["receipt"].raw_data = same[0], same
    return kept
