"""Words, dates and amounts in templates, in the language of the page."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask

from buurtcoop.core.filters import filters
from buurtcoop.web.pages import _, language, ngettext

STATIC = Path(__file__).parent.parent / "static"


def hang(app: Flask) -> None:
    """Give the templates of this app our globals and filters."""
    # Flask's own environment, with autoescape for every template of ours.
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(_=_, ngettext=ngettext, static=static, language=language)
    app.jinja_env.filters.update(filters(language))


@cache
def static(path: str) -> str:
    """The address of a static file, new whenever its content is."""
    return f"/static/{path}?v={sha256((STATIC / path).read_bytes()).hexdigest()[:12]}"
