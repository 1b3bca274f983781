"""Pages of the book: every entry by day, one entry whole, and undoing it."""

import re
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.coop.models import Activity
from buurtcoop.coop.queries import activities
from buurtcoop.core import clock, words
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.forms import OpenYearForm, UndoForm
from buurtcoop.ledger.listing import Flow, Place, Wish, book_page
from buurtcoop.ledger.models import Entry, Fund, LedgerAccount
from buurtcoop.ledger.rules import CASH, PeriodClosed, PeriodMissing, effect
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    language,
    number_argument,
    page,
    permission,
    viewer,
)

bp = Blueprint("ledger", __name__, url_prefix="/geld/boek")
FLOWS = {
    Flow.IN: N_("Wat binnenkwam"),
    Flow.OUT: N_("Wat is uitgegeven"),
    Flow.CASH: N_("Wat in kas is"),
}
# The name of a choice, its label, what is chosen now, and what can be chosen.
Pick = tuple[str, str, int | str | None, Sequence[tuple[int | str, str]]]
PLACE = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})")


@bp.route("")
@permission("money.read")
def book() -> ResponseReturnValue:
    """All amounts, or those of one fund, account, activity, kind or year."""
    funds, accounts, done_for = queries.funds(), queries.accounts(), activities()
    wish = Wish(
        fund_id=_number_of("bron", {fund.id for fund in funds}),
        account_id=_number_of("rekening", {account.id for account in accounts}),
        activity_id=_number_of("activiteit", {activity.id for activity in done_for}),
        flow=_flow(),
        year=_year(),
    )
    found = book_page(wish, after=_place("na"), before=_place("voor"))
    flows = [(flow.value, _(said)) for flow, said in FLOWS.items()]
    years = [(year, str(year)) for year in _years(wish.year)]
    picks: list[Pick] = [
        ("bron", _("Bron"), wish.fund_id, _named(funds)),
        ("soort", _("Erbij of eraf"), wish.flow, flows),
        ("rekening", _("Rekening"), wish.account_id, _named(accounts)),
        ("activiteit", _("Activiteit"), wish.activity_id, _named(done_for)),
        ("jaar", _("Jaar"), wish.year, years),
    ]
    this_year = clock.today().year
    return page(
        "ledger/book.html",
        found=found,
        picks=picks,
        said=[text for *_rest, now, choices in picks for value, text in choices if value == now],
        older=_onward(na=found.older),
        newer=_onward(voor=found.newer),
        this_year=this_year,
        is_open=queries.year_is_open(this_year),
        open_form=OpenYearForm.fresh(),
        may_book=viewer().may("money.book"),
    )


@bp.route("/open", methods=["POST"])
@permission("money.book")
def open_this_year() -> ResponseReturnValue:
    """Make the book of this year ready."""
    if OpenYearForm.sent().accepted():
        year = clock.today().year
        operations.open_year(year)
        flash(_("Het boek van %(year)s is open.", year=year), "good")
    return redirect(url_for(".book"), code=303)


@bp.route("/<int:entry_id>")
@permission("money.read")
def entry(entry_id: int) -> ResponseReturnValue:
    """One entry with all its lines."""
    found = _entry(entry_id)
    undone_by = queries.reversal_of(entry_id)
    return page(
        "ledger/entry.html",
        entry=found,
        facts=_facts(found),
        debit=_debit(found),
        undone_by=undone_by,
        may_book=viewer().may("money.book"),
        may_undo=undone_by is None and found.reverses_id is None,
    )


@bp.route("/<int:entry_id>/ongedaan", methods=["GET", "POST"])
@permission("money.book")
def undo(entry_id: int) -> ResponseReturnValue:
    """Say what undoing does, and do it."""
    found = _entry(entry_id)
    form = UndoForm.sent(day=_day_to_undo(found.day))
    if form.accepted():
        with attempt():
            made = operations.reverse(entry_id, day=form.day.data, memo=form.memo.data, by=viewer())
            flash(_("Ongedaan gemaakt. Het bedrag telt niet meer mee."), "good")
            return redirect(url_for(".entry", entry_id=made.id), code=303)
    return page("ledger/undo.html", entry=found, form=form)


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """What an entry says in words, line by line; cash is told by what it was for."""
    told = [line for line in entry.lines if line.account.code not in CASH]
    spoken = language()
    names = {
        _("Bron"): [line.fund.name for line in entry.lines],
        _("Soort"): [line.account.name for line in told],
        _("Activiteit"): [line.activity.name for line in entry.lines if line.activity],
    }
    maker = queries.made_by(entry)
    return [
        (_("Dag"), words.full_date(entry.day, spoken)),
        *((label, ", ".join(dict.fromkeys(said))) for label, said in names.items() if said),
        (_did(entry), str(_debit(entry))),
        *([(_("Geboekt door"), maker)] if maker else []),
        (_("Geboekt op"), words.when(entry.made_at, spoken)),
    ]


def _did(entry: Entry) -> str:
    """Whether money came in or went out, or neither."""
    did = effect((line.account.code, line.amount) for line in entry.lines)
    if did == NOTHING:
        return _("Bedrag")
    return _("Kwam erbij") if did > NOTHING else _("Ging eraf")


def _debit(entry: Entry) -> Money:
    return sum((line.amount for line in entry.lines if line.amount > NOTHING), NOTHING)


def _entry(entry_id: int) -> Entry:
    try:
        return queries.find_entry(entry_id)
    except LookupError:
        gone()


def _day_to_undo(day: date) -> date:
    """The day of the entry itself while its month is open, so that the month stays right."""
    try:
        queries.period_of(day)
    except (PeriodClosed, PeriodMissing):
        return clock.today()
    return day


def _number_of(name: str, known: set[int]) -> int | None:
    """The row that was asked for; 404 when there is none."""
    number = number_argument(name)
    if number is not None and number not in known:
        gone()
    return number


def _flow() -> Flow | None:
    word = request.args.get("soort", "")
    if not word:
        return None
    try:
        return Flow(word)
    except ValueError:
        gone()


def _year() -> int | None:
    year = number_argument("jaar")
    if year is not None and not MINYEAR <= year <= MAXYEAR:
        gone()
    return year


def _named(rows: Sequence[Fund | LedgerAccount | Activity]) -> list[tuple[int | str, str]]:
    return [(row.id, row.name) for row in rows]


def _years(asked: int | None) -> list[int]:
    """The years of the book, newest first, and the one that was asked for."""
    first, last = queries.years_booked() or (clock.today().year,) * 2
    return sorted({*range(first, last + 1), *([asked] if asked else [])}, reverse=True)


def _place(name: str) -> Place | None:
    """A place in the book, as `_onward` wrote it; 404 when it is something else."""
    raw = request.args.get(name, "")
    if not raw:
        return None
    read = PLACE.fullmatch(raw)
    if read is None:
        gone()
    try:
        return date.fromisoformat(read[1]), int(read[2])
    except ValueError:
        gone()


def _onward(**places: Place | None) -> str:
    """The address of another page of the same list; empty when there is none."""
    kept = {
        name: value for name, value in request.args.items() if name not in ("na", "voor") and value
    }
    further = {name: f"{place[0]}.{place[1]}" for name, place in places.items() if place}
    return f"/geld/boek?{urlencode(kept | further)}" if further else ""
