"""Children that come by name: whose, how old, with whose yes, and once per shift."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from buurtcoop.agreements.models import Agreement
from buurtcoop.agreements.operations import end_agreement
from buurtcoop.attendance import checks as attendance_checks
from buurtcoop.attendance import operations as attendance
from buurtcoop.attendance.models import Outcome as Was
from buurtcoop.care import operations as care
from buurtcoop.care.queries import children_of
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.hours import checks as hours_checks
from buurtcoop.hours.models import TimeEntry
from buurtcoop.hours.operations import Work, correct
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, operations, rules
from buurtcoop.shifts.jobs import forget_lists, send_children_home
from buurtcoop.shifts.models import (
    BookedChild,
    Claim,
    CrewLine,
    PromiseState,
    Shift,
    Side,
)
from buurtcoop.shifts.queries import children_of_shift
from tests.care.family import (
    TOO_YOUNG,
    a_child,
    an_afternoon,
    brings,
    change_service,
    live_children,
    says_yes,
)
from tests.cast import Cast, seen_by
from tests.shifts.crowd import Outcome, contend, roomy
from tests.shifts.rota import EVENING, Evening, an_evening, taken
from tests.shifts.test_messages import the_mail

ROUNDS = 3


@pytest.fixture
def afternoon(opened: Instance, cast: Cast) -> Evening:
    """A play afternoon with two helpers, four seats."""
    return an_afternoon(cast)


def test_a_guardian_brings_children_by_name(afternoon: Evening, cast: Cast) -> None:
    mees, noor = a_child(cast.anna), a_child(cast.anna, "Noor")
    says_yes(cast.anna, mees)
    says_yes(cast.anna, noor, photos=True)
    brings(afternoon, cast.anna, noor, mees)
    assert taken(afternoon.receive) == 2
    found = children_of_shift(afternoon.shift_id)
    assert [(each.name, each.guardian_name, each.photos) for each in found] == [
        ("Mees", "Anna", False),
        ("Noor", "Anna", True),
    ]
    brings(afternoon, cast.anna, mees, noor)
    with pytest.raises(rules.AlreadyClaimed):
        brings(afternoon, cast.anna, mees)
    assert checks.broken() == []


def test_a_number_is_not_enough(afternoon: Evening, cast: Cast) -> None:
    with pytest.raises(rules.ChildrenNotNamed):
        operations.book(afternoon.receive, cast.anna.id, seen_by(cast.anna), people=2)


def test_nobody_brings_a_child_of_somebody_else(afternoon: Evening, cast: Cast) -> None:
    mees = a_child(cast.anna)
    says_yes(cast.anna, mees)
    with pytest.raises(LookupError):
        brings(afternoon, cast.bram, mees)


def test_without_a_yes_no_child_comes(afternoon: Evening, cast: Cast) -> None:
    mees = a_child(cast.anna)
    with pytest.raises(rules.ConsentMissing, match="nog geen ja gezegd"):
        brings(afternoon, cast.anna, mees)
    [yes] = says_yes(cast.anna, mees)
    end_agreement(yes.id, seen_by(cast.anna))
    with pytest.raises(rules.ConsentMissing):
        brings(afternoon, cast.anna, mees)


def test_the_age_on_the_day_itself_counts(afternoon: Evening, cast: Cast) -> None:
    small = a_child(cast.anna, "Pip", TOO_YOUNG)
    says_yes(cast.anna, small)
    with pytest.raises(rules.ChildAge, match="4 tot en met 9 jaar"):
        brings(afternoon, cast.anna, small)
    # Four on the very day of the shift, not yet when it is booked.
    day = clock.local(EVENING).date()
    birthday = a_child(cast.anna, "Sam", day.replace(year=day.year - 4))
    says_yes(cast.anna, birthday)
    brings(afternoon, cast.anna, birthday)


def test_what_ends_a_booking_ends_that_its_children_come(afternoon: Evening, cast: Cast) -> None:
    mees = a_child(cast.anna)
    says_yes(cast.anna, mees)
    booked = brings(afternoon, cast.anna, mees)
    operations.cancel(booked, seen_by(cast.anna))
    assert live_children() == []
    brings(afternoon, cast.anna, mees)
    operations.call_off(afternoon.shift_id, reason="Lekkage.", by=seen_by(cast.coor))
    assert (live_children(), checks.broken()) == ([], [])


def test_who_was_there_stays_known_by_name(afternoon: Evening, cast: Cast) -> None:
    mees = a_child(cast.anna)
    says_yes(cast.anna, mees)
    booked = brings(afternoon, cast.anna, mees)
    with clock.stopped(EVENING + timedelta(hours=4)):
        operations.settle(Side.RECEIVE, booked, PromiseState.KEPT, seen_by(cast.coor))
        assert [each.name for each in children_of_shift(afternoon.shift_id)] == ["Mees"]
    assert (live_children(), checks.broken()) == ([mees.id], [])


def test_a_child_comes_once_whoever_of_its_guardians_asks(afternoon: Evening, cast: Cast) -> None:
    mees = a_child(cast.anna)
    care.add_guardian(mees.id, cast.bram.id, seen_by(cast.coor))
    says_yes(cast.anna, mees)
    brings(afternoon, cast.anna, mees)
    with pytest.raises(rules.ChildBooked, match="Mees staat al op de lijst"):
        brings(afternoon, cast.bram, mees)


def test_a_child_is_in_one_place_at_a_time_whoever_of_its_guardians_asks(
    afternoon: Evening, cast: Cast
) -> None:
    mees = a_child(cast.anna)
    care.add_guardian(mees.id, cast.bram.id, seen_by(cast.coor))
    says_yes(cast.anna, mees)
    brings(afternoon, cast.anna, mees)
    start = db().get_one(Shift, afternoon.shift_id).starts_at
    meanwhile = an_evening(
        db().query(Service).filter_by(name="Speelmiddag").one(), start, places=3, seats=4
    )
    db().execute(update(CrewLine).where(CrewLine.id == meanwhile.give).values(places=3, taken=2))
    with pytest.raises(rules.ChildElsewhere, match="Mees staat dan al op de lijst"):
        brings(meanwhile, cast.bram, mees)


def test_a_yes_that_a_child_still_comes_with_is_not_taken_away(
    afternoon: Evening, cast: Cast
) -> None:
    mees = a_child(cast.anna)
    care.add_guardian(mees.id, cast.bram.id, seen_by(cast.coor))
    says_yes(cast.anna, mees)
    booked = brings(afternoon, cast.bram, mees)
    with pytest.raises(rules.ChildComes, match="Mees staat nog op de lijst"):
        operations.let_child_go(cast.anna.id, mees.id, seen_by(cast.anna))
    operations.cancel(booked, seen_by(cast.bram))
    operations.let_child_go(cast.anna.id, mees.id, seen_by(cast.anna))
    assert children_of(cast.anna.id, clock.today()) == []


def both_ask(instance: Instance, cast: Cast, days: int) -> Outcome:
    """Both guardians bring the same child at one moment."""
    with instance.writing():
        afternoon = an_afternoon(cast, days=days)
        known = children_of(cast.anna.id, clock.today())
        mees = known[0] if known else a_child(cast.anna)
        care.add_guardian(mees.id, cast.bram.id, seen_by(cast.coor))
        says_yes(cast.anna, mees)
        both = [cast.anna.id, cast.bram.id]

    def act(number: int) -> None:
        by = Viewer(person_id=both[number])
        operations.book(afternoon.receive, by.id, by, children=[mees.id])

    with roomy(instance, 2) as wide:
        return contend(wide, act, 2)


def elsewhere_and_back(instance: Instance, cast: Cast, days: int) -> Outcome:
    """One guardian books where the other ends the yes, at one moment."""
    with instance.writing():
        afternoon = an_afternoon(cast, days=days)
        known = children_of(cast.anna.id, clock.today())
        mees = known[0] if known else a_child(cast.anna)
        care.add_guardian(mees.id, cast.bram.id, seen_by(cast.coor))
        [said] = says_yes(cast.anna, mees)
        numbers = said.id, cast.anna.id, cast.bram.id

    def act(number: int) -> None:
        yes, anna, bram = numbers
        if number:
            operations.stop_agreement(yes, Viewer(person_id=anna))
        else:
            operations.book(afternoon.receive, bram, Viewer(person_id=bram), children=[mees.id])

    with roomy(instance, 2) as wide:
        return contend(wide, act, 2)


def test_a_child_is_brought_while_the_yes_ends_and_nobody_waits_in_a_circle(
    instance: Instance, cast: Cast
) -> None:
    for round_ in range(ROUNDS):
        outcome = elsewhere_and_back(instance, cast, round_)
        assert outcome.errors == []
        assert set(outcome.refused) <= {"ConsentMissing"}
    with instance.reading():
        assert (live_children(), checks.broken()) == ([], [])


def test_two_guardians_at_one_moment_bring_a_child_once(instance: Instance, cast: Cast) -> None:
    for round_ in range(ROUNDS):
        outcome = both_ask(instance, cast, round_)
        assert (len(outcome.won), outcome.errors) == (1, [])
        assert set(outcome.refused) == {"ChildBooked"}
    with instance.reading():
        assert checks.broken() == []


def test_who_booked_hears_that_another_guardian_ended_the_yes(
    afternoon: Evening, cast: Cast
) -> None:
    mees = a_child(cast.anna)
    care.add_guardian(mees.id, cast.bram.id, seen_by(cast.coor))
    [said] = says_yes(cast.anna, mees)
    brings(afternoon, cast.bram, mees)

    operations.stop_agreement(said.id, seen_by(cast.anna))

    assert (live_children(), taken(afternoon.receive)) == ([], 0)
    mail = the_mail("shifts.child_stays_home")
    assert mail.holds("Beste Bram,")
    assert mail.holds("De toestemming voor een kind is gestopt.")
    assert not mail.holds("Mees")


def test_a_consent_that_ended_with_its_guardian_frees_the_seat_at_night(
    afternoon: Evening, cast: Cast
) -> None:
    mees = a_child(cast.anna)
    says_yes(cast.anna, mees)
    brings(afternoon, cast.anna, mees)
    db().execute(update(Agreement).values(ended_at=clock.now()))

    assert [send_children_home(clock.now()) for _ in range(2)] == [1, 0]

    assert (live_children(), taken(afternoon.receive), checks.broken()) == ([], 0, [])


def test_a_child_that_still_comes_is_not_taken_away(afternoon: Evening, cast: Cast) -> None:
    mees, anna = a_child(cast.anna), seen_by(cast.anna)
    says_yes(cast.anna, mees)
    booked = brings(afternoon, cast.anna, mees)
    with pytest.raises(rules.ChildComes, match="Mees staat nog op de lijst"):
        operations.let_child_go(cast.anna.id, mees.id, anna)
    operations.cancel(booked, anna)
    operations.let_child_go(cast.anna.id, mees.id, anna)
    assert children_of(cast.anna.id, clock.today()) == []
    running = select(func.count()).select_from(Agreement).where(Agreement.ended_at.is_(None))
    assert db().scalars(running).one() == 0


def test_who_is_offered_seats_says_which_children_come(afternoon: Evening, cast: Cast) -> None:
    mees, pip = a_child(cast.anna), a_child(cast.truus, "Pip")
    others = [a_child(cast.truus, name) for name in ("Ans", "Bas", "Cas")]
    says_yes(cast.truus, pip, *others)
    says_yes(cast.anna, mees)
    booked = brings(afternoon, cast.truus, pip, *others)
    anna = seen_by(cast.anna)
    waiting = operations.wait(afternoon.receive, cast.anna.id, anna)
    operations.cancel(booked, seen_by(cast.truus))
    mail = the_mail("shifts.place_offered")
    assert mail.holds(f"/rooster/{afternoon.shift_id}/meedoen")
    with pytest.raises(rules.ChildrenNotNamed):
        operations.accept(waiting.id, anna)
    brings(afternoon, cast.anna, mees)
    assert taken(afternoon.receive) == 1


def test_where_children_do_not_come_by_name_nobody_is_named(afternoon: Evening, cast: Cast) -> None:
    mees = a_child(cast.anna)
    says_yes(cast.anna, mees)
    change_service(asks_consent=False)
    with pytest.raises(LookupError):
        brings(afternoon, cast.anna, mees)
    operations.book(afternoon.receive, cast.anna.id, seen_by(cast.anna), people=2)
    assert live_children() == []


def test_time_with_children_never_counts_towards_a_duty(afternoon: Evening, cast: Cast) -> None:
    mees = a_child(cast.anna)
    says_yes(cast.anna, mees)
    brings(afternoon, cast.anna, mees)
    helped = select(Claim.id).where(Claim.person_id == cast.bo.id)
    with clock.stopped(EVENING + timedelta(hours=4)):
        coor = seen_by(cast.coor)
        for outcome in (Was.PRESENT, Was.NO_SHOW, Was.LATE):
            attendance.record(Side.GIVE, db().scalars(helped).one(), outcome, coor)
    entries = db().scalars(select(TimeEntry)).all()
    assert [(entry.minutes, entry.counts) for entry in entries] == [
        (180, False),
        (-180, False),
        (180, False),
    ]
    assert (attendance_checks.broken(), hours_checks.broken()) == ([], [])
    work = Work(
        person_id=cast.bo.id,
        activity_id=entries[0].activity_id,
        kind=entries[0].kind,
        on_day=entries[0].on_day,
        minutes=180,
        words="Speelmiddag",
    )
    correct(work, cause_kind="claim", cause_id=entries[0].cause_id, by=seen_by(cast.coor))
    assert "hours count towards a duty" in attendance_checks.broken()[0]


def test_two_years_after_nobody_knows_which_children_came(afternoon: Evening, cast: Cast) -> None:
    mees = a_child(cast.anna)
    says_yes(cast.anna, mees)
    brings(afternoon, cast.anna, mees)
    forget_lists(EVENING + timedelta(days=730))
    assert live_children() == [mees.id]
    forget_lists(EVENING + timedelta(days=731))
    assert live_children() == []


def test_the_check_sees_a_child_too_few(afternoon: Evening, cast: Cast) -> None:
    mees = a_child(cast.anna)
    says_yes(cast.anna, mees)
    booked = brings(afternoon, cast.anna, mees)
    db().execute(update(BookedChild).values(ended_at=clock.now()))
    assert checks.broken() == [f"Booking {booked} brings 0 children by name, and counts 1."]
