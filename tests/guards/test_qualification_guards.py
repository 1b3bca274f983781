"""The guard of "once at a time", taken away: then the test of it notices."""

import pytest
from sqlalchemy import create_engine, text

from buurtcoop.core.instance import Instance
from buurtcoop.qualifications import operations
from tests.cast import Cast
from tests.guards.meeting import Meet
from tests.qualifications.test_at_once import CROWD, note_at_once, running

pytestmark = pytest.mark.guard


# SQLite has one writer at a time: whoever comes second sees what the first wrote.
@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_without_the_index_a_member_has_a_skill_several_times(
    instance: Instance, cast: Cast, meeting: Meet
) -> None:
    owner = create_engine(instance.settings.owner_database)
    with owner.begin() as connection:
        connection.execute(text("DROP INDEX one_running_qualification"))
    owner.dispose()
    meeting(CROWD).after(operations, "_running")
    note_at_once(instance, cast)
    assert running(instance) == CROWD
