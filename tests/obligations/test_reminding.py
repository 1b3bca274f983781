"""What is said because time passes: that a duty begins, and that something is still open."""

from datetime import UTC, date, datetime
from typing import Any

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.messaging.rules import Due
from buurtcoop.obligations import operations, reminders
from buurtcoop.obligations.messages import BEGINS, REMINDER
from buurtcoop.obligations.models import ExemptionKind, MemberDuty
from tests.cast import Cast, seen_by
from tests.obligations.cases import FEBRUARY, HOURS, a_duty, helped, member, on, say

LAST_OF_JANUARY = date(2027, 1, 31)


def due(rule: object, day: date) -> list[Due]:
    with on(day) as now:
        return [each for each in reminders.due(now) if each.rule is rule]


def test_all_members_hear_that_a_duty_begins(opened: Instance, cast: Cast) -> None:
    a_duty(cast, FEBRUARY)
    told = due(BEGINS, clock.today())
    people = (cast.anna, cast.bram, cast.dees, cast.truus, cast.bo)
    assert sorted(each.recipient_id for each in told) == sorted(each.id for each in people)

    say(told)
    assert due(BEGINS, FEBRUARY) == []


def test_in_the_last_week_who_has_something_open_hears_it_once(
    duty: MemberDuty, cast: Cast
) -> None:
    assert due(REMINDER, date(2027, 1, 24)) == []
    [one] = due(REMINDER, date(2027, 1, 25))
    assert (one.recipient_id, one.occurrence) == (cast.anna.id, "2027-01-01")
    assert one.expires_at == clock.start_of(FEBRUARY)
    with on(date(2027, 1, 25)):
        say([one])
    assert due(REMINDER, LAST_OF_JANUARY) == []


def test_a_reminder_is_dropped_once_there_is_enough(duty: MemberDuty, cast: Cast) -> None:
    [one] = due(REMINDER, LAST_OF_JANUARY)
    with on(LAST_OF_JANUARY):
        assert REMINDER.still_true(_Said(one))
        helped(cast.anna, LAST_OF_JANUARY, HOURS)
        assert not REMINDER.still_true(_Said(one))


def test_who_is_free_or_new_is_never_reminded(duty: MemberDuty, cast: Cast) -> None:
    member(cast.anna, date(2026, 12, 20))
    assert due(REMINDER, LAST_OF_JANUARY) == []
    assert [each.recipient_id for each in due(REMINDER, date(2027, 2, 28))] == [cast.anna.id]
    days: dict[str, Any] = {"starts_on": date(2027, 2, 1), "ends_on": None}
    kind = ExemptionKind.EXEMPT
    operations.set_free(cast.anna.id, kind, **days, by=seen_by(cast.anna))
    assert due(REMINDER, date(2027, 2, 28)) == []


def test_the_clock_of_amsterdam_ends_a_month(duty: MemberDuty) -> None:
    for hour, told in ((22, 1), (23, 0)):
        with clock.stopped(datetime(2027, 1, 31, hour, 30, tzinfo=UTC)):
            assert (
                len([each for each in reminders.due(clock.now()) if each.rule is REMINDER]) == told
            )


class _Said:
    """A message as the functions of its rule see it."""

    def __init__(self, one: Due) -> None:
        self.id = 1
        self.subject_id = one.subject_id
        self.occurrence = one.occurrence
        self.recipient_id = one.recipient_id
