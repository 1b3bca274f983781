"""Many codes tried at one moment: five are looked at, however many come."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.insight import operations
from buurtcoop.insight.models import FunderAccess
from buurtcoop.insight.rules import MOST_TRIES, DoorShut
from tests.conftest import MOMENT
from tests.insight.conftest import Funded
from tests.shifts.crowd import roomy

AT_ONCE = 12


def test_of_many_wrong_codes_at_once_five_count_and_the_link_is_locked(
    instance: Instance, funded: Funded
) -> None:
    with instance.writing():
        path, code = funded.link()
    token = path.rsplit("/", 1)[1]
    barrier = Barrier(AT_ONCE)

    def try_one(number: int) -> bool:
        with clock.stopped(MOMENT):
            barrier.wait()
            return _opens(wide, token, f"x{number}", f"192.0.2.{number}")

    with roomy(instance) as wide, ThreadPoolExecutor(AT_ONCE) as pool:
        opened = list(pool.map(try_one, range(AT_ONCE)))

    assert not any(opened)
    with instance.reading():
        assert db().scalars(select(FunderAccess.tries)).one() == MOST_TRIES
    assert not _opens(instance, token, code, "192.0.2.99")


def _opens(instance: Instance, token: str, code: str, network: str) -> bool:
    """Whether the door opened; as on a page, a try that failed is kept."""
    with instance.writing():
        try:
            operations.come_in(token, code, network=network)
        except DoorShut:
            return False
    return True
