"""Changing a series: what changes without a word, who is told, and what stays."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.days import operations as days
from buurtcoop.days.models import DayKind
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, jobs, operations
from buurtcoop.shifts.models import Claim, CrewLine, PromiseState, Series, ShiftState, Side
from buurtcoop.shifts.operations import LinePlan, What
from buurtcoop.shifts.operations.changing import NO_REASON
from buurtcoop.shifts.planning_rules import FixedPlacesTaken, PlacesTaken
from buurtcoop.shifts.recurrence import weekly
from tests.cast import Cast, seen_by
from tests.shifts.rota import members
from tests.shifts.series import (
    AT,
    FIRST,
    a_series,
    change,
    days_of_shifts,
    hour,
    line,
    plan,
    shifts_of,
)
from tests.shifts.test_messages import still_true, the_mail, the_rule

FRIDAY = date(2027, 1, 15)
SECOND = date(2027, 1, 21)


@pytest.fixture
def series(eettafel: Service, cast: Cast) -> Series:
    """Every Thursday, nine of them made."""
    return a_series(eettafel, cast)


def claim(series: Series, cast: Cast, day: date = FIRST) -> Claim:
    """Bram helps on this day."""
    [shift] = [each for each in shifts_of(series) if each.original_on == day]
    return operations.claim(line(shift), cast.bram.id, seen_by(cast.bram))


def told(rule: str) -> list[int]:
    said = select(Message.recipient_id).where(Message.rule == rule).order_by(Message.id)
    return list(db().scalars(said))


def kinds(found: operations.Change) -> list[str]:
    return [each.what.value for each in found.days]


# --- Another hour ---


def test_days_nobody_was_on_change_without_a_word(series: Series, cast: Cast) -> None:
    before = days_of_shifts(series)
    found = change(series, cast, starts_at=time(18))
    assert kinds(found) == ["changes"] * 9
    assert days_of_shifts(series) == before
    assert {hour(shift) for shift in shifts_of(series)} == {time(18)}
    assert {shift.version for shift in shifts_of(series)} == {1}
    assert db().scalars(select(Message.id)).all() == []


def test_who_promised_hears_of_the_new_hour_and_is_asked_anew(series: Series, cast: Cast) -> None:
    made = claim(series, cast)
    operations.confirm_claim(made.id, seen_by(cast.bram))
    found = change(series, cast, starts_at=time(18), reason="De kok komt later.")
    first = found.days[0]
    assert (first.what, first.people) == (What.MOVES, ("Bram Proef",))
    assert found.told == {cast.bram.id}
    shift = shifts_of(series)[0]
    assert (hour(shift), shift.version, shift.reason) == (time(18), 2, "De kok komt later.")
    assert told("shifts.moved_giver") == [cast.bram.id]
    db().refresh(made)
    assert (made.state, made.confirmed_at) == (PromiseState.PROMISED, None)


def test_a_second_change_moves_what_the_first_moved(series: Series, cast: Cast) -> None:
    claim(series, cast)
    for number in (17, 18):
        change(series, cast, starts_at=time(number))
    assert {hour(shift) for shift in shifts_of(series)} == {time(18)}
    assert shifts_of(series)[0].version == 3


def test_what_was_moved_or_called_off_by_hand_stays_and_never_comes_back(
    series: Series, cast: Cast
) -> None:
    first, second, *_rest = shifts_of(series)
    by = seen_by(cast.coor)
    operations.move(first.id, day=FRIDAY, starts_at=AT, minutes=60, reason="", by=by)
    operations.call_off(second.id, reason="Vakantie.", by=by)
    for number in (18, 19, 16):
        found = change(series, cast, starts_at=time(number))
        assert kinds(found)[:3] == ["stays", "stays", "changes"]
    jobs.extend_all_series(clock.now())
    first, second, *_rest = shifts_of(series)
    assert clock.local(first.starts_at).date() == FRIDAY
    assert second.state is ShiftState.CANCELLED
    assert len(set(days_of_shifts(series))) == len(days_of_shifts(series)) == 9


def test_the_night_of_the_clock_is_shown_and_passed(eettafel: Service, cast: Cast) -> None:
    series = a_series(
        eettafel,
        cast,
        rule="FREQ=WEEKLY;BYDAY=SU",
        first_on=date(2027, 3, 21),
        last_on=date(2027, 4, 4),
    )
    operations.extend_series(series.id, date(2027, 4, 4))
    found = change(series, cast, starts_at=time(2, 30))
    assert [each.hour_skipped for each in found.days] == [False, True, False]
    assert [hour(shift) for shift in shifts_of(series)] == [time(2, 30), time(3), time(2, 30)]


def test_a_day_whose_new_hour_is_over_stays(eettafel: Service, cast: Cast) -> None:
    series = a_series(eettafel, cast, rule="FREQ=DAILY", first_on=clock.today())
    found = change(series, cast, starts_at=time(7))
    assert kinds(found)[:2] == ["stays", "changes"]
    assert [hour(shift) for shift in shifts_of(series)[:2]] == [AT, time(7)]


# --- Another place, other numbers ---


def test_another_place_is_told_as_a_change_and_nobody_is_late_by_it(
    series: Series, cast: Cast
) -> None:
    made = claim(series, cast)
    with clock.stopped(clock.now() + timedelta(hours=1)):
        change(series, cast, place="De Oude Sluis")
    assert {shift.place for shift in shifts_of(series)} == {"De Oude Sluis"}
    assert told("shifts.moved_giver") == [cast.bram.id]
    shift = shifts_of(series)[0]
    assert shift.moved_from == shift.starts_at
    with clock.stopped(shift.starts_at - timedelta(hours=1)):
        ended = operations.release(made.id, seen_by(cast.bram))
    assert ended.state is PromiseState.RELEASED_IN_TIME


def test_the_mail_of_another_place_says_what_it_becomes(series: Series, cast: Cast) -> None:
    claim(series, cast)
    change(series, cast, place="De Oude Sluis", reason="De zaal is bezet.")
    mail = the_mail("shifts.moved_giver")
    assert mail.subject == "Veranderd: Eettafel, donderdag 14 januari"
    assert mail.holds("Zo wordt het:", "tot 19.00 uur", "De Oude Sluis", "De zaal is bezet.")
    assert not mail.holds("Het was")


def test_who_promised_many_days_gets_one_mail_with_all_of_them(series: Series, cast: Cast) -> None:
    operations.hold_fixed_place(
        series.lines[0].id, cast.bram.id, seen_by(cast.bram), starts_on=FIRST
    )
    found = change(
        series,
        cast,
        starts_at=time(18),
        last_on=date(2027, 3, 4),
        reason="De zaal is later vrij.",
    )
    assert len(found.of(What.MOVES)) == 8
    assert list(found.told_at_once) == [cast.bram.id]
    assert told("shifts.moved_giver") == told("shifts.called_off") == []
    assert told("shifts.series_changed") == [cast.bram.id]
    mail = the_mail("shifts.series_changed")
    assert mail.subject == "Veranderd: Eettafel"
    assert mail.holds(
        "Zo wordt het:",
        "donderdag 14 januari, 18.00 uur",
        "donderdag 4 maart, 18.00 uur",
        "Dit gaat niet door:",
        "donderdag 11 maart, 16.00 uur",
        "De zaal is later vrij.",
        "/mijn",
    )


def test_the_mail_of_an_older_change_is_not_true_any_more(series: Series, cast: Cast) -> None:
    operations.hold_fixed_place(
        series.lines[0].id, cast.bram.id, seen_by(cast.bram), starts_on=FIRST
    )
    change(series, cast, starts_at=time(18))
    assert still_true("shifts.series_changed")
    change(series, cast, starts_at=time(19))
    messages = select(Message).where(Message.rule == "shifts.series_changed").order_by(Message.id)
    older, newer = db().scalars(messages).all()
    rule = the_rule(older)
    assert (rule.still_true(older), rule.still_true(newer)) == (False, True)


def test_more_places_come_without_a_word(series: Series, cast: Cast) -> None:
    claim(series, cast)
    more = LinePlan(Side.GIVE, "koken", 5, minimum=3)
    found = change(series, cast, lines={series.lines[0].id: more})
    assert kinds(found) == ["changes"] * 9
    places = select(CrewLine.places, CrewLine.minimum).where(CrewLine.side == Side.GIVE)
    assert set(db().execute(places)) == {(5, 3)}
    assert told("shifts.moved_giver") == []


def test_places_that_are_taken_stay_and_the_day_is_named(series: Series, cast: Cast) -> None:
    claim(series, cast, SECOND)
    dees = operations.claim(line(shifts_of(series)[1]), cast.dees.id, seen_by(cast.dees))
    fewer = {series.lines[0].id: LinePlan(Side.GIVE, "koken", 1)}
    with pytest.raises(PlacesTaken, match=r"2027-01-21.*2 plekken"):
        operations.preview_change(series.id, plan(series, lines=fewer), seen_by(cast.coor))
    with pytest.raises(PlacesTaken), db().begin_nested():
        change(series, cast, lines=fewer)
    operations.release(dees.id, seen_by(cast.dees))
    db().refresh(series)
    change(series, cast, lines=fewer)
    assert checks.broken() == []


def test_places_of_fixed_helpers_stay(series: Series, cast: Cast) -> None:
    for person in (cast.bram, cast.dees):
        operations.hold_fixed_place(
            series.lines[0].id, person.id, seen_by(person), starts_on=date(2027, 6, 1)
        )
    db().refresh(series.lines[0])
    fewer = {series.lines[0].id: LinePlan(Side.GIVE, "koken", 1)}
    with pytest.raises(FixedPlacesTaken, match="2 vaste helpers"):
        change(series, cast, lines=fewer)


def test_a_new_task_comes_on_every_day_ahead(series: Series, cast: Cast) -> None:
    found = change(series, cast, more_lines=(LinePlan(Side.GIVE, "afwassen", 1),))
    assert kinds(found) == ["changes"] * 9
    washing = select(CrewLine.shift_id).where(CrewLine.role == "afwassen")
    assert set(db().scalars(washing)) == {shift.id for shift in shifts_of(series)}
    operations.extend_series(series.id, date(2027, 4, 1))
    assert len(db().scalars(washing).all()) == len(shifts_of(series)) > 9


# --- Other days ---


def test_days_that_fall_out_go_and_those_with_promises_are_called_off(
    series: Series, cast: Cast
) -> None:
    made = claim(series, cast, SECOND)
    found = change(series, cast, rule="FREQ=WEEKLY;BYDAY=FR", reason="Vrijdag past beter.")
    assert len(found.of(What.GOES)) == 8
    [off] = found.of(What.CALLED_OFF)
    assert (off.day, off.people) == (SECOND, ("Bram Proef",))
    assert [each.day for each in found.of(What.COMES)] == [
        FRIDAY + timedelta(weeks=number) for number in range(9)
    ]
    db().refresh(made)
    assert made.state is PromiseState.CALLED_OFF
    assert told("shifts.called_off") == [cast.bram.id]
    left = {shift.original_on: shift for shift in shifts_of(series)}
    assert left[SECOND].reason == "Vrijdag past beter."
    assert {day.weekday() for day in left if day != SECOND} == {4}
    assert checks.broken() == []


def test_without_a_reason_there_is_still_a_sentence(series: Series, cast: Cast) -> None:
    claim(series, cast)
    change(series, cast, rule="FREQ=WEEKLY;BYDAY=FR")
    assert shifts_of(series)[0].reason == NO_REASON


def test_a_day_somebody_left_keeps_its_history(series: Series, cast: Cast) -> None:
    made = claim(series, cast)
    operations.release(made.id, seen_by(cast.bram))
    found = change(series, cast, rule="FREQ=WEEKLY;BYDAY=FR")
    [off] = found.of(What.CALLED_OFF)
    assert (off.day, off.people) == (FIRST, ())
    assert told("shifts.called_off") == []
    assert db().get_one(Claim, made.id).shift_id == shifts_of(series)[0].id


def test_who_waits_hears_that_a_day_does_not_go_ahead(series: Series, cast: Cast) -> None:
    first = shifts_of(series)[0]
    for person in members(2):
        operations.claim(line(first), person.id, seen_by(person))
    operations.wait(line(first), cast.bram.id, seen_by(cast.bram))
    found = change(series, cast, rule="FREQ=WEEKLY;BYDAY=FR")
    assert cast.bram.id in found.told
    assert cast.bram.id in told("shifts.called_off")


def test_days_that_went_come_back_when_the_rule_does(series: Series, cast: Cast) -> None:
    before = days_of_shifts(series)
    change(series, cast, rule="FREQ=WEEKLY;BYDAY=FR")
    change(series, cast, rule="FREQ=WEEKLY;BYDAY=TH")
    assert days_of_shifts(series) == before


def test_a_later_first_day_leaves_what_is_before_it(series: Series, cast: Cast) -> None:
    later = date(2027, 4, 9)
    change(series, cast, rule=weekly(later), first_on=later, starts_at=time(18))
    operations.extend_series(series.id, date(2027, 4, 30))
    made = [(shift.original_on, hour(shift)) for shift in shifts_of(series)]
    assert made[:12] == [(FIRST + timedelta(weeks=number), AT) for number in range(12)]
    assert [day for day, _hour in made[12:]] == [
        date(2027, 4, 8),
        later,
        date(2027, 4, 16),
        date(2027, 4, 23),
        date(2027, 4, 30),
    ]
    assert {at for day, at in made if day >= later} == {time(18)}


def test_every_second_week_keeps_the_days_it_shares(series: Series, cast: Cast) -> None:
    found = change(series, cast, rule=weekly(FIRST, every=2))
    assert kinds(found) == ["same", "goes"] * 4 + ["same"]


def test_a_series_that_ends_earlier_lets_its_last_days_go(series: Series, cast: Cast) -> None:
    claim(series, cast, date(2027, 2, 18))
    found = change(series, cast, last_on=date(2027, 2, 11))
    assert [each.day for each in found.of(What.CALLED_OFF)] == [date(2027, 2, 18)]
    assert len(found.of(What.GOES)) == 3
    later = change(series, cast, last_on=date(2027, 2, 25))
    assert [each.day for each in later.of(What.COMES)] == [date(2027, 2, 25)]
    assert [each.day for each in later.of(What.STAYS)] == [date(2027, 2, 18)]


def test_holidays_that_are_skipped_from_now_on_fall_out(series: Series, cast: Cast) -> None:
    days.add(DayKind.SCHOOL, "Voorjaar", date(2027, 2, 20), date(2027, 2, 28), seen_by(cast.coor))
    found = change(series, cast, skips_school=True)
    assert [each.day for each in found.of(What.GOES)] == [date(2027, 2, 25)]
