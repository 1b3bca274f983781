"""The forms of fixed places and of days away."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from buurtcoop.agreements.forms import AgreeingForm
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.shifts.forms.times import OWNER, TWO_YEARS_IN_DAYS
from buurtcoop.shifts.models import SeriesLine
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _, ngettext

FREE, KEEP = "free", "keep"


def _first_day() -> Any:
    return fields.day(
        N_("Vanaf welke dag?"),
        why=N_("Vanaf die dag staat de helper elke keer op de lijst."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )


class FixedForm(BaseForm):
    """Every time: with which task when there are several, and from when."""

    notes: dict[str, str]

    line = fields.one_of(
        N_("Wat wilt u doen?"),
        [],
        why=N_("Elke taak heeft eigen vaste plekken."),
        owner=OWNER,
    )
    first_day = _first_day()

    @classmethod
    def among(cls, lines: Sequence[SeriesLine], task: str, first_day: date) -> Self:
        """The form to choose one of these lines; nobody chooses when there is one."""
        form = cls.sent(first_day=first_day)
        form.offer(lines, task)
        return form

    def offer(self, lines: Sequence[SeriesLine], task: str) -> None:
        """Offer these lines, with how many fixed places each has left."""
        self._only = lines[0].id if lines else 0
        self.notes = {str(line.id): _left(line) for line in lines}
        self.line.choices = [(str(line.id), line.role or task) for line in lines]
        if len(lines) < 2:
            del self.line

    @property
    def line_id(self) -> int:
        """The line that was chosen, or the only one there is."""
        return int(self.line.data) if "line" in self else self._only


class EveryTimeForm(FixedForm, AgreeingForm):
    """I help every time; `ask` for the agreement that is lacking."""


class FixedMemberForm(FixedForm):
    """A member asked us for a fixed place."""

    person = fields.one_of(
        N_("Voor wie is het?"),
        [],
        why=N_("Dit lid krijgt een bericht en staat elke keer op de lijst."),
        owner=OWNER,
    )

    def choose_from(self, people: Sequence[Person]) -> None:
        """Offer these people."""
        self.person.choices = [(str(person.id), person.full_name) for person in people]


class StopForm(BaseForm):
    """The fixed place stops: what with the days that are promised?"""

    days = fields.one_of(
        N_("En de dagen die al op de lijst staan?"),
        [
            (FREE, Lazy(N_("Meld die ook af"))),
            (KEEP, Lazy(N_("Laat die staan"))),
        ],
        why=N_("Zo weten we op welke dagen we nog iemand zoeken."),
        owner=OWNER,
        default=FREE,
    )

    @property
    def frees(self) -> bool:
        """Whether the promised days are given back too."""
        return bool(self.days.data == FREE)


class AwayForm(BaseForm):
    """From when until when somebody is away."""

    first_day = fields.day(
        N_("Wat is de eerste dag?"),
        why=N_("Vanaf die dag is de vaste plek vrij. Wie weg is, vragen we niet."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
    last_day = fields.day(
        N_("Wat is de laatste dag?"),
        why=N_("De dag erna geldt alles weer. Eerder terugkomen kan ook."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every answer has the right shape, also together."""
        if not super().validate(extra_validators):
            return False
        if self.last_day.data < self.first_day.data:
            turned = _(N_("De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?"))
            self.last_day.errors = [*self.last_day.errors, turned]
            return False
        return True


def _left(line: SeriesLine) -> str:
    left = line.places - line.held
    return ngettext("%(num)s vaste plek vrij", "%(num)s vaste plekken vrij", left)
