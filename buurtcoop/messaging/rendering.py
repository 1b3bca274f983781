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
    """What is said, in the language of the reader."""

    subject: str
    text: str
    html: str

    @property
    def paragraphs(self) -> list[list[str]]:
        """The text without its letterhead, as paragraphs of lines: to print or read out."""
        _head, *parts = self.text.split("\n\n")
        return [part.split("\n") for part in parts]


def draw(
    name: str, *, language: str, values: Mapping[str, object], letterhead: Letterhead
) -> Letter:
    """Fill in the template of a rule. Raises what Jinja raises when a value is missing."""
    head = vars(letterhead)
    text = _environment(language, html=False)
    said = _tidy(
        text.get_template(f"mails/{name}.jinja").render(kit=_kit(language, False), **values)
    )
    subject, _line, body = said.partition("\n")
    html = _environment(language, html=True)
    sheet = html.get_template("mails/_page.html.jinja")
    return Letter(
        subject=" ".join(subject.split()),
        text=_tidy(text.get_template("mails/_page.text.jinja").render(body=body.strip(), **head)),
        html=sheet.render(
            language=language,
            direction="rtl" if language in words.RIGHT_TO_LEFT else "ltr",
            subject=subject,
            body=html.get_template(f"mails/{name}.jinja").render(
                kit=_kit(language, True), **values
            ),
            **head,
        ),
    )


def _tidy(text: str) -> str:
    return EMPTY_LINES.sub("\n\n", text).strip()


def _kit(language: str, html: bool) -> object:
    side = "mails/_html.jinja" if html else "mails/_text.jinja"
    return _environment(language, html=html).get_template(side).module


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
