"""Booking movements: by parts, by an entry that is there, by what was learnt; and taking it back.

Who matches waits for who matches: on PostgreSQL a turn to the end of the transaction, taken
before that of who numbers entries, so that two never wait for each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from buurtcoop.audit.operations import record
from buurtcoop.bank.matching import Part, Suggestion, total_of
from buurtcoop.bank.models import BankAccount, BankLine, BankMatch, How, MatchRule
from buurtcoop.bank.operations.planning import sure
from buurtcoop.bank.queries import (
    BETWEEN_FUNDS,
    PLACES,
    OpenLine,
    known_for,
    live_match,
    next_to_close,
    on_account,
    open_line,
    these_lines,
    times_matched,
    untouched_ids,
)
from buurtcoop.bank.refusals import (
    EntryElsewhere,
    KindWrong,
    MoreThanOpen,
    NothingOpen,
    PartsMissing,
)
from buurtcoop.core import clock
from buurtcoop.core.database import in_turn, insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.funding.models import FundingSource, SourceKind
from buurtcoop.funding.operations import pay_tranche
from buurtcoop.funding.rules import AGREEMENT_TURN, InKindIsNoMoney
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount
from buurtcoop.ledger.operations import book, reverse
from buurtcoop.ledger.queries import accounts_by_code, period_of, reversal_of
from buurtcoop.ledger.rules import RESULT, NewLine, PeriodClosed

# The turn of who matches; the triggers on `bank_match` wait for the same.
MATCH_TURN = 5003
TAKEN_BACK = N_("Hoort niet bij dit bedrag op de bank.")


def take_turn() -> None:
    """Wait for who imports or matches; SQLite has one writer at a time."""
    in_turn(db(), MATCH_TURN)


def book_line(
    line_id: int,
    parts: Sequence[Part],
    by: Viewer,
    *,
    memo: str = "",
    learn: bool = True,
    how: How = How.HAND,
) -> BankMatch:
    """Book a movement, or part of it, in one entry on its own day.

    When that month is closed it is the first day that is open.

    Holds afterwards: the matches of the movement are never more than the movement. `learn`
    remembers one whole part for this counterparty and direction. A part of the movement that
    pays a part of an agreement does so until the entry is undone. Raises NothingOpen,
    MoreThanOpen, PartsMissing, KindWrong, InKindIsNoMoney, what `ledger.operations.book` and
    `funding.operations.pay_tranche` raise, and LookupError for what is not there.
    """
    take_turn()
    if any(part.tranche_id is not None for part in parts):
        in_turn(db(), AGREEMENT_TURN)
    found = open_line(line_id)
    _refuse_parts(found, parts)
    line = found.line
    entry = book(
        _open_day(line.day),
        memo or _kinds_of(parts),
        _lines_of(line, parts),
        key=f"{_key_of(line_id)}{times_matched(line_id) + 1}",
        by=by,
    )
    _pay_tranches(entry, line.bank_account, parts, by)
    if learn:
        _learn(line, parts, memo=entry.memo, by=by)
    return _match(line_id, entry.id, total_of(parts), how=how, by=by)


def match_entry(line_id: int, entry_id: int, by: Viewer, *, how: How = How.HAND) -> BankMatch:
    """Say that this entry, which is in the book, is this movement: as much as both still have.

    Raises NothingOpen, EntryElsewhere; LookupError when there is no such movement.
    """
    take_turn()
    found = open_line(line_id)
    if found.amount == NOTHING:
        raise NothingOpen
    account = found.line.bank_account
    entry = next(iter(on_account(account, entry_id=entry_id)), None)
    if entry is None or entry.undone:
        raise EntryElsewhere
    if (entry.unmatched > NOTHING) != (found.amount > NOTHING):
        raise EntryElsewhere
    amount = min(found.amount, entry.unmatched, key=abs)
    return _match(line_id, entry_id, amount, how=how, by=by)


def unmatch(match_id: int, by: Viewer) -> BankMatch:
    """End a match, and undo the entry that was made for it; one that was there before stays.

    Raises LookupError when it does not count any more, and what `ledger.operations.reverse` raises.
    """
    take_turn()
    match = live_match(match_id)
    match.ended_at = clock.now()
    db().flush()
    entry = match.entry
    if entry.key.startswith(_key_of(match.line_id)) and reversal_of(entry.id) is None:
        reverse(entry.id, day=_open_day(entry.day), memo=TAKEN_BACK, by=by)
    record(by, "bank.unmatch", match)
    return match


def match_new(by: Viewer, line_ids: Iterable[int] | None = None) -> int:
    """Book movements that nothing ever booked and that are sure. Returns how many.

    Sure is what a learnt rule says, and an entry in the book that is the only one and is named by
    the movement. A day whose month is closed or not open yet waits for a person.
    """
    take_turn()
    wanted = untouched_ids() if line_ids is None else list(line_ids)
    by_account: dict[int, list[OpenLine]] = defaultdict(list)
    for start in range(0, len(wanted), 500):
        for each in these_lines(wanted[start : start + 500]):
            by_account[each.line.bank_account_id].append(each)
    return sum(
        _match_sure(db().get_one(BankAccount, account_id), lines, by)
        for account_id, lines in by_account.items()
    )


def accept(line_id: int, suggestion: Suggestion, by: Viewer, *, learn: bool = False) -> BankMatch:
    """Do what was suggested. Raises what `book_line` and `match_entry` raise."""
    if suggestion.entry_id is not None:
        return match_entry(line_id, suggestion.entry_id, by, how=suggestion.how)
    return book_line(
        line_id, suggestion.parts, by, memo=suggestion.memo, learn=learn, how=suggestion.how
    )


def _match_sure(account: BankAccount, lines: Sequence[OpenLine], by: Viewer) -> int:
    seen = [each.seen for each in lines]
    found = zip(lines, sure(seen, known_for(account, seen)), strict=True)
    return len([accept(each.line.id, one, by) for each, one in found if one is not None])


def _refuse_parts(found: OpenLine, parts: Sequence[Part]) -> None:
    if found.amount == NOTHING:
        raise NothingOpen
    if not parts or not all(part.amount for part in parts):
        raise PartsMissing
    total = total_of(parts)
    wrong_way = (total > NOTHING) != (found.amount > NOTHING)
    if total == NOTHING or wrong_way or abs(total) > abs(found.amount):
        raise MoreThanOpen(amount=abs(found.amount))
    accounts = accounts_by_code({part.account for part in parts})
    for part in parts:
        _refuse_kind(accounts[part.account])
        if part.source_id is None:
            raise PartsMissing
        if accounts[part.account].kind in RESULT and part.activity_id is None:
            raise PartsMissing


def _refuse_kind(account: LedgerAccount) -> None:
    forbidden = account.code in PLACES or account.code in BETWEEN_FUNDS
    if forbidden or account.kind is AccountKind.EQUITY:
        raise KindWrong


def _lines_of(line: BankLine, parts: Sequence[Part]) -> list[NewLine]:
    """The bank per fund, and each part the other way round."""
    funds = {number: _fund_of(number) for part in parts if (number := part.source_id) is not None}
    on_bank: dict[int, Money] = defaultdict(lambda: NOTHING)
    others = []
    for part in parts:
        assert part.source_id is not None
        fund_id = funds[part.source_id]
        on_bank[fund_id] += part.amount
        others.append(
            NewLine(
                account=part.account,
                fund_id=fund_id,
                amount=-part.amount,
                activity_id=part.activity_id,
            )
        )
    place = line.bank_account.account.code
    bank = [
        NewLine(account=place, fund_id=fund_id, amount=amount)
        for fund_id, amount in on_bank.items()
        if amount
    ]
    return [*bank, *others]


def _pay_tranches(entry: Entry, account: BankAccount, parts: Sequence[Part], by: Viewer) -> None:
    """Let what came in pay the parts of agreements that it is for."""
    on_bank = {
        each.fund_id: each.id for each in entry.lines if each.account_id == account.account_id
    }
    for part in parts:
        if part.tranche_id is not None and part.source_id is not None:
            line_id = on_bank.get(_fund_of(part.source_id), 0)
            pay_tranche(part.tranche_id, line_id, part.amount, by=by)


def _fund_of(source_id: int) -> int:
    source = db().get(FundingSource, source_id)
    if source is None:
        raise LookupError(f"There is no source {source_id}.")
    if source.kind is SourceKind.IN_KIND:
        raise InKindIsNoMoney
    return source.fund_id


def _kinds_of(parts: Sequence[Part]) -> str:
    accounts = accounts_by_code({part.account for part in parts})
    return ", ".join(dict.fromkeys(accounts[part.account].name for part in parts))


def _learn(line: BankLine, parts: Sequence[Part], *, memo: str, by: Viewer) -> None:
    """Remember how this counterparty is booked: from one whole part, for ordinary money."""
    own = select(BankAccount.id).where(BankAccount.iban == line.counterparty_iban)
    whole = len(parts) == 1 and parts[0].amount == line.amount and parts[0].activity_id
    if not whole or not line.counterparty_iban or line.return_reason or db().scalar(own):
        return
    part = parts[0]
    values = {
        "source_id": part.source_id,
        "account_id": accounts_by_code({part.account})[part.account].id,
        "activity_id": part.activity_id,
        "memo": memo,
        "learnt_by_id": by.person_id,
        "learnt_at": clock.now(),
    }
    key = {"counterparty_iban": line.counterparty_iban, "incoming": line.amount > NOTHING}
    if insert_once(db(), MatchRule, **key, **values) is not None:
        return
    rule = db().scalars(select(MatchRule).filter_by(**key)).one()
    for name, value in values.items():
        setattr(rule, name, value)
    db().flush()


def _match(line_id: int, entry_id: int, amount: Money, *, how: How, by: Viewer) -> BankMatch:
    match = BankMatch(
        line_id=line_id,
        entry_id=entry_id,
        amount=amount,
        how=how,
        made_by_id=by.person_id,
        made_at=clock.now(),
        ended_at=None,
    )
    db().add(match)
    db().flush()
    record(by, "bank.match", match)
    return match


def _key_of(line_id: int) -> str:
    """What the business keys of entries made for this movement begin with."""
    return f"bank:{line_id}:"


def _open_day(day: date) -> date:
    """This day, or when its month is closed the first that is open. Raises PeriodMissing."""
    try:
        period_of(day)
    except PeriodClosed:
        still_open = next_to_close()
        return still_open.starts_on if still_open else day
    return day
