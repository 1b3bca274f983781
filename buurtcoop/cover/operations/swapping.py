"""Offering to swap, and what the other says. For the order of locks see `shifts`; a swap last."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover.messages import SWAP, SWAP_AGREED, SWAP_ASKED, SWAP_DECLINED
from buurtcoop.cover.models import Swap, SwapState
from buurtcoop.cover.rules import was_moved
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.shifts.models import Claim
from buurtcoop.shifts.operations import exchange
from buurtcoop.shifts.operations.exchanging import refuse_offer
from buurtcoop.shifts.operations.holding import refuse_for_others
from buurtcoop.shifts.rules import SwapGone


def propose_swap(claim_id: int, other_claim_id: int, by: Viewer) -> Swap:
    """Offer a place of `by` for the place of another member, who has to agree.

    Until then both keep what they have. Offering the same twice is once; when the other offered
    just this, both agree. Raises what `agree` raises of who offers.
    """
    mine, theirs = _claim(claim_id), _claim(other_claim_id)
    refuse_for_others(by, mine.person_id)
    turned = _standing(other_claim_id, claim_id)
    if turned is not None:
        return agree(turned.id, by)
    refuse_offer(claim_id, other_claim_id)
    swap_id = insert_once(
        db(),
        Swap,
        claim_id=claim_id,
        other_claim_id=other_claim_id,
        made_at=clock.now(),
        state=SwapState.PROPOSED,
        ended_at=None,
    )
    if swap_id is None:
        standing = _standing(claim_id, other_claim_id)
        if standing is None:
            raise SwapGone
        return standing
    swap = db().get_one(Swap, swap_id)
    record(by, "cover.propose_swap", swap)
    put(
        SWAP_ASKED,
        subject_id=swap_id,
        occurrence=str(swap_id),
        recipient_id=theirs.person_id,
        expires_at=min(mine.shift.starts_at, theirs.shift.starts_at),
    )
    return swap


def agree(swap_id: int, by: Viewer) -> Swap:
    """The other says yes: both places change hands, or nothing does.

    Holds afterwards: both promises were exchanged in one transaction, and every other offer
    about them is gone. An offer about another time than it became does not count. Agreeing twice
    is once. Raises SwapGone, NotForOthers, LookupError, and
    what `exchange` raises of who agrees.
    """
    swap = _found(swap_id)
    refuse_for_others(by, swap.other_claim.person_id)
    if swap.state is SwapState.AGREED:
        return swap
    if swap.state is not SwapState.PROPOSED:
        raise SwapGone
    claims = exchange(swap.claim_id, swap.other_claim_id, by)
    for taken_over in claims:
        db().refresh(taken_over.shift)
        if was_moved(taken_over.shift.moved_at, swap.made_at):
            raise SwapGone
    if not _end(swap, SwapState.AGREED):
        raise SwapGone
    record(by, "cover.agree", swap)
    end_offers_about((swap.claim_id, swap.other_claim_id))
    withdraw(SWAP, swap.id, rules=[SWAP_ASKED], reason="answered")
    for taken_over in claims:
        put(
            SWAP_AGREED,
            subject_id=taken_over.id,
            occurrence=str(swap.id),
            recipient_id=taken_over.person_id,
            expires_at=taken_over.shift.starts_at,
        )
    return swap


def decline(swap_id: int, by: Viewer) -> Swap:
    """The other says no; who offered hears it. Saying it twice is once.

    Raises SwapGone, NotForOthers, LookupError.
    """
    swap = _found(swap_id)
    refuse_for_others(by, swap.other_claim.person_id)
    if _end(swap, SwapState.DECLINED):
        record(by, "cover.decline", swap)
        withdraw(SWAP, swap.id, rules=[SWAP_ASKED], reason="answered")
        put(
            SWAP_DECLINED,
            subject_id=swap.id,
            occurrence=str(swap.id),
            recipient_id=swap.claim.person_id,
            expires_at=swap.claim.shift.starts_at,
        )
    elif swap.state is not SwapState.DECLINED:
        raise SwapGone
    return swap


def withdraw_swap(swap_id: int, by: Viewer) -> Swap:
    """Who offered takes the offer back. Doing it twice is once.

    Raises SwapGone, NotForOthers, LookupError.
    """
    swap = _found(swap_id)
    refuse_for_others(by, swap.claim.person_id)
    if _end(swap, SwapState.WITHDRAWN):
        record(by, "cover.withdraw_swap", swap)
        withdraw(SWAP, swap.id, reason="withdrawn")
    elif swap.state is not SwapState.WITHDRAWN:
        raise SwapGone
    return swap


def end_offers_about(claim_ids: Iterable[int]) -> int:
    """Let every offer about these promises be gone. Returns how many were."""
    wanted = list(claim_ids)
    return end_offers(or_(Swap.claim_id.in_(wanted), Swap.other_claim_id.in_(wanted)))


def end_offers(which: ColumnElement[bool]) -> int:
    """Let the open offers that meet a condition be gone, with what was not sent about them."""
    gone = db().scalars(
        update(Swap)
        .where(Swap.state == SwapState.PROPOSED, which)
        .values(state=SwapState.GONE, ended_at=clock.now())
        .returning(Swap.id)
        .execution_options(synchronize_session=False)
    )
    numbers = list(gone)
    for swap_id in numbers:
        withdraw(SWAP, swap_id, reason="gone")
    return len(numbers)


def _end(swap: Swap, state: SwapState) -> bool:
    """End an offer once: the database decides whether it still stood."""
    ended = db().scalars(
        update(Swap)
        .where(Swap.id == swap.id, Swap.state == SwapState.PROPOSED)
        .values(state=state, ended_at=clock.now())
        .returning(Swap.id)
        .execution_options(synchronize_session=False)
    )
    first = ended.first() is not None
    db().refresh(swap)
    return first


def _found(swap_id: int) -> Swap:
    swap = db().get(Swap, swap_id, populate_existing=True)
    if swap is None:
        raise LookupError(swap_id)
    return swap


def _claim(claim_id: int) -> Claim:
    found = db().get(Claim, claim_id)
    if found is None:
        raise LookupError(claim_id)
    return found


def _standing(claim_id: int, other_claim_id: int) -> Swap | None:
    return db().scalar(
        select(Swap).where(
            Swap.claim_id == claim_id,
            Swap.other_claim_id == other_claim_id,
            Swap.state == SwapState.PROPOSED,
        )
    )
