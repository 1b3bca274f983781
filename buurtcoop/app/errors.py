"""What a person reads when a page can't be shown: what happened, and what now."""

import re
import secrets

import structlog
from flask import Flask, current_app, g, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from buurtcoop.core.encryption import KeyMissing
from buurtcoop.core.words import RIGHT_TO_LEFT
from buurtcoop.web.edge import BARE
from buurtcoop.web.pages import _, language, most_files

FULL = re.compile(r"\bfull\b|no space", re.IGNORECASE)
log = structlog.get_logger()
Answer = tuple[str, int]
# The database refused what was sent without a token; `web.token` makes the page of it.
NOT_OURS: Answer = ("", 500)


def hang(app: Flask) -> None:
    """Answer every error of this app in plain words."""
    for kind, answer in (
        (400, not_read),
        (403, no_rights),
        (404, not_found),
        (405, not_found),
        (413, too_big),
        (500, our_fault),
        (OperationalError, database_trouble),
        (KeyMissing, key_missing),
    ):
        app.register_error_handler(kind, answer)


def not_found(error: HTTPException) -> Answer:
    """The same for what is not there and for what is not for this viewer."""
    if request.endpoint in BARE:
        return "", error.code or 404
    lead = _("Misschien is hij verhuisd. Via Start vindt u de weg terug.")
    return _page(_("Deze pagina is er niet"), lead, error.code or 404)


def no_rights(error: HTTPException) -> Answer:
    """Somebody we know, without the role for it."""
    return _page(
        _("Deze pagina hoort niet bij uw rol"),
        _("Klopt dat niet? Bel ons dan even. Het nummer staat onderaan."),
        403,
    )


def not_read(error: HTTPException) -> Answer:
    """What was sent has no shape we know."""
    return _page(
        _("Dit konden we niet lezen"),
        _("Ga terug, ververs de pagina en probeer het nog eens."),
        400,
    )


def too_big(error: HTTPException) -> Answer:
    """More was sent than this form needs."""
    lead = _("Maak het korter en probeer het nog eens.")
    if most_files() is not None:
        lead = _("Kies een kleiner bestand en probeer het nog eens.")
    return _page(_("Dit is te groot om te versturen"), lead, 413)


def database_trouble(error: OperationalError) -> Answer:
    """Full, busy or away: what stands there stays, and is readable when it can be."""
    if g.get("untrusted"):
        return NOT_OURS
    if _is_full(error):
        log.error("storage full")
        return _trouble(
            _("De opslag is vol. Lezen kan, opslaan even niet. De beheerder weet ervan.")
        )
    log.error("database trouble", reason=str(error.orig))
    return _trouble(_("Het is nu druk. Wacht 1 minuut en probeer het nog eens. Er is niets kwijt."))


def key_missing(error: KeyMissing) -> Answer:
    """A locked text whose key is not here."""
    log.error("key missing")
    return _trouble(_("Deze tekst staat op slot en de sleutel ontbreekt. Er is niets gewist."))


def our_fault(error: HTTPException) -> Answer:
    """What nobody foresaw, with a number to find it by in the log."""
    if g.get("untrusted"):
        return NOT_OURS
    cause = getattr(error, "original_exception", None) or error
    if isinstance(cause, OperationalError):
        return database_trouble(cause)  # met while saving, when the view was done
    incident = secrets.token_hex(4)
    log.error("error in a page", incident=incident, exc_info=cause)
    return _trouble("", incident=incident, status=500)


def _is_full(error: BaseException | None) -> bool:
    """Whether there is no room left: said by this error, or by the one it came after.

    SQLite undoes the transaction by itself then, and the savepoint is gone before we end it.
    """
    while error is not None:
        if isinstance(error, OperationalError) and FULL.search(str(error.orig)):
            return True
        error = error.__cause__ or error.__context__
    return False


def too_old() -> Answer:
    """Nothing was changed: the button that was pressed came from an old page, or not from us."""
    return _page(
        _("Deze pagina stond lang open"),
        _("Er is niets veranderd. Ga terug, ververs de pagina en druk nog een keer op de knop."),
        400,
    )


def _page(title: str, lead: str, status: int) -> Answer:
    return render_template(
        "errors/page.html", title=title, lead=lead, actions=[(_("Start"), "/", "")]
    ), status


def _trouble(lead: str, *, incident: str = "", status: int = 503) -> Answer:
    """A page that needs no database: drawn past the context processors, which make the frame."""
    spoken = language()
    page = current_app.jinja_env.get_template("errors/trouble.html").render(
        lead=lead,
        incident=incident,
        language=spoken,
        direction="rtl" if spoken in RIGHT_TO_LEFT else "ltr",
    )
    return page, status
