"""An evening on which Bram helps and Anna eats, inside the writing transaction of the test."""

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.services.models import Service
from tests.attendance.stage import Promised, promise_both
from tests.cast import Cast
from tests.shifts.rota import Evening, a_service, an_evening


@pytest.fixture
def eettafel(opened: Instance) -> Service:
    """A service at four euros a seat."""
    return a_service()


@pytest.fixture
def evening(eettafel: Service) -> Evening:
    """A shift of it next week: two places, four seats."""
    return an_evening(eettafel)


@pytest.fixture
def promised(evening: Evening, cast: Cast) -> Promised:
    """Bram helps and Anna comes with two."""
    return promise_both(evening, cast)
