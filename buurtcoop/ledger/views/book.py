"""The book: every entry by day, narrowed down and searched."""

import re
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.coop.models import Activity
from buurtcoop.coop.queries import activities
from buurtcoop.core import clock, words
from buurtcoop.core.words import N_
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.forms import OpenYearForm
from buurtcoop.ledger.listing import Flow, Place, Wish, book_page
from buurtcoop.ledger.models import Fund, FundKind, LedgerAccount
from buurtcoop.ledger.seeking import sought
from buurtcoop.ledger.views.telling import FUND_KINDS
from buurtcoop.web.kinds import DAY_WRITTEN
from buurtcoop.web.pages import (
    Sentences,
    _,
    gone,
    language,
    number_argument,
    page,
    permission,
    viewer,
)

bp = Blueprint("book", __name__, url_prefix="/boek")
FLOWS = {
    Flow.IN: N_("Wat binnenkwam"),
    Flow.OUT: N_("Wat is uitgegeven"),
    Flow.EARNED: N_("Baten"),
    Flow.RESULT: N_("Baten en lasten samen"),
    Flow.CASH: N_("Wat in kas is"),
}
Word = TypeVar("Word", bound=StrEnum)
# The name of a choice, its label, what is chosen now, and what can be chosen.
Pick = tuple[str, str, int | str | None, Sequence[tuple[int | str, str]]]
DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", re.ASCII)
PLACE = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,9})", re.ASCII)


@bp.route("")
@permission("money.read")
def book() -> ResponseReturnValue:
    """All amounts, or those of one fund, account, activity, kind, stretch of days or search."""
    funds, accounts, done_for = queries.funds(), queries.accounts(), activities()
    (first, last), typed = _days(), request.args.get("zoek", "").strip()
    wish = Wish(
        fund_id=_number_of("bron", {fund.id for fund in funds}),
        fund_kind=_word_of("potjes", FundKind),
        account_id=_number_of("rekening", {account.id for account in accounts}),
        activity_id=_number_of("activiteit", {activity.id for activity in done_for}),
        flow=_word_of("soort", Flow),
        year=_year("jaar"),
        began=_year("begin"),
        without_opening=_year("zonder-begin"),
        first=first,
        last=last,
        **vars(sought(typed)),
    )
    found = book_page(wish, after=_place("na"), before=_place("voor"))
    picks = _picks(wish, funds, accounts, done_for)
    this_year = clock.today().year
    return page(
        "ledger/book.html",
        found=found,
        picks=picks,
        typed=typed,
        days=[("van", _("Eerste dag"), first), ("tot", _("Laatste dag"), last)],
        said=_said(wish, picks, typed),
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


def _picks(
    wish: Wish,
    funds: Sequence[Fund],
    accounts: Sequence[LedgerAccount],
    done_for: Sequence[Activity],
) -> list[Pick]:
    flows = [(flow.value, _(said)) for flow, said in FLOWS.items()]
    years = [(year, str(year)) for year in _years(wish.year)]
    kinds = [(kind.value, _(said)) for kind, said in FUND_KINDS.items()]
    return [
        ("bron", _("Potje"), wish.fund_id, _named(funds)),
        ("potjes", _("Soort potje"), wish.fund_kind, kinds),
        ("soort", _("Erbij of eraf"), wish.flow, flows),
        ("rekening", _("Rekening"), wish.account_id, _named(accounts)),
        ("activiteit", _("Activiteit"), wish.activity_id, _named(done_for)),
        ("jaar", _("Jaar"), wish.year, years),
    ]


def _said(wish: Wish, picks: list[Pick], typed: str) -> list[str]:
    """What was chosen, in words."""
    spoken, first, last = language(), wish.first, wish.last
    apart = wish.without_opening
    return [
        *([f"“{typed}”"] if typed else []),
        *(text for *_rest, now, choices in picks for value, text in choices if value == now),
        *([_("vanaf %(day)s", day=words.full_date(first, spoken))] if first else []),
        *([_("tot en met %(day)s", day=words.full_date(last, spoken))] if last else []),
        *([_("wat er was aan het begin van %(year)s", year=wish.began)] if wish.began else []),
        *([_("zonder de beginbalans van %(year)s", year=apart)] if apart else []),
    ]


def _number_of(name: str, known: set[int]) -> int | None:
    """The row that was asked for; 404 when there is none."""
    number = number_argument(name)
    if number is not None and number not in known:
        gone()
    return number


def _word_of(name: str, words_of: type[Word]) -> Word | None:
    """The word that was asked for; 404 when there is none."""
    word = request.args.get(name, "")
    if not word:
        return None
    try:
        return words_of(word)
    except ValueError:
        gone()


def _year(name: str) -> int | None:
    """The year that was asked for; 404 for what is none."""
    year = number_argument(name)
    if year is not None and not MINYEAR <= year <= MAXYEAR:
        gone()
    return year


def _days() -> tuple[date | None, date | None]:
    """The first and the last day that were typed; what can't be is said, and does not count."""
    first, last = _day("van"), _day("tot")
    if first and last and last < first:
        flash(_("De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?"), "bad")
        return None, None
    return first, last


def _day(name: str) -> date | None:
    raw = request.args.get(name, "").strip()
    if not raw:
        return None
    written = DAY.fullmatch(raw)
    try:
        if written is None:
            return date.fromisoformat(raw)
        return date(int(written[3]), int(written[2]), int(written[1]))
    except ValueError:
        flash(str(Sentences(N_("We begrijpen deze datum niet."), DAY_WRITTEN)), "bad")
        return None


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
