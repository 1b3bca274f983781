"""The guard at the door: who is this, and may they open this page?

Hung by `app` before every request. A view says its permission with `web.permission`; the guard
builds the Viewer from the session row and refuses what no role allows.
"""

from datetime import timedelta

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask import session as cookie
from sqlalchemy import update
from werkzeug.wrappers import Response

from buurtcoop.access.models import Session
from buurtcoop.access.queries import roles_of, running_session, session_ran_out, viewer_in
from buurtcoop.core import clock
from buurtcoop.core.instance import db, here, may_write
from buurtcoop.core.viewer import DUTCH, STRANGER, Viewer
from buurtcoop.core.words import languages
from buurtcoop.web.pages import MARK, PUBLIC

COOKIE = "session_token"
LANGUAGE = "language"
SEEN_AT_MOST_EVERY = timedelta(minutes=5)


def hang(app: Flask) -> None:
    """Put the guard before every view of this app."""

    @app.before_request
    def look_and_decide() -> Response | None:
        if request.endpoint in (None, "static"):
            g.viewer, g.language = STRANGER, _chosen_language(STRANGER)
            return None
        g.viewer = _viewer_of_cookie()
        g.language = _chosen_language(g.viewer)
        needed = getattr(current_app.view_functions[request.endpoint], MARK)
        if needed == PUBLIC or g.viewer.may(needed):
            return None
        if g.viewer.signed_in:
            abort(403)
        return redirect(url_for("access.sign_in", next=request.full_path.rstrip("?")), code=303)


def _viewer_of_cookie() -> Viewer:
    token = cookie.get(COOKIE)
    found = running_session(token) if token else None
    if found is None:
        return STRANGER
    now = clock.now()
    roles = roles_of(found.account.person_id, clock.today())
    if session_ran_out(found, roles, now):
        return STRANGER
    if now - found.seen_at > SEEN_AT_MOST_EVERY:
        _touch(found.id)
    return viewer_in(found, roles)


def _touch(session_id: int) -> None:
    """Remember that this session was used; beside a page that only reads (house law 6)."""
    seen = update(Session).where(Session.id == session_id).values(seen_at=clock.now())
    if may_write():
        db().execute(seen)
        return
    with here().aside() as aside:
        aside.execute(seen)


def _chosen_language(viewer: Viewer) -> str:
    wish = cookie.get(LANGUAGE) or viewer.language
    return wish if wish in languages() else DUTCH
