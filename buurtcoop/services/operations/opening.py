"""Before a service opens: who asks, what the answer is, and who decided."""

from datetime import date

from sqlalchemy import update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.services.models import OpeningCheck, Service
from buurtcoop.services.operations.catalogue import open_service
from buurtcoop.services.rules import (
    AnswerAhead,
    AskFirst,
    CheckAnswered,
    NameWhoSaidIt,
    OlderAnswer,
)


def give_check(check_id: int, owner_id: int, *, due_on: date, by: Viewer) -> OpeningCheck:
    """Let one of us see to an answer, by a day; again while there is none. Raises CheckAnswered."""
    given = db().execute(
        update(OpeningCheck)
        .where(OpeningCheck.id == check_id, OpeningCheck.answered_on.is_(None))
        .values(owner_id=owner_id, due_on=due_on)
        .returning(OpeningCheck.id)
    )
    if given.first() is None:
        raise CheckAnswered
    check = db().get_one(OpeningCheck, check_id)
    db().refresh(check)
    record(by, "services.give_check", check, f"{due_on}")
    return check


def answer_check(
    check_id: int, answer: str, *, on: date, said_by: str = "", by: Viewer
) -> OpeningCheck:
    """Keep the answer of this day, and of whom; the one before it stays in who did what.

    Raises AskFirst and NameWhoSaidIt for what somebody outside answers, AnswerAhead, and
    OlderAnswer once the service is open.
    """
    check = db().get_one(OpeningCheck, check_id, populate_existing=True)
    _refuse(check, on, said_by.strip())
    before = f"{check.answered_on}: {check.answer}" if check.answered_on else ""
    check.answer, check.said_by = answer.strip(), said_by.strip()
    check.answered_on, check.answered_by_id = on, by.person_id
    db().flush()
    record(by, "services.answer_check", check, before)
    return check


def decide_opening(service_id: int, decided_by: str, *, by: Viewer) -> Service:
    """Open a service after its questions: who decided that it can is kept with it.

    Raises NotAnswered as long as one question has no answer.
    """
    service = db().get_one(Service, service_id)
    service.opening_decided_by = decided_by.strip()
    db().flush()
    record(by, "services.decide_opening", service, service.opening_decided_by)
    return open_service(service_id, by)


def _refuse(check: OpeningCheck, on: date, said_by: str) -> None:
    if check.outside and check.owner_id is None:
        raise AskFirst
    if check.outside and not said_by:
        raise NameWhoSaidIt
    if on > clock.today():
        raise AnswerAhead
    if check.service.opened_on and check.answered_on and on < check.answered_on:
        raise OlderAnswer(day=check.answered_on)
