"""Getting in touch: a call, then a talk, then a pause that both agree on. Nothing else follows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.access.rules import NotYourRole
from buurtcoop.audit.operations import record, seal
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import membership_of, running_on
from buurtcoop.messaging.queries import heard
from buurtcoop.obligations import queries
from buurtcoop.obligations.messages import REMINDER
from buurtcoop.obligations.models import (
    DutyStep,
    Ending,
    Exemption,
    ExemptionKind,
    Outreach,
    StepKind,
)
from buurtcoop.obligations.rules import (
    CALL_WITHIN,
    CONTACT,
    MOST_OPEN,
    TALK_WITHIN,
    NotYourOwn,
    StepGone,
    last_of,
    months_later,
    months_since,
    refuse_days,
    settled_month,
)


@dataclass(frozen=True)
class Next:
    """What we agreed: another talk, a pause until this day, or nothing more (both empty)."""

    talk: bool = False
    pause_until: date | None = None


def begin_contacts(today: date) -> int:
    """A call for each member who did too little in two months in a row. Returns how many.

    First there was the mail of the second month. Never for who is free, left, helped since, or
    is in contact already; nor twice for one month; nor more than ten at once, the others when
    these are done. A call has an owner: who holds the coordinator role, else the deputy; without
    anybody else nobody is called.
    """
    month = settled_month(today)
    before = months_later(month, -1)
    if queries.duty_on(today) is None:
        return 0
    short = set(queries.short_in(before)) & set(queries.short_in(month)) & _reminded(month)
    desk, begun = [each.id for each in queries.colleagues()], 0
    places = max(0, MOST_OPEN - len(queries.in_contact()))
    for person_id in sorted(short - _left_alone(short, month, today))[:places]:
        owner = next((each for each in desk if each != person_id), None)
        begun += owner is not None and _begin(person_id, month, owner, today)
    return begun


def end_contacts(person_ids: Collection[int] | None = None) -> int:
    """End what is no longer needed: who helps again, is free, or left. Returns how many.

    An agreed pause stays until its last day has come and somebody asked how it is.
    """
    today, ended = clock.today(), 0
    open_ones = select(Outreach).where(Outreach.closed_at.is_(None)).order_by(Outreach.id)
    if person_ids is not None:
        open_ones = open_ones.where(Outreach.person_id.in_(person_ids))
    for outreach in db().scalars(open_ones).all():
        why = _why_over(outreach, today)
        ended += why is not None and _end(outreach.id, why)
    return ended


def finish(step_id: int, *, note: str, onward: Next, by: Viewer) -> DutyStep:
    """It was done, and this is what was said in short; what comes next is what both agreed.

    After a call comes a talk, after a talk a pause, or nothing more. Holds afterwards: a step is
    done once, also with two at once (the conditional update decides); the next one has an owner
    and a day, or the contact is over. Raises NotYourRole, NotYourOwn, StepGone, and what
    `refuse_days` raises of a pause.
    """
    step = _may_touch(step_id, by)
    done = db().scalars(
        update(DutyStep)
        .where(DutyStep.id == step_id, _undone())
        .values(done_at=clock.now(), done_by_id=by.id)
        .returning(DutyStep.id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        raise StepGone
    db().refresh(step)
    seal(step, "note", note)
    db().flush()
    record(by, "obligations.step", step, step.kind)
    _go_on(step, onward, by)
    return step


def hand_over(step_id: int, owner_id: int, by: Viewer) -> DutyStep:
    """Somebody else of us does it. Raises NotYourRole, NotYourOwn, StepGone."""
    step = _may_touch(step_id, by)
    if owner_id == step.person_id or owner_id not in {each.id for each in queries.colleagues()}:
        raise NotYourOwn
    moved = db().scalars(
        update(DutyStep)
        .where(DutyStep.id == step_id, _undone())
        .values(owner_id=owner_id)
        .returning(DutyStep.id)
        .execution_options(synchronize_session=False)
    )
    if moved.first() is None:
        raise StepGone
    db().refresh(step)
    record(by, "obligations.hand_over", step)
    return step


def _go_on(step: DutyStep, onward: Next, by: Viewer) -> None:
    today = clock.today()
    if step.kind is StepKind.CALL and onward.talk:
        _add(step, StepKind.TALK, today + TALK_WITHIN)
    elif step.kind is StepKind.TALK and onward.pause_until is not None:
        _pause(step.person_id, onward.pause_until, by)
        _add(step, StepKind.PAUSE, onward.pause_until)
    else:
        _end(step.outreach_id, Ending.TALKED)


def _add(before: DutyStep, kind: StepKind, due_on: date) -> None:
    """The next step, with the same owner. Raises StepGone when the contact just ended."""
    try:
        with db().begin_nested():
            db().add(
                DutyStep(
                    outreach_id=before.outreach_id,
                    person_id=before.person_id,
                    kind=kind,
                    owner_id=before.owner_id,
                    due_on=due_on,
                    made_at=clock.now(),
                )
            )
            db().flush()
    except IntegrityError as error:
        raise StepGone from error


def _pause(person_id: int, until: date, by: Viewer) -> None:
    """What both agreed is a pause of the duty, not of the membership."""
    today = clock.today()
    refuse_days(today, until, pause=True, today=today)
    agreed = Exemption(
        person_id=person_id,
        kind=ExemptionKind.PAUSE,
        starts_on=today,
        ends_on=until,
        own_reason=None,
        made_by_id=by.id,
        made_at=clock.now(),
    )
    db().add(agreed)
    db().flush()
    record(by, "obligations.free", agreed)


def _begin(person_id: int, month: date, owner_id: int, today: date) -> bool:
    number = insert_once(
        db(),
        Outreach,
        person_id=person_id,
        month=month,
        opened_at=clock.now(),
        closed_at=None,
        ending=None,
    )
    if number is None:
        return False
    db().add(
        DutyStep(
            outreach_id=number,
            person_id=person_id,
            kind=StepKind.CALL,
            owner_id=owner_id,
            due_on=today + CALL_WITHIN,
            made_at=clock.now(),
        )
    )
    db().flush()
    return True


def _reminded(month: date) -> set[int]:
    """Who was told in its last week that something was open in this month."""
    duty = queries.duty_on(month)
    told = heard(REMINDER, [duty.id]) if duty is not None else set()
    return {person_id for _duty, occurrence, person_id in told if occurrence == month.isoformat()}


def _left_alone(person_ids: Collection[int], month: date, today: date) -> set[int]:
    """Of these: who is no member today, free or helped after this month, or was in contact."""
    since = queries.balances(months_since(month, today), person_ids)
    at_ease = {
        person_id
        for person_id, months in since.items()
        if any(each.free or each.done > 0 for each in months)
    }
    members = db().scalars(
        select(Membership.person_id).where(Membership.person_id.in_(person_ids), running_on(today))
    )
    left = set(person_ids) - set(members)
    both_from = months_later(month, -1)
    talked = db().scalars(
        select(Outreach.person_id).where(
            Outreach.person_id.in_(person_ids),
            Outreach.closed_at.is_(None) | (Outreach.closed_at >= clock.start_of(both_from)),
        )
    )
    return at_ease | left | set(talked)


def _why_over(outreach: Outreach, today: date) -> Ending | None:
    """Why nobody need call any more; None while somebody should."""
    person_id = outreach.person_id
    if membership_of(person_id, today) is None:
        return Ending.LEFT
    if queries.duty_on(today) is None:
        return Ending.NO_DUTY
    if queries.helped_since(person_id, last_of(outreach.month) + timedelta(days=1)):
        return Ending.HELPED
    free = {
        each.kind for each in queries.exemptions_of(person_id, today) if each.starts_on <= today
    }
    if ExemptionKind.EXEMPT in free or (free and not queries.pauses(outreach.id)):
        return Ending.FREE
    return None


def _end(outreach_id: int, why: Ending) -> bool:
    """End it once: the database decides whether it was still open."""
    ended = db().scalars(
        update(Outreach)
        .where(Outreach.id == outreach_id, Outreach.closed_at.is_(None))
        .values(closed_at=clock.now(), ending=why)
        .returning(Outreach.id)
        .execution_options(synchronize_session="fetch")
    )
    return ended.first() is not None


def _undone() -> ColumnElement[bool]:
    """That a step is still to be done."""
    open_contact = exists().where(Outreach.id == DutyStep.outreach_id, Outreach.closed_at.is_(None))
    return DutyStep.done_at.is_(None) & open_contact


def _may_touch(step_id: int, by: Viewer) -> DutyStep:
    if not by.may(CONTACT):
        raise NotYourRole
    step = db().get(DutyStep, step_id, populate_existing=True)
    if step is None:
        raise StepGone
    if step.person_id == by.person_id:
        raise NotYourOwn
    return step
