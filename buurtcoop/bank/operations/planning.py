"""A bank file held against what is there: what is new, what is known, what does not join."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import select

from buurtcoop.bank.matching import Known, Seen, Suggestion, suggest
from buurtcoop.bank.models import BankAccount, BankLine, Statement
from buurtcoop.bank.queries import statements
from buurtcoop.bank.refusals import DaysDiffer
from buurtcoop.bank.rules import BankFileOther, FileFormat, Movement, ReadStatement, identities
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.ledger.queries import period_of
from buurtcoop.ledger.rules import PeriodClosed, PeriodMissing

ONE_DAY = timedelta(days=1)
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a statement that came before told, as far as the next needs it."""

    format: FileFormat
    first_day: date
    last_day: date
    closing: Money | None


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A statement of a file, held against what is there.

    `fresh` are the movements that are new, with their identity. `gap` is what the balance before
    is more than the last balance we knew, and `since` the day of that one. `at_once` are the
    suggestions that the import books by itself.
    """

    account: BankAccount
    read: ReadStatement
    fresh: Sequence[tuple[str, Movement]]
    known: int
    repeated: bool
    gap: Money | None
    since: date | None
    at_once: Sequence[Suggestion] = ()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a file would do; nothing was written."""

    statements: Sequence[Planned]

    @property
    def nothing_new(self) -> bool:
        """Whether every statement of it came in before."""
        return all(each.repeated for each in self.statements)

    @property
    def new(self) -> int:
        """How many movements are new."""
        return sum(len(each.fresh) for each in self.statements)

    @property
    def at_once(self) -> int:
        """How many of them would be booked at once."""
        return sum(len(each.at_once) for each in self.statements)


@dataclass
class _Account:
    """What is known of an account while the statements of a file are held against it."""

    account: BankAccount
    told: list[Told]
    prints: set[str]
    identities: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)


def plan(read: Sequence[ReadStatement]) -> list[Planned]:
    """Each statement against what is there and against those before it in the file."""
    by_iban: dict[str, _Account] = {}
    planned = []
    for statement in sorted(read, key=lambda each: (each.iban, each.first_day, each.last_day)):
        if statement.iban not in by_iban:
            by_iban[statement.iban] = _account_of(statement.iban, read)
        planned.append(_held(statement, by_iban[statement.iban]))
    return planned


def _held(read: ReadStatement, there: _Account) -> Planned:
    named = list(zip(identities(read.movements), read.movements, strict=True))
    fresh = [(who, movement) for who, movement in named if who not in there.identities]
    _refuse_other_days(read, fresh, there)
    mark = fingerprint(read)
    since, gap = _gap(read, there.told)
    planned = Planned(
        account=there.account,
        read=read,
        fresh=fresh,
        known=len(named) - len(fresh),
        repeated=mark in there.prints,
        gap=gap,
        since=since,
    )
    there.prints.add(mark)
    there.identities |= {who for who, _movement in fresh}
    there.days |= {movement.day for _who, movement in fresh}
    there.told.append(_told(read))
    return planned


def _refuse_other_days(
    read: ReadStatement, fresh: Sequence[tuple[str, Movement]], there: _Account
) -> None:
    """A day that another statement told whole has no movements that it did not tell.

    Nor has one that a file of another format told: there the same movement has another name.
    Raises DaysDiffer.
    """
    for _who, movement in fresh:
        for told in there.told:
            if not told.first_day <= movement.day <= told.last_day:
                continue
            whole = told.closing is not None and movement.day < told.last_day
            other = told.format is not read.format and movement.day in there.days
            if whole or other:
                newest = max(each.last_day for each in there.told)
                raise DaysDiffer(day=movement.day, next_day=newest + ONE_DAY)


def _gap(read: ReadStatement, told: Sequence[Told]) -> tuple[date | None, Money | None]:
    """Since which day, and by how much, this does not join the statement before it."""
    earlier = [each for each in told if each.last_day <= read.first_day]
    before = max(earlier, key=lambda each: each.last_day, default=None)
    if before is None or before.closing is None or read.opening is None:
        return None, None
    gap = read.opening - before.closing
    return (before.last_day, gap) if gap else (None, None)


def _account_of(iban: str, read: Sequence[ReadStatement]) -> _Account:
    """What is known of this account. Raises BankFileOther."""
    account = db().scalar(select(BankAccount).where(BankAccount.iban == iban))
    if account is None:
        raise BankFileOther(iban=iban)
    there = statements(account.id)
    wanted = {who for each in read if each.iban == iban for who in identities(each.movements)}
    first = min(each.first_day for each in read if each.iban == iban)
    last = max(each.last_day for each in read if each.iban == iban)
    days = select(BankLine.day).where(
        BankLine.bank_account_id == account.id, BankLine.day.between(first, last)
    )
    return _Account(
        account=account,
        told=[_told(each) for each in there],
        prints={each.fingerprint for each in there},
        identities=_there(account.id, sorted(wanted)),
        days=set(db().scalars(days.distinct())),
    )


def _there(account_id: int, wanted: Sequence[str]) -> set[str]:
    """Which of these movements came in before."""
    found: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        found |= set(
            db().scalars(
                select(BankLine.identity).where(
                    BankLine.bank_account_id == account_id,
                    BankLine.identity.in_(wanted[start : start + AT_ONCE]),
                )
            )
        )
    return found


def _told(statement: ReadStatement | Statement) -> Told:
    return Told(
        format=statement.format,
        first_day=statement.first_day,
        last_day=statement.last_day,
        closing=statement.closing,
    )


def fingerprint(read: ReadStatement) -> str:
    """SHA-256 of what a statement says, whatever file it came in."""
    said = [
        read.iban,
        read.first_day.isoformat(),
        read.last_day.isoformat(),
        *(str(each.cents) if each is not None else "" for each in (read.opening, read.closing)),
        *identities(read.movements),
    ]
    return sha256("\n".join(said).encode()).hexdigest()


def sure(seen: Sequence[Seen], known: Known) -> list[Suggestion | None]:
    """What is booked at once of each of these movements; None where a person must look."""
    used: set[int] = set()
    found: list[Suggestion | None] = []
    for each in seen:
        one = suggest(each, known, used=frozenset(used))
        if one is None or not one.at_once or not _may_book(each.day, one):
            found.append(None)
            continue
        if one.entry_id is not None:
            used.add(one.entry_id)
        found.append(one)
    return found


def _may_book(day: date, suggestion: Suggestion) -> bool:
    """Whether its month takes an entry; one that is in the book asks no month."""
    if suggestion.entry_id is not None:
        return True
    try:
        period_of(day)
    except (PeriodClosed, PeriodMissing):
        return False
    return True
