"""Accounts at a bank, what their files say, and which entry books which movement."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.bank.rules import FileFormat
from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.core.money import Money
from buurtcoop.funding.models import FundingSource
from buurtcoop.ledger.models import Entry, LedgerAccount


class How(StrEnum):
    """How a movement found its entry."""

    HAND = "hand"
    REFERENCE = "reference"
    IBAN_AND_AMOUNT = "iban_and_amount"
    RULE = "rule"
    IN_BOOK = "in_book"


class BankAccount(Model):
    """An account of ours at a bank, with the account of the books it stands on."""

    __tablename__ = "bank_account"

    id: Mapped[int] = key()
    iban: Mapped[str] = internal("its number, without spaces", unique=True)
    name: Mapped[str] = internal("name people read")
    account_id: Mapped[int] = internal(
        "where it stands in the books", ForeignKey("ledger_account.id"), unique=True
    )

    account: Mapped[LedgerAccount] = relationship()


class Statement(Model):
    """What one file said of one account: its days and its balances."""

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("bank_account_id", "fingerprint"),
        CheckConstraint("last_day >= first_day", name="in_order"),
        CheckConstraint("(opening IS NULL) = (closing IS NULL)", name="both_balances"),
    )

    id: Mapped[int] = key()
    bank_account_id: Mapped[int] = internal("the account", ForeignKey("bank_account.id"))
    fingerprint: Mapped[str] = internal("SHA-256 of what it says: the same comes in once")
    format: Mapped[FileFormat] = internal("what it was written in", choice(FileFormat))
    name: Mapped[str] = internal("name of the file", ends=Ends.BOOKS_7Y)
    first_day: Mapped[date] = internal("first day it tells of", ends=Ends.BOOKS_7Y)
    last_day: Mapped[date] = internal("last day it tells of", ends=Ends.BOOKS_7Y)
    opening: Mapped[Money | None] = internal(
        "cents before the first movement; empty where the format does not say it",
        ends=Ends.BOOKS_7Y,
    )
    closing: Mapped[Money | None] = internal("cents after the last", ends=Ends.BOOKS_7Y)
    made_by_id: Mapped[int | None] = personal("who brought it", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when it came in", ends=Ends.BOOKS_7Y)

    bank_account: Mapped[BankAccount] = relationship()


class BankLine(Model):
    """One movement on an account, as the bank said it; more on the account is positive."""

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("bank_account_id", "identity"),
        CheckConstraint("amount <> 0", name="not_nothing"),
        Index(None, "bank_account_id", "day", "id"),
    )

    id: Mapped[int] = key()
    bank_account_id: Mapped[int] = internal("the account", ForeignKey("bank_account.id"))
    statement_id: Mapped[int] = internal(
        "the first statement that said it", ForeignKey("statement.id"), index=True
    )
    identity: Mapped[str] = internal(
        "the bank's entry reference with the place in a batch, or a hash with its occurrence",
        ends=Ends.BOOKS_7Y,
    )
    day: Mapped[date] = internal("booking day at the bank", ends=Ends.BOOKS_7Y)
    amount: Mapped[Money] = internal("cents", ends=Ends.BOOKS_7Y)
    counterparty: Mapped[str] = personal("name of the other side", ends=Ends.BOOKS_7Y)
    counterparty_iban: Mapped[str] = personal(
        "account of the other side, empty when the bank does not say", ends=Ends.BOOKS_7Y
    )
    words: Mapped[str] = personal("what was written with it", ends=Ends.BOOKS_7Y)
    reference: Mapped[str] = internal(
        "end-to-end or payment reference; not unique", ends=Ends.BOOKS_7Y
    )
    batch: Mapped[str] = internal(
        "what holds the parts of one batch together; empty outside one", ends=Ends.BOOKS_7Y
    )
    return_reason: Mapped[str] = internal(
        "why a payment came back, such as AM04; empty when it is no return", ends=Ends.BOOKS_7Y
    )

    bank_account: Mapped[BankAccount] = relationship()
    statement: Mapped[Statement] = relationship()


class MatchRule(Model):
    """How movements of one counterparty are booked, learnt from the last time."""

    __tablename__ = "match_rule"
    __table_args__ = (UniqueConstraint("counterparty_iban", "incoming"),)

    id: Mapped[int] = key()
    counterparty_iban: Mapped[str] = personal("the other side", ends=Ends.BOOKS_7Y)
    incoming: Mapped[bool] = internal("what comes in, or what goes out")
    source_id: Mapped[int] = internal("the source", ForeignKey("funding_source.id"))
    account_id: Mapped[int] = internal("income or cost account", ForeignKey("ledger_account.id"))
    activity_id: Mapped[int] = internal("what for", ForeignKey("activity.id"))
    memo: Mapped[str] = internal("how the book tells it")
    learnt_by_id: Mapped[int | None] = personal("who booked it so", ends=Ends.BOOKS_7Y)
    learnt_at: Mapped[datetime] = internal("when")

    source: Mapped[FundingSource] = relationship()
    account: Mapped[LedgerAccount] = relationship()
    activity: Mapped[Activity] = relationship()


class BankMatch(Model):
    """This part of a movement is booked by this entry.

    It counts until it was ended, or its entry was undone.
    """

    __tablename__ = "bank_match"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="not_nothing"),
        Index(None, "line_id", "entry_id"),
        Index(None, "entry_id"),
    )

    id: Mapped[int] = key()
    line_id: Mapped[int] = internal("the movement", ForeignKey("bank_line.id"))
    entry_id: Mapped[int] = internal("the entry", ForeignKey("entry.id"))
    amount: Mapped[Money] = internal("cents, with the sign of the movement", ends=Ends.BOOKS_7Y)
    how: Mapped[How] = internal("how it was found", choice(How))
    made_by_id: Mapped[int | None] = personal("who said so", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when", ends=Ends.BOOKS_7Y)
    ended_at: Mapped[datetime | None] = internal("when it was taken back", ends=Ends.BOOKS_7Y)

    line: Mapped[BankLine] = relationship()
    entry: Mapped[Entry] = relationship()
