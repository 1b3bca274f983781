"""What the lists show, to whom, in which order, and at how many statements."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import STRANGER, Viewer
from buurtcoop.services.models import Service
from buurtcoop.services.operations import appoint_lead
from buurtcoop.shifts import operations, queries, rules
from buurtcoop.shifts.models import PromiseState, Side
from buurtcoop.shifts.seen import Key, ShiftPage
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, LONG, Evening, a_service, an_evening, members
from tests.shifts.statements import counted

MONDAY = date(2027, 1, 18)
HOUR = timedelta(hours=1)


def ids(page: ShiftPage) -> list[int]:
    return [shift.id for shift in page]


def days_of(service: Service, count: int, *, places: int = 2, seats: int = 4) -> list[Evening]:
    """Evenings on so many days in a row."""
    return [
        an_evening(service, EVENING + timedelta(days=number), places=places, seats=seats)
        for number in range(count)
    ]


# --- The week ---


def test_the_week_runs_from_monday_to_sunday_on_the_wall(eettafel: Service) -> None:
    first = an_evening(eettafel, clock.start_of(MONDAY))
    last = an_evening(eettafel, clock.start_of(MONDAY + timedelta(days=7)) - timedelta(minutes=1))
    an_evening(eettafel, clock.start_of(MONDAY) - timedelta(minutes=1))
    an_evening(eettafel, clock.start_of(MONDAY + timedelta(days=7)))
    assert ids(queries.week_for(STRANGER, MONDAY)) == [first.shift_id, last.shift_id]


def test_the_week_shows_both_sides_and_what_does_not_go_ahead(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    [shift] = queries.week_for(STRANGER, MONDAY)
    assert (shift.service_name, shift.place, shift.starts_at) == (
        "Eettafel",
        "De Knotwilg",
        EVENING,
    )
    assert shift.cancelled
    assert not shift.open
    assert shift.reason == "De keuken is stuk."
    assert shift.sides == [(Side.GIVE, 0, 2), (Side.RECEIVE, 0, 4)]


def test_the_week_of_one_side(eettafel: Service, evening: Evening) -> None:
    an_evening(a_service("Formulieren"), EVENING + LONG)
    both = queries.week_for(STRANGER, MONDAY, side=Side.RECEIVE)
    assert len(both) == 2


def test_own_promises_stand_with_the_shift(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.confirm_claim(claim.id, seen_by(cast.bram))
    booking = operations.book(evening.receive, cast.bram.id, seen_by(cast.bram), people=2)
    [mine] = queries.week_for(seen_by(cast.bram), MONDAY)
    assert mine.claim is not None
    assert mine.booking is not None
    assert (mine.claim.id, mine.claim.confirmed) == (claim.id, True)
    assert (mine.booking.id, mine.booking.people, mine.booking.confirmed) == (booking.id, 2, False)
    [other] = queries.week_for(seen_by(cast.anna), MONDAY)
    assert (other.claim, other.booking) == (None, None)


# --- What is open ---


def test_only_what_is_to_come_goes_ahead_and_has_a_place_is_open(
    eettafel: Service, cast: Cast
) -> None:
    wanted, full, off = days_of(eettafel, 3, places=1, seats=1)
    an_evening(eettafel, clock.now())
    operations.claim(full.give, cast.bram.id, seen_by(cast.bram))
    operations.book(full.receive, cast.bram.id, seen_by(cast.bram))
    operations.call_off(off.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    assert ids(queries.open_shifts_for(STRANGER)) == [wanted.shift_id]


def test_open_on_one_side(eettafel: Service, cast: Cast) -> None:
    first, second = days_of(eettafel, 2, places=1, seats=1)
    operations.claim(first.give, cast.bram.id, seen_by(cast.bram))
    operations.book(second.receive, cast.bram.id, seen_by(cast.bram))
    assert ids(queries.open_shifts_for(STRANGER, side=Side.GIVE)) == [second.shift_id]
    assert ids(queries.open_shifts_for(STRANGER, side=Side.RECEIVE)) == [first.shift_id]


def test_free_for_me_leaves_out_what_overlaps_with_either_side(
    eettafel: Service, cast: Cast
) -> None:
    one, two, three = (an_evening(eettafel, EVENING + number * 10 * HOUR) for number in range(3))
    beside_one = an_evening(eettafel, EVENING + HOUR)
    after_one = an_evening(eettafel, EVENING + LONG)
    beside_two = an_evening(eettafel, EVENING + 9 * HOUR)
    operations.claim(one.give, cast.bram.id, seen_by(cast.bram))
    operations.book(two.receive, cast.bram.id, seen_by(cast.bram))
    free = ids(queries.open_shifts_for(seen_by(cast.bram), free_for_me=True))
    assert free == [after_one.shift_id, three.shift_id]
    everything = {one, two, three, beside_one, after_one, beside_two}
    of_anna = queries.open_shifts_for(seen_by(cast.anna), free_for_me=True)
    assert set(ids(of_anna)) == {evening.shift_id for evening in everything}


def test_what_i_released_is_free_again(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.release(claim.id, seen_by(cast.bram))
    free = queries.open_shifts_for(seen_by(cast.bram), free_for_me=True)
    assert ids(free) == [evening.shift_id]


def test_one_can_leaf_forth_and_back_by_key(eettafel: Service) -> None:
    made = [evening.shift_id for evening in days_of(eettafel, 7)]
    made += [an_evening(eettafel, EVENING + timedelta(days=6)).shift_id]
    first = queries.open_shifts_for(STRANGER, limit=3)
    second = queries.open_shifts_for(STRANGER, limit=3, after=first.next)
    third = queries.open_shifts_for(STRANGER, limit=3, after=second.next)
    assert [*ids(first), *ids(second), *ids(third)] == made
    assert (first.previous, third.next) == (None, None)
    back = queries.open_shifts_for(STRANGER, limit=3, before=third.previous)
    assert ids(back) == ids(second)
    again = queries.open_shifts_for(STRANGER, limit=3, before=back.previous)
    assert (ids(again), again.previous) == (ids(first), None)
    assert again.next == first.next


def test_beyond_the_end_is_an_empty_page(evening: Evening) -> None:
    beyond: Key = (EVENING + timedelta(days=900), 1)
    page = queries.open_shifts_for(STRANGER, after=beyond)
    assert (len(page), page.previous, page.next) == (0, None, None)


# --- One shift ---


def test_an_unknown_shift_is_a_lookup_error(opened: Instance) -> None:
    with pytest.raises(LookupError):
        queries.shift_for(STRANGER, 999_999)
    with pytest.raises(LookupError):
        queries.service_of(999_999)


def test_a_stranger_sees_numbers_and_no_names(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    for viewer in (STRANGER, seen_by(cast.anna)):
        shift = queries.shift_for(viewer, evening.shift_id)
        assert (shift.givers, shift.guests) == ((), ())
        assert shift.sides == [(Side.GIVE, 1, 2), (Side.RECEIVE, 0, 4)]


def test_who_is_on_the_shift_reads_first_names_only(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=3)
    shift = queries.shift_for(seen_by(cast.anna), evening.shift_id)
    assert [(person.name, person.initials) for person in shift.givers] == [("Bram", "B")]
    assert [(person.name, person.people) for person in shift.guests] == [("Anna", 3)]


def test_who_looks_after_shifts_reads_whole_names(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    shift = queries.shift_for(seen_by(cast.coor), evening.shift_id)
    assert [person.name for person in shift.givers] == ["Bram Proef"]


def test_who_leads_the_service_reads_whole_names_of_that_service(
    eettafel: Service, evening: Evening, cast: Cast
) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    appoint_lead(eettafel.id, cast.anna.id, on=clock.today(), by=seen_by(cast.coor))
    shift = queries.shift_for(seen_by(cast.anna), evening.shift_id)
    assert [person.name for person in shift.givers] == ["Bram Proef"]


def test_who_released_is_not_shown(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.release(claim.id, seen_by(cast.bram))
    assert queries.shift_for(seen_by(cast.coor), evening.shift_id).givers == ()


# --- Promises ---


def test_my_promises_of_both_sides_come_in_order_of_time(eettafel: Service, cast: Cast) -> None:
    first, second, third = days_of(eettafel, 3)
    operations.claim(third.give, cast.bram.id, seen_by(cast.bram))
    operations.book(first.receive, cast.bram.id, seen_by(cast.bram), people=2)
    released = operations.claim(second.give, cast.bram.id, seen_by(cast.bram))
    operations.release(released.id, seen_by(cast.bram))
    found = queries.promises_of(cast.bram.id, clock.now())
    assert [(one.shift_id, one.side, one.people, one.role) for one in found] == [
        (first.shift_id, Side.RECEIVE, 2, "eten"),
        (third.shift_id, Side.GIVE, 1, "koken"),
    ]
    assert {one.state for one in found} == {PromiseState.PROMISED}


def test_what_is_over_is_not_among_what_is_to_come(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert len(queries.promises_of(cast.bram.id, EVENING + LONG - HOUR)) == 1
    assert queries.promises_of(cast.bram.id, EVENING + LONG) == []


def test_a_link_shows_what_it_is_about(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    shown = queries.shift_of_promise("claim.cannot", claim.id)
    assert shown is not None
    assert (shown.service_name, shown.starts_at) == ("Eettafel", EVENING)
    assert queries.shift_of_promise("claim.cannot", 999_999) is None
    assert queries.shift_of_promise("song.sing", claim.id) is None


# --- Figures ---


def test_cover_is_counted_per_day_on_the_wall(eettafel: Service, cast: Cast) -> None:
    late = an_evening(eettafel, clock.start_of(date(2027, 1, 21)) - HOUR, places=3)
    an_evening(eettafel, clock.start_of(date(2027, 1, 21)), places=5)
    off = an_evening(eettafel, clock.at(date(2027, 1, 22), time(12)))
    operations.claim(late.give, cast.bram.id, seen_by(cast.bram))
    operations.call_off(off.shift_id, reason="Ziek.", by=seen_by(cast.coor))
    assert queries.coverage(date(2027, 1, 20), 3) == [
        (date(2027, 1, 20), 1, 3),
        (date(2027, 1, 21), 0, 5),
        (date(2027, 1, 22), 0, 0),
    ]


def test_cover_over_the_change_of_the_clock(eettafel: Service) -> None:
    for day in (date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29)):
        an_evening(eettafel, clock.at(day, time(23)), places=1)
    found = queries.coverage(date(2027, 3, 27), 3)
    assert [places for _day, _taken, places in found] == [1, 1, 1]


def test_who_to_call_is_the_lead_else_the_coordinator(
    eettafel: Service, opened: Instance, cast: Cast
) -> None:
    assert queries.helpline(eettafel.id).name == "Coor"
    appoint_lead(eettafel.id, cast.anna.id, on=clock.today(), by=seen_by(cast.coor))
    line = queries.helpline(eettafel.id)
    assert (line.name, line.phone) == ("Anna", cast.anna.phone)


# --- Free for me, against the plain rule ---


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 12)), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 12)), min_size=1, max_size=6),
)
def test_the_database_and_the_rule_agree_on_what_is_free(
    eettafel: Service, cast: Cast, promised: list[tuple[int, int]], offered: list[tuple[int, int]]
) -> None:
    savepoint = db().begin_nested()
    try:
        mine: list[rules.Interval] = []
        for start, length in promised:
            evening = an_evening(eettafel, clock.now() + start * HOUR, length=length * HOUR)
            try:
                operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
            except rules.Overlap:
                continue
            mine.append((clock.now() + start * HOUR, clock.now() + (start + length) * HOUR))
        for start, length in offered:
            an_evening(eettafel, clock.now() + start * HOUR, length=length * HOUR)
        found = queries.open_shifts_for(seen_by(cast.bram), free_for_me=True)
        every = queries.open_shifts_for(seen_by(cast.bram))
        assert ids(found) == [
            shift.id for shift in every if rules.is_free((shift.starts_at, shift.ends_at), mine)
        ]
    finally:
        savepoint.rollback()


# --- Statements ---


def fill(instance: Instance, shifts: int, people: int) -> None:
    """So many evenings, with so many people promising on the first of them."""
    with instance.writing():
        service = a_service()
        crowd = [person.id for person in members(people)]
        evenings = [
            an_evening(service, EVENING + number * LONG, places=people, seats=people)
            for number in range(shifts)
        ]
        for person_id in crowd:
            by = Viewer(person_id=person_id)
            operations.claim(evenings[0].give, person_id, by)
            operations.book(evenings[1].receive, person_id, by)


ASKED: list[tuple[int, str, Callable[[Viewer], object]]] = [
    (2, "week", lambda viewer: queries.week_for(viewer, MONDAY)),
    (2, "open", lambda viewer: queries.open_shifts_for(viewer, free_for_me=True, side=Side.GIVE)),
    (4, "one", lambda viewer: queries.shift_for(viewer, 1)),
    (1, "mine", lambda viewer: queries.promises_of(viewer.id, EVENING)),
    (1, "cover", lambda viewer: queries.coverage(MONDAY, 14)),
]


@pytest.mark.parametrize(("most", "name", "ask"), ASKED, ids=[name for _most, name, _ in ASKED])
@pytest.mark.parametrize(("shifts", "people"), [(3, 1), (60, 8)])
def test_a_question_costs_the_same_however_much_there_is(
    instance: Instance,
    cast: Cast,
    most: int,
    name: str,
    ask: Callable[[Viewer], object],
    shifts: int,
    people: int,
) -> None:
    fill(instance, shifts, people)
    with instance.reading():
        viewer = seen_by(cast.coor)
    with counted(instance) as asked:
        ask(viewer)
        assert len(asked) == most
