"""A service is tried out: with a question, until a day, and with what we learned."""

from datetime import date

from sqlalchemy import update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.services.models import Service, Trial, TrialOutcome
from buurtcoop.services.operations.catalogue import stop_service
from buurtcoop.services.rules import LearnedNothing, StopsBeforeStart, TrialEnded, TrialRuns


def start_trial(service_id: int, *, question: str, ends_on: date, by: Viewer) -> Trial:
    """Try a service out from today, or from its first day, until we look back on `ends_on`.

    Raises TrialRuns, StopsBeforeStart.
    """
    starts_on = max(clock.today(), db().get_one(Service, service_id).starts_on)
    if ends_on < starts_on:
        raise StopsBeforeStart
    number = insert_once(
        db(),
        Trial,
        service_id=service_id,
        question=question.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        outcome=None,
        learned="",
    )
    if number is None:
        raise TrialRuns
    trial = db().get_one(Trial, number)
    record(by, "services.start_trial", trial, trial.question)
    return trial


def end_trial(trial_id: int, *, outcome: TrialOutcome, learned: str, by: Viewer) -> Trial:
    """Look back on a trial; when it stops the service stops today, with what we learned as why.

    A service that stopped before keeps its last day.
    Raises TrialEnded, LearnedNothing, StopsBeforeStart (a service that did not begin yet).
    """
    words = learned.strip()
    if not words:
        raise LearnedNothing
    ended = db().execute(
        update(Trial)
        .where(Trial.id == trial_id, Trial.outcome.is_(None))
        .values(outcome=outcome, learned=words, ended_at=clock.now(), ended_by_id=by.person_id)
        .returning(Trial.service_id)
    )
    service_id = ended.scalar()
    if service_id is None:
        raise TrialEnded
    trial = db().get_one(Trial, trial_id)
    db().refresh(trial)
    if outcome is TrialOutcome.STOPS and not _stopped(trial.service):
        stop_service(service_id, on=clock.today(), reason=words, by=by)
    record(by, "services.end_trial", trial, outcome)
    return trial


def _stopped(service: Service) -> bool:
    return service.stops_on is not None and service.stops_on <= clock.today()
