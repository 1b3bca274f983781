"""What has a number: entries in their chain, and receipts."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from buurtcoop.core.instance import db
from buurtcoop.ledger.chain import LinkFacts
from buurtcoop.ledger.models import Entry, LedgerAccount, Line, Posting, PreparedEntry, Receipt
from buurtcoop.ledger.queries.ready import still_waits
from buurtcoop.ledger.rules import said_number


def number_of(entry: Entry) -> str:
    """The number people know an entry by: 2027-0012."""
    return said_number(entry.posting.year, entry.posting.number)


def numbers_of(entry_ids: Iterable[int]) -> dict[int, str]:
    """{entry id: its number} of these entries, in one statement."""
    rows = db().execute(
        select(Posting.entry_id, Posting.year, Posting.number).where(
            Posting.entry_id.in_(list(entry_ids))
        )
    )
    return {entry_id: said_number(year, number) for entry_id, year, number in rows}


def chain_head() -> Posting | None:
    """The newest place in the chain: its hash covers everything that was ever posted."""
    return db().scalar(select(Posting).order_by(Posting.id.desc()).limit(1))


def link_facts(entry: Entry, *, place: int, number: int) -> LinkFacts:
    """What the hash of this entry covers, at this place and with this number."""
    rows = db().execute(
        select(LedgerAccount.code, Line.fund_id, Line.activity_id, Line.amount)
        .join_from(Line, LedgerAccount)
        .where(Line.entry_id == entry.id)
        .order_by(Line.id)
    )
    return LinkFacts(
        place=place,
        year=entry.day.year,
        number=number,
        day=entry.day,
        memo=entry.memo,
        key=entry.key,
        reverses_id=entry.reverses_id,
        made_at=entry.made_at,
        made_by_id=entry.made_by_id,
        lines=[(code, fund, activity, amount.cents) for code, fund, activity, amount in rows],
    )


def receipt_number(receipt: Receipt) -> str:
    """The number people write on the paper: 2027-0003."""
    return said_number(receipt.year, receipt.number)


def receipts(*, loose: bool = False, limit: int = 50, before: int | None = None) -> list[Receipt]:
    """The newest receipts with their entries.

    `loose`: only those that prove nothing, or what was undone, and wait with nothing that stands
    ready.
    `before` is the id of the last receipt of the page before.
    """
    query = (
        select(Receipt)
        .options(joinedload(Receipt.entry).joinedload(Entry.posting))
        .order_by(Receipt.id.desc())
        .limit(limit)
    )
    if loose:
        query = query.where(_loose())
    return list(db().scalars(query if before is None else query.where(Receipt.id < before)))


def how_many_loose() -> int:
    """How many receipts prove nothing and wait with nothing that stands ready."""
    return db().scalar(select(func.count(Receipt.id)).where(_loose())) or 0


def receipts_of(entry_id: int) -> list[Receipt]:
    """The receipts behind an entry, by number."""
    query = select(Receipt).where(Receipt.entry_id == entry_id)
    query = query.options(joinedload(Receipt.attachment))
    return list(db().scalars(query.order_by(Receipt.year, Receipt.number)))


def find_receipt(receipt_id: int, *, hold: bool = False) -> Receipt:
    """A receipt; `hold`: nobody attaches it before this transaction ends. Raises LookupError."""
    found = db().get(Receipt, receipt_id, with_for_update=hold, populate_existing=hold)
    if found is None:
        raise LookupError(f"There is no receipt {receipt_id}.")
    return found


def proves(receipt: Receipt) -> bool:
    """Whether a receipt belongs to an entry that counts; one that was undone lets it go."""
    found = select(Receipt.id).where(Receipt.id == receipt.id, _proves())
    return db().scalar(found) is not None


def waits_with(receipt_id: int) -> PreparedEntry | None:
    """What stands ready and came with this receipt."""
    found = select(PreparedEntry).where(PreparedEntry.receipt_id == receipt_id, still_waits())
    return db().scalar(found)


def _proves() -> ColumnElement[bool]:
    undone = select(Entry.id).where(
        Entry.reverses_id == Receipt.entry_id, Entry.posted_at.is_not(None)
    )
    return Receipt.entry_id.is_not(None) & ~undone.exists()


def _loose() -> ColumnElement[bool]:
    return ~_proves() & ~_waits()


def _waits() -> ColumnElement[bool]:
    """Whether a receipt came with something that stands ready."""
    return (
        select(PreparedEntry.id)
        .where(PreparedEntry.receipt_id == Receipt.id, still_waits())
        .exists()
    )
