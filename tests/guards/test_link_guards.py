"""The guard of a link that acts, taken away: then it acts more than once."""

import time

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import ActionLink
from buurtcoop.messaging.rules import LinkUsed
from tests.cast import Cast
from tests.messaging import test_operations as once

pytestmark = pytest.mark.guard

A_MOMENT = 0.01


# SQLite has one writer at a time, so looking first is enough there.
@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_without_the_condition_of_the_update_a_link_is_used_more_than_once(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "use_link", _look_then_use)

    with pytest.raises(AssertionError, match=r"assert \d+ == 1"):
        once.test_of_twenty_at_once_one_uses_a_link(instance, cast)


def _look_then_use(link: ActionLink, answer: str) -> None:
    """What `use_link` does in one statement, in two."""
    db().refresh(link)
    if link.used_at is not None:
        raise LinkUsed(answer=link.answer)
    time.sleep(A_MOMENT)
    link.used_at, link.answer = clock.now(), answer
    db().flush()
