"""An agreement ends: what was promised stays, but no child comes without a consent."""

import pytest

from buurtcoop.agreements.rules import NotForOthers
from buurtcoop.care.queries import Child
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts import checks, operations
from buurtcoop.shifts.models import Booking, PromiseState
from buurtcoop.shifts.queries import children_of_shift
from buurtcoop.shifts.queries.agreed import promised_with
from tests.agreements.texts import a_text
from tests.agreements.texts import says_yes as agrees
from tests.care.family import a_child, an_afternoon, brings, says_yes
from tests.cast import Cast, seen_by
from tests.shifts.rota import Evening, a_service, an_evening, taken


@pytest.fixture
def afternoon(opened: Instance, cast: Cast) -> Evening:
    """A play afternoon with two helpers, four seats."""
    return an_afternoon(cast)


def two_children(cast: Cast) -> tuple[Child, Child]:
    return a_child(cast.anna, "Mees"), a_child(cast.anna, "Noor")


def test_one_child_stays_at_home_and_the_other_keeps_its_seat(
    afternoon: Evening, cast: Cast
) -> None:
    mees, noor = two_children(cast)
    first, second = says_yes(cast.anna, mees, noor)
    booking = db().get_one(Booking, brings(afternoon, cast.anna, mees, noor))
    assert [each.shift_id for each in promised_with(first)] == [afternoon.shift_id]

    operations.stop_agreement(first.id, seen_by(cast.anna))

    assert [each.name for each in children_of_shift(afternoon.shift_id)] == ["Noor"]
    assert (booking.people, booking.state) == (1, PromiseState.PROMISED)
    assert taken(afternoon.receive) == 1
    assert checks.broken() == []

    operations.stop_agreement(second.id, seen_by(cast.anna))
    operations.stop_agreement(second.id, seen_by(cast.anna))

    db().refresh(booking)
    assert booking.state is PromiseState.RELEASED_IN_TIME
    assert taken(afternoon.receive) == 0
    assert promised_with(second) == []
    assert checks.broken() == []


def test_what_a_member_promised_stays(opened: Instance, cast: Cast) -> None:
    service = a_service()
    evening, bram = an_evening(service), seen_by(cast.bram)
    made = agrees(a_text(service, cast), cast.bram)
    operations.claim(evening.give, bram.id, bram)
    operations.book(evening.receive, bram.id, bram)
    with pytest.raises(NotForOthers):
        operations.stop_agreement(made.id, seen_by(cast.anna))

    operations.stop_agreement(made.id, bram)

    assert [each.side for each in promised_with(made)] == ["give"]
    assert taken(evening.give) == 1
    assert checks.broken() == []
