"""From a template and plain values to a letter: a plain text and an HTML side that say the same.

Its own Jinja environment, without Flask. A template is `templates/mails/<rule>.jinja`, rendered
twice with the kit of each side; texts come from the catalogue of the reader.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from buurtcoop.core import words
from buurtcoop.core.filters import filters
from buurtcoop.settings import data_folder

EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who writes."""

    coop_kind: str
    coop_name: str
    legal_line: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail, in the language of the reader."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is read out or printed, as paragraphs of lines, in the language of the reader."""

    subject: str
    paragraphs: list[list[str]]
    language: str
    direction: str


def draw(
    name: str, *, language: str, values: Mapping[str, object], letterhead: Letterhead
) -> Letter:
    """Fill in the template of a rule. Raises what Jinja raises when a value is missing."""
    head = vars(letterhead)
    subject, body = _parted(_filled(name, "text", language, values))
    page = _environment(language, html=False).get_template("mails/_page.text.jinja")
    sheet = _environment(language, html=True).get_template("mails/_page.html.jinja")
    return Letter(
        subject=subject,
        text=_tidy(page.render(body=body, **head)),
        html=sheet.render(
            language=language,
            direction=_direction(language),
            subject=subject,
            body=_filled(name, "html", language, values),
            **head,
        ),
    )


def draw_on_paper(name: str, *, language: str, values: Mapping[str, object]) -> Paper:
    """The same text to say or to print. Raises what Jinja raises when a value is missing."""
    subject, body = _parted(_filled(name, "paper", language, values))
    return Paper(
        subject=subject,
        paragraphs=[part.split("\n") for part in body.split("\n\n")],
        language=language,
        direction=_direction(language),
    )


def _filled(name: str, side: str, language: str, values: Mapping[str, object]) -> str:
    environment = _environment(language, html=side == "html")
    kit = environment.get_template(f"mails/_{side}.jinja").module
    filled = environment.get_template(f"mails/{name}.jinja").render(
        kit=kit, by_mail=side != "paper", **values
    )
    return _tidy(filled)


def _parted(said: str) -> tuple[str, str]:
    """The first line is the subject."""
    subject, _line, body = said.partition("\n")
    return " ".join(subject.split()), body.strip()


def _direction(language: str) -> str:
    return "rtl" if language in words.RIGHT_TO_LEFT else "ltr"


def _tidy(text: str) -> str:
    return EMPTY_LINES.sub("\n\n", text).strip()


@cache
def _environment(language: str, *, html: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(data_folder("templates")),
        autoescape=html,  # noqa: S701 - the text side is no HTML
        undefined=StrictUndefined,
    )
    environment.globals.update(_=partial(_say, language), ngettext=partial(_say_many, language))
    environment.filters.update(filters(lambda: language))
    return environment


def _say(language: str, message: str, **values: object) -> str:
    return words.say(message, language, **values)


def _say_many(language: str, one: str, many: str, number: int, **values: object) -> str:
    return words.say_many(one, many, number, language, **values)
