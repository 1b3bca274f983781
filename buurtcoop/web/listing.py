"""Where a list goes on: a moment and a number, as they stand in an address."""

import re
from datetime import UTC, datetime

from flask import request

from buurtcoop.web.pages import LARGEST_NUMBER, gone

Key = tuple[datetime, int]
WRITTEN = re.compile(r"(\d{1,10})-(\d{1,10})", re.ASCII)
LATEST = 4_102_444_800  # 2100, in seconds since 1970


def key_argument(name: str) -> Key | None:
    """A place in a list from the address; 404 when it is something else."""
    raw = request.args.get(name, "")
    if not raw:
        return None
    found = WRITTEN.fullmatch(raw)
    if found is None:
        gone()
    seconds, number = (int(part) for part in found.groups())
    if seconds > LATEST or number > LARGEST_NUMBER:
        gone()
    return datetime.fromtimestamp(seconds, UTC), number


def said_key(key: Key) -> str:
    """A place in a list as it stands in an address."""
    return f"{int(key[0].timestamp())}-{key[1]}"
