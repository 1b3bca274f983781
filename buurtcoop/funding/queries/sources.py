"""Where the money comes from and what is left of it. Only promises are stored, the rest counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import Certainty, FundingAgreement, FundingSource, SourceKind
from buurtcoop.funding.queries.orders import ordered_by_source
from buurtcoop.funding.rules import DEPENDENT_PERCENT, MEMBERS, beside_each_euro, shares
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line
from buurtcoop.ledger.reports import FundSums, sums_by_fund


@dataclass(frozen=True, kw_only=True)
class SourceFigures:
    """One source in one year, in cents.

    `expected` is the part of `promised` that is not certain yet. `received` is income that belongs
    to the year, `came_in` what was really paid in that year; they differ when a last part comes
    after the report. `ordered` is what is still to be paid of orders of which the bill is due in
    the year.
    """

    id: int
    slug: str
    name: str
    kind: SourceKind
    fund_id: int
    promised: Money
    expected: Money
    received: Money
    came_in: Money
    spent: Money
    in_cash: Money
    ordered: Money = NOTHING
    share: int = 0  # tenths of a percent of all that was promised

    @property
    def room(self) -> Money:
        """What may be spent in all: what was promised; without a promise what came in."""
        return self.promised or self.received

    @property
    def left(self) -> Money:
        """What may still be spent or ordered; below nothing when too much was."""
        return self.room - self.spent - self.ordered


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All sources of a year together. What is given in kind stands apart from the sums."""

    sources: list[SourceFigures]
    in_kind: list[SourceFigures]
    promised: Money
    expected: Money
    received: Money
    came_in: Money
    spent: Money
    ordered: Money
    left: Money
    in_cash: Money
    beside_each_euro: Money | None
    largest: SourceFigures | None

    @property
    def dependent(self) -> bool:
        """Whether more than half of the money is promised by one funder."""
        return self.largest is not None and self.largest.share > DEPENDENT_PERCENT * 10


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a source paid in a year for one kind of cost of one activity."""

    account_id: int
    account: str
    activity_id: int | None
    activity: str
    amount: Money


def sources_for(
    viewer: Viewer, year: int, sums: dict[int, FundSums] | None = None
) -> list[SourceFigures]:
    """Every source with its figures of this year, largest first; nothing for who may not see."""
    return figures(year, sums) if viewer.may("money.read") else []


def figures(year: int, sums: dict[int, FundSums] | None = None) -> list[SourceFigures]:
    """Every source with its figures of this year, largest promise first.

    Four statements, or three when the sums of the funds in this year are known.
    """
    promised, expected = _promises(year)
    sums = sums_by_fund(year) if sums is None else sums
    ordered = ordered_by_source(year)
    found = [
        replace(
            _figures_of(source, promised[source.id], expected[source.id], sums),
            ordered=ordered.get(source.id, NOTHING),
        )
        for source in db().scalars(select(FundingSource))
    ]
    return sorted(found, key=lambda source: (-source.room.cents, source.name))


def left_per_source(year: int) -> list[SourceFigures]:
    """What each source that gives money still allows this year, most first."""
    money = [source for source in figures(year) if source.kind is not SourceKind.IN_KIND]
    used = [source for source in money if source.room or source.spent]
    return sorted(used, key=lambda source: (-source.left.cents, source.name))


def overview(found: list[SourceFigures]) -> Overview:
    """These sources together: sums, shares, leverage and the largest funder."""
    money = [source for source in found if source.kind is not SourceKind.IN_KIND]
    sources = [
        replace(source, share=share)
        for source, share in zip(money, shares([each.promised for each in money]), strict=True)
    ]
    promised = _sum(source.promised for source in sources)
    municipal = _sum(
        source.promised for source in sources if source.kind is SourceKind.MUNICIPAL_COFINANCING
    )
    funders = [source for source in sources if source.kind not in MEMBERS and source.promised]
    return Overview(
        sources=sources,
        in_kind=[source for source in found if source.kind is SourceKind.IN_KIND],
        promised=promised,
        expected=_sum(source.expected for source in sources),
        received=_sum(source.received for source in sources),
        came_in=_sum(source.came_in for source in sources),
        spent=_sum(source.spent for source in sources),
        ordered=_sum(source.ordered for source in sources),
        left=_sum(source.left for source in sources),
        in_cash=_sum(source.in_cash for source in sources),
        beside_each_euro=beside_each_euro(promised, municipal),
        largest=max(funders, key=lambda source: source.promised, default=None),
    )


def years() -> list[int]:
    """The years to look at, newest first: this one, and those with a promise or a booking."""
    bounds = (
        (func.min(FundingAgreement.starts_on), func.max(FundingAgreement.starts_on)),
        (func.min(Entry.day), func.max(Entry.day)),
    )
    columns = [select(bound).scalar_subquery() for pair in bounds for bound in pair]
    found = {day.year for day in db().execute(select(*columns)).one() if day is not None}
    found.add(clock.today().year)
    return list(range(max(found), min(found) - 1, -1))


def source_for(viewer: Viewer, slug: str) -> FundingSource:
    """The source at this address, with who it is. Raises LookupError, also for who may not."""
    found = db().scalar(
        select(FundingSource)
        .where(FundingSource.slug == slug)
        .options(joinedload(FundingSource.organisation))
    )
    if found is None or not viewer.may("money.read"):
        raise LookupError(slug)
    return found


def agreements_of(source_id: int, year: int) -> list[FundingAgreement]:
    """What this source promised for this year, by day."""
    return list(
        db().scalars(
            select(FundingAgreement)
            .where(FundingAgreement.source_id == source_id, in_year(year))
            .order_by(FundingAgreement.starts_on, FundingAgreement.id)
        )
    )


def agreement_of(source_id: int, agreement_id: int) -> FundingAgreement:
    """One promise of this source. Raises LookupError."""
    found = db().get(FundingAgreement, agreement_id)
    if found is None or found.source_id != source_id:
        raise LookupError(agreement_id)
    return found


def costs_of(fund_id: int, year: int) -> list[Cost]:
    """What a fund paid in this year, per activity and kind of cost, most first."""
    keys = (LedgerAccount.id, LedgerAccount.name, Activity.id, Activity.name)
    rows = db().execute(
        select(*keys, func.sum(Line.amount))
        .join_from(Line, Entry)
        .join(LedgerAccount)
        .join(Activity)
        .where(
            Line.fund_id == fund_id,
            LedgerAccount.kind == AccountKind.EXPENSE,
            Entry.posted_at.is_not(None),
            Entry.day >= date(year, 1, 1),
            Entry.day <= date(year, 12, 31),
        )
        .group_by(*keys)
    )
    found = [
        Cost(
            account_id=account_id,
            account=account,
            activity_id=activity_id,
            activity=activity,
            amount=amount,
        )
        for account_id, account, activity_id, activity, amount in rows
        if amount
    ]
    return sorted(found, key=lambda cost: (-cost.amount.cents, cost.activity, cost.account))


def sources_to_book() -> list[FundingSource]:
    """The sources that give money, by name."""
    return list(
        db().scalars(
            select(FundingSource)
            .where(FundingSource.kind != SourceKind.IN_KIND)
            .order_by(FundingSource.name)
        )
    )


def _promises(year: int) -> tuple[dict[int, Money], dict[int, Money]]:
    """({source id: promised}, {source id: the part that is only expected})."""
    promised: dict[int, Money] = defaultdict(lambda: NOTHING)
    expected: dict[int, Money] = defaultdict(lambda: NOTHING)
    rows = db().execute(
        select(
            FundingAgreement.source_id,
            FundingAgreement.certainty,
            func.sum(FundingAgreement.amount),
        )
        .where(in_year(year))
        .group_by(FundingAgreement.source_id, FundingAgreement.certainty)
    )
    for source_id, certainty, amount in rows:
        promised[source_id] += amount
        if certainty is Certainty.EXPECTED:
            expected[source_id] += amount
    return promised, expected


def in_year(year: int) -> ColumnElement[bool]:
    """Whether an agreement is of this year; they lie in one year each."""
    return FundingAgreement.starts_on.between(date(year, 1, 1), date(year, 12, 31))


def _figures_of(
    source: FundingSource, promised: Money, expected: Money, sums: dict[int, FundSums]
) -> SourceFigures:
    counted = sums.get(source.fund_id, FundSums())
    return SourceFigures(
        id=source.id,
        slug=source.slug,
        name=source.name,
        kind=source.kind,
        fund_id=source.fund_id,
        promised=promised,
        expected=expected,
        received=counted.earned,
        came_in=counted.came_in,
        spent=counted.spent,
        in_cash=counted.in_cash,
    )


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, NOTHING)
