"""The forms of children that come by name: which come, and a guardian's yes for one."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from buurtcoop.agreements.forms import AgreeingForm
from buurtcoop.agreements.models import AgreementText
from buurtcoop.care.forms import Notes, allergy, pick_up
from buurtcoop.care.models import CareKind
from buurtcoop.care.queries import Child
from buurtcoop.core.words import N_
from buurtcoop.shifts.forms.promises import OWNER, PromiseForm
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.seen import ShiftSeen
from buurtcoop.web import fields
from buurtcoop.web.pages import Lazy, _, ngettext

YES, NO = "ja", "nee"


class BringForm(PromiseForm):
    """Which of my children come."""

    children = fields.several(
        N_("Welk kind komt er?"),
        [],
        why=N_("Zo weten de begeleiders wie er komt."),
        owner=OWNER,
    )

    def offer(self, children: Sequence[Child], day: date) -> Self:
        """Let one choose among these children, with the age they have on the day."""
        self.children.choices = child_choices(children, day)
        return self

    @property
    def chosen(self) -> list[int]:
        """The children that were ticked."""
        return [int(number) for number in self.children.data or []]

    @property
    def number(self) -> int:
        """How many come."""
        return len(self.chosen)

    def _shape(self, shift: ShiftSeen, side: Side) -> None:
        super()._shape(shift, side)
        del self.people
        # Until they are offered: a form library wants to know.
        self.children.choices = []


class ConsentForm(AgreeingForm):
    """A guardian's yes for one child, with what the helpers of the day must know."""

    allergy = allergy()
    pick_up = pick_up(optional=False)
    photos = fields.one_of(
        N_("Mogen we foto's maken van uw kind?"),
        [(NO, Lazy(N_("Nee"))), (YES, Lazy(N_("Ja")))],
        hint=N_("Nee is ook goed. U kunt dit later veranderen."),
        why=N_("Zonder uw ja maken we geen foto."),
        owner=OWNER,
    )

    @classmethod
    def about(cls, text: AgreementText, child: Child, notes: Notes) -> Self:
        """The form for this text and child, with what was written down before."""
        form = cls.sent(
            allergy=notes.get((child.id, CareKind.ALLERGY), ""),
            pick_up=notes.get((child.id, CareKind.PICK_UP), ""),
        )
        return form.ask(text)

    @property
    def notes(self) -> dict[CareKind, str]:
        """What there is to know, per kind."""
        return {
            CareKind.ALLERGY: self.allergy.data or "",
            CareKind.PICK_UP: self.pick_up.data or "",
        }


def child_choices(
    children: Sequence[Child], day: date, names: dict[int, str] | None = None
) -> list[tuple[str, str]]:
    """Children to tick: name and age on the day; `names` of guardians when there are several."""
    found = []
    for child in children:
        age = ngettext("%(num)s jaar", "%(num)s jaar", child.age_on(day))
        said = f"{child.name}, {age}"
        if names:
            said = _("%(child)s, kind van %(name)s", child=said, name=names[child.guardian_id])
        found.append((str(child.id), said))
    return found
