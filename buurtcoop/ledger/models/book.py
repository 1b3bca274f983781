"""Accounts, funds, periods, entries with their lines, and their place in the chain."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, public
from buurtcoop.core.money import Money

UNDOES = text("reverses_id IS NOT NULL")


class AccountKind(StrEnum):
    """Which side of the books an account is on."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class FundKind(StrEnum):
    """How free the money of a fund is."""

    FREE = "free"
    DESIGNATED = "designated"
    RESTRICTED = "restricted"


class PeriodState(StrEnum):
    """Whether a period takes entries."""

    OPEN = "open"
    CLOSED = "closed"


class LedgerAccount(Model):
    """An account of the books, with its code in the Dutch reference scheme (RGS)."""

    __tablename__ = "ledger_account"

    id: Mapped[int] = key()
    code: Mapped[str] = internal("number in our own scheme", unique=True)
    name: Mapped[str] = internal("name people read")
    kind: Mapped[AccountKind] = internal("which side of the books", choice(AccountKind))
    rgs: Mapped[str] = internal("code in RGS MKB 3.7, empty for internal accounts")


class Fund(Model):
    """Money with one purpose; each source has a fund of its own."""

    __tablename__ = "fund"

    id: Mapped[int] = key()
    name: Mapped[str] = public("name people read", unique=True)
    kind: Mapped[FundKind] = internal("how free it is", choice(FundKind))
    purpose: Mapped[str] = public("what it is for, and who decided that; may be empty")


class Period(Model):
    """A stretch of days that takes entries while it is open; no two share a day."""

    __tablename__ = "period"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="in_order"),)

    id: Mapped[int] = key()
    starts_on: Mapped[date] = internal("first day", unique=True)
    ends_on: Mapped[date] = internal("last day", unique=True)
    state: Mapped[PeriodState] = internal("open or closed", choice(PeriodState))


class Entry(Model):
    """One booking; draft until it is posted, then fixed."""

    __tablename__ = "entry"
    __table_args__ = (
        Index(None, "day", "id"),
        Index("entry_books_once", "key", unique=True),
        # Most undo nothing. With those in it, SQLite would look among all of them for an entry
        # that undoes nothing, instead of at the one it has.
        Index(
            "entry_undoes_once",
            "reverses_id",
            unique=True,
            sqlite_where=UNDOES,
            postgresql_where=UNDOES,
        ),
    )

    id: Mapped[int] = key()
    day: Mapped[date] = internal("date of the booking", ends=Ends.BOOKS_7Y)
    period_id: Mapped[int] = internal(
        "its period", ForeignKey("period.id"), ends=Ends.BOOKS_7Y, index=True
    )
    memo: Mapped[str] = internal("what it was for, in words", ends=Ends.BOOKS_7Y)
    posted_at: Mapped[datetime | None] = internal("empty while a draft", ends=Ends.BOOKS_7Y)
    reverses_id: Mapped[int | None] = internal(
        "the entry this one undoes", ForeignKey("entry.id"), ends=Ends.BOOKS_7Y
    )
    key: Mapped[str] = internal("business key: the same cause books once", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when it was made", ends=Ends.BOOKS_7Y)
    made_by_id: Mapped[int | None] = personal("who made it", ends=Ends.BOOKS_7Y)

    lines: Mapped[list["Line"]] = relationship(back_populates="entry", order_by="Line.id")
    posting: Mapped["Posting"] = relationship(back_populates="entry")


class Posting(Model):
    """The place of a posted entry in the chain, its number in its book year, and its hash.

    `id` is the place: 1, 2, 3 without gaps in the order of posting. The hash covers the hash
    of the place before and the whole entry, so nothing before the newest can change unseen.
    """

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("number > 0", name="numbered_from_one"),
        CheckConstraint("length(hash) = 64", name="whole_hash"),
    )

    id: Mapped[int] = key()
    entry_id: Mapped[int] = internal(
        "the entry", ForeignKey("entry.id"), ends=Ends.BOOKS_7Y, unique=True
    )
    year: Mapped[int] = internal("book year: the year of the entry's day", ends=Ends.BOOKS_7Y)
    number: Mapped[int] = internal("1, 2, 3 without gaps in its year", ends=Ends.BOOKS_7Y)
    hash: Mapped[str] = internal(
        "SHA-256 over the hash before it and this entry", ends=Ends.BOOKS_7Y
    )

    entry: Mapped[Entry] = relationship(back_populates="posting")


class Line(Model):
    """One amount on one account and one fund; debit is positive."""

    __tablename__ = "line"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="not_nothing"),
        Index("line_balances", "fund_id", "account_id", "activity_id", "entry_id", "amount"),
    )

    id: Mapped[int] = key()
    entry_id: Mapped[int] = internal(
        "its entry", ForeignKey("entry.id"), ends=Ends.BOOKS_7Y, index=True
    )
    account_id: Mapped[int] = internal(
        "account", ForeignKey("ledger_account.id"), ends=Ends.BOOKS_7Y
    )
    fund_id: Mapped[int] = internal("fund", ForeignKey("fund.id"), ends=Ends.BOOKS_7Y)
    activity_id: Mapped[int | None] = internal(
        "what it was done for; required on income and expense",
        ForeignKey("activity.id"),
        ends=Ends.BOOKS_7Y,
    )
    amount: Mapped[Money] = internal("cents, debit positive", ends=Ends.BOOKS_7Y)

    entry: Mapped[Entry] = relationship(back_populates="lines")
    account: Mapped[LedgerAccount] = relationship()
    fund: Mapped[Fund] = relationship()
    activity: Mapped[Activity | None] = relationship()
