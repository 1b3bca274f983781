"""An evening that is over, with the clock an hour after it."""

from collections.abc import Iterator

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from tests.afterwards.evening import AFTER, Over, an_evening_that_is_over
from tests.cast import Cast


@pytest.fixture
def evening(instance: Instance, cast: Cast) -> Iterator[Over]:
    """Bram and Dees helped, Anna came; it is nine in the evening."""
    over = an_evening_that_is_over(instance, cast)
    with clock.stopped(AFTER):
        yield over
