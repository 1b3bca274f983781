"""The guard at the door: who is this, and may they open this page?

Hung by `app` before every request. A view says its permission with `web.permission`; the guard
asks flask-login whose session the cookie names, builds the Viewer from the session row and
refuses what no role allows. The cookie holds a random token only: what it opens stands in the
database and can be ended there.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Flask, abort, current_app, flash, g, redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from buurtcoop.access.caller import device_of, own_path
from buurtcoop.access.models import Account, Session
from buurtcoop.access.operations import begin_session, end_session
from buurtcoop.access.queries import (
    code_is_owed,
    is_fresh,
    roles_of,
    running_session,
    session_ran_out,
    viewer_in,
)
from buurtcoop.access.rules import FreshSignInNeeded, needs_second_factor, permissions_of
from buurtcoop.core import clock
from buurtcoop.core.instance import db, here, may_write
from buurtcoop.core.viewer import DUTCH, STRANGER, Viewer
from buurtcoop.core.words import languages
from buurtcoop.web.pages import MARK, PUBLIC, _, sentence_of, viewer

log = structlog.get_logger()
View = TypeVar("View", bound=Callable[..., Any])

# Where flask-login keeps the token in the cookie.
COOKIE = "_user_id"
LANGUAGE = "language"
SEEN_AT_MOST_EVERY = timedelta(minutes=5)


class SignedIn(UserMixin):
    """The session of this request as flask-login knows it: its id is the token."""

    def __init__(self, token: str, session: Session, seen: Viewer) -> None:
        self.token = token
        self.session = session
        self.viewer = seen

    def get_id(self) -> str:
        """What stands in the cookie."""
        return self.token


def hang(app: Flask) -> None:
    """Know before every view of this app who is looking."""
    manager = LoginManager()
    # Our sessions stand in the database; a phone changes its address all day.
    manager.session_protection = None
    # As `init_app` does, but for the remember-me cookie: ours is remembered by its row.
    app.login_manager = manager  # type: ignore[attr-defined]  # where flask-login looks for it
    # The cookie lives as long as the longest session; a page, or a picture, does not renew it.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    manager.user_loader(_load)
    manager.unauthorized_handler(_to_the_door)

    @app.before_request
    def look() -> None:
        if request.endpoint == "static":
            # Caches on the way may keep it, so it may not depend on a cookie.
            g.viewer, g.language = STRANGER, DUTCH
            return
        _look()


def lock(app: Flask) -> None:
    """Open every view of this app only to who may open it. Hung after `hang`."""

    @app.before_request
    def decide() -> Response | None:
        if request.endpoint in (None, "static"):
            return None
        needed = getattr(current_app.view_functions[request.endpoint], MARK)
        if needed == PUBLIC or g.viewer.may(needed):
            return None
        if not g.viewer.signed_in:
            return _answer(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]  # flask-login puts it there
        if needed not in permissions_of(g.viewer.roles, proven=True):
            log.warning("denied", person=g.viewer.person_id, permission=needed)
            abort(403)
        return redirect(code_page(where_from()), code=303)


def let_in(account: Account, *, proven: bool = False) -> None:
    """Begin a session in this browser; whatever it held before is gone."""
    leave()
    keep(begin_session(account, device=device_of(request.user_agent.string), proven=proven))
    log.info("signed in", person=account.person_id, proven=proven)


def keep(token: str) -> None:
    """Go on with this token: the cookie begins anew, but for the language."""
    wish = cookie.get(LANGUAGE)
    _empty_cookie()
    if wish:
        cookie[LANGUAGE] = wish
    cookie.permanent = True
    user = _load(token)
    if user is not None:
        login_user(user)
    _look()


def leave() -> None:
    """End the session of this browser, and forget all its cookie holds."""
    seen = viewer()
    if seen.session_id is not None:
        end_session(seen.session_id, seen.id)
    logout_user()
    wish = cookie.get(LANGUAGE)
    _empty_cookie()
    if wish:
        cookie[LANGUAGE] = wish
    _look()


def owes_code() -> bool:
    """Whether this person has a role for which the second factor was not given yet."""
    if not current_user.is_authenticated:
        return False
    session: Session = current_user.session
    return session.proven_at is None and needs_second_factor(viewer().roles)


def code_page(onward: str) -> str:
    """Where the second factor is given, or set up when there is none."""
    enrolled = code_is_owed(current_user.session)
    return url_for("access.code" if enrolled else "access.second_step", next=onward or None)


def where_from() -> str:
    """The page to come back to: this one, or where the form that was sent stands."""
    if request.method == "GET":
        return own_path(request.full_path.rstrip("?"))
    sent_from = urlsplit(request.referrer or "")
    if sent_from.netloc != request.host:
        return ""
    return own_path(sent_from.path)


def fresh_to_open(view: View) -> View:
    """Ask again who somebody is before this page opens; what it sends is for the operation.

    Stands below `@permission`.
    """

    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        if request.method == "GET" and not is_fresh(viewer()):
            flash(sentence_of(FreshSignInNeeded()))
            return redirect(url_for("access.again", next=request.full_path.rstrip("?")), code=303)
        return view(*args, **kwargs)

    return asked  # type: ignore[return-value]  # the same view, asked first


def _load(token: str) -> SignedIn | None:
    found = running_session(token)
    if found is None:
        return None
    now = clock.now()
    roles = roles_of(found.account.person_id, clock.today())
    if session_ran_out(found, roles, now):
        g.ran_out = True
        return None
    if now - found.seen_at > SEEN_AT_MOST_EVERY:
        _touch(found.id)
    return SignedIn(token, found, viewer_in(found, roles))


def _look() -> None:
    """Know who is looking, and in which language."""
    g.viewer = current_user.viewer if current_user.is_authenticated else STRANGER
    g.language = _chosen_language(g.viewer)


def _to_the_door() -> Response:
    """Ask a stranger to sign in, and go on from there."""
    if g.get("ran_out"):
        flash(_("U was een tijd weg. Daarom bent u uitgelogd."))
    return redirect(url_for("access.sign_in", next=where_from() or None), code=303)


def _empty_cookie() -> None:
    cookie.clear()
    # The form token of this request went with it; the next form gets another.
    g.pop("csrf_token", None)


def _touch(session_id: int) -> None:
    """Remember that this session was used; beside a page that only reads (house law 6).

    Reading goes on when that can't be kept, such as with a full disk.
    """
    seen = update(Session).where(Session.id == session_id).values(seen_at=clock.now())
    if may_write():
        db().execute(seen)
        return
    try:
        with here().aside() as aside:
            aside.execute(seen)
    except OperationalError as error:
        log.warning("last use of a session not kept", reason=str(error.orig))


def _answer(response: Any) -> Response:
    assert isinstance(response, Response)
    return response


def _chosen_language(seen: Viewer) -> str:
    wish = cookie.get(LANGUAGE) or seen.language
    return wish if wish in languages() else DUTCH
