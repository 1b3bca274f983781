"""A round on which Anna and Bram walk, inside the writing transaction of the test."""

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.services.models import Service
from tests.briefing.stage import Round, a_patrol, a_round
from tests.cast import Cast


@pytest.fixture
def patrol(opened: Instance) -> Service:
    """A service that notes, drives and has a card."""
    return a_patrol()


@pytest.fixture
def walk(patrol: Service, cast: Cast) -> Round:
    """A shift of it next week."""
    return a_round(patrol, cast)
