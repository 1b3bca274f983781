"""What matching needs to know of an account and of the movements it looks at."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from buurtcoop.bank.matching import (
    BANK_COSTS,
    DAYS_APART,
    ON_ITS_WAY,
    Earlier,
    Known,
    Part,
    Seen,
    Way,
)
from buurtcoop.bank.models import BankAccount, BankLine, BankMatch, MatchRule
from buurtcoop.bank.queries.entries import unmatched
from buurtcoop.bank.queries.lines import counts
from buurtcoop.bank.queries.promised import coming_parts, promises
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import FundingSource, SourceKind
from buurtcoop.ledger.models import Entry, LedgerAccount, Line
from buurtcoop.ledger.queries import posted

EARLIER = 500
AT_ONCE = 500


def known_for(account: BankAccount, seen: Sequence[Seen]) -> Known:
    """What is known for these movements of this account, in a handful of statements."""
    if not seen:
        return Known()
    first, last = (pick(each.day for each in seen) for pick in (min, max))
    ibans = sorted({each.counterparty_iban for each in seen if each.counterparty_iban})
    return Known(
        unmatched=unmatched(account, first=first - DAYS_APART, last=last + DAYS_APART),
        tranches=coming_parts(ibans),
        promises=promises(),
        learnt=_learnt(ibans),
        earlier=_earlier(account, ibans, [each.reference for each in seen if each.return_reason]),
        own=frozenset(db().scalars(select(BankAccount.iban))),
        coming=_coming(),
        on_its_way=_most_money_on(account),
        bank_costs=_last_way(BANK_COSTS),
    )


def _learnt(ibans: Sequence[str]) -> dict[tuple[str, bool], Way]:
    found = {}
    for start in range(0, len(ibans), AT_ONCE):
        some = MatchRule.counterparty_iban.in_(ibans[start : start + AT_ONCE])
        for rule in db().scalars(
            select(MatchRule).where(some).options(joinedload(MatchRule.account))
        ):
            found[rule.counterparty_iban, rule.incoming] = Way(
                source_id=rule.source_id,
                account=rule.account.code,
                activity_id=rule.activity_id,
                memo=rule.memo,
            )
    return found


def _earlier(
    account: BankAccount, ibans: Sequence[str], references: Sequence[str]
) -> list[Earlier]:
    """Movements of these counterparties that one entry booked whole, the newest first."""
    of_somebody = BankLine.counterparty_iban.in_(ibans[:AT_ONCE])
    named = BankLine.reference.in_(references[:AT_ONCE])
    rows = db().execute(
        select(BankLine, Entry)
        .join(BankMatch, BankMatch.line_id == BankLine.id)
        .join(Entry, BankMatch.entry_id == Entry.id)
        .where(
            BankLine.bank_account_id == account.id,
            of_somebody | (named & (BankLine.reference != "")),
            BankMatch.amount == BankLine.amount,
            counts(),
        )
        .options(selectinload(Entry.lines).joinedload(Line.account))
        .order_by(BankLine.day.desc(), BankLine.id.desc())
        .limit(EARLIER)
    )
    sources = _sources_by_fund()
    return [
        Earlier(
            counterparty_iban=line.counterparty_iban,
            amount=line.amount,
            reference=line.reference,
            memo=entry.memo,
            parts=parts,
        )
        for line, entry in rows
        if (parts := _parts(account, line, entry, sources))
    ]


def _parts(
    account: BankAccount, line: BankLine, entry: Entry, sources: dict[int, int]
) -> tuple[Part, ...]:
    """What the movement was booked into; nothing when the entry did more than this movement."""
    other = [each for each in entry.lines if each.account_id != account.account_id]
    if -sum((each.amount for each in other), NOTHING) != line.amount:
        return ()
    if any(each.fund_id not in sources for each in other):
        return ()
    return tuple(
        Part(
            source_id=sources[each.fund_id],
            account=each.account.code,
            activity_id=each.activity_id,
            amount=-each.amount,
        )
        for each in other
    )


def _sources_by_fund() -> dict[int, int]:
    rows = db().execute(
        select(FundingSource.fund_id, FundingSource.id).where(
            FundingSource.kind != SourceKind.IN_KIND
        )
    )
    return {row.fund_id: row.id for row in rows}


def _most_money_on(account: BankAccount) -> Way | None:
    """Money that leaves for another account of ours is of the source that has most on this one."""
    sources = _sources_by_fund()
    most = sorted(_on(LedgerAccount.id == account.account_id), key=lambda each: -each[1].cents)
    found = [sources[fund_id] for fund_id, _amount in most if fund_id in sources]
    return _between(found[0]) if found else None


def _coming() -> dict[Money, Way]:
    """Ways by what each source has on its way between accounts of ours."""
    sources = _sources_by_fund()
    return {
        amount: _between(sources[fund_id])
        for fund_id, amount in _on(LedgerAccount.code == ON_ITS_WAY)
        if amount and fund_id in sources
    }


def _on(account: ColumnElement[bool]) -> list[tuple[int, Money]]:
    """(fund id, what it has on this account)."""
    rows = db().execute(
        select(Line.fund_id, func.sum(Line.amount))
        .join_from(Line, Entry)
        .join(LedgerAccount)
        .where(*posted(), account)
        .group_by(Line.fund_id)
        .order_by(Line.fund_id)
    )
    return [(fund_id, amount) for fund_id, amount in rows]


def _between(source_id: int) -> Way:
    return Way(source_id=source_id, account=ON_ITS_WAY, activity_id=None)


def _last_way(code: str) -> Way | None:
    """How this account was booked the last time; without one a person says it."""
    found = (
        db()
        .execute(
            select(FundingSource.id, Line.activity_id, Entry.memo)
            .join_from(Line, Entry)
            .join(LedgerAccount)
            .join(FundingSource, FundingSource.fund_id == Line.fund_id)
            .where(LedgerAccount.code == code, *posted())
            .order_by(Entry.day.desc(), Line.id.desc())
            .limit(1)
        )
        .first()
    )
    if found is None:
        return Way(source_id=None, account=code, activity_id=None)
    return Way(source_id=found[0], account=code, activity_id=found[1], memo=found[2])
