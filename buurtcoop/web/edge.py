"""The transaction round every request: opened before the view, committed before the answer.

A GET or HEAD gets a transaction that can't write. A POST commits unless the answer is a server
error; a form that led nowhere may be sent again.
"""

from contextlib import ExitStack

from flask import Flask, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from buurtcoop.core.instance import Instance, db, may_write
from buurtcoop.web.forms import SentBefore, settle_sent_form

READING = frozenset({"GET", "HEAD", "OPTIONS"})
BARE = frozenset({"static"})


def hang(app: Flask, instance: Instance) -> None:
    """Open the instance for every request of this app."""

    @app.before_request
    def open_transaction() -> None:
        if request.endpoint in BARE:
            return
        g.edge = ExitStack()
        reading = request.method in READING
        g.edge.enter_context(instance.reading() if reading else instance.writing())

    @app.after_request
    def commit(response: Response) -> Response:
        if "edge" not in g or not may_write():
            return response
        if response.status_code >= 500:
            db().rollback()
            return response
        led_to = response.headers.get("Location")
        settle_sent_form(led_to if 300 <= response.status_code < 400 else None)
        db().commit()
        return response

    @app.teardown_request
    def close_transaction(error: BaseException | None) -> None:
        edge = g.pop("edge", None)
        if edge is not None:
            edge.__exit__(type(error) if error else None, error, None)

    @app.errorhandler(SentBefore)
    def lead_on(before: SentBefore) -> AnyResponse:
        return redirect(before.location or request.path, code=303)
