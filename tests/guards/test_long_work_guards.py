"""The guards of long work, taken away: then it is done twice, or by who lost it."""

from typing import Any

import pytest
from sqlalchemy import text, update

from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import LongWork
from buurtcoop.messaging.operations import Held, long_work
from tests.cast import Cast
from tests.messaging import test_long_work as once

pytestmark = pytest.mark.guard


def test_without_the_lease_in_the_update_who_lost_the_work_still_ends_it(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(held: Held, **values: Any) -> None:
        db().execute(update(LongWork).where(LongWork.id == held.work_id).values(**values))

    monkeypatch.setattr(long_work, "_change", careless)

    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        once.test_a_crashed_process_is_taken_over_and_has_nothing_to_say_any_more(instance, cast)


# SQLite: the index belongs to the file. PostgreSQL: only the owner may drop it.
@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_without_the_index_the_same_is_asked_twice(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        db().execute(text("DROP INDEX asked_once"))

    with pytest.raises(AssertionError, match="assert 2 == 1"):
        once.test_asking_the_same_while_it_waits_is_once(instance, cast)
