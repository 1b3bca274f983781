"""One movement: what it is, what is suggested, booking it by hand, and taking that back."""

from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.bank import operations, queries
from buurtcoop.bank.forms import AcceptForm, EntryForm, LineForm
from buurtcoop.bank.matching import Part, Suggestion
from buurtcoop.bank.queries import OpenLine
from buurtcoop.bank.views.telling import (
    Names,
    log_reading,
    mark_of,
    offered,
    reason_of,
    suggestions,
    title_of,
)
from buurtcoop.coop.queries import activities
from buurtcoop.core.money import NOTHING
from buurtcoop.funding.forms.booking import choices_of
from buurtcoop.funding.queries import open_tranches, sources_to_book
from buurtcoop.ledger.queries import number_of
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, or_gone, page, permission, viewer

bp = Blueprint("bank_line", __name__, url_prefix="/geld/bank")
HERE = "/geld/bank"
MOST_ENTRIES = 20


@bp.route("/bedrag/<int:line_id>")
@permission("bank.read")
def line(line_id: int) -> ResponseReturnValue:
    """One movement, and how it may be booked."""
    return _show(_found(line_id))


@bp.route("/bedrag/<int:line_id>/boek", methods=["POST"])
@permission("bank.change")
def book(line_id: int) -> ResponseReturnValue:
    """Book it, or a part of it, as somebody chose."""
    found = _found(line_id)
    form = _form(found, suggestions([found]).get(line_id))
    if form.accepted():
        with attempt():
            operations.book_line(
                line_id,
                [_part(found, form)],
                viewer(),
                memo=form.memo.data,
                learn=form.learn.data,
            )
            flash(_("Het staat in het boek."), "good")
            return redirect(_onward(line_id), code=303)
    return _show(found, form)


@bp.route("/bedrag/<int:line_id>/klopt", methods=["POST"])
@permission("bank.change")
def accept(line_id: int) -> ResponseReturnValue:
    """Do what was suggested, when it is still the suggestion that was shown."""
    found = _found(line_id)
    form = AcceptForm.sent()
    if form.accepted():
        suggestion = suggestions([found]).get(line_id)
        if suggestion is None or mark_of(suggestion) != form.shown.data:
            flash(_("Er is intussen iets veranderd. Kijk nog een keer."), "warn")
            return redirect(f"{HERE}/bedrag/{line_id}", code=303)
        with attempt():
            operations.accept(line_id, suggestion, viewer())
            flash(_("Het staat in het boek."), "good")
            return redirect(_onward(line_id), code=303)
    return _show(_found(line_id))


@bp.route("/bedrag/<int:line_id>/hoort-bij", methods=["POST"])
@permission("bank.change")
def belongs(line_id: int) -> ResponseReturnValue:
    """Say that it is an entry which is in the book."""
    found = _found(line_id)
    form = EntryForm.sent()
    if form.accepted():
        with attempt():
            operations.match_entry(line_id, int(form.entry.data), viewer())
            flash(_("Dit bedrag hoort nu bij die boeking."), "good")
            return redirect(_onward(line_id), code=303)
    return _show(found)


@bp.route("/hoort-bij/<int:match_id>/los", methods=["POST"])
@permission("bank.change")
def let_go(match_id: int) -> ResponseReturnValue:
    """Take back what booked it."""
    match = or_gone(queries.live_match, match_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.unmatch(match_id, viewer())
            flash(_("Dit bedrag staat weer open."), "good")
    return redirect(f"{HERE}/bedrag/{match.line_id}", code=303)


def _show(found: OpenLine, form: LineForm | None = None) -> ResponseReturnValue:
    movement, batch = found.line, queries.beside_it(found.line)
    log_reading([movement, *(each.line for each in batch)])
    may_change = viewer().may("bank.change")
    suggestion = suggestions([found]).get(movement.id)
    more: dict[str, Any] = {}
    if may_change and found.amount:
        more = {"form": form or _form(found, suggestion, fresh=True), **_entries(found)}
    return page(
        "bank/line.html",
        found=found,
        other_side=title_of(movement),
        reason=reason_of(movement),
        batch=[(each, title_of(each.line)) for each in batch],
        offer=offered(suggestion, Names.read(), may_change=may_change) if suggestion else None,
        matches=[
            (match, number_of(match.entry), PressForm.fresh() if may_change else None)
            for match in queries.matches_of(movement.id)
        ],
        **{"form": None, "entries": [], "search": "", **more},
    )


def _entries(found: OpenLine) -> dict[str, Any]:
    """Entries on this account that go the same way and have no movement; by words when asked."""
    search = request.args.get("zoek", "").strip()[:80]
    incoming = found.amount > NOTHING
    same_way = [
        each
        for each in queries.on_account(found.line.bank_account, search=search)
        if not each.undone and (each.unmatched > NOTHING) == incoming
    ]
    same_way.sort(key=lambda each: (each.unmatched != found.amount, abs(each.day - found.line.day)))
    return {
        "entries": [
            (each, EntryForm.fresh(entry=str(each.entry_id))) for each in same_way[:MOST_ENTRIES]
        ],
        "search": search,
    }


def _form(found: OpenLine, suggestion: Suggestion | None, *, fresh: bool = False) -> LineForm:
    """The form with what was sent, or with what is suggested."""
    part = suggestion.parts[0] if suggestion and len(suggestion.parts) == 1 else None
    values = {
        "amount": abs(found.amount),
        "source": str(part.source_id or "") if part else "",
        "account": part.account if part else "",
        "activity": str(part.activity_id or "") if part else "",
        "tranche": str(part.tranche_id or "") if part else "",
        "memo": suggestion.memo if suggestion else "",
        "learn": False,
    }
    form = LineForm.fresh(**values) if fresh else LineForm.sent(**values)
    form.offer(
        **choices_of(
            sources_to_book(),
            activities(),
            queries.kinds(incoming=found.line.amount > NOTHING),
        )
    )
    return form.offer_tranches(open_tranches(), found.line.amount)


def _part(found: OpenLine, form: LineForm) -> Part:
    """What was filled in; the amount takes the sign of the movement."""
    amount = form.amount.data
    return Part(
        source_id=int(form.source.data),
        account=form.account.data,
        activity_id=int(form.activity.data),
        amount=amount if found.line.amount > NOTHING else -amount,
        tranche_id=form.tranche_id,
    )


def _onward(line_id: int) -> str:
    """Back to the list when all of it is booked, else to what is left."""
    done = queries.open_line(line_id).amount == NOTHING
    return HERE if done else f"{HERE}/bedrag/{line_id}"


def _found(line_id: int) -> OpenLine:
    return or_gone(queries.open_line, line_id)
