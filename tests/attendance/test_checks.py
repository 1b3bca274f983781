"""The check sees what does not hold."""

from sqlalchemy import insert, update

from buurtcoop.attendance import checks, operations
from buurtcoop.attendance.models import Attendance, How, Outcome
from buurtcoop.attendance.rules import NOT_THERE
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.payments.operations import waive
from buurtcoop.shifts.models import PromiseState
from buurtcoop.shifts.operations import settle
from tests.attendance.stage import Promised, at, charges
from tests.cast import Cast, seen_by


def add_word(claim_id: int, outcome: Outcome, minutes: int | None) -> None:
    db().execute(
        insert(Attendance),
        {
            "claim_id": claim_id,
            "outcome": outcome,
            "how": How.LEAD,
            "decides": True,
            "minutes": minutes,
            "said_at": clock.now(),
        },
    )


def test_a_promise_that_was_settled_without_a_word(promised: Promised, cast: Cast) -> None:
    with at():
        settle(*promised.bram, PromiseState.KEPT, seen_by(cast.coor))

    assert checks.broken() == [
        f"Claim {promised.bram[1]} is kept, and who was there says otherwise."
    ]


def test_a_word_that_settled_nothing_and_counted_no_minutes(promised: Promised, cast: Cast) -> None:
    add_word(promised.bram[1], Outcome.PRESENT, 60)

    number = promised.bram[1]
    assert checks.broken() == [
        f"Claim {number} is promised, and who was there says otherwise.",
        f"Claim {number} was there for 60 minutes, and its hours say 0.",
    ]


def test_minutes_that_stayed_after_a_correction(promised: Promised, cast: Cast) -> None:
    with at():
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))
        add_word(promised.bram[1], Outcome.NO_SHOW, None)

    assert len(checks.broken()) == 2


def test_a_charge_for_who_was_not_there_and_none_for_who_was(
    promised: Promised, cast: Cast
) -> None:
    coor = seen_by(cast.coor)
    with at():
        operations.record(*promised.anna, Outcome.PRESENT, coor)
        charge = charges()[0]
        waive(charge.id, NOT_THERE, coor)

        said = f"Charge {charge.id} is waived, and whether its guest was there says otherwise."
        assert checks.broken() == [said]

        operations.record(*promised.anna, Outcome.NO_SHOW, coor)
        assert checks.broken() == []
        db().execute(update(type(charge)).values(state="open", waived_at=None, waived_why=""))

    said = f"Charge {charge.id} is open, and whether its guest was there says otherwise."
    assert checks.broken() == [said]
