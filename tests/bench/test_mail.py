"""How many mails a second leave over one kept connection; told, never a reason to fail."""

from datetime import timedelta
from time import monotonic, process_time

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.reminders.delivery import drain
from tests.conftest import MOMENT
from tests.mailing import connect, rule, table
from tests.sink import sink
from tests.workers import crowd

MANY = 300


@pytest.mark.long
def test_mails_a_second(instance: Instance) -> None:
    with sink() as server:
        connect(instance, server)
        crowd(instance, MANY, expires_at=MOMENT + timedelta(days=1))
        began, worked = monotonic(), process_time()

        drain(instance, table(rule()))

        seconds, cpu = monotonic() - began, process_time() - worked
        print(
            f"\n{instance.writers.dialect.name}: {MANY / seconds:.0f} mails a second, "
            f"{1000 * cpu / MANY:.1f} ms of CPU each with the server in the same process, "
            f"{server.connections} connection"
        )
        assert len(server.taken) == MANY
