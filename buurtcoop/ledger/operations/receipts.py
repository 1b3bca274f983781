"""Receipts: photos of papers, numbered without gaps in their year."""

from hashlib import sha256

from sqlalchemy import func, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import in_turn
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.documents.operations import keep_photo
from buurtcoop.ledger.models import Entry, Receipt
from buurtcoop.ledger.queries import (
    find_entry,
    find_receipt,
    number_of,
    proves,
    receipt_number,
    reversal_of,
    waits_with,
)
from buurtcoop.ledger.rules import (
    AlreadyReversed,
    ReceiptKnown,
    ReceiptKnownLoose,
    ReceiptTaken,
    ReceiptWaits,
    ReversalStays,
)

# The turn of who numbers receipts; the trigger `receipt_follows` waits for the same.
RECEIPT_TURN = 5002


def keep_receipt(data: bytes, words: str, by: Viewer, entry_id: int | None = None) -> Receipt:
    """Keep the photo of a paper under the next number of this year.

    `words` say in short what is on it. Holds afterwards: the same file comes in once. Raises
    ReceiptKnown with the numbers of the receipt and its entry, ReceiptKnownLoose when it has
    none that counts, and what `keep_photo` raises; as `attach_receipt` for its entry.
    """
    original = sha256(data).hexdigest()
    _refuse_known(original)
    if entry_id is not None:
        _standing(entry_id)
    photo = keep_photo(data, by)
    in_turn(db(), RECEIPT_TURN)
    _refuse_known(original)
    year = clock.today().year
    newest = db().scalar(select(func.max(Receipt.number)).where(Receipt.year == year))
    receipt = Receipt(
        year=year,
        number=(newest or 0) + 1,
        attachment_id=photo.id,
        original=original,
        words=words,
        entry_id=entry_id,
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    db().add(receipt)
    db().flush()
    record(by, "ledger.keep_receipt", receipt)
    return receipt


def attach_receipt(receipt_id: int, entry_id: int, by: Viewer) -> None:
    """Say which entry a receipt proves; it stays with that entry, until that is undone.

    Doing it twice is once. Raises ReceiptTaken, and AlreadyReversed or ReversalStays for an entry
    that proves nothing; LookupError when either is not there.
    """
    receipt = find_receipt(receipt_id, hold=True)
    if receipt.entry_id == entry_id:
        return
    _refuse_taken(receipt)
    receipt.entry_id = _standing(entry_id).id
    db().flush()
    record(by, "ledger.attach_receipt", receipt)


def refuse_spoken_for(receipt_id: int) -> None:
    """Hold a receipt that is free to come with something that is to stand ready.

    Raises ReceiptTaken, ReceiptWaits; LookupError when it is not there.
    """
    receipt = find_receipt(receipt_id, hold=True)
    _refuse_taken(receipt)
    waiting = waits_with(receipt_id)
    if waiting is not None:
        raise ReceiptWaits(memo=waiting.memo)


def _refuse_taken(receipt: Receipt) -> None:
    if receipt.entry_id is not None and proves(receipt):
        raise ReceiptTaken(entry=number_of(find_entry(receipt.entry_id)))


def _standing(entry_id: int) -> Entry:
    """An entry that counts. Raises AlreadyReversed, ReversalStays, LookupError."""
    entry = find_entry(entry_id)
    if entry.reverses_id is not None:
        raise ReversalStays
    if reversal_of(entry_id) is not None:
        raise AlreadyReversed
    return entry


def _refuse_known(original: str) -> None:
    known = db().scalar(select(Receipt).where(Receipt.original == original))
    if known is None:
        return
    if known.entry is None or not proves(known):
        raise ReceiptKnownLoose(receipt=receipt_number(known))
    raise ReceiptKnown(receipt=receipt_number(known), entry=number_of(known.entry))
