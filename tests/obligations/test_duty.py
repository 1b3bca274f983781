"""A duty begins, changes and ends by date; what a month asks of whom."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.access.rules import NotYourRole
from buurtcoop.checks import broken
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.hours.models import HourKind
from buurtcoop.members.rules import NoMemberNow
from buurtcoop.obligations import operations, queries
from buurtcoop.obligations.models import ExemptionKind, MemberDuty
from buurtcoop.obligations.rules import BeginsTooSoon, DutyGone, DutyRuns
from tests.cast import Cast, seen_by
from tests.obligations.cases import FEBRUARY, HOURS, JANUARY, MARCH, a_duty, helped, member, on


@pytest.fixture
def duty(opened: Instance, cast: Cast) -> MemberDuty:
    """Two hours a month since January."""
    return a_duty(cast)


def asked(cast: Cast, month: date) -> int:
    return queries.balance_of(cast.anna.id, month).asked


def test_without_a_duty_nothing_is_asked(opened: Instance, cast: Cast) -> None:
    assert queries.concerns(clock.today()) is None
    assert asked(cast, JANUARY) == 0


def test_a_change_ends_the_old_one_the_day_before(duty: MemberDuty, cast: Cast) -> None:
    a_duty(cast, MARCH, 60)

    ran = [(each.starts_on, each.ends_on, each.minutes) for each in queries.duties()]
    assert ran == [(MARCH, None, 60), (JANUARY, date(2027, 2, 28), HOURS)]
    assert [asked(cast, month) for month in (JANUARY, FEBRUARY, MARCH)] == [HOURS, HOURS, 60]


def test_it_never_begins_in_a_month_that_has_begun(opened: Instance, cast: Cast) -> None:
    with pytest.raises(BeginsTooSoon), on(date(2027, 1, 1)):
        operations.start_duty(
            HOURS, month=JANUARY, article="7", helping="x", decided_by="x", by=seen_by(cast.coor)
        )


def test_a_month_has_one_duty(duty: MemberDuty, cast: Cast) -> None:
    a_duty(cast, FEBRUARY, 60)
    with pytest.raises(DutyRuns):
        a_duty(cast, FEBRUARY, 90)


def test_stopping_at_once_asks_nothing_of_this_month(duty: MemberDuty, cast: Cast) -> None:
    operations.stop_duty(duty.id, at_once=True, by=seen_by(cast.bo))

    assert asked(cast, JANUARY) == 0
    with pytest.raises(DutyGone):
        operations.stop_duty(duty.id, at_once=False, by=seen_by(cast.bo))


def test_stopping_after_this_month_asks_it_still(duty: MemberDuty, cast: Cast) -> None:
    operations.stop_duty(duty.id, at_once=False, by=seen_by(cast.coor))

    assert [asked(cast, month) for month in (JANUARY, FEBRUARY)] == [HOURS, 0]


def test_what_has_not_begun_can_be_taken_back(duty: MemberDuty, cast: Cast) -> None:
    coming = a_duty(cast, FEBRUARY, 60).id
    operations.withdraw_duty(coming, seen_by(cast.coor))

    assert [each.id for each in queries.duties()] == [duty.id]
    with pytest.raises(DutyGone):
        operations.withdraw_duty(duty.id, seen_by(cast.coor))


def test_only_coordinator_and_board_decide(duty: MemberDuty, cast: Cast) -> None:
    with pytest.raises(NotYourRole):
        operations.stop_duty(duty.id, at_once=True, by=seen_by(cast.anna))
    with pytest.raises(NotYourRole):
        operations.withdraw_duty(duty.id, seen_by(cast.truus))


@pytest.mark.parametrize(
    "change",
    [{"minutes": 60}, {"article": "artikel 9"}, {"starts_on": date(2026, 1, 1)}],
    ids=str,
)
def test_the_database_keeps_what_was_asked(
    duty: MemberDuty, cast: Cast, change: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match="does not change"), db().begin_nested():
        db().execute(update(MemberDuty).values(**change))


def test_the_database_refuses_two_duties_half_a_month_and_one_without_an_article(
    duty: MemberDuty, cast: Cast
) -> None:
    def again(article: str, starts_on: date = date(2027, 5, 1)) -> MemberDuty:
        return MemberDuty(
            minutes=60,
            starts_on=starts_on,
            ends_on=None,
            article=article,
            helping="Alles.",
            decided_by="De leden.",
            made_by_id=cast.coor.id,
            made_at=clock.now(),
        )

    with pytest.raises(IntegrityError, match="One duty"), db().begin_nested():
        db().add(again("artikel 7"))
    operations.stop_duty(duty.id, at_once=False, by=seen_by(cast.coor))
    with pytest.raises(IntegrityError, match="has_grounds"), db().begin_nested():
        db().add(again(""))
    with pytest.raises(IntegrityError, match="from_the_first"), db().begin_nested():
        db().add(again("artikel 7", date(2027, 5, 2)))


def test_only_helping_that_counts_is_counted(duty: MemberDuty, cast: Cast) -> None:
    helped(cast.anna, date(2027, 1, 5), 45)
    helped(cast.anna, date(2027, 1, 6), 60, counts=False)
    helped(cast.anna, date(2027, 1, 7), 60, kind=HourKind.MEETING)

    found = queries.balance_of(cast.anna.id, JANUARY)
    assert (found.done, found.open) == (45, HOURS - 45)


def test_a_month_ends_on_the_clock_of_amsterdam(duty: MemberDuty, cast: Cast) -> None:
    helped(cast.anna, date(2027, 1, 31), 60)
    helped(cast.anna, date(2027, 2, 1), 30)

    assert queries.balance_of(cast.anna.id, JANUARY).done == 60
    assert queries.balance_of(cast.anna.id, FEBRUARY).done == 30
    with clock.stopped(clock.start_of(FEBRUARY)):
        assert clock.today() == FEBRUARY
        assert clock.now().day == 31


def test_who_joins_or_leaves_halfway_is_not_asked(duty: MemberDuty, cast: Cast) -> None:
    member(cast.anna, date(2027, 1, 4), date(2027, 3, 15))

    assert [asked(cast, month) for month in (JANUARY, FEBRUARY, MARCH)] == [0, HOURS, 0]
    assert cast.anna.id not in queries.short_in(FEBRUARY)


def test_who_is_free_is_not_asked_and_still_helps(duty: MemberDuty, cast: Cast) -> None:
    operations.set_free(
        cast.anna.id,
        ExemptionKind.EXEMPT,
        starts_on=date(2027, 1, 20),
        ends_on=None,
        reason="Ik zorg voor mijn moeder.",
        by=seen_by(cast.anna),
    )
    helped(cast.anna, date(2027, 1, 22), 90)

    found = queries.balance_of(cast.anna.id, JANUARY)
    assert (found.asked, found.done, found.free, found.to_give) == (0, 90, True, 90)
    assert asked(cast, MARCH) == 0


def test_a_pause_ends_by_itself_or_by_word(duty: MemberDuty, cast: Cast) -> None:
    by = seen_by(cast.anna)
    days: dict[str, Any] = {"starts_on": clock.today(), "ends_on": date(2027, 2, 28)}
    pause = operations.set_free(cast.anna.id, ExemptionKind.PAUSE, **days, by=by)
    assert [asked(cast, month) for month in (JANUARY, FEBRUARY, MARCH)] == [0, 0, HOURS]

    operations.resume(pause.id, by)

    assert [asked(cast, month) for month in (JANUARY, FEBRUARY)] == [0, HOURS]


def test_what_had_not_begun_goes(duty: MemberDuty, cast: Cast) -> None:
    by = seen_by(cast.coor)
    days: dict[str, Any] = {"starts_on": FEBRUARY, "ends_on": date(2027, 2, 28)}
    pause = operations.set_free(cast.anna.id, ExemptionKind.PAUSE, **days, by=by)

    operations.resume(pause.id, by)

    assert queries.exemptions_of(cast.anna.id, JANUARY) == []


def test_nobody_else_says_that_somebody_is_free(duty: MemberDuty, cast: Cast) -> None:
    days: dict[str, Any] = {"starts_on": clock.today(), "ends_on": None}
    with pytest.raises(NotYourRole):
        operations.set_free(cast.anna.id, ExemptionKind.EXEMPT, **days, by=seen_by(cast.bram))
    with pytest.raises(NoMemberNow):
        operations.set_free(cast.dirk.id, ExemptionKind.EXEMPT, **days, by=seen_by(cast.dirk))


def test_a_reason_is_locked_in_the_database(duty: MemberDuty, cast: Cast) -> None:
    freed = operations.set_free(
        cast.anna.id,
        ExemptionKind.EXEMPT,
        starts_on=clock.today(),
        ends_on=None,
        reason="Ik ben ziek.",
        by=seen_by(cast.anna),
    )

    kept = db().scalar(select(text("own_reason")).select_from(text("exemption")))
    assert "ziek" not in str(kept)
    assert freed.own_reason
    assert list(broken()) == []
