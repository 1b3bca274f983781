"""Two members change places: both promises change hands in one transaction, or neither."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import withdraw
from buurtcoop.shifts import rules
from buurtcoop.shifts.messages import NAMES
from buurtcoop.shifts.models import Claim, PromiseState, Side, Waiting
from buurtcoop.shifts.operations.allowing import (
    refuse_beside,
    refuse_beyond_own_limit,
    refuse_closed,
    refuse_unagreed,
    refuse_unqualified,
    refuse_unwilling,
    refuse_young,
)
from buurtcoop.shifts.operations.holding import (
    Held,
    Promiser,
    hold_people,
    hold_shifts,
    refuse_for_others,
)
from buurtcoop.shifts.operations.promising import end_live
from buurtcoop.shifts.operations.waiting import leave
from buurtcoop.shifts.queries import is_live, promised_then


@dataclass(frozen=True)
class Turn:
    """One half of an exchange: who gives which promise up, and takes which."""

    person: Promiser
    gives_up: Claim
    leaves: Held
    takes: Claim
    joins: Held


def exchange(claim_id: int, other_claim_id: int, by: Viewer) -> tuple[Claim, Claim]:
    """Let two members take each other's place. Returns the new claims, each on its old line.

    Holds afterwards: both old claims ended as swapped and both members stand on the other's
    line, or nothing changed; the lines have as many takers as before. What each would read when
    claiming the other's place is asked of both, without the place that each gives up; who acts
    never reads why it does not fit the other. That both agreed is for who asks to know, and so is
    telling them.
    Raises NoSwap, SwapGone, NotForOthers, LookupError, and of what `claim` raises all but
    ShiftFull and ClaimTooLate.
    """
    one, other = _claim(claim_id), _claim(other_claim_id)
    if by.person_id not in (one.person_id, other.person_id):
        refuse_for_others(by, one.person_id)
    for turn in _turns(one, other, {one.person_id, other.person_id}):
        _refuse_discreetly(turn, by)
    for promised in sorted((one, other), key=lambda each: each.id):
        if not end_live(promised, PromiseState.SWAPPED):
            raise rules.SwapGone
        db().refresh(promised)
        withdraw(NAMES[Side.GIVE], promised.id, reason="swapped")
    takers = {one: other.person_id, other: one.person_id}
    made = {  # the oldest shift first, as everybody holds lines
        old: _taken_over(old, takers[old], by)
        for old in sorted(takers, key=lambda each: each.shift_id)
    }
    return made[one], made[other]


def refuse_offer(claim_id: int, other_claim_id: int) -> None:
    """Whether who has the first claim could take the place of the other, before that one agrees.

    Raises what `exchange` raises; locks that person and both shifts.
    """
    mine, theirs = _claim(claim_id), _claim(other_claim_id)
    for turn in _turns(mine, theirs, {mine.person_id}):
        _refuse(turn)


def _turns(one: Claim, other: Claim, person_ids: Collection[int]) -> list[Turn]:
    """The halves of these persons, who are held with both shifts. Raises NoSwap, SwapGone."""
    if one.person_id == other.person_id or one.shift_id == other.shift_id:
        raise rules.NoSwap
    people = hold_people(person_ids)
    shifts = {held.id: held for held in hold_shifts({one.shift_id, other.shift_id})}
    for promised in (one, other):
        db().refresh(promised)
        if promised.state is not PromiseState.PROMISED:
            raise rules.SwapGone
    return [
        Turn(
            person=people[mine.person_id],
            gives_up=mine,
            leaves=shifts[mine.shift_id],
            takes=theirs,
            joins=shifts[theirs.shift_id],
        )
        for mine, theirs in ((one, other), (other, one))
        if mine.person_id in people
    ]


def _refuse(turn: Turn) -> None:
    """Raise what this person would read when taking the other's place."""
    person, shift, line = turn.person, turn.joins, turn.takes.line
    refuse_closed(turn.leaves)
    refuse_closed(shift)
    refuse_unwilling(person, Side.GIVE, shift)
    refuse_young(person, shift)
    standing = select(Claim.id).where(
        Claim.shift_id == shift.id, Claim.person_id == person.id, is_live(Claim)
    )
    if db().scalar(standing) is not None:
        raise rules.AlreadyClaimed
    near = promised_then(
        person.id, shift.starts_at - rules.MOST_REST, shift.ends_at + rules.MOST_REST
    )
    others = [each for each in near if each.side is not Side.GIVE or each.id != turn.gives_up.id]
    refuse_beside(shift, others, rest_too=True)
    if line.skill_id is not None:
        refuse_unqualified(line.skill_id, person.id, shift)
    refuse_unagreed(person.id, Side.GIVE, shift.service_id, Viewer(person_id=person.id))
    if person.most_a_month is not None and not _same_month(turn.leaves, shift):
        refuse_beyond_own_limit(person.most_a_month, person.id, shift)


def _refuse_discreetly(turn: Turn, by: Viewer) -> None:
    """The same; what stands in the way of the other stays with the other."""
    try:
        _refuse(turn)
    except Refusal as refusal:
        if turn.person.id == by.person_id:
            raise
        raise rules.SwapGone from refusal


def _same_month(one: Held, other: Held) -> bool:
    first, second = clock.local(one.starts_at), clock.local(other.starts_at)
    return (first.year, first.month) == (second.year, second.month)


def _claim(claim_id: int) -> Claim:
    found = db().get(Claim, claim_id)
    if found is None:
        raise LookupError(claim_id)
    return found


def _taken_over(old: Claim, person_id: int, by: Viewer) -> Claim:
    """The claim of who takes over a place that stays taken, and who waits for it no longer."""
    claim_id = insert_once(
        db(),
        Claim,
        shift_id=old.shift_id,
        line_id=old.line_id,
        person_id=person_id,
        made_by_id=by.id,
        made_at=clock.now(),
        state=PromiseState.PROMISED,
    )
    if claim_id is None:
        raise rules.AlreadyClaimed
    made = db().get_one(Claim, claim_id)
    record(by, "shifts.exchange", made)
    waiting = select(Waiting.id).where(
        Waiting.shift_id == old.shift_id,
        Waiting.side == Side.GIVE,
        Waiting.person_id == person_id,
        Waiting.ended_at.is_(None),
    )
    for waiting_id in db().scalars(waiting).all():
        leave(waiting_id, Viewer(person_id=person_id))
    return made
