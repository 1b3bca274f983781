"""The token against forgery: what was sent without it can't change anything.

A POST without a right token gets a transaction that can't write (`web.edge`), so the database
refuses whatever the view tries. A form shows itself again, filled, with a fresh token
(`BaseForm.accepted`); any other answer becomes the page that says what to do.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect, validate_csrf
from wtforms.validators import ValidationError

from buurtcoop.core.instance import db

log = structlog.get_logger()
View = TypeVar("View", bound=Callable[..., Any])
EXEMPT = "buurtcoop_without_token"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def without_token(view: View) -> View:
    """Let a view be sent to without a token, because its address is the proof.

    A test holds the list of these views. Stands below `@permission`.
    """
    setattr(view, EXEMPT, True)
    return view


def trusted() -> bool:
    """Whether this request may change something: it was sent from a page of ours."""
    if request.method in READING:
        return False
    view = current_app.view_functions.get(request.endpoint or "")
    if not hasattr(view, EXEMPT) and not _right(request.form.get("csrf_token")):
        g.untrusted, g.cookie_before = True, dict(session)
        return False
    g.csrf_valid = True
    return True


def hang(app: Flask, too_old: Callable[[], tuple[str, int]]) -> None:
    """Give templates `csrf_token()`, and answer what was sent without one. Hung last."""
    CSRFProtect(app)

    @app.after_request
    def refuse(response: Response) -> Response:
        if not g.get("untrusted") or response.status_code in (400, 403, 404, 405, 413):
            return response
        if response.status_code == 200:
            response.status_code = 400
            return response
        log.info("sent without a token", answer=response.status_code)
        db().rollback()
        session.clear()
        session.update(g.cookie_before)
        return app.make_response(too_old())


def _right(token: str | None) -> bool:
    try:
        validate_csrf(token)
    except ValidationError:
        return False
    return True
