"""What became of a promise once it began."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.audit.models import AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.shifts import checks, operations
from buurtcoop.shifts.models import PromiseState, Side
from buurtcoop.shifts.rules import NotBegun, PromiseEnded
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, taken

DURING = EVENING + timedelta(hours=1)
KEPT, MISSED = PromiseState.KEPT, PromiseState.MISSED


@pytest.fixture
def claim_id(evening: Evening, cast: Cast) -> int:
    return operations.claim(evening.give, cast.bram.id, seen_by(cast.bram)).id


def test_a_promise_is_settled_after_it_began_and_keeps_its_place(
    evening: Evening, claim_id: int, cast: Cast
) -> None:
    with clock.stopped(DURING):
        settled = operations.settle(Side.GIVE, claim_id, KEPT, seen_by(cast.coor))

    assert settled.state is KEPT
    assert taken(evening.give) == 1
    assert checks.broken() == []


def test_another_word_later_mends_it(claim_id: int, cast: Cast) -> None:
    with clock.stopped(DURING):
        operations.settle(Side.GIVE, claim_id, KEPT, seen_by(cast.coor))
        settled = operations.settle(Side.GIVE, claim_id, MISSED, seen_by(cast.coor))

    assert settled.state is MISSED


def test_nothing_is_settled_before_it_begins(claim_id: int, cast: Cast) -> None:
    with clock.stopped(EVENING - timedelta(seconds=1)), pytest.raises(NotBegun):
        operations.settle(Side.GIVE, claim_id, KEPT, seen_by(cast.coor))


def test_what_was_given_back_stays_given_back(claim_id: int, cast: Cast) -> None:
    operations.release(claim_id, seen_by(cast.bram))

    with clock.stopped(DURING), pytest.raises(PromiseEnded):
        operations.settle(Side.GIVE, claim_id, KEPT, seen_by(cast.coor))


def test_an_unknown_promise_is_not_found(evening: Evening, cast: Cast) -> None:
    with clock.stopped(DURING), pytest.raises(LookupError):
        operations.settle(Side.GIVE, 999, KEPT, seen_by(cast.coor))


def test_many_are_settled_together_or_none_of_them(
    evening: Evening, claim_id: int, cast: Cast
) -> None:
    seat = operations.book(evening.receive, cast.anna.id, seen_by(cast.anna)).id
    before = db().scalar(select(func.count()).select_from(AuditEntry))
    with clock.stopped(DURING):
        operations.settle_all(
            evening.shift_id,
            {Side.GIVE: {claim_id: KEPT}, Side.RECEIVE: {seat: MISSED}},
            seen_by(cast.coor),
        )
        with pytest.raises(PromiseEnded), db().begin_nested():
            operations.settle_all(
                evening.shift_id, {Side.GIVE: {claim_id: MISSED, 999: KEPT}}, seen_by(cast.coor)
            )

    assert db().scalar(select(func.count()).select_from(AuditEntry)) == (before or 0) + 1
