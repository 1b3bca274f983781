"""What sources still owe us: by the letter, and by the parts in which it comes."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select

from buurtcoop.bank.coming import Coming
from buurtcoop.bank.matching import Way
from buurtcoop.bank.models import BankLine, BankMatch
from buurtcoop.bank.queries.lines import counts
from buurtcoop.coop.queries import activities
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.funding.models import (
    FundingAgreement,
    FundingSource,
    SourceKind,
    Tranche,
    TranchePayment,
)
from buurtcoop.funding.queries import OpenTranche, open_tranches
from buurtcoop.funding.rules import INCOME_ACCOUNTS
from buurtcoop.ledger.models import LedgerAccount, Line

AT_ONCE = 500
MEMO = N_("Deel %(number)s")


def coming_parts(ibans: Sequence[str]) -> list[Coming]:
    """Every part of an agreement that still comes, in the order in which they should."""
    found = [each for each in open_tranches() if each.source.kind != SourceKind.IN_KIND]
    if not found:
        return []
    paid_by, usual = _paid_by(ibans), _usual_activities()
    return [
        Coming(
            tranche_id=each.id,
            agreement_id=each.agreement_id,
            reference=each.reference,
            source_id=each.source.id,
            account=INCOME_ACCOUNTS[each.source.kind],
            activity_id=usual[each.source.fund_id],
            memo=_memo(each),
            open=each.open,
            requested=each.requested,
            names=_names(each.source),
            ibans=frozenset(paid_by[each.source.id]),
        )
        for each in found
    ]


def _memo(part: OpenTranche) -> str:
    """The letter and the part, as the book tells it."""
    return " · ".join(word for word in (part.reference, MEMO % {"number": part.number}) if word)


def _names(source: FundingSource) -> tuple[str, ...]:
    return (source.name, *([source.organisation.name] if source.organisation else []))


def _paid_by(ibans: Sequence[str]) -> dict[int, set[str]]:
    """{source: which of these accounts paid a part of its agreements before}."""
    rows = db().execute(
        select(FundingAgreement.source_id, BankLine.counterparty_iban)
        .join_from(TranchePayment, Tranche)
        .join(FundingAgreement, FundingAgreement.id == Tranche.agreement_id)
        .join(Line, Line.id == TranchePayment.line_id)
        .join(BankMatch, BankMatch.entry_id == Line.entry_id)
        .join(BankLine, BankLine.id == BankMatch.line_id)
        .where(BankLine.counterparty_iban.in_(ibans[:AT_ONCE]), counts())
        .distinct()
    )
    found: dict[int, set[str]] = defaultdict(set)
    for source_id, iban in rows:
        found[source_id].add(iban)
    return found


def _usual_activities() -> dict[int, int | None]:
    """{fund: the activity of its newest income}, else the only activity there is."""
    every = activities()
    only = every[0].id if len(every) == 1 else None
    found: dict[int, int | None] = defaultdict(lambda: only)
    found.update(_last_activities())
    return found


def promises() -> dict[str, Way]:
    """Ways by the reference of a letter, with the activity its source was last booked for."""
    rows = db().execute(
        select(FundingAgreement.reference, FundingSource)
        .join(FundingAgreement.source)
        .where(FundingAgreement.reference != "", FundingSource.kind != SourceKind.IN_KIND)
        .order_by(FundingAgreement.id)
    )
    found = list(rows)
    usual = _usual_activities() if found else {}
    return {
        reference: Way(
            source_id=source.id,
            account=INCOME_ACCOUNTS[source.kind],
            activity_id=usual[source.fund_id],
            memo=reference,
        )
        for reference, source in found
    }


def _last_activities() -> dict[int, int]:
    """{fund id: the activity of its newest line of income}."""
    newest = (
        select(func.max(Line.id))
        .join_from(Line, LedgerAccount)
        .where(LedgerAccount.code.in_(INCOME_ACCOUNTS.values()), Line.activity_id.is_not(None))
        .group_by(Line.fund_id)
    )
    rows = db().execute(select(Line.fund_id, Line.activity_id).where(Line.id.in_(newest)))
    return {fund_id: activity_id for fund_id, activity_id in rows if activity_id is not None}
