"""What became of a promise once it began: kept, excused or missed."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts import rules
from buurtcoop.shifts.models import PromiseState, Shift, Side
from buurtcoop.shifts.operations.holding import hold_person, hold_shift
from buurtcoop.shifts.queries import HOLDING, KINDS, promise
from buurtcoop.shifts.seen import Promise


def settle(side: Side, promise_id: int, to: PromiseState, by: Viewer) -> Promise:
    """Say what became of a promise; saying something else later mends it.

    `to` is KEPT, EXCUSED or MISSED. Holds afterwards: it is in that one state; what was released,
    swapped or called off stays so. Whether `by` may say so is for who asks to decide. Raises
    NotBegun before the start, PromiseEnded, LookupError.
    """
    found = promise(KINDS[side], promise_id)
    if found is None:
        raise LookupError(promise_id)
    hold_person(found.person_id)
    settle_all(found.shift_id, {side: {promise_id: to}}, by)
    now = promise(KINDS[side], promise_id)
    assert now is not None
    return now


def settle_all(shift_id: int, to: Mapping[Side, Mapping[int, PromiseState]], by: Viewer) -> None:
    """The same for many promises of one shift, {side: {promise id: state}}, or for none of them.

    However many there are, it costs a statement per side and state. Raises what `settle` raises.
    """
    if hold_shift(shift_id).starts_at > clock.now():
        raise rules.NotBegun
    said = []
    for side, states in to.items():
        grouped: dict[PromiseState, list[int]] = defaultdict(list)
        for promise_id in sorted(states):
            grouped[states[promise_id]].append(promise_id)
        for state, promise_ids in sorted(grouped.items()):
            _settle(shift_id, side, promise_ids, state)
            numbers = " ".join(str(number) for number in promise_ids)
            said.append(f"{KINDS[side].__tablename__} {state.value}: {numbers}")
    if said:
        record(by, "shifts.settle", db().get_one(Shift, shift_id), "; ".join(said))


def _settle(shift_id: int, side: Side, promise_ids: list[int], state: PromiseState) -> None:
    kind = KINDS[side]
    settled = db().scalars(
        update(kind)
        .where(
            kind.id.in_(promise_ids),
            kind.shift_id == shift_id,
            kind.state.in_(HOLDING),
        )
        .values(state=state, ended_at=clock.now())
        .returning(kind.id)
        .execution_options(synchronize_session="fetch")
    )
    if len(settled.all()) < len(promise_ids):
        raise rules.PromiseEnded
