"""A mail server that listens, and the instance connected to it."""

from collections.abc import Iterator

import pytest

from buurtcoop.core.instance import Instance
from tests.mailing import connect
from tests.sink import Sink, sink


@pytest.fixture
def server(instance: Instance) -> Iterator[Sink]:
    """A mail server; the instance sends to it."""
    with sink() as running:
        connect(instance, running)
        yield running
