"""Beginning and ending the duty of all members."""

from datetime import date, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.access.rules import NotYourRole
from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import withdraw
from buurtcoop.obligations.models import MemberDuty
from buurtcoop.obligations.rules import (
    CHANGE,
    BeginsTooSoon,
    DutyGone,
    DutyRuns,
    last_of,
    month_of,
)

DUTY = MemberDuty.__tablename__


def start_duty(
    minutes: int, *, month: date, article: str, helping: str, decided_by: str, by: Viewer
) -> MemberDuty:
    """From this month on so many minutes a month are asked of every member.

    Holds afterwards: one duty runs at a time (a trigger decides); what ran before ends on the
    day before, and its months stay judged by it. It begins after this month, so that members
    hear of it. Raises NotYourRole, BeginsTooSoon, DutyRuns.
    """
    _refuse_role(by)
    begins = month_of(month)
    if begins <= clock.today():
        raise BeginsTooSoon
    try:
        with db().begin_nested():
            _end_running(begins - timedelta(days=1))
            begun = MemberDuty(
                minutes=minutes,
                starts_on=begins,
                ends_on=None,
                article=article,
                helping=helping,
                decided_by=decided_by,
                made_by_id=by.id,
                made_at=clock.now(),
            )
            db().add(begun)
            db().flush()
    except IntegrityError as error:
        raise DutyRuns from error
    record(by, "obligations.start", begun)
    return begun


def stop_duty(duty_id: int, *, at_once: bool, by: Viewer) -> MemberDuty:
    """End a duty that runs: today, so that this month asks nothing, or after this month.

    Raises NotYourRole, DutyGone.
    """
    _refuse_role(by)
    today = clock.today()
    ended = db().scalars(
        update(MemberDuty)
        .where(
            MemberDuty.id == duty_id, MemberDuty.ends_on.is_(None), MemberDuty.starts_on <= today
        )
        .values(ends_on=_last_day(today, at_once=at_once))
        .returning(MemberDuty.id)
        .execution_options(synchronize_session=False)
    )
    if ended.first() is None:
        raise DutyGone
    withdraw(DUTY, duty_id)
    stopped = db().get_one(MemberDuty, duty_id, populate_existing=True)
    record(by, "obligations.stop", stopped)
    return stopped


def withdraw_duty(duty_id: int, by: Viewer) -> None:
    """Take back a duty that has not begun; nobody was judged by it.

    What ran before it stays ended: a duty ends once. Raises NotYourRole, DutyGone.
    """
    _refuse_role(by)
    found = db().get(MemberDuty, duty_id)
    if found is None:
        raise DutyGone
    record(by, "obligations.withdraw", found)
    gone = db().scalars(
        delete(MemberDuty)
        .where(MemberDuty.id == duty_id, MemberDuty.starts_on > clock.today())
        .returning(MemberDuty.id)
        .execution_options(synchronize_session=False)
    )
    if gone.first() is None:
        raise DutyGone
    db().expunge(found)
    withdraw(DUTY, duty_id)


def _end_running(last_day: date) -> None:
    db().execute(
        update(MemberDuty)
        .where(MemberDuty.ends_on.is_(None), MemberDuty.starts_on <= last_day)
        .values(ends_on=last_day)
        .execution_options(synchronize_session="fetch")
    )


def _last_day(today: date, *, at_once: bool) -> date:
    """Today is never the last of its month, or this month would still ask."""
    if not at_once:
        return last_of(today)
    return today if today < last_of(today) else today - timedelta(days=1)


def _refuse_role(by: Viewer) -> None:
    if not by.may(CHANGE):
        raise NotYourRole
