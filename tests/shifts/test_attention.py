"""What about the rota needs somebody, and when that goes away by itself."""

from datetime import date, time, timedelta

from buurtcoop.core import clock
from buurtcoop.core.attention import Item
from buurtcoop.shifts import operations
from buurtcoop.shifts.attention import CANNOT_COME, UNFILLED, attention
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening

NINE = clock.at(date(2027, 1, 17), time(9))
MINUTE = timedelta(minutes=1)


def said(item: Item) -> tuple[str, str]:
    return (
        item.title.message % item.title.values,
        item.line.message % item.line.values,
    )


def test_missing_helpers_stand_on_the_list_three_days_ahead(evening: Evening, cast: Cast) -> None:
    assert attention(NINE - MINUTE) == []
    [item] = attention(NINE)
    assert (item.kind, item.subject_id) == (UNFILLED, evening.shift_id)
    assert said(item) == (
        "Nog helpers nodig: Eettafel",
        f"{EVENING}. Aantal helpers dat we missen: 2.",
    )
    assert (item.since, item.due) == (NINE, date(2027, 1, 20))
    assert item.path == f"/rooster/{evening.shift_id}/invaller"


def test_it_goes_away_when_helpers_are_found(evening: Evening, cast: Cast) -> None:
    for person in (cast.bram, cast.truus):
        operations.claim(evening.give, person.id, seen_by(person))
    assert attention(NINE) == []


def test_free_seats_need_nobody(evening: Evening, cast: Cast) -> None:
    for person in (cast.bram, cast.truus):
        operations.claim(evening.give, person.id, seen_by(person))
    booking = operations.book(evening.receive, cast.anna.id, seen_by(cast.anna))
    operations.cancel(booking.id, seen_by(cast.anna))
    assert attention(NINE) == []


def test_who_said_not_to_come_stands_on_the_list_by_name(evening: Evening, cast: Cast) -> None:
    for person in (cast.bram, cast.truus):
        claim = operations.claim(evening.give, person.id, seen_by(person))
        operations.release(claim.id, seen_by(person))
    [item] = attention(clock.now())
    assert (item.kind, item.subject_id) == (CANNOT_COME, evening.shift_id)
    assert said(item)[0] == "Kan niet komen: Bram, Truus. Zoek een invaller voor Eettafel"
    assert item.since == clock.now()


def test_a_shift_stands_on_the_list_once(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(NINE):
        operations.release(claim.id, seen_by(cast.bram))
    assert [item.kind for item in attention(NINE)] == [CANNOT_COME]


def test_a_substitute_takes_it_off_the_list(evening: Evening, cast: Cast) -> None:
    for person in (cast.bram, cast.truus):
        operations.claim(evening.give, person.id, seen_by(person))
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.release(claim.id, seen_by(cast.bram))
    assert len(attention(clock.now())) == 1
    operations.claim(evening.give, cast.bo.id, seen_by(cast.bo))
    assert attention(clock.now()) == []


def test_what_was_said_long_ago_is_only_a_missing_helper(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(clock.now() - timedelta(days=30)):
        operations.release(claim.id, seen_by(cast.bram))
    assert [item.kind for item in attention(NINE)] == [UNFILLED]


def test_what_does_not_go_ahead_needs_nobody(evening: Evening, cast: Cast) -> None:
    operations.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    assert attention(NINE) == []
