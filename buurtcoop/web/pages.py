"""What every view uses: permission, viewer, attempt, and texts in the reader's language."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, ParamSpec, TypeVar

from flask import (
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    render_template,
    request,
)
from markupsafe import Markup

from buurtcoop.core import words
from buurtcoop.core.attention import Text
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import DUTCH, STRANGER, Viewer

View = TypeVar("View", bound=Callable[..., Any])
Asked = ParamSpec("Asked")
Found = TypeVar("Found")
PUBLIC = "public"
LARGEST_NUMBER = 2**31 - 1  # what the number of a row can be
MARK = "buurtcoop_permission"
FILES = "buurtcoop_takes_files"


def permission(name: str) -> Callable[[View], View]:
    """Declare who may open this view; `app` refuses to start on a view without it.

    `public` is for anybody, `signed_in` for anybody we know; the rest is named in
    `access.rules`. Stands below `@bp.route`.
    """

    def mark(view: View) -> View:
        setattr(view, MARK, name)
        return view

    return mark


def takes_files(most: int) -> Callable[[View], View]:
    """Let a view be sent more than a form of ours needs: files, `most` bytes in all.

    Stands below `@permission`.
    """

    def mark(view: View) -> View:
        setattr(view, FILES, most)
        return view

    return mark


def most_files() -> int | None:
    """How many bytes the view of this request takes, when it takes files."""
    view = current_app.view_functions.get(request.endpoint or "")
    most: int | None = getattr(view, FILES, None)
    return most


def viewer() -> Viewer:
    """Who is looking at this page."""
    found: Viewer = g.get("viewer", STRANGER)
    return found


def language() -> str:
    """The language of this page."""
    chosen: str = g.get("language", DUTCH)
    return chosen


def _(message: str, **values: object) -> str:
    """A sentence in the language of this page."""
    return words.say(message, language(), **values)


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """A sentence that counts, in the language of this page."""
    return words.say_many(one, many, number, language(), **values)


class Lazy:
    """A sentence that is translated when it is shown; for labels made at import."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return _(self.message, **self.values)

    def __html__(self) -> str:
        return str(Markup.escape(str(self)))

    def __bool__(self) -> bool:
        return bool(self.message)


class Sentences(Lazy):
    """Sentences after one another, each translated when it is shown; an empty one is left out."""

    def __init__(self, *messages: str) -> None:
        there = [message for message in messages if message]
        super().__init__(there[0] if there else "")
        self.after = there[1:]

    def __str__(self) -> str:
        return " ".join([super().__str__(), *(_(message) for message in self.after)])


def said(text: Text) -> str:
    """A sentence of a rule with its values, in the language of this page."""
    spoken = language()
    values = {name: words.shown(name, value, spoken) for name, value in text.values.items()}
    return words.say(text.message, spoken, **values)


def sentence_of(refusal: Refusal) -> str:
    """A refusal in the language of this page."""
    return said(Text(refusal.sentence, refusal.values))


@contextmanager
def attempt() -> Iterator[None]:
    """Try a change: a Refusal undoes it and becomes a sentence on the same page."""
    savepoint = db().begin_nested()
    try:
        yield
        db().flush()
    except Refusal as refusal:
        savepoint.rollback()
        flash(sentence_of(refusal), "bad")
    except BaseException:
        savepoint.rollback()
        raise
    else:
        savepoint.commit()


def page(template: str, status: int = 200, **values: Any) -> tuple[str, int]:
    """Render a page of a room."""
    return render_template(template, **values), status


def gone() -> NoReturn:
    """This page is not there, or not for this viewer: the same answer for both."""
    abort(404)


def or_gone(look: Callable[Asked, Found], *asked: Asked.args, **named: Asked.kwargs) -> Found:
    """What this call gives; `gone` where it raises LookupError."""
    try:
        return look(*asked, **named)
    except LookupError:
        gone()


def number_argument(name: str) -> int | None:
    """A whole number from the address; 404 when it is something else."""
    raw = request.args.get(name, "")
    if not raw:
        return None
    if not raw.isascii() or not raw.isdigit() or len(raw) > len(str(LARGEST_NUMBER)):
        gone()
    number = int(raw)
    return number if number <= LARGEST_NUMBER else gone()


def no_store(response: Response) -> Response:
    """Keep a page of somebody who is signed in out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def picture(content: bytes, kind: str, *, name: str, fingerprint: str) -> Response:
    """A picture for this reader only: asked for again each time, sent again when it changed."""
    answer = make_response(content)
    answer.mimetype = kind
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(fingerprint)
    answer.make_conditional(request)
    return answer
