"""Words, dates and amounts in templates, in the language of the page."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask

from buurtcoop.core import words
from buurtcoop.core.money import Money
from buurtcoop.web.fields import shown_phone
from buurtcoop.web.pages import _, language, ngettext

STATIC = Path(__file__).parent.parent / "static"


def hang(app: Flask) -> None:
    """Give the templates of this app our globals and filters."""
    # Flask's own environment, with autoescape for every template of ours.
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(_=_, ngettext=ngettext, static=static)
    app.jinja_env.filters.update(filters(language))


def filters(of: Callable[[], str]) -> dict[str, Callable[..., Any]]:
    """The filters of pages and mails; `of` tells the language at the moment of showing."""
    return {
        "day": lambda value: words.day(value, of()),
        "short_day": lambda value: words.short_day(value, of()),
        "full_date": lambda value: words.full_date(value, of()),
        "when": lambda value: words.when(value, of()),
        "time": lambda value: words.time(value, of()),
        "euro": str,
        "euro_round": Money.rounded,
        "phone": shown_phone,
    }


@cache
def static(path: str) -> str:
    """The address of a static file, new whenever its content is."""
    return f"/static/{path}?v={sha256((STATIC / path).read_bytes()).hexdigest()[:12]}"
