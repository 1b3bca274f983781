"""Days away: fixed places are free then, and come back with who was away."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.shifts import attention, checks, fixed_rules, jobs, operations, rules
from buurtcoop.shifts.messages import FIXED_FREED
from buurtcoop.shifts.models import Away, Claim, PromiseState, Series
from buurtcoop.shifts.queries import standing
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT
from tests.shifts.rota import a_service, an_evening, members
from tests.shifts.weekly import (
    FIRST,
    PLANNED,
    a_series,
    give_line,
    helping_on,
    holds,
    shift_on,
)

WEEK = timedelta(days=7)
SECOND, THIRD = FIRST + WEEK, FIRST + 2 * WEEK
ALL = [FIRST + week * WEEK for week in range(PLANNED)]


@pytest.fixture
def series(eettafel: Service, cast: Cast) -> Series:
    """The Eettafel, every Wednesday at five; Bram holds one of its two places."""
    made = a_series(eettafel, cast)
    holds(made, cast.bram)
    return made


def goes(cast: Cast, first_on: date, last_on: date) -> int:
    """Bram says that he is away; returns the number of the period."""
    return operations.go_away(
        cast.bram.id, first_on=first_on, last_on=last_on, by=seen_by(cast.bram)
    ).away.id


def told() -> list[Message]:
    """What was said about days that came free."""
    return list(db().scalars(select(Message).where(Message.rule == FIXED_FREED.name)))


def test_days_away_free_the_days_of_a_fixed_place(series: Series, cast: Cast) -> None:
    goes(cast, FIRST, SECOND)
    assert helping_on(series, cast.bram) == ALL[2:]
    ended = db().scalars(select(Claim).where(Claim.ended_at.is_not(None))).all()
    assert {claim.state for claim in ended} == {PromiseState.RELEASED_IN_TIME}
    assert {claim.release_reason for claim in ended} == {None}
    assert checks.broken() == []


def test_a_day_away_said_at_the_last_hour_is_never_late(series: Series, cast: Cast) -> None:
    with clock.stopped(clock.at(FIRST, time(16))):
        goes(cast, FIRST, FIRST)
    states = db().scalars(select(Claim.state).order_by(Claim.shift_id)).all()
    assert states[0] is PromiseState.RELEASED_IN_TIME


def test_what_began_already_stays(series: Series, cast: Cast) -> None:
    with clock.stopped(clock.at(FIRST, time(18))):
        goes(cast, FIRST, SECOND)
    assert helping_on(series, cast.bram) == [FIRST, *ALL[2:]]


def test_what_was_promised_for_one_day_stays(series: Series, cast: Cast) -> None:
    other = an_evening(a_service("Klussen"), clock.at(FIRST, time(9)))
    claim = operations.claim(other.give, cast.bram.id, seen_by(cast.bram))
    goes(cast, FIRST, FIRST)
    db().refresh(claim)
    assert claim.state is PromiseState.PROMISED


def test_one_may_help_on_a_day_away_by_own_choice(series: Series, cast: Cast) -> None:
    goes(cast, FIRST, FIRST)
    line = give_line(shift_on(series, FIRST))
    operations.claim(line.id, cast.bram.id, seen_by(cast.bram))
    assert helping_on(series, cast.bram) == ALL


def test_who_leads_hears_of_each_day_without_a_name(
    series: Series, eettafel: Service, cast: Cast
) -> None:
    db().add(
        ServiceLead(
            service_id=eettafel.id,
            person_id=cast.truus.id,
            starts_on=FIRST - WEEK * 9,
            ends_on=None,
        )
    )
    db().flush()
    goes(cast, FIRST, SECOND)
    assert [each.recipient_id for each in told()] == [cast.truus.id] * 2
    content = FIXED_FREED.content(told()[0])
    assert sorted(content) == ["place", "service", "start", "url"]


def test_without_a_lead_the_coordinator_hears(series: Series, cast: Cast) -> None:
    goes(cast, FIRST, FIRST)
    assert [each.recipient_id for each in told()] == [cast.coor.id]


def test_who_leads_and_goes_away_hears_nothing_of_it(
    series: Series, eettafel: Service, cast: Cast
) -> None:
    db().add(
        ServiceLead(
            service_id=eettafel.id, person_id=cast.bram.id, starts_on=FIRST - WEEK * 9, ends_on=None
        )
    )
    db().flush()
    goes(cast, FIRST, FIRST)
    assert [each.recipient_id for each in told()] == [cast.coor.id]


def test_it_is_not_said_any_more_once_somebody_took_the_place(series: Series, cast: Cast) -> None:
    goes(cast, FIRST, FIRST)
    said = told()[0]
    assert FIXED_FREED.still_true(said)
    line = give_line(shift_on(series, FIRST))
    for person in members(2):
        operations.claim(line.id, person.id, seen_by(person))
    assert not FIXED_FREED.still_true(said)


def test_a_day_that_came_free_asks_for_somebody(series: Series, cast: Cast) -> None:
    goes(cast, FIRST, FIRST)
    kinds = [item.kind for item in attention.attention(MOMENT)]
    assert kinds == ["shifts.cannot_come"]


def test_new_shifts_are_not_promised_for_who_is_away(series: Series, cast: Cast) -> None:
    goes(cast, date(2027, 3, 15), date(2027, 3, 20))
    operations.extend_series(series.id, date(2027, 3, 24))
    assert helping_on(series, cast.bram) == [*ALL, date(2027, 3, 24)]


def test_a_new_fixed_place_leaves_days_away_out(eettafel: Service, cast: Cast) -> None:
    goes(cast, FIRST, SECOND)
    made = a_series(eettafel, cast)
    fixed = holds(made, cast.bram)
    assert {type(day.why) for day in fixed.days.left_out} == {fixed_rules.AwayThen}
    assert helping_on(made, cast.bram) == ALL[2:]


def test_who_comes_back_is_on_the_list_again(series: Series, cast: Cast) -> None:
    away_id = goes(cast, FIRST, SECOND)
    again = operations.come_back(away_id, seen_by(cast.bram))
    assert (again.made, again.left_out) == (2, [])
    assert helping_on(series, cast.bram) == ALL
    assert checks.broken() == []


def test_coming_back_twice_is_once(series: Series, cast: Cast) -> None:
    away_id = goes(cast, FIRST, SECOND)
    operations.come_back(away_id, seen_by(cast.bram))
    assert operations.come_back(away_id, seen_by(cast.bram)).made == 0


def test_coming_back_also_promises_what_was_made_meanwhile(series: Series, cast: Cast) -> None:
    away_id = goes(cast, date(2027, 3, 15), date(2027, 3, 20))
    operations.extend_series(series.id, date(2027, 3, 24))
    operations.come_back(away_id, seen_by(cast.bram))
    assert helping_on(series, cast.bram) == [*ALL, date(2027, 3, 17), date(2027, 3, 24)]


def test_a_day_somebody_else_took_meanwhile_is_left_out(series: Series, cast: Cast) -> None:
    away_id = goes(cast, FIRST, SECOND)
    line = give_line(shift_on(series, FIRST))
    for person in members(2):
        operations.claim(line.id, person.id, seen_by(person))
    again = operations.come_back(away_id, seen_by(cast.bram))
    assert [type(day.why) for day in again.left_out] == [rules.ShiftFull]
    assert helping_on(series, cast.bram) == ALL[1:]


def test_a_day_one_released_before_stays_released(series: Series, cast: Cast) -> None:
    claim = db().scalars(select(Claim).order_by(Claim.shift_id)).first()
    assert claim is not None
    operations.release(claim.id, seen_by(cast.bram))
    with clock.stopped(MOMENT + timedelta(hours=1)):
        away_id = goes(cast, FIRST, SECOND)
        operations.come_back(away_id, seen_by(cast.bram))
    assert helping_on(series, cast.bram) == ALL[1:]


def test_two_periods_may_overlap_and_each_counts(series: Series, cast: Cast) -> None:
    first = goes(cast, FIRST, SECOND)
    second = goes(cast, SECOND, THIRD)
    assert helping_on(series, cast.bram) == ALL[3:]
    back = operations.come_back(first, seen_by(cast.bram))
    assert [type(day.why) for day in back.left_out] == [fixed_rules.AwayThen]
    assert helping_on(series, cast.bram) == [FIRST, *ALL[3:]]
    operations.come_back(second, seen_by(cast.bram))
    assert helping_on(series, cast.bram) == ALL


def test_the_same_days_twice_is_once(series: Series, cast: Cast) -> None:
    assert goes(cast, FIRST, SECOND) == goes(cast, FIRST, SECOND)


def test_a_day_away_ends_at_midnight_on_the_wall_also_when_the_clock_changes(
    eettafel: Service, cast: Cast
) -> None:
    """In the night to Sunday 28 March 2027 the clock goes forward: that day has 23 hours."""
    with clock.stopped(clock.at(date(2027, 3, 1), time(9))):
        nights = a_series(
            eettafel,
            cast,
            rule="FREQ=DAILY",
            first_on=date(2027, 3, 26),
            starts_at=time(23, 30),
            minutes=60,
        )
        holds(nights, cast.bram, starts_on=date(2027, 3, 26))
        goes(cast, date(2027, 3, 28), date(2027, 3, 28))
        days = helping_on(nights, cast.bram)
    assert days[:4] == [date(2027, 3, day) for day in (26, 27, 29, 30)]


def test_a_day_away_in_autumn_is_25_hours_long(eettafel: Service, cast: Cast) -> None:
    """In the night to Sunday 31 October 2027 the clock goes back."""
    with clock.stopped(clock.at(date(2027, 10, 1), time(9))):
        nights = a_series(
            eettafel,
            cast,
            rule="FREQ=DAILY",
            first_on=date(2027, 10, 29),
            starts_at=time(23, 30),
            minutes=60,
        )
        holds(nights, cast.bram, starts_on=date(2027, 10, 29))
        goes(cast, date(2027, 10, 31), date(2027, 10, 31))
        days = helping_on(nights, cast.bram)
    assert days[:4] == [
        date(2027, 10, 29),
        date(2027, 10, 30),
        date(2027, 11, 1),
        date(2027, 11, 2),
    ]


def test_who_is_away_is_known_for_who_asks(series: Series, cast: Cast) -> None:
    away_id = goes(cast, FIRST, SECOND)
    assert standing.is_away(cast.bram.id, FIRST)
    assert not standing.is_away(cast.bram.id, THIRD)
    assert standing.away_people(SECOND, THIRD) == {cast.bram.id}
    operations.come_back(away_id, seen_by(cast.bram))
    assert standing.away_people(FIRST, THIRD) == set()


def test_days_that_are_turned_or_past_are_refused(series: Series, cast: Cast) -> None:
    with pytest.raises(fixed_rules.DaysTurned):
        goes(cast, SECOND, FIRST)
    with pytest.raises(fixed_rules.DaysPast):
        goes(cast, date(2027, 1, 4), date(2027, 1, 11))


def test_a_member_sends_nobody_else_away_and_takes_nobody_back(series: Series, cast: Cast) -> None:
    anna = seen_by(cast.anna)
    with pytest.raises(rules.NotForOthers):
        operations.go_away(cast.bram.id, first_on=FIRST, last_on=SECOND, by=anna)
    away_id = goes(cast, FIRST, SECOND)
    with pytest.raises(rules.NotForOthers):
        operations.come_back(away_id, anna)


def test_nobody_takes_back_what_is_not_there(series: Series, cast: Cast) -> None:
    with pytest.raises(LookupError):
        operations.come_back(99, seen_by(cast.bram))


def test_the_coordinator_says_it_for_somebody_who_called(series: Series, cast: Cast) -> None:
    gone = operations.go_away(cast.bram.id, first_on=FIRST, last_on=FIRST, by=seen_by(cast.coor))
    assert (gone.freed, gone.away.made_by_id) == (1, cast.coor.id)


def test_two_years_later_nobody_knows_who_waited_or_was_away(series: Series, cast: Cast) -> None:
    line = give_line(shift_on(series, FIRST))
    operations.claim(line.id, cast.dees.id, seen_by(cast.dees))
    operations.wait(line.id, cast.anna.id, seen_by(cast.anna))
    goes(cast, SECOND, SECOND)
    over = clock.at(FIRST, time(20))

    assert jobs.forget_lists(over + timedelta(days=729)) == 0
    assert jobs.forget_lists(over + timedelta(days=731)) == 1
    assert jobs.forget_lists(over + timedelta(days=739)) == 1
    assert db().scalars(select(Away)).all() == []
