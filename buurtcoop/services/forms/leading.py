"""The forms of who leads a service, and from when until when."""

from collections.abc import Sequence
from typing import Self

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm

OWNER = "coordinator"
TWO_YEARS_IN_DAYS = 731


class LeadForm(BaseForm):
    """Who is going to lead; the people to choose from are those who were found."""

    person = fields.one_of(
        N_("Wie gaat dit leiden?"),
        [],
        why=N_("Leden zien de naam en het telefoonnummer bij dit aanbod."),
        owner=OWNER,
    )
    first_on = fields.day(
        N_("Vanaf welke dag?"),
        why=N_("Vanaf die dag ziet deze persoon wie er komt."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
    last_on = fields.day(
        N_("Tot en met welke dag?"),
        hint=N_("Weet u dat nog niet? Laat het vak leeg."),
        why=N_("Dan zien we op tijd dat er iemand nodig is."),
        owner=OWNER,
        optional=True,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )

    @classmethod
    def among(cls, people: Sequence[Person]) -> Self:
        """The form to choose one of these people, from today if nothing else is said."""
        form = cls.sent(first_on=clock.today())
        form.person.choices = [(str(person.id), person.full_name) for person in people]
        return form


class EndLeadForm(BaseForm):
    """The last day somebody leads."""

    last_on = fields.day(
        N_("Wat is de laatste dag?"),
        why=N_("Daarna leidt deze persoon dit niet meer."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
