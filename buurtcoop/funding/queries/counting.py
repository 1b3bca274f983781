"""What stands on an agreement in the books, as a settlement looks at it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, Select, Subquery, case, func, or_, select
from sqlalchemy.orm import aliased

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import (
    AgreementTerms,
    CategoryAccount,
    CategoryTerms,
    CostCategory,
    CostClaim,
    FundingAgreement,
    FundingSource,
    MatchGift,
    MatchHour,
    SourceKind,
    TermsActivity,
    Tranche,
    TranchePayment,
)
from buurtcoop.funding.queries.claims import entry_stands
from buurtcoop.funding.rules import MEMBERS
from buurtcoop.funding.settlement import Cost, Gift, Hours, OwnMoney
from buurtcoop.hours.models import TimeEntry
from buurtcoop.ledger.models import (
    Entry,
    Fund,
    FundKind,
    LedgerAccount,
    Line,
    Period,
    PeriodState,
    PeriodTotal,
)
from buurtcoop.ledger.rules import GIVEN

# The day of a cost beside the days of its agreement.
BEFORE, WITHIN, AFTER = -1, 0, 1


@dataclass(frozen=True, kw_only=True)
class Stands:
    """Costs of one kind from one fund, added up: cents, of which VAT.

    `place` says whether their days lie before, within or after those of the agreement; `first`
    and `last` are the outermost of them.
    """

    category: str
    fund_id: int
    place: int
    first: date
    last: date
    amount: Money
    vat: Money

    def cost(self) -> Cost:
        """As a settlement looks at it; its day is the first of them."""
        return Cost(day=self.first, amount=self.amount, category=self.category, vat=self.vat)


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose money a fund is: ours, or of this source; public or not."""

    source_id: int | None
    ours: bool
    public: bool


def costs_on(
    agreement: FundingAgreement,
    terms: AgreementTerms,
    mates: Iterable[FundingAgreement],
    until: date,
) -> list[Stands]:
    """Costs up to and including this day that stand on an agreement, and on those mates.

    Of a mate only what the terms count: costs of their days, sorted by account into their own
    kinds of cost. Where the terms name activities, costs of another are left out.
    """
    beside = [mate.id for mate in mates]
    claimed = select(CostCategory.name).where(CostCategory.id == CostClaim.category_id)
    found = _added_up(
        agreement, terms, until, claimed.scalar_subquery(), [CostClaim.agreement_id == agreement.id]
    )
    if not beside:
        return found
    by_account = (
        select(CostCategory.name)
        .join(CategoryTerms)
        .join(CategoryAccount)
        .where(CategoryAccount.terms_id == terms.id, CategoryAccount.account_id == Line.account_id)
    ).scalar_subquery()
    among = [
        CostClaim.agreement_id.in_(beside),
        *([by_account.is_not(None)] if terms.categories else []),
    ]
    theirs = _added_up(agreement, terms, until, by_account, among)
    return found + [each for each in theirs if each.place == WITHIN]


