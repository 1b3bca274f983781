"""The forms of agreements: a name below a text, a signed paper, and a new version."""

from typing import Any, Self

from wtforms import HiddenField

from buurtcoop.agreements.models import AgreementText
from buurtcoop.agreements.rules import PART_NAMES, PARTS, AgreementWords
from buurtcoop.core.words import N_
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm

OWNER = "coordinator"
LONGEST_NAME = 120
LONGEST_PART = 2_000


class AgreeingForm(BaseForm):
    """A form that also asks a yes when a text is lacking: the version that was read, and a name.

    `paper` is the text that stands above the name; without one nothing is asked.
    """

    plain = BaseForm.plain | {"read"}
    paper: AgreementText | None = None
    _read: int = 0

    read = HiddenField()
    signed = fields.line(
        N_("Typ uw naam"),
        hint=N_("Typ hem zoals op het papier."),
        why=N_("Zo weten we dat u het eens bent met deze tekst."),
        owner=OWNER,
        longest=LONGEST_NAME,
        autocomplete="name",
    )

    def ask(self, text: AgreementText | None) -> Self:
        """Ask a yes to this text, or nothing."""
        self.paper = text
        if text is None:
            del self.read, self.signed
            return self
        written = str(self.read.data or "")
        self._read = int(written) if written.isascii() and written.isdigit() else 0
        self.read.data = str(text.id)
        # Two of these may stand on one page, one for each side.
        self.signed.id = self.signed.label.field_id = f"naam-{text.kind}"
        return self

    @property
    def text_id(self) -> int:
        """The version that was read; 0 for what is none of ours."""
        return self._read


class AgreeForm(AgreeingForm):
    """Yes to this text, and nothing else."""


class RecordForm(BaseForm):
    """Somebody signed on paper."""

    person = fields.one_of(
        N_("Wie tekende het papier?"),
        [],
        why=N_("Dit lid krijgt een bericht met een kopie."),
        owner=OWNER,
    )
    signed_on = fields.day(
        N_("Op welke dag?"),
        why=N_("Vanaf die dag geldt de afspraak."),
        owner=OWNER,
    )


def _part(name: str, hint: str) -> Any:
    return fields.text(
        PART_NAMES[name],
        hint=hint,
        why=N_("Wie ja zegt, leest dit eerst. Alle 4 de delen horen erbij."),
        owner=OWNER,
        longest=LONGEST_PART,
    )


class PublishForm(BaseForm):
    """A text in its four parts, and why it changes."""

    plain = BaseForm.plain | {"instead_of"}

    instead_of = HiddenField()
    may_ask = _part("may_ask", N_("Een regel per ding."))
    owes = _part("owes", N_("Een regel per ding."))
    notice = _part("notice", N_("Wanneer en hoe kan iemand stoppen?"))
    if_missed = _part("if_missed", N_("Als het lid niet komt, en als wij niet komen."))
    reason = fields.text(
        N_("Waarom verandert de tekst?"),
        hint=N_("Een hele zin. Leden lezen die in hun bericht."),
        why=N_("We moeten het opschrijven als een afspraak verandert."),
        owner=OWNER,
        longest=400,
    )

    @classmethod
    def over(cls, before: AgreementText | None) -> Self:
        """The form with the text that is there; the first text needs no reason."""
        if before is None:
            form = cls.sent()
            del form.reason
            return form
        return cls.sent(
            instead_of=str(before.id), **{name: getattr(before, name) for name in PARTS}
        )

    @property
    def words(self) -> AgreementWords:
        """The four parts as they were written."""
        return AgreementWords(
            may_ask=self.may_ask.data,
            owes=self.owes.data,
            notice=self.notice.data,
            if_missed=self.if_missed.data,
        )

    @property
    def why(self) -> str:
        """The reason; empty for the first text."""
        return str(self.reason.data) if "reason" in self else ""

    @property
    def read(self) -> int | None:
        """The text that stood beside it; None for the first."""
        written = str(self.instead_of.data or "")
        return int(written) if written.isascii() and written.isdigit() else None
