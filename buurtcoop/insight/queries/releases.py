"""What was told of an agreement, and what is to be told of its next month."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import (
    Certainty,
    CostClaim,
    Counts,
    FundingAgreement,
    FundingSource,
)
from buurtcoop.funding.queries import GoalFigure, activities_of, goals_of, terms_of
from buurtcoop.funding.queries.claims import entry_stands
from buurtcoop.funding.queries.counting import received_on
from buurtcoop.funding.queries.told import promises_told
from buurtcoop.funding.rules import MEMBERS
from buurtcoop.insight.models import FigureRelease
from buurtcoop.insight.queries.people import given, helped
from buurtcoop.insight.rules import (
    Aim,
    Before,
    Figures,
    Kept,
    Measure,
    left_of,
    month_after,
    read,
    tell,
)
from buurtcoop.ledger.models import Entry, Line
from buurtcoop.services.models import Service

MEASURES = {
    Counts.EVENINGS: Measure.AS_IT_IS,
    Counts.BY_HAND: Measure.AS_IT_IS,
    Counts.HOURS: Measure.MINUTES,
    Counts.PEOPLE: Measure.PEOPLE,
    Counts.MEALS: Measure.SEATS,
    Counts.PEOPLE_BY_HAND: Measure.PEOPLE_AS_IT_IS,
}


@dataclass(frozen=True, kw_only=True)
class Release:
    """What was told of a month, and when."""

    month: date
    made_at: datetime
    figures: Figures

    @property
    def as_of(self) -> date:
        """The last day it tells of."""
        return month_after(self.month) - timedelta(days=1)


def released(agreement_id: int) -> list[Release]:
    """Everything that was told of an agreement, the first month first."""
    rows = db().scalars(
        select(FigureRelease)
        .where(FigureRelease.agreement_id == agreement_id)
        .order_by(FigureRelease.month)
    )
    return [
        Release(month=row.month, made_at=row.made_at, figures=read(row.content)) for row in rows
    ]


def told_of() -> Sequence[FundingAgreement]:
    """The agreements of which a source is told: awarded, and not what members pay themselves."""
    found = db().scalars(
        select(FundingAgreement)
        .join(FundingAgreement.source)
        .where(
            FundingAgreement.certainty == Certainty.AWARDED,
            FundingSource.kind.not_in(MEMBERS),
        )
        .order_by(FundingAgreement.id)
    )
    return found.all()


def months_told() -> dict[int, list[date]]:
    """{agreement: the months of it that were told}."""
    found: dict[int, list[date]] = {}
    for agreement_id, month in db().execute(
        select(FigureRelease.agreement_id, FigureRelease.month)
    ):
        found.setdefault(agreement_id, []).append(month)
    return found


def told_among(agreement_ids: Collection[int]) -> set[int]:
    """Those of these agreements of which at least one month was told."""
    found = db().scalars(
        select(FigureRelease.agreement_id)
        .where(FigureRelease.agreement_id.in_(agreement_ids))
        .distinct()
    )
    return set(found)


def figures_for(agreement: FundingAgreement, month: date, before: Sequence[Release]) -> Figures:
    """What may be told of this month, after all that was told before, the first month first."""
    until = month_after(month) - timedelta(days=1)
    last = min(until, agreement.ends_on)
    goals = goals_of(agreement.id)
    scope = scope_of(agreement.id)
    wide = sorted({*scope, *_activities(goals)}) if scope else []
    people = tell(
        month,
        helped(agreement.starts_on, last, wide),
        given(agreement.starts_on, last, wide),
        list(_aims(goals, month)),
        [Before(month=each.month, people=each.figures.people) for each in before],
    )
    spent = _spent(agreement.id, until)
    return Figures(
        awarded=agreement.amount,
        received=received_on(agreement.id, until),
        spent=spent,
        left=left_of(agreement.amount, spent),
        people=people,
        promises=tuple(
            Kept(ours=each.ours, words=each.words, due_on=each.due_on, kept_on=each.kept_on)
            for each in promises_told(agreement.id, until)
        ),
    )


def scope_of(agreement_id: int) -> list[int]:
    """The activities that an agreement is for; none when it is for all we do."""
    terms = terms_of(agreement_id)
    return activities_of([terms.id]).get(terms.id, []) if terms else []


def _aims(goals: Sequence[GoalFigure], month: date) -> Iterator[Aim]:
    """The goals that were there in this month, with what counts no people up to its end."""
    for each in goals:
        measure = MEASURES[each.goal.counts]
        yield Aim(
            number=each.goal.number,
            measure=measure,
            key=_key(each.goal.service, measure),
            done=sum(number for first, number in each.by_month if first <= month),
        )


def _key(service: Service | None, measure: Measure) -> int | None:
    """The row a goal looks at: hours are told by activity, people by service."""
    if service is None:
        return None
    return service.activity_id if measure is Measure.MINUTES else service.id


def _activities(goals: Sequence[GoalFigure]) -> set[int]:
    return {each.goal.service.activity_id for each in goals if each.goal.service}


def _spent(agreement_id: int, until: date) -> Money:
    """The costs that stand on an agreement up to this day."""
    found = db().scalar(
        select(func.sum(CostClaim.amount))
        .join(Line, Line.id == CostClaim.line_id)
        .join(Entry, Entry.id == Line.entry_id)
        .where(
            CostClaim.agreement_id == agreement_id,
            CostClaim.withdrawn_at.is_(None),
            Entry.day <= until,
            entry_stands(),
        )
    )
    return found or NOTHING
