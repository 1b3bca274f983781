"""Planning, series, moving and calling off."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from buurtcoop.audit.models import AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.models import Membership
from buurtcoop.messaging.models import Delivery, DeliveryState, Message
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, jobs, operations
from buurtcoop.shifts.models import Claim, PromiseState, Series, Shift, ShiftState, Side
from buurtcoop.shifts.operations import LinePlan
from buurtcoop.shifts.planning_rules import MomentPast, SeriesEmpty, ServiceNotRunning
from buurtcoop.shifts.rules import NotYourRole, ShiftCancelled, ShiftPast, TimeSkipped
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, LONG, Evening, taken

LINES = [LinePlan(Side.GIVE, "koken", 5), LinePlan(Side.RECEIVE, "eten", 24)]
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def plan(service: Service, cast: Cast, day: date, hour: time, *, minutes: int = 240) -> Shift:
    return operations.plan(
        service.id,
        day=day,
        starts_at=hour,
        minutes=minutes,
        place="De Knotwilg",
        lines=LINES,
        by=seen_by(cast.coor),
    )


def start(
    service: Service,
    cast: Cast,
    *,
    first_on: date = date(2027, 1, 14),
    last_on: date = date(2027, 12, 31),
    hour: time = time(16),
    rule: str = "FREQ=WEEKLY;BYDAY=TH",
) -> Series:
    return operations.start_series(
        service.id,
        rule=rule,
        starts_at=hour,
        minutes=240,
        place="De Knotwilg",
        first_on=first_on,
        last_on=last_on,
        lines=LINES,
        by=seen_by(cast.coor),
    )


def shifts_of(series: Series) -> list[Shift]:
    found = select(Shift).where(Shift.series_id == series.id).order_by(Shift.starts_at)
    return list(db().scalars(found))


def move(evening: Evening, cast: Cast, day: date, hour: time, *, minutes: int = 180) -> Shift:
    return operations.move(
        evening.shift_id,
        day=day,
        starts_at=hour,
        minutes=minutes,
        reason="De zaal is eerst bezet.",
        by=seen_by(cast.coor),
    )


def call_off(evening: Evening, cast: Cast) -> Shift:
    return operations.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))


# --- One shift ---


def test_a_shift_is_planned_on_the_clock_of_amsterdam(eettafel: Service, cast: Cast) -> None:
    shift = plan(eettafel, cast, date(2027, 6, 3), time(16))
    assert shift.starts_at == datetime(2027, 6, 3, 14, tzinfo=UTC)
    assert shift.ends_at == datetime(2027, 6, 3, 18, tzinfo=UTC)
    assert [(line.side, line.places, line.taken) for line in shift.lines] == [
        (Side.GIVE, 5, 0),
        (Side.RECEIVE, 24, 0),
    ]


def test_only_who_may_change_the_rota_plans(eettafel: Service, cast: Cast) -> None:
    with pytest.raises(NotYourRole):
        operations.plan(
            eettafel.id,
            day=date(2027, 6, 3),
            starts_at=time(16),
            minutes=60,
            place="",
            lines=LINES,
            by=seen_by(cast.bram),
        )


def test_an_hour_the_clock_skips_is_refused_in_plain_dutch(eettafel: Service, cast: Cast) -> None:
    with pytest.raises(TimeSkipped, match="Die nacht gaat de klok een uur vooruit"):
        plan(eettafel, cast, SPRING, time(2, 30))


def test_of_an_hour_that_comes_twice_the_first_is_meant(eettafel: Service, cast: Cast) -> None:
    shift = plan(eettafel, cast, AUTUMN, time(2, 30), minutes=60)
    assert shift.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("day", "ends"), [(SPRING, time(5)), (AUTUMN, time(3))])
def test_a_night_shift_lasts_its_minutes_whatever_the_clock_does(
    eettafel: Service, cast: Cast, day: date, ends: time
) -> None:
    shift = plan(eettafel, cast, day - timedelta(days=1), time(22), minutes=360)
    assert shift.ends_at - shift.starts_at == timedelta(hours=6)
    assert clock.local(shift.ends_at).time() == ends


def test_a_shift_is_not_planned_in_the_past(eettafel: Service, cast: Cast) -> None:
    with pytest.raises(MomentPast, match="al voorbij"):
        plan(eettafel, cast, clock.today(), time(8))


def test_a_service_that_stopped_takes_no_new_shifts(eettafel: Service, cast: Cast) -> None:
    eettafel.stops_on = date(2027, 3, 1)
    with pytest.raises(ServiceNotRunning, match="Eettafel"):
        plan(eettafel, cast, date(2027, 3, 2), time(16))


# --- Series ---


def test_a_series_makes_its_shifts_to_the_horizon(eettafel: Service, cast: Cast) -> None:
    days = [shift.original_on for shift in shifts_of(start(eettafel, cast))]
    assert days == [date(2027, 1, 14) + timedelta(days=7 * number) for number in range(9)]
    assert days[-1] <= clock.today() + timedelta(days=60) < days[-1] + timedelta(days=7)


def test_a_series_keeps_its_time_on_the_wall(eettafel: Service, cast: Cast) -> None:
    series = start(eettafel, cast, first_on=date(2027, 3, 1), last_on=date(2027, 4, 30))
    operations.extend_series(series.id, date(2027, 4, 30))
    assert {clock.local(shift.starts_at).time() for shift in shifts_of(series)} == {time(16)}
    assert len({shift.starts_at.hour for shift in shifts_of(series)}) == 2


def test_extending_twice_makes_nothing_twice(eettafel: Service, cast: Cast) -> None:
    series = start(eettafel, cast)
    assert operations.extend_series(series.id, date(2027, 4, 30)) > 0
    assert operations.extend_series(series.id, date(2027, 4, 30)) == 0


def test_a_moved_or_called_off_shift_of_a_series_does_not_come_back(
    eettafel: Service, cast: Cast
) -> None:
    series = start(eettafel, cast)
    first, second, *_rest = shifts_of(series)
    operations.move(
        first.id,
        day=date(2027, 1, 15),
        starts_at=time(12),
        minutes=60,
        reason="",
        by=seen_by(cast.coor),
    )
    operations.call_off(second.id, reason="Het is vakantie.", by=seen_by(cast.coor))
    assert jobs.extend_all_series(clock.now()) == 0


def test_the_job_makes_the_shifts_that_came_within_the_horizon(
    eettafel: Service, cast: Cast
) -> None:
    series = start(eettafel, cast)
    with clock.stopped(clock.now() + timedelta(days=21)):
        assert jobs.extend_all_series(clock.now()) == 3
        assert jobs.extend_all_series(clock.now()) == 0
    assert len(shifts_of(series)) == 12


def test_a_machine_that_was_off_makes_no_shifts_in_the_past(eettafel: Service, cast: Cast) -> None:
    series = start(eettafel, cast)
    with clock.stopped(clock.now() + timedelta(days=200)):
        jobs.extend_all_series(clock.now())
        today = clock.today()
    made = {shift.original_on for shift in shifts_of(series)}
    assert not {day for day in made if date(2027, 3, 13) < day < today}


def test_a_series_without_a_day_is_refused(eettafel: Service, cast: Cast) -> None:
    with pytest.raises(SeriesEmpty, match="geen enkele dag"):
        start(eettafel, cast, first_on=date(2027, 1, 15), last_on=date(2027, 1, 20))


def test_a_series_begins_an_hour_later_where_the_clock_skips_its_hour(
    eettafel: Service, cast: Cast
) -> None:
    series = start(
        eettafel,
        cast,
        hour=time(2, 30),
        rule="FREQ=WEEKLY;BYDAY=SU",
        first_on=date(2027, 3, 21),
        last_on=date(2027, 4, 4),
    )
    operations.extend_series(series.id, date(2027, 4, 4))
    starts = [clock.local(shift.starts_at).time() for shift in shifts_of(series)]
    assert starts == [time(2, 30), time(3), time(2, 30)]
    assert {shift.ends_at - shift.starts_at for shift in shifts_of(series)} == {timedelta(hours=4)}


def test_a_series_takes_the_first_of_the_hour_that_comes_twice(
    eettafel: Service, cast: Cast
) -> None:
    series = start(eettafel, cast, hour=time(2, 30), rule="FREQ=WEEKLY;BYDAY=SU")
    operations.extend_series(series.id, date(2027, 11, 7))
    [shift] = [each for each in shifts_of(series) if each.original_on == AUTUMN]
    assert shift.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_series_ends_with_its_service(eettafel: Service, cast: Cast) -> None:
    series = start(eettafel, cast)
    eettafel.stops_on = date(2027, 3, 20)
    db().flush()
    operations.extend_series(series.id, date(2027, 12, 31))
    assert max(shift.original_on for shift in shifts_of(series)) == date(2027, 3, 18)


# --- Moving ---


def test_a_move_tells_everybody_once_per_version(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    booking = operations.book(evening.receive, cast.anna.id, seen_by(cast.anna))
    shift = move(evening, cast, date(2027, 1, 21), time(18))
    assert (shift.version, shift.moved_from, shift.moved_at) == (2, EVENING, clock.now())
    said = select(Message.rule, Message.subject_id, Message.occurrence, Message.recipient_id)
    assert set(db().execute(said.where(Message.rule.like("shifts.moved%")))) == {
        ("shifts.moved_giver", claim.id, "2", cast.bram.id),
        ("shifts.moved_guest", booking.id, "2", cast.anna.id),
    }


def test_moving_to_where_it_stands_changes_nothing(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    for _twice in range(2):
        shift = move(evening, cast, date(2027, 1, 21), time(18))
    assert shift.version == 2


def test_a_second_move_takes_back_what_was_not_sent_of_the_first(
    evening: Evening, cast: Cast
) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    move(evening, cast, date(2027, 1, 21), time(18))
    move(evening, cast, date(2027, 1, 22), time(18))
    rows = db().execute(
        select(Message.occurrence, Delivery.state)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(Message.rule == "shifts.moved_giver")
    )
    assert set(rows) == {("2", DeliveryState.SUPPRESSED), ("3", DeliveryState.READY)}


def test_who_said_to_come_is_asked_anew(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.confirm_claim(claim.id, seen_by(cast.bram))
    move(evening, cast, date(2027, 1, 21), time(18))
    db().refresh(claim)
    assert (claim.state, claim.confirmed_at) == (PromiseState.PROMISED, None)


def test_who_can_not_at_the_new_time_is_never_late(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(clock.now() + timedelta(hours=1)):
        move(evening, cast, date(2027, 1, 12), time(18))
        ended = operations.release(claim.id, seen_by(cast.bram))
    assert ended.state is PromiseState.RELEASED_IN_TIME


def test_who_said_to_come_at_the_new_time_can_be_late(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(clock.now() + timedelta(hours=1)):
        move(evening, cast, date(2027, 1, 12), time(18))
        operations.confirm_claim(claim.id, seen_by(cast.bram))
        ended = operations.release(claim.id, seen_by(cast.bram))
    assert ended.state is PromiseState.RELEASED_LATE


def test_a_move_into_the_past_or_the_skipped_hour_is_refused(evening: Evening, cast: Cast) -> None:
    with pytest.raises(MomentPast):
        move(evening, cast, clock.today(), time(7))
    with pytest.raises(TimeSkipped):
        move(evening, cast, SPRING, time(2, 30))


def test_a_shift_that_began_is_not_moved(evening: Evening, cast: Cast) -> None:
    with clock.stopped(EVENING + LONG), pytest.raises(ShiftPast):
        move(evening, cast, date(2027, 1, 30), time(18))


# --- Calling off ---


def test_calling_off_ends_every_promise_and_frees_the_places(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    booking = operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=3)
    shift = call_off(evening, cast)
    for promised in (claim, booking):
        db().refresh(promised)
        assert (promised.state, promised.ended_at) == (PromiseState.CALLED_OFF, clock.now())
    assert shift.state is ShiftState.CANCELLED
    assert taken(evening.give) == taken(evening.receive) == 0
    assert checks.broken() == []


def test_everybody_hears_it_once_also_who_gives_and_receives(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.book(evening.receive, cast.bram.id, seen_by(cast.bram))
    for _twice in range(2):
        call_off(evening, cast)
    told = select(Message.recipient_id).where(Message.rule == "shifts.called_off")
    assert list(db().scalars(told)) == [cast.bram.id]


def test_what_was_not_sent_yet_is_taken_back(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    call_off(evening, cast)
    sent = select(Message.rule).join(Delivery, Delivery.message_id == Message.id)
    waiting = db().scalars(sent.where(Delivery.state == DeliveryState.READY))
    assert list(waiting) == ["shifts.called_off"]


def test_a_released_promise_keeps_its_own_end(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.release(claim.id, seen_by(cast.bram))
    call_off(evening, cast)
    db().refresh(claim)
    assert claim.state is PromiseState.RELEASED_IN_TIME


def test_what_was_called_off_is_not_moved(evening: Evening, cast: Cast) -> None:
    call_off(evening, cast)
    with pytest.raises(ShiftCancelled, match="De keuken is stuk"):
        move(evening, cast, date(2027, 1, 21), time(18))


def test_a_member_moves_nor_calls_off(evening: Evening, cast: Cast) -> None:
    with pytest.raises(NotYourRole):
        operations.call_off(evening.shift_id, reason="Geen zin.", by=seen_by(cast.bram))


# --- What time does ---


def leave(cast: Cast, last: date) -> None:
    """Bram's membership ends on this day."""
    ended = update(Membership).where(Membership.person_id == cast.bram.id)
    db().execute(ended.values(ends_on=last))


def test_the_places_of_who_left_are_free_again(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.claim(evening.give, cast.truus.id, seen_by(cast.truus))
    operations.book(evening.receive, cast.bram.id, seen_by(cast.bram), people=2)
    last = clock.today() + timedelta(days=2)
    leave(cast, last)
    assert jobs.free_places_of_leavers(clock.at(last, time(23))) == 0
    after = clock.at(last + timedelta(days=1), time(4))
    with clock.stopped(after):
        assert jobs.free_places_of_leavers(after) == 2
        assert jobs.free_places_of_leavers(after) == 0
    assert (taken(evening.give), taken(evening.receive)) == (1, 0)
    acted = select(AuditEntry.acting_as).where(AuditEntry.verb == "shifts.cancel")
    assert list(db().scalars(acted)) == ["timetable"]


def test_reasons_go_two_years_after_the_shift(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.release(claim.id, seen_by(cast.bram), reason="Ik ben moe.")
    over = EVENING + LONG
    assert jobs.forget_reasons(over + timedelta(days=729)) == 0
    assert jobs.forget_reasons(over + timedelta(days=731)) == 1
    assert db().scalars(select(Claim.release_reason)).one() is None
