"""One round: what is due is put once, jobs are done once a day, trouble stays where it is."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.rules import Due
from buurtcoop.people.models import Channel, Person
from buurtcoop.reminders.health import (
    FAILED,
    MAIL_WAITS,
    SILENT,
    WENT_WRONG,
    heartbeat,
    trouble,
)
from buurtcoop.reminders.models import JobRun
from buurtcoop.reminders.rounds import CLOCK_JUMPED, TickRefused, go_round, tick
from buurtcoop.reminders.steady import Steady
from buurtcoop.reminders.timetable import DueRoom, Job
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.mailing import connect, rule, say, states, table
from tests.sink import Sink

DAY = timedelta(days=1)


def reminds(person: Person) -> DueRoom:
    """A room that says something to this person every day."""

    def due(now: datetime) -> Iterable[Due]:
        yield Due(
            rule=rule(),
            subject_id=1,
            occurrence=clock.local(now).date().isoformat(),
            recipient_id=person.id,
            expires_at=now + timedelta(hours=12),
        )

    return DueRoom(name="test", due=due)


def breaks(now: datetime) -> Iterable[Due]:
    """A room in trouble, after it began."""
    db().execute(update(Person).values(surname="broken"))
    raise ValueError("this room is in trouble")


def said(instance: Instance) -> int:
    """How many messages there are."""
    with instance.reading():
        return db().scalar(select(func.count(Message.id))) or 0


def runs(instance: Instance) -> list[tuple[date, int]]:
    """The days for which a job was done, with its rows."""
    with instance.reading():
        found = db().execute(select(JobRun.local_day, JobRun.rows).order_by(JobRun.local_day))
        return [(day, rows) for day, rows in found]


def test_a_second_round_says_nothing_twice(instance: Instance, cast: Cast, server: Sink) -> None:
    daily = table(rule(), due=(reminds(cast.anna),))

    first = go_round(instance, timetable=daily)
    second = go_round(instance, timetable=daily)

    assert first.did == ["test: 1 messages put in the outbox.", "1 deliveries by mail: sent."]
    assert second.did == []
    assert len(server.taken) == 1


def test_two_clockworks_at_once_say_it_once(instance: Instance, cast: Cast, server: Sink) -> None:
    daily = table(rule(), due=(reminds(cast.anna), reminds(cast.bram)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _n: go_round(instance, timetable=daily), range(4)))

    assert said(instance) == 2
    assert len(server.taken) == 2


def test_every_day_is_said_anew(instance: Instance, cast: Cast, server: Sink) -> None:
    daily = table(rule(), due=(reminds(cast.anna),))

    for days in range(3):
        with clock.stopped(MOMENT + days * DAY):
            go_round(instance, timetable=daily)

    assert len(server.taken) == 3


def test_a_room_in_trouble_stops_no_other_and_leaves_nothing_half_done(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    both = table(rule(), due=(DueRoom(name="broken", due=breaks), reminds(cast.anna)))

    report = go_round(instance, timetable=both)

    assert len(server.taken) == 1
    assert report.trouble == ["reminders of broken: ValueError: this room is in trouble"]
    with instance.reading():
        assert db().get_one(Person, cast.anna.id).surname == "Proef"
        heart = heartbeat()
        assert heart is not None
        assert "this room is in trouble" in heart.trouble
        assert trouble(clock.now()) == WENT_WRONG


def test_a_job_of_the_night_is_done_once_a_day_from_its_hour_on(
    instance: Instance, server: Sink
) -> None:
    nightly = table(jobs=(Job(name="night", run=lambda now: 3),))

    for hour, minute in ((3, 0), (4, 14), (4, 15), (4, 16), (23, 0)):
        with clock.stopped(clock.at(date(2027, 1, 12), time(hour, minute))):
            go_round(instance, timetable=nightly)
        if (hour, minute) < (4, 15):
            assert runs(instance) == []

    assert runs(instance) == [(date(2027, 1, 12), 3)]


def test_a_missed_night_is_caught_up_once_when_the_machine_runs_again(
    instance: Instance, server: Sink
) -> None:
    nightly = table(jobs=(Job(name="night", run=lambda now: 1),))
    go_round(instance, timetable=nightly)

    with clock.stopped(MOMENT + 3 * DAY):
        go_round(instance, timetable=nightly)
        go_round(instance, timetable=nightly)

    assert runs(instance) == [(date(2027, 1, 12), 1), (date(2027, 1, 15), 1)]


def test_a_job_that_fails_is_tried_again_and_told(instance: Instance, server: Sink) -> None:
    tries: list[datetime] = []

    def fails_once(now: datetime) -> int:
        tries.append(now)
        if len(tries) == 1:
            raise ValueError("not now")
        return 1

    nightly = table(jobs=(Job(name="night", run=fails_once),))

    first = go_round(instance, timetable=nightly)
    go_round(instance, timetable=nightly)

    assert first.trouble == ["job night: ValueError: not now"]
    assert runs(instance) == [(date(2027, 1, 12), 1)]


@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2027, 3, 28), date(2027, 1, 12)])
def test_nothing_that_goes_by_the_wall_begins_in_the_hour_in_which_the_clock_jumps(
    instance: Instance, cast: Cast, server: Sink, night: date
) -> None:
    room = reminds(cast.anna)
    waits = DueRoom(name="somebody waits", due=reminds(cast.bram).due, by_the_wall=False)
    always = table(
        rule(), due=(room, waits), jobs=(Job(name="j", run=lambda now: 1, daily_at=time()),)
    )
    begin = clock.at(night, time(1, 50))

    for minutes in range(0, 130, 10):
        moment = begin + timedelta(minutes=minutes)
        if clock.local(moment).hour != 2:
            continue
        with clock.stopped(moment):
            go_round(instance, timetable=always)

    assert server.to("anna@example.org") == []
    assert len(server.taken) == (0 if night.month == 3 else 1)
    assert runs(instance) == []


def test_what_waits_at_our_desk_ends_by_itself_when_it_is_too_late_or_no_longer_true(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    with instance.writing():
        db().execute(update(Person).values(channel=Channel.PHONE))
    late = say(instance, cast.anna, 1, expires_at=MOMENT + timedelta(hours=1))
    untrue = say(instance, cast.bram, 2)
    waits = say(instance, cast.truus, 3)
    judged = table(rule(still_true=lambda said: said.subject_id != 2))

    with clock.stopped(MOMENT + timedelta(hours=2)):
        go_round(instance, timetable=judged)

    assert states(instance, late) == ["desk: expired"]
    assert states(instance, untrue) == ["desk: suppressed"]
    assert states(instance, waits) == ["desk: ready"]


def test_a_tick_in_the_future_is_refused_outside_a_demo(instance: Instance, cast: Cast) -> None:
    with pytest.raises(TickRefused):
        tick(instance, MOMENT + DAY, timetable=table(due=(reminds(cast.anna),)))

    assert said(instance) == 0


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    waits = say(instance, cast.bram, 5)
    nightly = table(rule(), due=(reminds(cast.anna),), jobs=(Job(name="j", run=lambda now: 1),))

    report = tick(instance, MOMENT + DAY, dry_run=True, timetable=nightly)

    assert any(f"for person {cast.anna.id}" in line for line in report.did)
    assert any(
        f"would send members.welcome to person {cast.bram.id}" in line for line in report.did
    )
    assert "would do j." in report.did
    assert said(instance) == 1
    assert states(instance, waits) == ["mail: ready"]
    assert server.taken == []
    with instance.reading():
        assert heartbeat() is None


def test_a_tick_now_is_a_round(instance: Instance, cast: Cast, server: Sink) -> None:
    report = tick(instance, timetable=table(rule(), due=(reminds(cast.anna),)))

    assert len(server.taken) == 1
    assert "1 deliveries by mail: sent." in report.did
    with instance.reading():
        heart = heartbeat()
        assert heart is not None
        assert (heart.beat_at, heart.trouble) == (MOMENT, "")


def test_without_a_coop_a_round_does_nothing(empty_instance: Instance) -> None:
    assert go_round(empty_instance).did == []


@pytest.mark.parametrize(
    ("wall", "passed", "kept"),
    [
        (timedelta(days=2), 30, True),
        (timedelta(days=2), 2 * 86_400, False),
        (-timedelta(days=2), 30, False),
    ],
)
def test_when_the_clock_jumps_nothing_is_thrown_away_as_too_late(
    instance: Instance, cast: Cast, server: Sink, wall: timedelta, passed: int, kept: bool
) -> None:
    go_round(instance, timetable=table(rule()), count=lambda: Steady("m", 1000))
    message = say(instance, cast.anna, expires_at=MOMENT + timedelta(hours=1))

    with clock.stopped(MOMENT + wall):
        report = go_round(
            instance, timetable=table(rule()), count=lambda: Steady("m", 1000 + passed)
        )

    assert (CLOCK_JUMPED in report.trouble) == (wall != timedelta(seconds=passed))
    wanted = "mail: ready" if kept or wall < timedelta() else "mail: expired"
    assert states(instance, message) == [wanted]


def test_an_hour_after_a_jump_things_go_as_usual(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    go_round(instance, timetable=table(rule()), count=lambda: Steady("m", 0))
    message = say(instance, cast.anna, expires_at=MOMENT + timedelta(hours=1))
    for minutes in (0, 30, 59):
        with clock.stopped(MOMENT + 2 * DAY + timedelta(minutes=minutes)):
            count = partial(Steady, "m", minutes * 60)
            go_round(instance, timetable=table(rule()), count=count)
            with instance.reading():
                assert trouble(clock.now()) in (CLOCK_JUMPED, MAIL_WAITS)
        assert states(instance, message) == ["mail: ready"]

    with clock.stopped(MOMENT + 2 * DAY + timedelta(minutes=62)):
        go_round(instance, timetable=table(rule()), count=lambda: Steady("m", 62 * 60))

    assert states(instance, message) == ["mail: expired"]


def test_after_a_restart_of_the_machine_no_jump_is_suspected(
    instance: Instance, server: Sink
) -> None:
    go_round(instance, timetable=table(), count=lambda: Steady("before", 50_000))

    with clock.stopped(MOMENT + DAY):
        report = go_round(instance, timetable=table(), count=lambda: Steady("after", 10))

    assert report.trouble == []


def test_staff_hear_what_is_wrong(instance: Instance, cast: Cast, server: Sink) -> None:
    calm = table(rule())
    with instance.reading():
        assert trouble(clock.now()) is None
    go_round(instance, timetable=calm)
    with instance.reading():
        assert trouble(MOMENT + timedelta(minutes=4)) is None
        assert trouble(MOMENT + timedelta(minutes=6)) == SILENT
    connect(instance, server, mail_host="")
    say(instance, cast.anna)
    with instance.reading():
        assert trouble(clock.now()) == MAIL_WAITS
    connect(instance, server)
    server.at_rcpt["anna@example.org"].append("550 gone")
    go_round(instance, timetable=table(rule(content=lambda said: {})))
    with instance.reading():
        assert trouble(clock.now()) == FAILED
