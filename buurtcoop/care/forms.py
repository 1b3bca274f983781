"""The forms of children and of what there is to know."""

from datetime import date
from typing import Any, Self

from wtforms import Form
from wtforms.validators import ValidationError

from buurtcoop.care.models import CareKind
from buurtcoop.care.queries import Child
from buurtcoop.care.rules import LONGEST_NAME, LONGEST_NOTE, NotAChild
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.members.rules import OF_AGE, age_on
from buurtcoop.people.models import Person
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import _

OWNER = "coordinator"
Notes = dict[tuple[int, CareKind], str]


def of_a_child(form: Form, field: Any) -> None:
    """A birth date of somebody who is no grown-up."""
    born, today = field.data, clock.today()
    if isinstance(born, date) and not (born <= today and age_on(born, today) < OF_AGE):
        raise ValidationError(_(NotAChild.sentence, age=OF_AGE))


def allergy(label: str = N_("Waar is uw kind allergisch voor?")) -> Any:
    """What helpers must know before a child comes; also asked where a child is booked."""
    return fields.text(
        label,
        hint=N_("Schrijf ook wat we dan doen."),
        why=N_("Alleen de begeleiders van die dag zien dit."),
        owner=OWNER,
        optional=True,
        longest=LONGEST_NOTE,
    )


def pick_up(*, optional: bool) -> Any:
    """Who may fetch a child."""
    return fields.text(
        N_("Wie mag uw kind ophalen?"),
        hint=N_("Voornaam en telefoonnummer."),
        why=N_("Alleen de begeleiders van die dag zien dit. Uw kind gaat met niemand anders mee."),
        owner=OWNER,
        optional=optional,
        longest=LONGEST_NOTE,
    )


class ChildForm(BaseForm):
    """A child, with what the helpers of a day must know."""

    call_name = fields.line(
        N_("Hoe heet uw kind?"),
        hint=N_("De voornaam is genoeg."),
        why=N_("Zo roepen de begeleiders uw kind."),
        owner=OWNER,
        longest=LONGEST_NAME,
    )
    birth_date = fields.day(
        N_("Geboortedatum van uw kind"),
        how=N_("Schrijf hem zo: 21-11-2019."),
        why=N_("Sommig aanbod is voor kinderen van een bepaalde leeftijd."),
        owner=OWNER,
        checks=(of_a_child,),
    )
    allergy = allergy()
    pick_up = pick_up(optional=True)

    @classmethod
    def about(cls, child: Child, notes: Notes) -> Self:
        """The form with what we know of this child."""
        return cls.sent(
            call_name=child.name,
            birth_date=child.born,
            allergy=notes.get((child.id, CareKind.ALLERGY), ""),
            pick_up=notes.get((child.id, CareKind.PICK_UP), ""),
        )

    @property
    def facts(self) -> dict[str, Any]:
        """Name and birth date, as the operations take them."""
        return {"call_name": self.call_name.data, "birth_date": self.birth_date.data}

    @property
    def notes(self) -> dict[CareKind, str]:
        """What there is to know, per kind."""
        return {
            CareKind.ALLERGY: self.allergy.data or "",
            CareKind.PICK_UP: self.pick_up.data or "",
        }


class KnowForm(BaseForm):
    """What helpers must know of somebody who comes."""

    diet = fields.text(
        N_("Wat eet u niet?"),
        hint=N_("Bijvoorbeeld geen vlees of geen noten."),
        why=N_("De koks zien het aantal en wat u niet eet."),
        owner=OWNER,
        optional=True,
        longest=LONGEST_NOTE,
    )
    allergy = allergy(N_("Waar bent u allergisch voor?"))

    @classmethod
    def about(cls, person_id: int, notes: Notes) -> Self:
        """The form with what this person wrote before."""
        return cls.sent(
            diet=notes.get((person_id, CareKind.DIET), ""),
            allergy=notes.get((person_id, CareKind.ALLERGY), ""),
        )

    @property
    def notes(self) -> dict[CareKind, str]:
        """What there is to know, per kind."""
        return {
            CareKind.DIET: self.diet.data or "",
            CareKind.ALLERGY: self.allergy.data or "",
        }


class GuardianForm(BaseForm):
    """Another member is a guardian too."""

    person = fields.one_of(
        N_("Wie is nog meer ouder of verzorger?"),
        [],
        why=N_("Dit lid kan het kind dan ook opgeven en de gegevens lezen."),
        owner=OWNER,
    )

    @classmethod
    def among(cls, people: list[Person]) -> Self:
        """The form to choose one of these members."""
        form = cls.sent()
        form.person.choices = [(str(person.id), person.full_name) for person in people]
        return form
