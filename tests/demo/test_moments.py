"""The demo can be made on any day, at any hour."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from buurtcoop.checks import broken
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.settings import load_settings
from tests.setup import prepare_database
from tests.told import SECRET, tell

MOMENTS = (
    datetime(2026, 11, 22, 12, 11, tzinfo=UTC),  # somebody signs up after a day was called off
    datetime(2026, 12, 1, 0, 5, tzinfo=UTC),  # who promises far ahead has a VOG that runs out soon
    datetime(2027, 6, 15, 14, 20, tzinfo=UTC),  # the next table is full with its fixed helper
)


@pytest.mark.long
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_the_demo_is_made_whatever_the_day_and_the_hour(tmp_path: Path, moment: datetime) -> None:
    environ = {"BUURTCOOP_SECRET_KEY": SECRET}
    address = f"sqlite:///{tmp_path / 'buurtcoop.db'}"
    prepare_database(address, address)

    tell(tmp_path, environ, moment)

    instance = Instance(load_settings(tmp_path, environ))
    with clock.stopped(moment), instance.reading():
        assert list(broken()) == []
    instance.close()
