"""What a settlement shows beside its arithmetic, as it is today; frozen when it is handed in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from buurtcoop.coop.models import Activity
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import words
from buurtcoop.core.instance import db
from buurtcoop.funding.models import (
    AgreementTerms,
    CategoryAccount,
    CategoryTerms,
    CostCategory,
    CostClaim,
    FundingAgreement,
    FundingSource,
    SourceKind,
    TermsActivity,
)
from buurtcoop.funding.queries.agreements import mates_counted
from buurtcoop.funding.queries.claims import entry_stands
from buurtcoop.funding.queries.planned import plan_of
from buurtcoop.funding.queries.settling import agreement_and_terms
from buurtcoop.funding.queries.told import goals_told, promises_told
from buurtcoop.funding.rules.dossier import FIVE, Dossier, Evidence
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.ledger.models import Entry, LedgerAccount, Line, Posting, Receipt
from buurtcoop.ledger.queries import chain_head
from buurtcoop.ledger.rules import said_number

# Why there is no receipt, as far as the book knows.
RECURRING_KEY = "recurring:"
COMES_BACK = "vast bedrag, zie de afspraak"
WAGES = "loon, zie de loonstrook"
GIVEN_BACK = "vergoeding, zie de lijst"
NO_PHOTO = "geen foto bewaard"
WITHOUT_RECEIPT = {"4000": WAGES, "4010": WAGES, "4030": GIVEN_BACK}


def dossier_of(agreement_id: int, settled_on: date) -> Dossier:
    """All that is shown beside the arithmetic, up to this day.

    Raises NothingAgreed; LookupError when there is no such agreement.
    """
    agreement, terms = agreement_and_terms(agreement_id)
    coop, head = this_coop(), chain_head()
    evidence = evidence_of(agreement, terms, settled_on)
    minutes, helpers = _help(agreement, terms)
    plan_words, plan = plan_of(agreement, terms, evidence, _payers(agreement, terms))
    place = " ".join(part for part in (coop.postcode, coop.city) if part)
    return Dossier(
        coop=coop.name,
        address=", ".join(part for part in (coop.street, place) if part),
        contact=", ".join(part for part in (_in_one_line(coop.phone), coop.email) if part),
        source=agreement.source.name,
        council=agreement.source.kind is SourceKind.MUNICIPAL_COFINANCING,
        reference=agreement.reference,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        asked=agreement.asked,
        agreed=agreement.amount,
        not_promised=terms.not_promised,
        unit_words=terms.unit_words,
        minutes=minutes if helpers >= FIVE else 0,
        few_helpers=0 < helpers < FIVE,
        plan_words=plan_words,
        plan=plan,
        evidence=evidence,
        goals=goals_told(agreement_id, terms.unit_goal_number),
        promises=promises_told(agreement_id, settled_on),
        place=head.id if head else 0,
        entry=said_number(head.year, head.number) if head else "",
        chain=head.hash if head else "",
    )


def _in_one_line(phone: str) -> str:
    return words.phone(phone).replace(" ", "\N{NO-BREAK SPACE}")


def evidence_of(
    agreement: FundingAgreement, terms: AgreementTerms, until: date
) -> tuple[Evidence, ...]:
    """Every cost up to this day that a settlement looks at, as `facts_of` counts them, by day."""
    mates = [mate.id for mate in mates_counted(agreement, terms)]
    rows = db().execute(_claimed(agreement, terms, mates, until)).all()
    kinds = _kinds(terms)
    receipts = _receipts(row.entry_id for row in rows)
    told = []
    for row in rows:
        own = row.agreement_id == agreement.id
        kind = row.category if own else kinds.get(row.account_id)
        if own or kind is not None or not terms.categories:
            told.append(_evidence(row, kind or "", receipts[row.entry_id], own=own))
    return tuple(told)


def _payers(agreement: FundingAgreement, terms: AgreementTerms) -> set[int]:
    """The sources whose costs are in this report."""
    return {agreement.source_id, *(mate.source_id for mate in mates_counted(agreement, terms))}


def _claimed(
    agreement: FundingAgreement, terms: AgreementTerms, mates: list[int], until: date
) -> Select[*tuple[Any, ...]]:
    """On the agreement itself, and on those mates for days of the agreement."""
    beside = and_(
        CostClaim.agreement_id.in_(mates),
        Entry.day.between(agreement.starts_on, agreement.ends_on),
    )
    named = select(TermsActivity.activity_id).where(TermsActivity.terms_id == terms.id)
    return (
        select(
            CostClaim.agreement_id,
            CostClaim.amount,
            CostClaim.vat,
            CostCategory.name.label("category"),
            FundingSource.name.label("source"),
            Line.account_id,
            LedgerAccount.code,
            LedgerAccount.name.label("account"),
            Activity.name.label("activity"),
            Entry.id.label("entry_id"),
            Entry.day,
            Entry.memo,
            Entry.key,
            Posting.year,
            Posting.number,
        )
        .join(Line, Line.id == CostClaim.line_id)
        .join(Entry, Entry.id == Line.entry_id)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(LedgerAccount, LedgerAccount.id == Line.account_id)
        .outerjoin(Activity, Activity.id == Line.activity_id)
        .join(FundingAgreement, FundingAgreement.id == CostClaim.agreement_id)
        .join(FundingSource, FundingSource.id == FundingAgreement.source_id)
        .outerjoin(CostCategory, CostCategory.id == CostClaim.category_id)
        .where(
            or_(CostClaim.agreement_id == agreement.id, beside),
            or_(~named.exists(), Line.activity_id.in_(named)),
            CostClaim.withdrawn_at.is_(None),
            Entry.day <= until,
            entry_stands(),
        )
        .order_by(Entry.day, Posting.id, CostClaim.id)
    )


def _kinds(terms: AgreementTerms) -> dict[int, str]:
    """{account: the kind of cost it is under these terms}."""
    rows = db().execute(
        select(CategoryAccount.account_id, CostCategory.name)
        .join(CategoryTerms, CategoryTerms.id == CategoryAccount.category_terms_id)
        .join(CostCategory, CostCategory.id == CategoryTerms.category_id)
        .where(CategoryAccount.terms_id == terms.id)
    )
    return {account_id: str(name) for account_id, name in rows}


def _receipts(entry_ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = db().execute(
        select(Receipt.entry_id, Receipt.year, Receipt.number)
        .where(Receipt.entry_id.in_(set(entry_ids)))
        .order_by(Receipt.year, Receipt.number)
    )
    for entry_id, year, number in rows:
        found[entry_id or 0].append(said_number(year, number))
    return found


def _evidence(row: Any, kind: str, receipts: Sequence[str], *, own: bool) -> Evidence:
    return Evidence(
        entry=said_number(row.year, row.number),
        day=row.day,
        words=row.memo,
        account=row.account,
        activity=row.activity or "",
        category=kind,
        amount=row.amount,
        vat=row.vat,
        receipts=tuple(receipts),
        why_none="" if receipts else _why_none(row),
        stands_on="" if own else row.source,
    )


def _why_none(row: Any) -> str:
    known = COMES_BACK if row.key.startswith(RECURRING_KEY) else NO_PHOTO
    return WITHOUT_RECEIPT.get(row.code, known)


def _help(agreement: FundingAgreement, terms: AgreementTerms) -> tuple[int, int]:
    """Minutes of helping in the period, for the activities of these terms or for all; by how many.

    Who gave hours that were all taken back, gave none.
    """
    named = select(TermsActivity.activity_id).where(TermsActivity.terms_id == terms.id)
    each = (
        select(func.sum(TimeEntry.minutes).label("minutes"))
        .where(
            TimeEntry.kind == HourKind.HELPING,
            TimeEntry.on_day.between(agreement.starts_on, agreement.ends_on),
            or_(~named.exists(), TimeEntry.activity_id.in_(named)),
        )
        .group_by(TimeEntry.person_id)
        .having(func.sum(TimeEntry.minutes) > 0)
        .subquery()
        .c
    )
    minutes, helpers = db().execute(select(func.sum(each.minutes), func.count())).one()
    return int(minutes or 0), int(helpers)
