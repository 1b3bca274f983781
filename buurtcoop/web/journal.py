"""What the log tells of every request: its number, who, where, how it ended, how long it took."""

import secrets
from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from buurtcoop.core.log import masked
from buurtcoop.web.pages import viewer

log = structlog.get_logger()


def hang(app: Flask) -> None:
    """Number every request of this app; hung first, so that all that follows carries it."""

    @app.before_request
    def begin() -> None:
        g.began = perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(
            request=secrets.token_hex(8), method=request.method, path=masked(request.path)
        )

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint != "static":
            took = round(1000 * (perf_counter() - g.began))
            log.info("request", status=response.status_code, ms=took, actor=viewer().person_id)
        return response


def name_actor(app: Flask) -> None:
    """Say in every line from here on who acts; hung behind the guard."""

    @app.before_request
    def name() -> None:
        structlog.contextvars.bind_contextvars(actor=viewer().person_id)
