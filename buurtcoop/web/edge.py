"""The transaction round every request: opened before the view, committed before the answer.

A GET or HEAD gets a transaction that can't write. A POST commits unless the answer is a server
error; a form that led nowhere may be sent again. An address no row of ours can have is not there.
"""

from contextlib import ExitStack

from flask import Flask, Response, abort, g, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as AnyResponse

from buurtcoop.core.instance import Instance, db, may_write
from buurtcoop.web.forms import SentBefore, settle_sent_form
from buurtcoop.web.pages import LARGEST_NUMBER, most_files
from buurtcoop.web.token import trusted

BARE = frozenset({"static"})


class RowNumber(IntegerConverter):
    """The number of a row in an address; one that is too big is no address of ours."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_NUMBER)


def hang(app: Flask, instance: Instance) -> None:
    """Open the instance for every request of this app."""
    app.url_map.converters["int"] = RowNumber

    @app.before_request
    def open_transaction() -> None:
        if request.endpoint in BARE:
            return
        g.edge = ExitStack()
        if (most := most_files()) is not None:
            request.max_content_length = request.max_form_memory_size = most
        try:
            writing = trusted()
        except RequestEntityTooLarge:
            g.edge.enter_context(instance.reading())
            raise
        g.edge.enter_context(instance.writing() if writing else instance.reading())

    @app.before_request
    def refuse_what_no_database_keeps() -> None:
        if request.endpoint in BARE:
            return
        if "\0" in request.path or any("\0" in value for value in request.args.values()):
            abort(404)

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
