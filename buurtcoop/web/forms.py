"""The base of every form: shape checks, once-only sending, and the burden it is."""

import secrets
from collections.abc import Iterator
from typing import Any, ClassVar, Self

import structlog
from flask import current_app, flash, g
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, update
from wtforms import HiddenField

from buurtcoop.core import clock
from buurtcoop.core.database import skip_if_there
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.web.models import SentForm
from buurtcoop.web.pages import _

log = structlog.get_logger()
LONGEST_SECONDS = 86_400
TOO_OLD = N_("Deze pagina stond lang open. Uw tekst staat er nog. Druk nog een keer op de knop.")
LIBRARY_SAYS = {
    "Not a valid choice.": N_("Kies een antwoord uit de lijst."),
    "Invalid Choice: could not coerce.": N_("Kies een antwoord uit de lijst."),
    "'%(value)s' is not a valid choice for this field.": N_("Kies een antwoord uit de lijst."),
    "'%(value)s' are not valid choices for this field.": N_("Kies een antwoord uit de lijst."),
}


class LibraryWords:
    """The few sentences the form library says by itself, in the language of the page."""

    def gettext(self, message: str) -> str:
        """One sentence."""
        return _(LIBRARY_SAYS.get(message, message))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A sentence about a number of things."""
        return self.gettext(one if number == 1 else many)


class SentBefore(Exception):
    """This very form already did its work; the edge leads to where the first press led."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class BaseForm(FlaskForm):
    """A form of ours. Labels, hints and messages are Dutch message ids.

    `ticket` holds a random nonce and the moment of opening, signed: a double press finds the
    nonce used, and the burden meter reads how long filling in took.
    """

    plain: ClassVar[frozenset[str]] = frozenset({"csrf_token", "ticket"})

    class Meta:
        """No sentences of the library: ours are plain Dutch."""

        csrf_time_limit = None

        def get_translations(self, form: Any) -> "LibraryWords":
            """What the library says, in our words."""
            return LibraryWords()

    ticket = HiddenField()

    @classmethod
    def sent(cls, **values: Any) -> Self:
        """The form with what was sent; `values` are shown where nothing was sent yet."""
        form = cls(**values)
        if not form.is_submitted():
            form.ticket.data = _new_ticket()
        return form

    @classmethod
    def fresh(cls, **values: Any) -> Self:
        """The form as it opens, whatever this request sent: for a second form on a page."""
        form = cls(formdata=None, **values)
        form.ticket.data = _new_ticket()
        return form

    def accepted(self) -> bool:
        """Whether this was sent and has the right shape; from then on it counts as used.

        Without a right token it is not: the page shows what was typed and asks to press again.
        Raises SentBefore when the same form already did its work.
        """
        if not self.is_submitted():
            return False
        if not self.validate():
            if g.get("untrusted"):
                flash(_(TOO_OLD), "bad")
            self.ticket.data = _new_ticket()
            log.info("form not accepted", form=type(self).__name__, fields=_names(self.wrong))
            return False
        self._use_ticket()
        self.ticket.data = _new_ticket()
        return True

    @property
    def press(self) -> str:
        """The number of the press that was accepted: a business key for what it makes."""
        return f"form:{g.sent_form}"

    def asked_fields(self) -> Iterator[Any]:
        """The fields a person fills in."""
        return (field for field in self if field.name not in self.plain)

    @property
    def wrong(self) -> list[Any]:
        """The fields that need another look, in the order of the page."""
        return [field for field in self.asked_fields() if field.errors]

    def _use_ticket(self) -> None:
        ticket = _read_ticket(self.ticket.data or "")
        fields = list(self.asked_fields())
        now = clock.now()
        new = skip_if_there(
            db(),
            SentForm,
            SentForm.nonce,
            nonce=ticket["nonce"],
            location="",
            form=type(self).__name__,
            seconds=max(0, min(LONGEST_SECONDS, int(now.timestamp()) - ticket["opened"])),
            asked=len(fields),
            prefilled=sum(bool(field.prefilled) for field in fields),
            at=now,
        )
        if new is None:
            before = db().get_one(SentForm, ticket["nonce"])
            raise SentBefore(before.location)
        g.sent_form = ticket["nonce"]


class PressForm(BaseForm):
    """One button, pressed once."""


def settle_sent_form(location: str | None) -> None:
    """Remember where a form led, or forget it when it led nowhere and may be sent again."""
    nonce = g.pop("sent_form", None)
    if nonce is None:
        return
    if location is None:
        db().execute(delete(SentForm).where(SentForm.nonce == nonce))
        return
    db().execute(update(SentForm).where(SentForm.nonce == nonce).values(location=location))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="form ticket")


def _new_ticket() -> str:
    opened = int(clock.now().timestamp())
    ticket = _serializer().dumps({"nonce": secrets.token_urlsafe(16), "opened": opened})
    return str(ticket)


def _read_ticket(ticket: str) -> dict[str, Any]:
    """The nonce and the opening time; a form without a ticket of ours gets a fresh one."""
    try:
        read: dict[str, Any] = _serializer().loads(ticket)
    except BadSignature:
        read = _serializer().loads(_new_ticket())
    return read


def _names(fields: list[Any]) -> list[str]:
    return [str(field.name) for field in fields]
