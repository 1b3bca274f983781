"""Seconds that no clock on the wall can change: how long this machine has been running.

Between two rounds the clock on the wall and this count must agree; when they do not, somebody or
something set the clock, and nothing may be thrown away as too late until that is understood.
"""

import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")
MOST_DRIFT = timedelta(minutes=10)
# After a jump nothing is thrown away for so long.
HELD = timedelta(hours=1)


@dataclass(frozen=True)
class Steady:
    """A count of seconds; counts with the same `machine` can be compared."""

    machine: str
    seconds: int


def steady() -> Steady:
    """The count now. It goes on while the machine sleeps, where the system can tell."""
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    seconds = int(time.clock_gettime(kind))
    if BOOT.exists():
        return Steady(BOOT.read_text(encoding="ascii").strip(), seconds)
    return Steady(f"process {os.getpid()}", seconds)


def jumped(wall_before: datetime, before: Steady, wall: datetime, now: Steady) -> bool:
    """Whether the clock on the wall moved otherwise than time did; not known after a restart."""
    if before.machine != now.machine:
        return False
    passed = timedelta(seconds=now.seconds - before.seconds)
    return abs((wall - wall_before) - passed) > MOST_DRIFT
