"""The guard of "once at a time", taken away: then the test of it notices."""

import pytest
from sqlalchemy import create_engine, text

from buurtcoop.core.database import is_sqlite
from buurtcoop.core.instance import Instance
from tests.cast import Cast
from tests.qualifications.test_at_once import note_at_once, running

pytestmark = pytest.mark.guard


def test_without_the_index_a_member_has_a_skill_several_times(
    instance: Instance, cast: Cast
) -> None:
    if is_sqlite(instance.settings.database):
        pytest.skip("SQLite has one writer at a time.")
    owner = create_engine(instance.settings.owner_database)
    with owner.begin() as connection:
        connection.execute(text("DROP INDEX one_running_qualification"))
    owner.dispose()
    note_at_once(instance, cast)
    assert running(instance) > 1
