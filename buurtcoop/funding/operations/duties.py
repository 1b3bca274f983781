"""What both sides of an agreement promised, and the reports a source wants."""

from datetime import date

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import Condition, FundingAgreement, Promiser, ReportDate
from buurtcoop.funding.rules import HandedInBefore, KeptBefore, refuse_day


def add_condition(
    agreement_id: int, words: str, whose: Promiser, due_on: date | None, by: Viewer
) -> Condition:
    """Write down what one side promised; without a last day it holds all the time.

    Raises LookupError when there is no such agreement.
    """
    _refuse_unknown(agreement_id)
    condition = Condition(
        agreement_id=agreement_id, words=words, whose=whose, due_on=due_on, evidence=""
    )
    db().add(condition)
    db().flush()
    record(by, "funding.add_condition", condition, words)
    return condition


def meet_condition(
    condition_id: int, on: date, evidence: str, by: Viewer, photo_id: int | None = None
) -> Condition:
    """Say that a promise was kept, with what shows it.

    Raises KeptBefore, DayToCome; LookupError when there is no such promise.
    """
    condition = _condition(condition_id)
    refuse_day(on, clock.today())
    condition.met_on, condition.evidence = on, evidence
    condition.photo_id, condition.met_by_id = photo_id, by.person_id
    db().flush()
    record(by, "funding.meet_condition", condition, evidence)
    return condition


def move_condition(condition_id: int, due_on: date | None, by: Viewer) -> Condition:
    """Give a promise another last day, or none. Raises KeptBefore, LookupError."""
    condition = _condition(condition_id)
    was, condition.due_on = condition.due_on, due_on
    db().flush()
    record(by, "funding.move_condition", condition, f"{was} → {due_on}")
    return condition


def add_report(agreement_id: int, words: str, due_on: date, by: Viewer) -> ReportDate:
    """Write down a report that the source wants, and its last day.

    Raises LookupError when there is no such agreement.
    """
    _refuse_unknown(agreement_id)
    report = ReportDate(agreement_id=agreement_id, words=words, due_on=due_on)
    db().add(report)
    db().flush()
    record(by, "funding.add_report", report, f"{words} {due_on}")
    return report


def hand_in_report(report_id: int, on: date, by: Viewer) -> ReportDate:
    """Say that a report was handed in. Raises HandedInBefore, DayToCome, LookupError."""
    report = _report(report_id)
    refuse_day(on, clock.today())
    report.handed_in_on = on
    db().flush()
    record(by, "funding.hand_in_report", report, on.isoformat())
    return report


def move_report(report_id: int, due_on: date, by: Viewer) -> ReportDate:
    """Give a report another last day. Raises HandedInBefore, LookupError."""
    report = _report(report_id)
    was, report.due_on = report.due_on, due_on
    db().flush()
    record(by, "funding.move_report", report, f"{was} → {due_on}")
    return report


def _refuse_unknown(agreement_id: int) -> None:
    if db().get(FundingAgreement, agreement_id) is None:
        raise LookupError(agreement_id)


def _condition(condition_id: int) -> Condition:
    """A promise that was not kept yet, held to the end of the transaction."""
    condition = db().get(Condition, condition_id, with_for_update=True, populate_existing=True)
    if condition is None:
        raise LookupError(condition_id)
    if condition.met_on is not None:
        raise KeptBefore
    return condition


def _report(report_id: int) -> ReportDate:
    """A report that was not handed in yet, held to the end of the transaction."""
    report = db().get(ReportDate, report_id, with_for_update=True, populate_existing=True)
    if report is None:
        raise LookupError(report_id)
    if report.handed_in_on is not None:
        raise HandedInBefore
    return report
