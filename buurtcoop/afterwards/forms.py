"""The forms of lessons, thanks and stories."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms import Form, HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from buurtcoop.afterwards.models import Scope
from buurtcoop.afterwards.rules import (
    FIRST_YEARS,
    OthersNotAsked,
    refuse_term,
    years_after,
)
from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.documents.rules import MEDIA_TYPES
from buurtcoop.services.models import Service
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import LARGEST_NUMBER, Lazy, _, sentence_of

OWNER = "coordinator"
LONGEST_LINE = 300
LONGEST_STORY = 3000
LONGEST_NAME = 60
SCOPES = {
    Scope.MEMBERS: N_("Alleen leden"),
    Scope.FUNDERS: N_("Leden en financiers"),
    Scope.PUBLIC: N_("Iedereen, ook op internet"),
}


def within_term(form: Form, field: Any) -> None:
    """A last day for which one may say yes."""
    if field.data is None:
        return
    try:
        refuse_term(field.data, clock.today())
    except Refusal as refusal:
        raise ValidationError(sentence_of(refusal)) from refusal


class WordsForm(BaseForm):
    """What to do otherwise, in a line."""

    words = fields.line(
        N_("Wat zou u anders doen?"),
        hint=N_("1 zin is genoeg. Noem liever geen namen."),
        why=N_("Wie dit leidt en de coördinator lezen het, met uw voornaam erbij."),
        owner=OWNER,
        optional=True,
        longest=LONGEST_LINE,
    )


class ThanksForm(BaseForm):
    """A thank-you, in a line."""

    thanks = fields.line(
        N_("Wilt u iets zeggen tegen wie hielp?"),
        hint=N_("Bijvoorbeeld: wat was het gezellig, en de soep was heerlijk."),
        why=N_("Wie hielp, leest dit met uw voornaam erbij. Verder leest niemand het."),
        owner=OWNER,
        longest=LONGEST_LINE,
    )


class StoryForm(BaseForm):
    """A story in somebody's own words, and how far the yes goes.

    `kept` is the number of a photo that came in before; a file can't be shown again in a form.
    """

    plain = BaseForm.plain | {"kept"}

    kept = HiddenField()
    service = fields.picked(
        N_("Waar gaat het over?"),
        why=N_("Dan staat uw verhaal bij dat aanbod."),
        owner=OWNER,
    )
    words = fields.text(
        N_("Uw verhaal"),
        hint=N_("Schrijf het zoals u het vertelt. Noem geen ziekte of adres van een ander."),
        why=N_("Zo horen anderen wat buren voor elkaar doen."),
        owner=OWNER,
        longest=LONGEST_STORY,
    )
    signed = fields.line(
        N_("Welke naam zetten we erbij?"),
        hint=N_("Een voornaam is genoeg. Een andere naam mag ook."),
        why=N_("U kiest zelf of mensen u herkennen."),
        owner=OWNER,
        longest=LONGEST_NAME,
    )
    photo = fields.photo(
        N_("Wilt u er een foto bij?"),
        kinds=MEDIA_TYPES,
        hint=N_("JPEG, PNG of WebP, tot 10 MB."),
        why=N_("Een foto hoeft niet. Waar en wanneer hij is gemaakt, halen we eruit."),
        owner=OWNER,
        optional=True,
    )
    others_agreed = fields.yes(
        N_("Iedereen die u op de foto herkent, vindt dit goed."),
        hint=N_("Alleen nodig als er een foto bij is."),
        why=N_("Zonder het ja van wie erop staat, laten we een foto niet zien."),
        owner=OWNER,
        optional=True,
    )
    scope = fields.one_of(
        N_("Wie mag het lezen?"),
        [(scope.value, Lazy(words)) for scope, words in SCOPES.items()],
        why=N_("U beslist zelf wie het leest. Wij maken die groep nooit groter."),
        owner=OWNER,
    )
    until = fields.day(
        N_("Tot en met welke dag mag het blijven staan?"),
        hint=N_("Niet later dan over 3 jaar."),
        why=N_("Na die dag wissen we uw woorden, uw naam en de foto."),
        owner=OWNER,
        checks=(within_term,),
    )
    agreed = fields.yes(
        N_("Ik geef toestemming om mijn verhaal zo te laten lezen."),
        hint=N_(
            "Ja zeggen mag, het hoeft niet. U kunt uw ja altijd terugnemen. "
            "Uw lidmaatschap blijft gelijk."
        ),
        why=N_("Zonder uw ja laat niemand uw verhaal zien."),
        owner=OWNER,
    )

    @classmethod
    def among(cls, services: Sequence[Service], about: Service | None, teller: Viewer) -> Self:
        """The form, about one of these services."""
        form = cls.sent(
            service=str(about.id) if about else None,
            signed=teller.name,
            until=years_after(clock.today(), FIRST_YEARS),
        )
        form.service.choices = [SelectChoice(str(each.id), each.name) for each in services]
        return form

    @property
    def photo_id(self) -> int | None:
        """The photo that came in before."""
        kept = self.kept.data or ""
        number = int(kept) if kept.isascii() and kept.isdigit() and len(kept) <= 10 else 0
        return number if 0 < number <= LARGEST_NUMBER else None

    @property
    def service_name(self) -> str:
        """The name of what it is about."""
        chosen = (each for each in self.service.choices if each.value == self.service.data)
        return str(next(chosen).label)

    def validate(self, extra_validators: Any = None) -> bool:
        """The shape of each field, and a yes of the others when there is a photo."""
        fine: bool = super().validate(extra_validators)
        if self.photo_id is None or self.others_agreed.data:
            return fine
        self.others_agreed.errors = [_(OthersNotAsked.sentence)]
        return False
