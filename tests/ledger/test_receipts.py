"""Receipts: numbered without gaps, the same paper once, and kept as long as the books."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.afterwards.jobs import forget_loose_photos
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.documents.models import Attachment
from buurtcoop.documents.rules import PhotoKind
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.checks import broken
from buurtcoop.ledger.models import Receipt
from buurtcoop.ledger.rules import (
    AlreadyReversed,
    ReceiptKnown,
    ReceiptKnownLoose,
    ReceiptTaken,
    ReversalStays,
)
from tests.documents.photos import photo
from tests.ledger.conftest import Books
from tests.ledger.test_at_the_same_time import at_once


def kept(books: Books, size: int, entry_id: int | None = None) -> Receipt:
    return operations.keep_receipt(photo(width=size), "Groente", books.truus, entry_id)


def test_the_same_paper_comes_in_once_and_says_where_it_is(books: Books, opened: Instance) -> None:
    entry = books.cost(6_250)
    first, loose = kept(books, 30, entry.id), kept(books, 40)

    assert [queries.receipt_number(each) for each in (first, loose)] == ["2027-0001", "2027-0002"]
    with pytest.raises(ReceiptKnown, match=r"bon 2027-0001 bij boeking 2027-0001"):
        kept(books, 30)
    with pytest.raises(ReceiptKnownLoose, match=r"bon 2027-0002"):
        kept(books, 40)
    assert [each.id for each in queries.receipts(loose=True)] == [loose.id]
    assert [each.id for each in queries.receipts_of(entry.id)] == [first.id]


def test_a_receipt_proves_one_entry(books: Books, opened: Instance) -> None:
    cost, other = books.cost(6_250), books.cost(100, key="other")
    receipt = kept(books, 30)

    operations.attach_receipt(receipt.id, cost.id, books.truus)
    operations.attach_receipt(receipt.id, cost.id, books.truus)

    with pytest.raises(ReceiptTaken, match="2027-0001"):
        operations.attach_receipt(receipt.id, other.id, books.truus)
    with pytest.raises(LookupError):
        kept(books, 50, entry_id=999)
    assert broken() == []


def test_an_entry_that_was_undone_lets_its_receipt_go(books: Books, opened: Instance) -> None:
    wrong = books.cost(6_250)
    receipt = kept(books, 30, wrong.id)
    undoing = operations.reverse(wrong.id, day=clock.today(), memo="fout", by=books.truus)
    right = books.cost(6_250, key="right")

    for odd, refusal in ((undoing, ReversalStays), (wrong, AlreadyReversed)):
        with pytest.raises(refusal):
            kept(books, 50, odd.id)
    assert queries.receipts(loose=True) == [receipt]
    operations.attach_receipt(receipt.id, right.id, books.truus)
    assert queries.receipts(loose=True) == []
    assert queries.receipts_of(right.id) == [receipt]


def test_what_is_refused_takes_no_number(books: Books, opened: Instance) -> None:
    with pytest.raises(PhotoKind):
        operations.keep_receipt(b"%PDF-1.7", "Groente", books.truus)

    assert kept(books, 30).number == 1


def test_eight_papers_at_once_leave_no_gap(instance: Instance, books: Books) -> None:
    sizes = iter(range(30, 38))

    errors = at_once(8, instance, lambda: kept(books, next(sizes)))

    assert errors == []
    with instance.reading():
        numbers = db().scalars(select(Receipt.number).order_by(Receipt.number)).all()
        assert list(numbers) == list(range(1, 9))


def test_the_night_leaves_the_photo_of_a_receipt(books: Books, opened: Instance) -> None:
    receipt = kept(books, 30)

    assert forget_loose_photos(clock.now() + timedelta(days=3_000)) == 0
    assert db().get(Attachment, receipt.attachment_id) is not None
