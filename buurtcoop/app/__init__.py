"""The web application of one coop: settings in, rooms hung, errors, headers, the frame.

The only importer of views. Always holds: it does not start with a view that declares no
permission, nor without a secret in production.
"""

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from buurtcoop.access import guard
from buurtcoop.app import errors, frame, rooms
from buurtcoop.core.instance import Instance
from buurtcoop.settings import Settings, SettingsError, data_folder
from buurtcoop.web import edge, headers, i18n, journal, token
from buurtcoop.web.pages import MARK

LARGEST_REQUEST = 2 * 1024 * 1024
COOKIE_DAYS = 90


def create_app(settings: Settings, instance: Instance | None = None) -> Flask:
    """The application for this installation.

    Raises SettingsError when a secret is missing, and LookupError naming a view without a
    permission.
    """
    if not settings.secret_key:
        raise SettingsError("secret_key is missing. `buurtcoop init` makes one in secrets.toml.")
    instance = instance or Instance(settings)
    app = Flask(
        "buurtcoop",
        template_folder=str(data_folder("templates")),
        static_folder=str(Path(i18n.STATIC)),
    )
    _configure(app, settings)
    app.logger.disabled = True  # app.errors writes each error once, with its number
    app.extensions["instance"] = instance
    journal.hang(app)
    edge.hang(app, instance)
    guard.hang(app)
    journal.name_actor(app)
    guard.lock(app)
    headers.hang(app, secure=settings.secure)
    i18n.hang(app)
    frame.hang(app)
    errors.hang(app)
    rooms.hang(app, instance)
    token.hang(app, errors.too_old)
    _refuse_undeclared(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's own way to wrap itself
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-buurtcoop" if settings.secure else "buurtcoop",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=COOKIE_DAYS * 86_400,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        WTF_CSRF_CHECK_DEFAULT=False,  # web.token asks for it, at the edge
        WTF_CSRF_TIME_LIMIT=None,
    )


def _refuse_undeclared(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not hasattr(view, MARK):
            raise LookupError(f"The view {endpoint} declares no permission.")
