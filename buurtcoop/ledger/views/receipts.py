"""Receipts: the list, a new photo, which entry it proves, and the photo itself."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.documents.rules import MOST_SENT
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.forms import ReceiptForm
from buurtcoop.ledger.listing import Booking, Wish, book_page
from buurtcoop.ledger.models import Entry, Receipt
from buurtcoop.ledger.seeking import sought
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    number_argument,
    or_gone,
    page,
    permission,
    picture,
    takes_files,
    viewer,
)

bp = Blueprint("receipts", __name__, url_prefix="/bonnen")
PAGE, MOST_FOUND = 50, 10


@bp.route("")
@permission("money.read")
def every() -> ResponseReturnValue:
    """Those that prove nothing yet first, then all by number, the newest first."""
    before = number_argument("voor")
    found = queries.receipts(limit=PAGE + 1, before=before)
    return page(
        "ledger/receipts.html",
        loose=queries.receipts(loose=True) if before is None else [],
        found=found[:PAGE],
        waiting=queries.receipts_that_wait(),
        older=f"/geld/bonnen?voor={found[PAGE - 1].id}" if len(found) > PAGE else None,
        first=before is None,
        may_book=viewer().may("money.book"),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@permission("money.book")
@takes_files(MOST_SENT)
def add() -> ResponseReturnValue:
    """Add a photo; for the entry the address names, or for none yet."""
    entry = _named_entry()
    form = ReceiptForm.sent(words=entry.memo if entry else "")
    if form.accepted():
        with attempt():
            receipt = operations.keep_receipt(
                form.photo.data.read(), form.words.data, viewer(), entry.id if entry else None
            )
            number = queries.receipt_number(receipt)
            flash(_("De bon is bewaard. Schrijf dit erop: %(number)s.", number=number), "good")
            return redirect(f"/geld/bonnen/{receipt.id}", code=303)
    number = queries.number_of(entry) if entry else ""
    return page("ledger/receipt_new.html", form=form, entry=entry, number=number)


@bp.route("/<int:receipt_id>")
@permission("money.read")
def show(receipt_id: int) -> ResponseReturnValue:
    """One receipt with its entry, or the entries it may belong to."""
    found = _receipt(receipt_id)
    may_book = viewer().may("money.book")
    typed, proves = request.args.get("zoek", "").strip(), queries.proves(found)
    looks = may_book and not proves and typed
    fitting = book_page(Wish(**vars(sought(typed))), limit=MOST_FOUND) if looks else None
    return page(
        "ledger/receipt.html",
        receipt=found,
        number=queries.receipt_number(found),
        proves=proves,
        waits=queries.waits_with(receipt_id),
        entry_number=queries.number_of(found.entry) if found.entry else "",
        typed=typed,
        searched=bool(looks),
        fitting=[(each, PressForm.fresh()) for each in _standing(fitting.bookings)]
        if fitting
        else [],
        more=bool(fitting and fitting.older),
        may_book=may_book,
    )


@bp.route("/<int:receipt_id>/bij/<int:entry_id>", methods=["POST"])
@permission("money.book")
def attach(receipt_id: int, entry_id: int) -> ResponseReturnValue:
    """Say which entry it proves."""
    found, entry = _receipt(receipt_id), _entry(entry_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.attach_receipt(found.id, entry.id, viewer())
            flash(_("De bon zit nu bij de boeking."), "good")
            return redirect(f"/geld/boek/{entry.id}#bonnen", code=303)
    return redirect(f"/geld/bonnen/{receipt_id}", code=303)


@bp.route("/<int:receipt_id>/foto")
@permission("money.read")
def photo(receipt_id: int) -> ResponseReturnValue:
    """The photo, for who reads the books."""
    found = _receipt(receipt_id)
    kept, name = found.attachment, f"bon-{queries.receipt_number(found)}.jpg"
    return picture(kept.content, kept.kind, name=name, fingerprint=kept.fingerprint)


def _standing(found: list[Booking]) -> list[Booking]:
    """What counts: an entry that was undone proves nothing."""
    return [each for each in found if not each.undone and not each.reverses]


def _receipt(receipt_id: int) -> Receipt:
    return or_gone(queries.find_receipt, receipt_id)


def _entry(entry_id: int) -> Entry:
    return or_gone(queries.find_entry, entry_id)


def _named_entry() -> Entry | None:
    """The entry the address names; 404 for one there is not."""
    entry_id = number_argument("boeking")
    return None if entry_id is None else _entry(entry_id)
