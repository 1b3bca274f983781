"""An evening that lacks a helper, and members who could help."""

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.services.models import Service
from tests.shifts.rota import Evening, a_service, an_evening


@pytest.fixture
def eettafel(opened: Instance) -> Service:
    """A service, inside the writing transaction of the test."""
    return a_service()


@pytest.fixture
def evening(eettafel: Service) -> Evening:
    """A shift of it next week: two places, four seats."""
    return an_evening(eettafel)
