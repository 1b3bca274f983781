"""Seats for children: enough helpers first, and no more than they can have."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import STRANGER, Viewer
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, operations, queries, rules
from buurtcoop.shifts.attention import TOO_FEW_CARERS, attention
from buurtcoop.shifts.models import Booking, CrewLine, Waiting, WaitingState
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.pages import claims, set_table
from tests.shifts.rota import EVENING, Evening, a_service, an_evening, members, taken
from tests.shifts.test_messages import the_mail
from tests.visitor import Visitor

PER_CARER = 3
AT_LEAST = 2
ROUNDS = 3


@pytest.fixture
def afternoon(opened: Instance) -> Evening:
    """A play afternoon: four places, twelve seats, two helpers and one for three children."""
    return play(a_service("Speelmiddag"))


def play(service: Service) -> Evening:
    service.children_per_carer = PER_CARER
    service.helpers_at_least = AT_LEAST
    service.counts_for_duty = False
    return an_evening(service, places=4, seats=12)


def helps(evening: Evening, *people: Viewer) -> list[int]:
    return [operations.claim(evening.give, by.id, by).id for by in people]


def brings(evening: Evening, by: Viewer, children: int) -> int:
    return operations.book(evening.receive, by.id, by, people=children).id


def state_of(waiting: Waiting) -> WaitingState:
    db().refresh(waiting)
    return waiting.state


def two(cast: Cast) -> tuple[Viewer, Viewer]:
    return seen_by(cast.bram), seen_by(cast.bo)


def test_with_fewer_helpers_than_it_takes_no_child_can_come(afternoon: Evening, cast: Cast) -> None:
    helps(afternoon, seen_by(cast.bram))
    with pytest.raises(rules.HelpersTooFew, match="Minstens nodig: 2"):
        brings(afternoon, seen_by(cast.anna), 1)
    assert taken(afternoon.receive) == 0
    helps(afternoon, seen_by(cast.bo))
    brings(afternoon, seen_by(cast.anna), 1)


def test_an_adult_besides_the_helpers_counts_for_the_least_there_must_be(
    afternoon: Evening, cast: Cast
) -> None:
    db().execute(update(Service).values(adults_besides=1))
    helps(afternoon, seen_by(cast.bram))
    brings(afternoon, seen_by(cast.anna), 3)
    with pytest.raises(rules.CarerRatio):
        brings(afternoon, seen_by(cast.truus), 1)


def test_as_many_come_as_the_helpers_can_have(afternoon: Evening, cast: Cast) -> None:
    helps(afternoon, *two(cast))
    brings(afternoon, seen_by(cast.anna), 5)
    with pytest.raises(rules.CarerRatio, match="Er zijn genoeg kinderen"):
        brings(afternoon, seen_by(cast.truus), 2)
    brings(afternoon, seen_by(cast.truus), 1)
    assert taken(afternoon.receive) == 2 * PER_CARER


def test_full_is_still_full(afternoon: Evening, cast: Cast) -> None:
    db().execute(update(CrewLine).where(CrewLine.id == afternoon.receive).values(places=2))
    helps(afternoon, *two(cast))
    brings(afternoon, seen_by(cast.anna), 2)
    with clock.stopped(clock.now() + timedelta(hours=1)), pytest.raises(rules.SeatsFull):
        brings(afternoon, seen_by(cast.truus), 1)


def test_other_seats_need_no_helper(evening: Evening, cast: Cast) -> None:
    brings(evening, seen_by(cast.anna), 4)
    assert taken(evening.receive) == 4


def test_a_helper_may_always_release_and_then_somebody_is_needed(
    afternoon: Evening, cast: Cast
) -> None:
    first, _second = helps(afternoon, *two(cast))
    brings(afternoon, seen_by(cast.anna), 1)
    operations.release(first, seen_by(cast.bram))
    [shift] = queries.too_few_carers(clock.now(), EVENING + timedelta(days=1))
    assert (shift.room_for_children, shift.carers_missing()) == (0, 1)
    found = [item for item in attention(clock.now()) if item.subject_id == afternoon.shift_id]
    assert [item.kind for item in found] == [TOO_FEW_CARERS]
    with pytest.raises(rules.HelpersTooFew):
        brings(afternoon, seen_by(cast.truus), 1)
    helps(afternoon, seen_by(cast.dees))
    assert queries.too_few_carers(clock.now(), EVENING + timedelta(days=1)) == []


def test_nobody_is_offered_a_seat_for_which_there_is_no_helper(
    afternoon: Evening, cast: Cast
) -> None:
    first, _second = helps(afternoon, *two(cast))
    booked = brings(afternoon, seen_by(cast.anna), 6)
    waiting = operations.wait(afternoon.receive, cast.truus.id, seen_by(cast.truus), people=2)
    operations.release(first, seen_by(cast.bram))
    operations.cancel(booked, seen_by(cast.anna))
    assert state_of(waiting) is WaitingState.WAITING
    helps(afternoon, seen_by(cast.dees))
    assert state_of(waiting) is WaitingState.OFFERED
    held = select(CrewLine.held).where(CrewLine.id == afternoon.receive)
    assert db().scalars(held).one() == 2


def test_what_is_kept_for_who_waits_counts_as_children(afternoon: Evening, cast: Cast) -> None:
    helps(afternoon, *two(cast))
    booked = brings(afternoon, seen_by(cast.anna), 6)
    operations.wait(afternoon.receive, cast.truus.id, seen_by(cast.truus), people=5)
    operations.cancel(booked, seen_by(cast.anna))
    with pytest.raises(rules.CarerRatio):
        brings(afternoon, seen_by(cast.dees), 2)
    brings(afternoon, seen_by(cast.truus), 5)
    assert db().scalars(select(Waiting.state)).one() is WaitingState.TAKEN


def committed(instance: Instance, round_: int) -> Evening:
    starts_at = EVENING + timedelta(days=round_)
    evening = set_table(instance, places=4, seats=12, starts_at=starts_at, name="Speelmiddag")
    with instance.writing():
        db().execute(
            update(Service)
            .where(Service.name == "Speelmiddag")
            .values(children_per_carer=PER_CARER, helpers_at_least=AT_LEAST, counts_for_duty=False)
        )
    return evening


def two_help(instance: Instance, evening: Evening, cast: Cast) -> int:
    """As few as it takes. Returns the number of one of their claims."""
    claims(instance, evening, cast.bo)
    return claims(instance, evening, cast.bram)


def test_parents_at_one_moment_bring_no_more_than_the_helpers_can_have(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        people = [person.id for person in members(8)]
    for round_ in range(ROUNDS):
        evening = committed(instance, round_)
        two_help(instance, evening, cast)

        def act(number: int, to: Evening = evening) -> None:
            operations.book(to.receive, people[number], Viewer(person_id=people[number]))

        with roomy(instance, 8) as wide:
            outcome = contend(wide, act, 8)
        assert (len(outcome.won), outcome.errors) == (AT_LEAST * PER_CARER, [])
        assert set(outcome.refused) == {"CarerRatio"}


def test_helpers_and_parents_come_and_go_at_one_moment_without_waiting_in_a_circle(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        people = [person.id for person in members(8)]
    for round_ in range(ROUNDS):
        evening = committed(instance, round_)
        two_help(instance, evening, cast)
        parent = Viewer(person_id=people[0])
        with instance.writing():
            booked = operations.book(evening.receive, parent.id, parent, people=6).id
            operations.wait(evening.receive, people[1], Viewer(person_id=people[1]))

        def act(number: int, to: Evening = evening, first: int = booked) -> None:
            by = Viewer(person_id=people[number])
            if number == 0:
                operations.cancel(first, by)
            elif number % 2:
                operations.claim(to.give, by.id, by)
            else:
                operations.book(to.receive, by.id, by)

        with roomy(instance, 8) as wide:
            outcome = contend(wide, act, 8)
        assert outcome.errors == []
        with instance.reading():
            room = queries.shift_for(STRANGER, evening.shift_id).room_for_children
            assert room is not None
            assert room >= 0
            assert checks.broken() == []


# SQLite has one writer at a time: the parent can't come in between.
@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_a_helper_who_releases_meanwhile_does_not_slip_through(
    instance: Instance, cast: Cast
) -> None:
    """Whatever comes first: with too few helpers nobody was added after."""
    assert added_behind_the_back(instance, cast) == 0


def added_behind_the_back(instance: Instance, cast: Cast, patience: float = 0.5) -> int:
    """A release that is not committed yet, and a parent meanwhile. Returns how many came.

    `patience`: for how many seconds the release waits for the parent, who waits for the release.
    """
    evening = committed(instance, 0)
    promised = two_help(instance, evening, cast)
    anna = Viewer(person_id=cast.anna.id)
    refused: list[str] = []

    def book() -> None:
        try:
            with instance.writing():
                operations.book(evening.receive, anna.id, anna)
        except rules.HelpersTooFew:
            refused.append("HelpersTooFew")

    with instance.writing():
        operations.release(promised, seen_by(cast.bram))
        parent = threading.Thread(target=book)
        parent.start()
        parent.join(patience)
    parent.join(60)
    with instance.reading():
        return db().scalars(select(func.count()).select_from(Booking)).one()


def test_on_the_web_one_is_asked_for_children_and_reads_when_to_come_back(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = committed(instance, 0)
    anna = visitor.another().signed_in_as(cast.anna)
    path = f"/rooster/{evening.shift_id}"
    page = anna.get(path)
    assert "Er zijn nog te weinig helpers. Minstens nodig: 2." in page.words
    assert "Op elke 3 kinderen is er minstens 1 helper." in page.words
    assert "Eerst nog een helper nodig" in anna.get("/rooster/open").words
    promised = two_help(instance, evening, cast)
    page = anna.get(path)
    assert "6 plekken vrij" in page.words
    assert "6 plekken vrij" in anna.get("/rooster/open").words
    assert "Met hoeveel kinderen komt u?" in page.words
    page = anna.send(page, f"{path}/meedoen", people="6")
    assert "Aantal kinderen 6" in page.words
    truus = visitor.another().signed_in_as(cast.truus)
    full = truus.get(path)
    assert "Er zijn genoeg kinderen voor dit aantal volwassenen." in full.words
    assert f"{path}/meedoen" not in [form.action for form in full.forms]
    with instance.writing():
        operations.release(promised, seen_by(cast.bram))
    assert "Voor de kinderen die komen, is nog 1 helper nodig." in anna.get(path).words


def test_who_helps_reads_how_many_it_takes(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = set_table(instance, name="Rondje")
    with instance.writing():
        db().execute(update(Service).where(Service.name == "Rondje").values(helpers_at_least=2))
    claims(instance, evening, cast.bram)
    path = f"/rooster/{evening.shift_id}"
    lonely = "Er zijn minstens 2 helpers nodig. Zolang die er niet zijn, gaat het niet door."
    bram = visitor.another().signed_in_as(cast.bram)
    assert lonely in bram.get(path).words
    claims(instance, evening, cast.bo)
    assert lonely not in bram.get(path).words


def test_the_mail_counts_children(afternoon: Evening, cast: Cast) -> None:
    helps(afternoon, *two(cast))
    brings(afternoon, seen_by(cast.anna), 2)
    assert the_mail("shifts.booking_confirmed").holds("Aantal kinderen: 2.")


def test_who_books_for_a_parent_counts_children_too(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = committed(instance, 0)
    two_help(instance, evening, cast)
    coor = visitor.signed_in_as(cast.coor)
    path = f"/rooster/{evening.shift_id}/namens?zoek=anna"
    page = coor.get(path)
    assert "Met hoeveel kinderen komt dit lid?" in page.words
    wish: dict[str, Any] = {"person": str(cast.anna.id), "line": str(evening.receive)}
    page = coor.send(page, path, people="7", **wish)
    assert "Er zijn genoeg kinderen voor dit aantal volwassenen." in page.words
    page = coor.send(page, path, people="6", **wish)
    assert "6 kinderen" in page.words
