"""A round that Dees leads, with everybody in one open transaction."""

import pytest

from buurtcoop.core.instance import Instance
from tests.cast import Cast
from tests.purchases.market import Market, a_round


@pytest.fixture
def market(opened: Instance, cast: Cast) -> Market:
    """Solar panels; at least ten of them are needed."""
    return a_round(cast)
