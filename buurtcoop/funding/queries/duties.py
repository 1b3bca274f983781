"""What both sides still owe, and the dates ahead of tranches, conditions and reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import (
    Condition,
    FundingAgreement,
    Promiser,
    ReportDate,
    Tranche,
)
from buurtcoop.funding.queries.tranches import paid_of_tranche


class DateKind(StrEnum):
    """What a date ahead is about."""

    TRANCHE = "tranche"
    CONDITION = "condition"
    REPORT = "report"


@dataclass(frozen=True, kw_only=True)
class Duties:
    """What one agreement asks: promises of both sides and reports, the nearest day first."""

    ours: list[Condition]
    theirs: list[Condition]
    reports: list[ReportDate]


@dataclass(frozen=True, kw_only=True)
class DateAhead:
    """A date of an agreement that still asks something.

    `words` are those of the condition or the report, and what has to be done for a tranche.
    `amount` is what is still to come of a tranche, nothing for the others. `whose`: who acts.
    """

    kind: DateKind
    on: date
    subject_id: int
    agreement_id: int
    source_id: int
    source_name: str
    words: str
    number: int = 0
    amount: Money = NOTHING
    requested: bool = False
    whose: Promiser = Promiser.WE


def duties_of(agreement_id: int) -> Duties:
    """What this agreement asks of both sides, kept or not. Two statements."""
    conditions = (
        db()
        .scalars(
            select(Condition)
            .where(Condition.agreement_id == agreement_id)
            .order_by(Condition.due_on.is_(None), Condition.due_on, Condition.id)
        )
        .all()
    )
    reports = db().scalars(
        select(ReportDate)
        .where(ReportDate.agreement_id == agreement_id)
        .order_by(ReportDate.due_on, ReportDate.id)
    )
    return Duties(
        ours=[each for each in conditions if each.whose is Promiser.WE],
        theirs=[each for each in conditions if each.whose is Promiser.THEY],
        reports=list(reports),
    )


def condition_of(agreement_id: int, condition_id: int) -> Condition:
    """One promise of this agreement. Raises LookupError."""
    condition = db().get(Condition, condition_id)
    if condition is None or condition.agreement_id != agreement_id:
        raise LookupError(condition_id)
    return condition


def report_of(agreement_id: int, report_id: int) -> ReportDate:
    """One report of this agreement. Raises LookupError."""
    report = db().get(ReportDate, report_id)
    if report is None or report.agreement_id != agreement_id:
        raise LookupError(report_id)
    return report


def reports_waiting(agreement_id: int) -> list[ReportDate]:
    """Reports of this agreement that were not handed in yet, the nearest day first."""
    waits = ReportDate.agreement_id == agreement_id, ReportDate.handed_in_on.is_(None)
    query = select(ReportDate).where(*waits).order_by(ReportDate.due_on, ReportDate.id)
    return list(db().scalars(query))


def dates_ahead(until: date, since: date | None = None) -> list[DateAhead]:
    """What asks something from `since`, without it today, up to and including `until`.

    Tranches that did not come whole, promises that were not kept and reports that were not
    handed in, by day. Three statements.
    """
    first = clock.today() if since is None else since
    found = [*_tranches(first, until), *_conditions(first, until), *_reports(first, until)]
    return sorted(found, key=lambda each: (each.on, each.source_name, each.subject_id))


def _tranches(first: date, until: date) -> Iterator[DateAhead]:
    came = paid_of_tranche()
    rows = db().execute(
        select(Tranche, came)
        .join(Tranche.agreement)
        .join(FundingAgreement.source)
        .where(
            Tranche.due_on.between(first, until),
            Tranche.dropped_at.is_(None),
            came < Tranche.amount,
        )
        .options(contains_eager(Tranche.agreement).contains_eager(FundingAgreement.source))
    )
    for tranche, so_far in rows:
        yield DateAhead(
            kind=DateKind.TRANCHE,
            on=tranche.due_on or until,
            subject_id=tranche.id,
            agreement_id=tranche.agreement_id,
            source_id=tranche.agreement.source_id,
            source_name=tranche.agreement.source.name,
            words=tranche.condition,
            number=tranche.number,
            amount=tranche.amount - so_far,
            requested=tranche.requested_on is not None,
        )


def _conditions(first: date, until: date) -> Iterator[DateAhead]:
    rows = db().scalars(
        select(Condition)
        .join(Condition.agreement)
        .join(FundingAgreement.source)
        .where(Condition.due_on.between(first, until), Condition.met_on.is_(None))
        .options(contains_eager(Condition.agreement).contains_eager(FundingAgreement.source))
    )
    for condition in rows:
        yield DateAhead(
            kind=DateKind.CONDITION,
            on=condition.due_on or until,
            subject_id=condition.id,
            agreement_id=condition.agreement_id,
            source_id=condition.agreement.source_id,
            source_name=condition.agreement.source.name,
            words=condition.words,
            whose=condition.whose,
        )


def _reports(first: date, until: date) -> Iterator[DateAhead]:
    rows = db().scalars(
        select(ReportDate)
        .join(ReportDate.agreement)
        .join(FundingAgreement.source)
        .where(ReportDate.due_on.between(first, until), ReportDate.handed_in_on.is_(None))
        .options(contains_eager(ReportDate.agreement).contains_eager(FundingAgreement.source))
    )
    for report in rows:
        yield DateAhead(
            kind=DateKind.REPORT,
            on=report.due_on,
            subject_id=report.id,
            agreement_id=report.agreement_id,
            source_id=report.agreement.source_id,
            source_name=report.agreement.source.name,
            words=report.words,
        )
