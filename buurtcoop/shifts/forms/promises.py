"""The forms of promises: claiming, booking, taking back."""

from collections.abc import Sequence
from typing import Self

from buurtcoop.agreements.forms import AgreeingForm
from buurtcoop.agreements.models import AgreementText
from buurtcoop.core.words import N_
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.seen import LineSeen, ShiftSeen
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _, ngettext

OWNER = "coordinator"
MOST_PEOPLE = 8
LONGEST_REASON = 300


class PromiseForm(AgreeingForm):
    """I help, or I come: which task when there are several, and with how many.

    Who lacks the agreement that the service asks says yes to it with the same press.
    `line` is there when the shift has several lines on this side; when one of them is left,
    `only` is that line and nobody needs to choose.
    """

    only: LineSeen | None = None
    notes: dict[str, str]

    line = fields.one_of(
        N_("Wat wilt u doen?"),
        [],
        hint=N_("Kies een taak."),
        why=N_("We rekenen op u. Kunt u toch niet? Meld u dan zo vroeg mogelijk af."),
        owner=OWNER,
    )
    people = fields.picked(
        N_("Met hoeveel mensen komt u?"),
        hint=N_("Tel uzelf mee."),
        why=N_("Zo weten we voor hoeveel mensen er plek nodig is."),
        owner=OWNER,
    )

    @classmethod
    def to_send(cls, shift: ShiftSeen, side: Side, paper: AgreementText | None = None) -> Self:
        """The form as it came in; also full lines can be asked, so that the operation says no."""
        form = cls.sent()
        form.ask(paper)
        form._shape(shift, side)
        form._offer(shift.lines_of(side), MOST_PEOPLE)
        return form

    @classmethod
    def to_show(cls, shift: ShiftSeen, side: Side, paper: AgreementText | None = None) -> Self:
        """The form with what can still be had."""
        form = cls.fresh()
        form.ask(paper)
        form._shape(shift, side)
        form.narrow(shift.lines_of(side))
        return form

    def narrow(self, lines: Sequence[LineSeen]) -> None:
        """Offer only the lines with places this person may take, and no more people than fit."""
        some = [line for line in lines if line.left and not line.lacking]
        self.only = some[0] if len(some) == 1 else None
        left = max((line.left for line in some), default=1)
        self._offer(some, min(left, self._most))

    @property
    def line_id(self) -> int:
        """The crew line that was chosen, or the only one there is."""
        return int(self.line.data) if "line" in self else self._line_id

    @property
    def number(self) -> int:
        """How many come."""
        return int(self.people.data) if "people" in self else 1

    def _shape(self, shift: ShiftSeen, side: Side) -> None:
        """Leave out what this side of this shift does not ask; of children ask for children."""
        lines, room = shift.lines_of(side), shift.room_for_children
        self._most = MOST_PEOPLE if room is None else max(1, min(room, MOST_PEOPLE))
        if room is not None:
            self.people.label.text = Lazy(N_("Met hoeveel kinderen komt u?"))
            self.people.description = Lazy(N_("Tel alleen de kinderen."))
            self.people.why = Lazy(N_("Zo weten we hoeveel helpers er nodig zijn."))
        self._line_id = lines[0].id if lines else 0
        if len(lines) < 2:
            del self.line
        if side is Side.GIVE:
            del self.people

    def _offer(self, lines: Sequence[LineSeen], most: int) -> None:
        self.notes = {str(line.id): _left(line) for line in lines}
        if "line" in self:
            self.line.choices = [(str(line.id), line.role) for line in lines]
        if "people" in self:
            self.people.choices = [(str(number), str(number)) for number in range(1, most + 1)]


class ReleaseForm(BaseForm):
    """I can't come after all."""

    reason = fields.text(
        N_("Wilt u zeggen waarom?"),
        hint=N_("U hoeft geen reden te geven."),
        why=N_("Soms kunnen we iets regelen, zoals vervoer."),
        owner=OWNER,
        optional=True,
        longest=LONGEST_REASON,
    )


def _left(line: LineSeen) -> str:
    if line.side is Side.GIVE:
        left = ngettext("nog %(num)s plek", "nog %(num)s plekken", line.left)
        if line.short:
            left = ngettext("nog %(num)s helper nodig", "nog %(num)s helpers nodig", line.short)
        if line.skill:
            return _("%(left)s, nodig: %(qualification)s", left=left, qualification=line.skill)
        return left
    return ngettext("%(num)s plek vrij", "%(num)s plekken vrij", line.left)