def _added_up(
    agreement: FundingAgreement,
    terms: AgreementTerms,
    until: date,
    kind: ScalarSelect[str],
    which: Sequence[ColumnElement[bool]],
) -> list[Stands]:
    each = _each_claim(agreement, terms, until, kind, which).c
    keys = (each.kind, each.fund_id, each.place)
    days = (func.min(each.day), func.max(each.day))
    rows = db().execute(
        select(*keys, *days, func.sum(each.amount), func.sum(each.vat))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [
        Stands(
            category=category,
            fund_id=fund_id,
            place=place,
            first=first,
            last=last,
            amount=amount,
            vat=vat,
        )
        for category, fund_id, place, first, last, amount, vat in rows
    ]


def _each_claim(
    agreement: FundingAgreement,
    terms: AgreementTerms,
    until: date,
    kind: ScalarSelect[str],
    which: Sequence[ColumnElement[bool]],
) -> Subquery:
    """Every claim that counts on this day, with its kind and where its day lies."""
    activities = select(TermsActivity.activity_id).where(TermsActivity.terms_id == terms.id)
    place = case(
        (Entry.day < agreement.starts_on, BEFORE),
        (Entry.day > agreement.ends_on, AFTER),
        else_=WITHIN,
    )
    return (
        select(
            func.coalesce(kind, "").label("kind"),
            Line.fund_id,
            place.label("place"),
            Entry.day,
            CostClaim.amount,
            CostClaim.vat,
        )
        .select_from(CostClaim)
        .join(Line)
        .join(Entry)
        .where(
            *which,
            CostClaim.withdrawn_at.is_(None),
            Entry.day <= until,
            entry_stands(),
            or_(~activities.exists(), Line.activity_id.in_(activities)),
        )
        .subquery()
    )


def owners(agreement: FundingAgreement) -> dict[int, Owner]:
    """{fund id: whose money it is} of every fund.

    Ours is what members put in, and free or designated money of no source. Public is the money of
    a municipality, and of who says so in the newest terms for days of this agreement.
    """
    public = set(
        db().scalars(
            select(FundingAgreement.source_id)
            .join(AgreementTerms, AgreementTerms.agreement_id == FundingAgreement.id)
            .where(
                AgreementTerms.public_money,
                FundingAgreement.starts_on <= agreement.ends_on,
                FundingAgreement.ends_on >= agreement.starts_on,
                AgreementTerms.version == _newest_version(),
            )
        )
    )
    rows = db().execute(
        select(Fund.id, Fund.kind, FundingSource.id, FundingSource.kind).outerjoin(
            FundingSource, FundingSource.fund_id == Fund.id
        )
    )
    return {
        fund_id: Owner(
            source_id=source_id,
            ours=kind in MEMBERS if source_id else fund_kind is not FundKind.RESTRICTED,
            public=kind is SourceKind.MUNICIPAL_COFINANCING or source_id in public,
        )
        for fund_id, fund_kind, source_id, kind in rows
    }


def _newest_version() -> ScalarSelect[int]:
    other = aliased(AgreementTerms)
    return (
        select(func.max(other.version))
        .where(other.agreement_id == FundingAgreement.id)
        .scalar_subquery()
    )


def given_to(
    agreement: FundingAgreement, fund_ids: Iterable[int], whose: dict[int, Owner], until: date
) -> list[OwnMoney]:
    """What our own funds gave for good to these funds (0590), up to and including this day.

    It counts from the first day of the agreement on, and until the next agreement of the same
    source begins: no gift counts twice. What went back is taken off. One amount, on the day of
    the last of them.
    """
    into, ours = set(fund_ids), {fund_id for fund_id, owner in whose.items() if owner.ours}
    later = (
        select(FundingAgreement.id)
        .where(
            FundingAgreement.source_id == agreement.source_id,
            FundingAgreement.starts_on > agreement.ends_on,
            FundingAgreement.starts_on <= Entry.day,
        )
        .exists()
    )
    rows = db().execute(
        select(Line.entry_id, Entry.day, Line.fund_id, Line.amount)
        .join_from(Line, Entry)
        .join(LedgerAccount)
        .where(
            LedgerAccount.code == GIVEN,
            Entry.period_id.in_(_periods_that_gave()),
            entry_stands(),
            Entry.day.between(agreement.starts_on, until),
            ~later,
        )
    )
    entries: dict[tuple[int, date], list[tuple[int, Money]]] = {}
    for entry_id, day, fund_id, amount in rows:
        entries.setdefault((entry_id, day), []).append((fund_id, amount))
    moved = [
        (day, -sum((amount for fund_id, amount in lines if fund_id in into), NOTHING))
        for (_, day), lines in entries.items()
        if all(fund_id in into | ours for fund_id, _ in lines)
    ]
    came = sum((amount for _, amount in moved), NOTHING)
    return [OwnMoney(day=max(moved)[0], amount=came)] if came > NOTHING else []


def _periods_that_gave() -> Select[int]:
    """Periods in which one fund may have given to another for good.

    A closed one says so by its stored totals, so that its lines need not all be read.
    """
    gave = (
        select(PeriodTotal.id)
        .join(LedgerAccount)
        .where(PeriodTotal.period_id == Period.id, LedgerAccount.code == GIVEN)
        .exists()
    )
    return select(Period.id).where(or_(Period.state != PeriodState.CLOSED, gave))


def hours_on(agreement_id: int, until: date) -> tuple[Hours, ...]:
    """Minutes of helpers that stand on an agreement, added up for each day."""
    mirror = aliased(TimeEntry)
    rows = db().execute(
        select(TimeEntry.on_day, func.sum(MatchHour.minutes))
        .join_from(MatchHour, TimeEntry)
        .where(
            MatchHour.agreement_id == agreement_id,
            MatchHour.withdrawn_at.is_(None),
            TimeEntry.on_day <= until,
            ~select(mirror.id).where(mirror.reverses_id == TimeEntry.id).exists(),
        )
        .group_by(TimeEntry.on_day)
        .order_by(TimeEntry.on_day)
    )
    return tuple(Hours(day=day, minutes=int(minutes)) for day, minutes in rows)


def gifts_on(agreement_id: int, until: date) -> tuple[Gift, ...]:
    """Gifts of households; paid when the money was in the books by this day.

    Households are numbers here: what is frozen names nobody.
    """
    rows = (
        db()
        .execute(
            select(MatchGift.household, MatchGift.amount, Entry.day, entry_stands())
            .select_from(MatchGift)
            .outerjoin(Line, Line.id == MatchGift.line_id)
            .outerjoin(Entry, Entry.id == Line.entry_id)
            .where(MatchGift.agreement_id == agreement_id)
            .order_by(MatchGift.id)
        )
        .all()
    )
    numbers = {name: number for number, name in enumerate(dict.fromkeys(row[0] for row in rows), 1)}
    return tuple(
        Gift(
            household=numbers[household],
            amount=amount,
            paid=stands and day <= until,
        )
        for household, amount, day, stands in rows
    )


def received_on(agreement_id: int, until: date) -> Money:
    """What was received on an agreement up to and including this day, in cents."""
    paid = (
        select(func.sum(TranchePayment.amount))
        .join_from(TranchePayment, Tranche)
        .join(Line, Line.id == TranchePayment.line_id)
        .join(Entry)
        .where(
            Tranche.agreement_id == agreement_id,
            Entry.day <= until,
            entry_stands(),
        )
    )
    return db().scalar(paid) or NOTHING
