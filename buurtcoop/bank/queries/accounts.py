"""Our accounts at the bank: what the bank says, what the book says, what is open."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from buurtcoop.bank.models import BankAccount, BankLine, MatchRule, Statement
from buurtcoop.bank.queries.lines import open_count
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line
from buurtcoop.ledger.queries import posted
from buurtcoop.ledger.rules import GIVEN, LENT, RESULT

PLACES = ("1100", "1110")
BETWEEN_FUNDS = frozenset({LENT, GIVEN})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class AccountSeen:
    """An account with its newest day; `says` is empty while the bank never told a balance."""

    account: BankAccount
    last_day: date | None
    says: Money | None
    book: Money
    open_count: int


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Days of which no statement tells, and what moved on them, in cents."""

    after: date
    before: date
    amount: Money


@dataclass(frozen=True, kw_only=True)
class RuleSeen:
    """A learnt rule, with the name the bank last gave its counterparty."""

    rule: MatchRule
    counterparty: str


def accounts() -> list[BankAccount]:
    """Our accounts by their place in the books."""
    query = select(BankAccount).join(BankAccount.account).order_by(LedgerAccount.code)
    return list(db().scalars(query.options(joinedload(BankAccount.account))))


def accounts_seen() -> list[AccountSeen]:
    """Our accounts as a treasurer looks at them."""
    return [_seen(account) for account in accounts()]


def _seen(account: BankAccount) -> AccountSeen:
    last_day = last_day_of(account.id)
    return AccountSeen(
        account=account,
        last_day=last_day,
        says=bank_balance(account.id, last_day) if last_day else None,
        book=book_balance(account, last_day),
        open_count=open_count(account.id),
    )


def kinds(*, incoming: bool) -> list[LedgerAccount]:
    """What a movement can be booked as, the likely kinds first; never the bank itself."""
    likely = AccountKind.INCOME if incoming else AccountKind.EXPENSE
    rows = db().scalars(
        select(LedgerAccount)
        .where(
            LedgerAccount.code.not_in((*PLACES, *BETWEEN_FUNDS)),
            LedgerAccount.kind != AccountKind.EQUITY,
        )
        .order_by(LedgerAccount.code)
    )
    return sorted(rows, key=lambda each: (each.kind is not likely, each.kind not in RESULT))


def last_day_of(account_id: int) -> date | None:
    """The last day that any statement of this account tells of."""
    query = select(func.max(Statement.last_day)).where(Statement.bank_account_id == account_id)
    return db().scalar(query)


def first_day_of(account_id: int) -> date | None:
    """The first day that any statement of this account tells of."""
    query = select(func.min(Statement.first_day)).where(Statement.bank_account_id == account_id)
    return db().scalar(query)


def statements(account_id: int) -> list[Statement]:
    """The statements of an account in the order of their days."""
    return list(
        db().scalars(
            select(Statement)
            .where(Statement.bank_account_id == account_id)
            .order_by(Statement.last_day, Statement.first_day, Statement.id)
        )
    )


def bank_balance(account_id: int, on: date) -> Money | None:
    """What the bank says stands on the account at the end of this day.

    From the nearest statement with balances: the last that ends on this day or before, with what
    moved after it; else the first that begins later, without what moved before it. None when no
    statement tells a balance.
    """
    told = [each for each in statements(account_id) if each.closing is not None]
    before = [each for each in told if each.last_day <= on]
    if before:
        newest = before[-1]
        assert newest.closing is not None
        return newest.closing + moved_until(account_id, on, after=newest.last_day)
    if not told:
        return None
    first = min(told, key=lambda each: (each.first_day, each.id))
    assert first.opening is not None
    return first.opening - moved_until(account_id, first.first_day - ONE_DAY, after=on)


def opening_balance(account_id: int) -> tuple[date, Money] | None:
    """The first day a statement tells of, and what the bank had before it."""
    first_day = first_day_of(account_id)
    told = [each for each in statements(account_id) if each.opening is not None]
    if first_day is None or not told:
        return None
    first = min(told, key=lambda each: (each.first_day, each.id))
    assert first.opening is not None
    return first_day, first.opening - moved_until(account_id, first.first_day - ONE_DAY)


def gaps(account_id: int, until: date) -> list[Gap]:
    """Where a statement begins with another balance than the one before it ended with."""
    told = [each for each in statements(account_id) if each.closing is not None]
    found = []
    for before, after in pairwise(each for each in told if each.last_day <= until):
        assert before.closing is not None
        assert after.opening is not None
        if after.first_day >= before.last_day and after.opening != before.closing:
            lacking = after.opening - before.closing
            found.append(Gap(after=before.last_day, before=after.first_day, amount=lacking))
    return found


def moved_until(account_id: int, on: date, *, after: date | None = None) -> Money:
    """All movements up to and including this day; after another day, when that is told."""
    query = select(func.sum(BankLine.amount)).where(BankLine.bank_account_id == account_id)
    if after is not None:
        query = query.where(BankLine.day > after)
    return db().scalar(query.where(BankLine.day <= on)) or NOTHING


def book_balance(account: BankAccount, on: date | None) -> Money:
    """What stands on this account in the book at the end of a day, or of all days."""
    query = select(func.sum(Line.amount)).join_from(Line, Entry)
    found = db().scalar(query.where(Line.account_id == account.account_id, *posted(on)))
    return found or NOTHING


def places_left() -> list[LedgerAccount]:
    """Where in the books another account of ours may stand."""
    taken = select(BankAccount.account_id)
    return list(
        db().scalars(
            select(LedgerAccount)
            .where(LedgerAccount.code.in_(PLACES), LedgerAccount.id.not_in(taken))
            .order_by(LedgerAccount.code)
        )
    )


def rules() -> list[RuleSeen]:
    """What was learnt, with the newest name of each counterparty."""
    newest = (
        select(BankLine.counterparty)
        .where(BankLine.counterparty_iban == MatchRule.counterparty_iban)
        .order_by(BankLine.day.desc(), BankLine.id.desc())
        .limit(1)
        .correlate(MatchRule)
        .scalar_subquery()
    )
    rows = db().execute(
        select(MatchRule, func.coalesce(newest, ""))
        .options(
            joinedload(MatchRule.source),
            joinedload(MatchRule.account),
            joinedload(MatchRule.activity),
        )
        .order_by(MatchRule.id)
    )
    return [RuleSeen(rule=rule, counterparty=name) for rule, name in rows]
