"""What stands ready to be booked, what comes back, and the receipts behind it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.core.money import Money
from buurtcoop.documents.models import Attachment
from buurtcoop.ledger.models.book import Entry, Fund, LedgerAccount


class Why(StrEnum):
    """Why something stands ready and is not booked yet."""

    SECOND_PERSON = "second_person"
    RECURRING = "recurring"


class Every(StrEnum):
    """How often a recurring entry comes back."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class PreparedEntry(Model):
    """An entry that stands ready: it waits for a second person, or for its day.

    It is waiting until it was booked or dropped, and it ends once.
    """

    __tablename__ = "prepared_entry"
    __table_args__ = (
        CheckConstraint("memo <> ''", name="has_memo"),
        CheckConstraint("entry_id IS NULL OR dropped_at IS NULL", name="ends_once"),
        CheckConstraint("(dropped_at IS NULL) = (dropped_why = '')", name="dropped_with_reason"),
        CheckConstraint(
            "why <> 'second_person' OR entry_id IS NULL "
            "OR (decided_by_id IS NOT NULL AND decided_by_id <> made_by_id)",
            name="booked_by_a_second_person",
        ),
        Index(
            "receipt_waits_once",
            "receipt_id",
            unique=True,
            sqlite_where=text("entry_id IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("entry_id IS NULL AND dropped_at IS NULL"),
        ),
    )

    id: Mapped[int] = key()
    key: Mapped[str] = internal("business key of the entry it becomes", unique=True)
    day: Mapped[date] = internal("date of the booking", ends=Ends.BOOKS_7Y)
    memo: Mapped[str] = internal("what it is for, in words", ends=Ends.BOOKS_7Y)
    why: Mapped[Why] = internal("why it waits", choice(Why))
    made_by_id: Mapped[int | None] = personal("who prepared it", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when it was prepared", ends=Ends.BOOKS_7Y)
    receipt_id: Mapped[int | None] = internal(
        "the paper that came with it; proves the entry it becomes",
        ForeignKey("receipt.id"),
        ends=Ends.BOOKS_7Y,
    )
    entry_id: Mapped[int | None] = internal(
        "the entry it became", ForeignKey("entry.id"), ends=Ends.BOOKS_7Y, unique=True
    )
    decided_by_id: Mapped[int | None] = personal("who booked or dropped it", ends=Ends.BOOKS_7Y)
    dropped_at: Mapped[datetime | None] = internal("when it was dropped", ends=Ends.BOOKS_7Y)
    dropped_why: Mapped[str] = internal("why it was dropped", ends=Ends.BOOKS_7Y)

    lines: Mapped[list["PreparedLine"]] = relationship(order_by="PreparedLine.id")
    receipt: Mapped["Receipt | None"] = relationship()
    entry: Mapped[Entry | None] = relationship()


class PreparedLine(Model):
    """One amount of it; debit is positive."""

    __tablename__ = "prepared_line"
    __table_args__ = (CheckConstraint("amount <> 0", name="not_nothing"),)

    id: Mapped[int] = key()
    prepared_id: Mapped[int] = internal("of what", ForeignKey("prepared_entry.id"), index=True)
    account_id: Mapped[int] = internal("account", ForeignKey("ledger_account.id"))
    fund_id: Mapped[int] = internal("fund", ForeignKey("fund.id"))
    activity_id: Mapped[int | None] = internal("activity", ForeignKey("activity.id"))
    amount: Mapped[Money] = internal("cents, debit positive", ends=Ends.BOOKS_7Y)

    account: Mapped[LedgerAccount] = relationship()
    fund: Mapped[Fund] = relationship()
    activity: Mapped[Activity | None] = relationship()


class RecurringEntry(Model):
    """An entry that comes back: the rent each month. On its day it stands ready, not booked."""

    __tablename__ = "recurring_entry"
    __table_args__ = (
        CheckConstraint("memo <> ''", name="has_memo"),
        CheckConstraint("on_number BETWEEN 1 AND 31", name="on_a_day"),
    )

    id: Mapped[int] = key()
    memo: Mapped[str] = internal("what it is for, in words")
    every: Mapped[Every] = internal("how often", choice(Every))
    on_number: Mapped[int] = internal("day of the month; a shorter month has its last day")
    next_on: Mapped[date] = internal("the next day it stands ready")
    made_by_id: Mapped[int | None] = personal("who made it", ends=Ends.BOOKS_7Y)
    ended_at: Mapped[datetime | None] = internal("when somebody stopped it")

    lines: Mapped[list["RecurringLine"]] = relationship(order_by="RecurringLine.id")


class RecurringLine(Model):
    """One amount of it; debit is positive."""

    __tablename__ = "recurring_line"
    __table_args__ = (CheckConstraint("amount <> 0", name="not_nothing"),)

    id: Mapped[int] = key()
    recurring_id: Mapped[int] = internal("of what", ForeignKey("recurring_entry.id"), index=True)
    account_id: Mapped[int] = internal("account", ForeignKey("ledger_account.id"))
    fund_id: Mapped[int] = internal("fund", ForeignKey("fund.id"))
    activity_id: Mapped[int | None] = internal("activity", ForeignKey("activity.id"))
    amount: Mapped[Money] = internal("cents, debit positive")

    account: Mapped[LedgerAccount] = relationship()
    fund: Mapped[Fund] = relationship()
    activity: Mapped[Activity | None] = relationship()


class Receipt(Model):
    """A photo of a paper behind an entry, numbered without gaps in its year."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("number > 0", name="numbered_from_one"),
    )

    id: Mapped[int] = key()
    year: Mapped[int] = internal("year in which it came in", ends=Ends.BOOKS_7Y)
    number: Mapped[int] = internal("1, 2, 3 without gaps in its year", ends=Ends.BOOKS_7Y)
    attachment_id: Mapped[int] = internal(
        "the photo", ForeignKey("attachment.id"), ends=Ends.BOOKS_7Y, unique=True
    )
    original: Mapped[str] = internal(
        "SHA-256 of the file as it came in: the same paper comes in once",
        ends=Ends.BOOKS_7Y,
        unique=True,
    )
    words: Mapped[str] = internal("what is on it, in short", ends=Ends.BOOKS_7Y)
    entry_id: Mapped[int | None] = internal(
        "the entry it proves; empty until it was booked",
        ForeignKey("entry.id"),
        ends=Ends.BOOKS_7Y,
        index=True,
    )
    made_by_id: Mapped[int | None] = personal("who brought it", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when it came in", ends=Ends.BOOKS_7Y)

    attachment: Mapped[Attachment] = relationship()
    entry: Mapped[Entry | None] = relationship()
