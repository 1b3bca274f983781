"""The forms of waiting lists."""

from typing import Self

from buurtcoop.agreements.forms import AgreeingForm
from buurtcoop.core.words import N_
from buurtcoop.shifts.forms.planning import ForMemberForm
from buurtcoop.shifts.forms.promises import MOST_PEOPLE, OWNER
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.seen import LineSeen
from buurtcoop.web import fields
from buurtcoop.web.pages import Lazy


class WaitForm(AgreeingForm):
    """I want to wait for a place, or for seats for so many people; `ask` for what is lacking."""

    people = fields.picked(
        N_("Met hoeveel mensen wilt u komen?"),
        hint=N_("Tel uzelf mee."),
        why=N_("Zo krijgt u pas een bericht als er voor u allemaal plek is."),
        owner=OWNER,
    )

    @classmethod
    def to_wait(cls, line: LineSeen, *, children: bool = False) -> Self:
        """The form for one line; who wants to help waits for one place."""
        form = cls.sent()
        if line.side is Side.GIVE:
            del form.people
            return form
        if children:
            form.people.label.text = Lazy(N_("Met hoeveel kinderen wilt u komen?"))
            form.people.description = Lazy(N_("Tel alleen de kinderen."))
        most = min(line.places, MOST_PEOPLE)
        form.people.choices = [(str(number), str(number)) for number in range(1, most + 1)]
        return form

    @property
    def number(self) -> int:
        """For how many."""
        return int(self.people.data) if "people" in self else 1


class WaitForMemberForm(ForMemberForm):
    """A member asked us to be put on the waiting list; which child comes is asked later."""

    names_children = False
