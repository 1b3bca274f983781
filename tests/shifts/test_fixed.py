"""Fixed places: who holds one is on the list every time, as far as nothing stands in the way."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Membership
from buurtcoop.messaging.models import Message
from buurtcoop.qualifications.models import Qualification, Skill
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.shifts import checks, fixed_rules, jobs, operations, rules
from buurtcoop.shifts.models import (
    Claim,
    Series,
    SeriesLine,
    Side,
    Waiting,
    WaitingState,
)
from buurtcoop.shifts.operations.filling import days_left_out
from buurtcoop.shifts.queries import filling
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT
from tests.shifts.pages import counting
from tests.shifts.rota import a_service, an_evening, members
from tests.shifts.weekly import (
    FIRST,
    PLANNED,
    a_series,
    give_line,
    helping_on,
    holds,
    line_of,
    shift_on,
)

WEEK = timedelta(days=7)
SECOND = FIRST + WEEK


@pytest.fixture
def series(eettafel: Service, cast: Cast) -> Series:
    """The Eettafel, every Wednesday at five, with two places."""
    return a_series(eettafel, cast)


def held(series: Series) -> int:
    """What the line says is held."""
    return db().scalars(select(SeriesLine.held).where(SeriesLine.id == line_of(series))).one()


def test_who_holds_a_place_is_on_the_list_every_time(series: Series, cast: Cast) -> None:
    fixed = holds(series, cast.bram)
    assert (fixed.days.made, fixed.days.left_out) == (PLANNED, [])
    assert helping_on(series, cast.bram) == [FIRST + week * WEEK for week in range(PLANNED)]
    claims = db().scalars(select(Claim)).all()
    assert {claim.fixed_id for claim in claims} == {fixed.place.id}
    assert held(series) == 1
    assert checks.broken() == []


def test_the_member_hears_once_of_all_days(series: Series, cast: Cast) -> None:
    holds(series, cast.bram)
    said = db().scalars(select(Message)).all()
    assert [(each.rule, each.recipient_id) for each in said] == [
        ("shifts.fixed_held", cast.bram.id)
    ]


def test_it_begins_on_the_day_one_chose(series: Series, cast: Cast) -> None:
    holds(series, cast.bram, starts_on=SECOND)
    assert helping_on(series, cast.bram)[0] == SECOND


def test_holding_the_same_place_twice_is_once(series: Series, cast: Cast) -> None:
    first, again = holds(series, cast.bram), holds(series, cast.bram)
    assert (again.place.id, again.days.made, held(series)) == (first.place.id, 0, 1)


def test_holding_the_same_place_again_brings_no_day_back_that_was_released(
    series: Series, cast: Cast
) -> None:
    holds(series, cast.bram)
    claim = db().scalars(select(Claim).order_by(Claim.shift_id)).first()
    assert claim is not None
    operations.release(claim.id, seen_by(cast.bram))

    again = operations.hold_fixed_place(
        line_of(series), cast.bram.id, seen_by(cast.coor), starts_on=FIRST
    )

    assert again.days.made == 0
    assert helping_on(series, cast.bram)[0] == SECOND


def test_a_day_that_was_promised_already_becomes_one_of_the_fixed_place(
    series: Series, cast: Cast
) -> None:
    line = give_line(shift_on(series, FIRST))
    claim = operations.claim(line.id, cast.bram.id, seen_by(cast.bram))
    fixed = holds(series, cast.bram)
    db().refresh(claim)
    assert (fixed.days.made, claim.fixed_id) == (PLANNED - 1, fixed.place.id)


def test_a_full_day_is_left_out(series: Series, cast: Cast) -> None:
    line = give_line(shift_on(series, FIRST))
    for person in members(2):
        operations.claim(line.id, person.id, seen_by(person))
    fixed = holds(series, cast.bram)
    assert [type(day.why) for day in fixed.days.left_out] == [rules.ShiftFull]
    assert helping_on(series, cast.bram)[0] == SECOND


def test_a_day_on_which_one_is_elsewhere_is_left_out(series: Series, cast: Cast) -> None:
    other = an_evening(a_service("Klussen"), clock.at(FIRST, time(18)))
    operations.claim(other.give, cast.bram.id, seen_by(cast.bram))
    fixed = holds(series, cast.bram)
    assert [type(day.why) for day in fixed.days.left_out] == [rules.Overlap]
    assert checks.broken() == []


def test_a_day_too_soon_after_another_is_left_out(series: Series, cast: Cast) -> None:
    service = a_service("Nachtwacht")
    service.rest_hours = 11
    other = an_evening(service, clock.at(FIRST, time(9)), length=timedelta(hours=2))
    operations.claim(other.give, cast.bram.id, seen_by(cast.bram))
    fixed = holds(series, cast.bram)
    assert [type(day.why) for day in fixed.days.left_out] == [rules.RestTooShort]


def test_two_fixed_places_never_put_somebody_in_two_places(
    series: Series, eettafel: Service, cast: Cast
) -> None:
    other = a_series(eettafel, cast, starts_at=time(18))
    holds(series, cast.bram)
    fixed = holds(other, cast.bram)
    assert fixed.days.made == 0
    assert {type(day.why) for day in fixed.days.left_out} == {rules.Overlap}


def test_a_night_that_runs_into_the_next_is_left_out(eettafel: Service, cast: Cast) -> None:
    """A series can overlap itself: every day, for a day and a half."""
    daily = a_series(eettafel, cast, rule="FREQ=DAILY", minutes=1440, starts_at=time(17))
    eettafel.rest_hours = 1
    db().flush()
    fixed = holds(daily, cast.bram)
    days = helping_on(daily, cast.bram)
    assert {after - before for before, after in pairwise(days)} == {timedelta(days=2)}
    assert {type(day.why) for day in fixed.days.left_out} == {rules.RestTooShort}


def test_days_after_a_skill_runs_out_are_left_out(eettafel: Service, cast: Cast) -> None:
    skill = Skill(name="VOG", explanation="Uitleg.", proven=True, valid_months=12)
    db().add(skill)
    db().flush()
    db().add(
        Qualification(
            person_id=cast.bram.id,
            skill_id=skill.id,
            seen_on=date(2026, 2, 1),
            seen_by_id=cast.coor.id,
            valid_until=SECOND,
        )
    )
    series = a_series(eettafel, cast, skill_id=skill.id)
    fixed = holds(series, cast.bram)
    assert helping_on(series, cast.bram) == [FIRST, SECOND]
    assert {type(day.why) for day in fixed.days.left_out} == {rules.QualificationMissing}


def test_days_after_the_membership_are_left_out(series: Series, cast: Cast) -> None:
    membership = db().scalars(select(Membership).where(Membership.person_id == cast.bram.id)).one()
    membership.ends_on = SECOND
    db().flush()
    fixed = holds(series, cast.bram)
    assert helping_on(series, cast.bram) == [FIRST, SECOND]
    assert {type(day.why) for day in fixed.days.left_out} == {rules.NoMemberThen}


def test_a_day_that_begins_too_soon_is_left_out_for_oneself_only(
    series: Series, eettafel: Service, cast: Cast
) -> None:
    eettafel.claim_hours = 24 * 9
    db().flush()
    fixed = holds(series, cast.bram)
    assert [type(day.why) for day in fixed.days.left_out] == [rules.ClaimTooLate]
    by_coor = operations.hold_fixed_place(
        line_of(series), cast.anna.id, seen_by(cast.coor), starts_on=FIRST
    )
    assert by_coor.days.made == PLANNED


def test_the_limit_a_month_is_about_single_days(series: Series, cast: Cast) -> None:
    membership = db().scalars(select(Membership).where(Membership.person_id == cast.bram.id)).one()
    membership.most_a_month = 1
    db().flush()
    assert holds(series, cast.bram).days.made == PLANNED


def test_who_was_offered_a_day_takes_that_place(series: Series, cast: Cast) -> None:
    shift = shift_on(series, FIRST)
    line = give_line(shift)
    waiting = Waiting(
        shift_id=shift.id,
        line_id=line.id,
        side=Side.GIVE,
        person_id=cast.bram.id,
        people=1,
        made_by_id=cast.bram.id,
        made_at=MOMENT,
        queued_at=MOMENT,
        state=WaitingState.OFFERED,
        offers=1,
        hold_until=MOMENT + timedelta(hours=2),
    )
    line.held = 1
    db().add(waiting)
    db().flush()
    assert holds(series, cast.bram).days.made == PLANNED
    for row in (line, waiting):
        db().refresh(row)
    assert (waiting.state, line.held, line.taken) == (WaitingState.TAKEN, 0, 1)


def test_who_waits_for_a_day_goes_before_a_new_fixed_helper(series: Series, cast: Cast) -> None:
    line = give_line(shift_on(series, FIRST))
    for person in members(2):
        operations.claim(line.id, person.id, seen_by(person))
    waiting = operations.wait(line.id, cast.anna.id, seen_by(cast.anna))
    line.places = 3
    db().flush()

    fixed = holds(series, cast.bram)

    assert [type(day.why) for day in fixed.days.left_out] == [rules.ShiftFull]
    for row in (line, waiting):
        db().refresh(row)
    assert (waiting.state, line.held, line.taken) == (WaitingState.OFFERED, 1, 2)


def test_all_fixed_places_taken_refuses(series: Series, cast: Cast) -> None:
    for person in (cast.bram, cast.anna):
        holds(series, person)
    with pytest.raises(fixed_rules.PlacesHeld):
        holds(series, cast.truus)


def test_one_place_per_series(eettafel: Service, cast: Cast) -> None:
    series = operations.start_series(
        eettafel.id,
        rule="FREQ=WEEKLY;BYDAY=WE",
        starts_at=time(17),
        minutes=180,
        place="De Knotwilg",
        first_on=FIRST,
        last_on=SECOND,
        lines=[
            operations.LinePlan(Side.GIVE, "koken", 2),
            operations.LinePlan(Side.GIVE, "afwassen", 2),
        ],
        by=seen_by(cast.coor),
    )
    cooking, washing = (line.id for line in series.lines)
    bram = seen_by(cast.bram)
    operations.hold_fixed_place(cooking, cast.bram.id, bram, starts_on=FIRST)
    with pytest.raises(fixed_rules.AlreadyFixed):
        operations.hold_fixed_place(washing, cast.bram.id, bram, starts_on=FIRST)


def test_places_are_held_to_give_only(series: Series, cast: Cast) -> None:
    with pytest.raises(LookupError):
        operations.hold_fixed_place(
            line_of(series, Side.RECEIVE), cast.bram.id, seen_by(cast.bram), starts_on=FIRST
        )


def test_a_series_that_is_over_by_then_refuses(series: Series, cast: Cast) -> None:
    with pytest.raises(fixed_rules.SeriesOver):
        holds(series, cast.bram, starts_on=date(2028, 1, 5))


def test_who_is_no_member_holds_nothing(series: Series, cast: Cast) -> None:
    with pytest.raises(rules.NotAMember):
        operations.hold_fixed_place(
            line_of(series), cast.dirk.id, seen_by(cast.coor), starts_on=FIRST
        )


def test_who_does_not_want_to_help_holds_nothing(series: Series, cast: Cast) -> None:
    membership = db().scalars(select(Membership).where(Membership.person_id == cast.bram.id)).one()
    membership.gives = False
    db().flush()
    with pytest.raises(rules.HelpingIsOff):
        holds(series, cast.bram)


def test_a_member_holds_no_place_for_another(series: Series, cast: Cast) -> None:
    with pytest.raises(rules.NotForOthers):
        operations.hold_fixed_place(
            line_of(series), cast.anna.id, seen_by(cast.bram), starts_on=FIRST
        )


def test_who_leads_the_service_puts_a_member_in(
    series: Series, eettafel: Service, cast: Cast
) -> None:
    db().add(
        ServiceLead(
            service_id=eettafel.id,
            person_id=cast.bram.id,
            starts_on=date(2026, 1, 1),
            ends_on=None,
        )
    )
    db().flush()
    fixed = operations.hold_fixed_place(
        line_of(series), cast.anna.id, seen_by(cast.bram), starts_on=FIRST
    )
    assert fixed.days.made == PLANNED


def test_new_shifts_are_promised_for_who_holds_a_place(series: Series, cast: Cast) -> None:
    holds(series, cast.bram)
    operations.extend_series(series.id, date(2027, 4, 7))
    assert helping_on(series, cast.bram)[-1] == date(2027, 4, 7)
    assert checks.broken() == []


def test_the_job_of_the_night_promises_them_too(series: Series, cast: Cast) -> None:
    holds(series, cast.bram)
    later = MOMENT + timedelta(days=28)
    with clock.stopped(later):
        jobs.extend_all_series(later)
        assert len(helping_on(series, cast.bram)) == PLANNED + 4


def test_who_can_not_on_a_new_day_is_left_out_and_shown(series: Series, cast: Cast) -> None:
    fixed = holds(series, cast.bram)
    day = date(2027, 3, 17)
    other = an_evening(a_service("Klussen"), clock.at(day, time(18)))
    operations.claim(other.give, cast.bram.id, seen_by(cast.bram))
    operations.extend_series(series.id, day)
    shown = days_left_out([fixed.place], filling.shifts_to_come([series.id], FIRST, None))
    assert [(clock.local(each.starts_at).date(), type(each.why)) for each in shown] == [
        (day, rules.Overlap)
    ]


def test_making_shifts_costs_two_questions_when_nobody_holds_a_place(
    series: Series, opened: Instance
) -> None:
    numbers = filling.shifts_to_come([series.id], FIRST, None)
    with counting(opened.writers) as asked:
        assert operations.fill(numbers) == 0
        assert asked() == 2
        assert operations.fill([]) == 0
        assert asked() == 2


def test_filling_asks_for_all_days_at_once(eettafel: Service, opened: Instance, cast: Cast) -> None:
    daily = a_series(eettafel, cast, rule="FREQ=DAILY", places=4)
    fixed = holds(daily, cast.bram, starts_on=FIRST + WEEK)
    assert fixed.days.made > 40
    fixed.place.starts_on = FIRST
    db().flush()
    numbers = filling.shifts_to_come([daily.id], FIRST, FIRST + timedelta(days=6))
    with counting(opened.writers) as asked:
        assert operations.fill(numbers) == 7
        assert asked() <= 12 + 3 * 7
