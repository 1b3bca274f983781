"""What became of a promise once it began: kept, excused or missed."""

from sqlalchemy import update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts import rules
from buurtcoop.shifts.models import PromiseState, Side
from buurtcoop.shifts.operations.holding import hold_person, hold_shift
from buurtcoop.shifts.queries import HOLDING, KINDS, promise
from buurtcoop.shifts.seen import Promise


def settle(side: Side, promise_id: int, to: PromiseState, by: Viewer) -> Promise:
    """Say what became of a promise; saying something else later mends it.

    `to` is KEPT, EXCUSED or MISSED. Holds afterwards: it is in that one state; what was released,
    swapped or called off stays so. Whether `by` may say so is for who asks to decide. Raises
    NotBegun before the start, PromiseEnded, LookupError.
    """
    kind = KINDS[side]
    found = promise(kind, promise_id)
    if found is None:
        raise LookupError(promise_id)
    hold_person(found.person_id)
    if hold_shift(found.shift_id).starts_at > clock.now():
        raise rules.NotBegun
    settled = db().scalars(
        update(kind)
        .where(kind.id == promise_id, kind.state.in_(HOLDING))
        .values(state=to, ended_at=clock.now())
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    if settled.first() is None:
        raise rules.PromiseEnded
    now = promise(kind, promise_id)
    assert now is not None
    record(by, "shifts.settle", db().get_one(kind, promise_id, populate_existing=True), to.value)
    return now
