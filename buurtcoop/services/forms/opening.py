"""The forms of the list before opening, and of a trial."""

from collections.abc import Iterable
from typing import Self

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.services.models import OpeningCheck, TrialOutcome
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

OWNER = "coordinator"
A_YEAR_IN_DAYS = 366
FIVE_YEARS_IN_DAYS = 1_826
OUTCOMES = {
    TrialOutcome.GOES_ON: N_("Het gaat door"),
    TrialOutcome.AGAIN: N_("We proberen het nog eens, anders"),
    TrialOutcome.STOPS: N_("Het stopt"),
}


class GiveForm(BaseForm):
    """Who of us asks somebody outside, and by when."""

    person = fields.picked(
        N_("Wie vraagt dit na?"),
        why=N_("Dan weten we wie op het antwoord let."),
        owner=OWNER,
    )
    due_on = fields.day(
        N_("Vóór welke dag is er antwoord?"),
        why=N_("Op die dag komt het op de lijst van vandaag."),
        owner=OWNER,
        checks=(ranges.ahead(A_YEAR_IN_DAYS),),
    )

    @classmethod
    def among(cls, people: Iterable[Person], check: OpeningCheck) -> Self:
        """The form to choose one of these people."""
        owner = str(check.owner_id) if check.owner_id else None
        form = cls.sent(person=owner, due_on=check.due_on)
        form.person.choices = [(str(person.id), person.full_name) for person in people]
        return form


class CheckAnswerForm(BaseForm):
    """The answer to a question before opening."""

    answer = fields.text(
        N_("Wat is het antwoord?"),
        hint=N_("Ja, nee, of in uw eigen woorden."),
        why=N_("Zo kunnen we later laten zien waarom dit open ging."),
        owner=OWNER,
        longest=1000,
    )
    said_by = fields.line(
        N_("Wie gaf dit antwoord?"),
        hint=N_("Naam en organisatie, zoals de gemeente of de GGD."),
        why=N_("Dan kunnen we het die persoon nog eens vragen."),
        owner=OWNER,
        longest=120,
    )
    answered_on = fields.day(
        N_("Op welke dag was het antwoord er?"),
        why=N_("Regels veranderen. Dan telt van wanneer een antwoord is."),
        owner=OWNER,
        checks=(ranges.near(FIVE_YEARS_IN_DAYS),),
    )

    @classmethod
    def about(cls, check: OpeningCheck) -> Self:
        """The form for this question, empty once the service is open: then an answer is new.

        Who said it is only asked of somebody outside.
        """
        kept = {} if check.service.opened_on else {"answer": check.answer, "said_by": check.said_by}
        on = None if check.service.opened_on else check.answered_on
        form = cls.sent(**kept, answered_on=on or clock.today())
        if not check.outside:
            del form.said_by
        return form

    @property
    def who(self) -> str:
        """Who outside gave the answer; empty where that is not asked."""
        return str(self.said_by.data) if "said_by" in self else ""


class OpenForm(BaseForm):
    """Who decided that a service can open."""

    decided_by = fields.line(
        N_("Wie besloot dat dit kan?"),
        hint=N_("Bijvoorbeeld: het bestuur, op 12 januari."),
        why=N_("Het programma beslist dit niet. Dat doen mensen."),
        owner=OWNER,
        longest=120,
    )


class TrialForm(BaseForm):
    """A question, and the day we look back."""

    question = fields.line(
        N_("Wat willen we weten?"),
        hint=N_("1 vraag, zoals: komen er genoeg mensen op vrijdag?"),
        why=N_("Met een vraag weten we straks of het lukte."),
        owner=OWNER,
    )
    ends_on = fields.day(
        N_("Op welke dag kijken we terug?"),
        why=N_("Op die dag staat het op de lijst van vandaag."),
        owner=OWNER,
        checks=(ranges.ahead(A_YEAR_IN_DAYS),),
    )


class TrialEndForm(BaseForm):
    """How a trial ended, and what we learned."""

    outcome = fields.one_of(
        N_("Hoe gaat het verder?"),
        [(outcome.value, Lazy(word)) for outcome, word in OUTCOMES.items()],
        why=N_("Stoppen is net zo goed als doorgaan. We weten nu meer."),
        owner=OWNER,
    )
    learned = fields.text(
        N_("Wat leerden we?"),
        hint=N_("Een paar zinnen die iedereen mag lezen. Noem geen namen."),
        why=N_("Dit staat bij het aanbod. Zo leert een ander er ook van."),
        owner=OWNER,
        longest=1000,
    )
