"""Entries on an account of ours, and what of them has no movement yet."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import aliased

from buurtcoop.bank.matching import Unmatched
from buurtcoop.bank.models import BankAccount, BankLine, BankMatch
from buurtcoop.bank.queries.lines import counts
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.ledger.models import Entry, Line
from buurtcoop.ledger.queries import posted
from buurtcoop.ledger.rules import OPENING_KEY


@dataclass(frozen=True, kw_only=True)
class OnAccount:
    """An entry on an account of ours, and what of it has no movement, in cents."""

    entry_id: int
    day: date
    memo: str
    unmatched: Money
    undone: bool
    opens: bool = False  # an opening balance: what was there before the first movement


def unmatched(
    account: BankAccount, *, first: date, last: date, search: str = ""
) -> list[Unmatched]:
    """Entries on this account between these days that have no movement, or in part."""
    return [
        Unmatched(entry_id=each.entry_id, day=each.day, amount=each.unmatched, memo=each.memo)
        for each in on_account(account, first=first, last=last, search=search)
        if not each.undone and not each.opens
    ]


def on_account(
    account: BankAccount,
    *,
    first: date | None = None,
    last: date | None = None,
    search: str = "",
    entry_id: int | None = None,
    matched_until: date | None = None,
) -> list[OnAccount]:
    """Entries on this account of which something has no movement.

    `matched_until` counts only movements up to that day. An entry that undoes another, and the
    one it undoes, are `undone`.
    """
    booked, undoing = func.sum(Line.amount), aliased(Entry)
    undone = select(undoing.id).where(undoing.reverses_id == Entry.id).exists()
    told = (Entry.id, Entry.day, Entry.memo, Entry.key, Entry.reverses_id)
    query = select(*told, undone, booked)
    query = query.join_from(Entry, Line).where(Line.account_id == account.account_id, *posted(last))
    if entry_id is not None:
        query = query.where(Entry.id == entry_id)
    if first is not None:
        query = query.where(Entry.day >= first)
    if search:
        query = query.where(func.lower(Entry.memo).contains(search.lower(), autoescape=True))
    of_entry = _matched(account, entry_id, matched_until)
    taken = func.coalesce(of_entry.c.taken, 0)
    rows = db().execute(
        query.add_columns(taken)
        .outerjoin(of_entry, of_entry.c.entry_id == Entry.id)
        .group_by(*told, of_entry.c.taken)
        .having(booked != taken)
        .order_by(Entry.day, Entry.id)
    )
    return [
        OnAccount(
            entry_id=number,
            day=day,
            memo=memo,
            unmatched=amount - has,
            undone=reverses_id is not None or bool(is_undone),
            opens=key.startswith(OPENING_KEY),
        )
        for number, day, memo, key, reverses_id, is_undone, amount, has in rows
    ]


def _matched(account: BankAccount, entry_id: int | None, until: date | None) -> Subquery:
    """What movements up to a day took of each entry, or of one entry."""
    taken = (
        select(BankMatch.entry_id, func.sum(BankMatch.amount).label("taken"))
        .join(BankLine, BankMatch.line_id == BankLine.id)
        .where(BankLine.bank_account_id == account.id, counts())
        .group_by(BankMatch.entry_id)
    )
    if until is not None:
        taken = taken.where(BankLine.day <= until)
    if entry_id is not None:
        taken = taken.where(BankMatch.entry_id == entry_id)
    return taken.subquery()
