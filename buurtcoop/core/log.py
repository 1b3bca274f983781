"""The log: one JSON line per event on stderr, in UTC, with who and which request.

Always holds: a line is one line, whatever somebody typed; the token in an address of ours never
stands in it. What a person wrote does not belong in a log at all: callers give ids and names of
fields, and errors of the database name no values.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from buurtcoop.core import clock

# A long last part of these addresses is a key to something.
SECRET_PATHS = re.compile(r"/(a|agenda|inloggen|mailadres|betalen|financier)/[\w.~-]{20,}")
# PostgreSQL shows the whole row that it refused.
DETAIL = re.compile(r"(DETAIL:\s+).*")
Event = MutableMapping[str, Any]


def masked(text: str) -> str:
    """The text without the keys in our addresses (/a/…) and the row a database error shows."""
    return DETAIL.sub(r"\1…", SECRET_PATHS.sub(r"/\1/…", text))


def write_log(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Write the log of this process from now on; what libraries say as well."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _at,
    ]
    render: list[Processor] = [
        structlog.processors.format_exc_info,
        _without_keys,
        structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
    ]
    target = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[*shared, *render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)


def _at(_logger: object, _method: str, event: Event) -> Event:
    event["at"] = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return event


def _without_keys(_logger: object, _method: str, event: Event) -> Event:
    return {name: _clean(value) for name, value in event.items()}


def _clean(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return masked(str(value))
