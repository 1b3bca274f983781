"""The guard of a link that acts, taken away: then it acts more than once."""

from collections.abc import Callable
from functools import partial

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import ActionLink
from buurtcoop.messaging.rules import LinkUsed
from tests.cast import Cast
from tests.guards.meeting import Meet
from tests.messaging import test_operations as once
from tests.shifts.crowd import roomy

pytestmark = pytest.mark.guard


# SQLite has one writer at a time, so looking first is enough there.
@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_without_the_condition_of_the_update_a_link_is_used_more_than_once(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch, meeting: Meet
) -> None:
    monkeypatch.setattr(once, "use_link", partial(_look_then_use, meeting(once.AT_ONCE).come))

    with roomy(instance) as wide, pytest.raises(AssertionError, match=r"assert 20 == 1"):
        once.test_of_twenty_at_once_one_uses_a_link(wide, cast)


def _look_then_use(meet: Callable[[], None], link: ActionLink, answer: str) -> None:
    """What `use_link` does in one statement, in two."""
    db().refresh(link)
    if link.used_at is not None:
        raise LinkUsed(answer=link.answer)
    meet()
    link.used_at, link.answer = clock.now(), answer
    db().flush()
