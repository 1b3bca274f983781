"""The ways the list before opening and a trial say no."""

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_


class AskFirst(Refusal):
    """Somebody outside answers this: first one of us sees to it, with a day."""

    sentence = N_("Kies eerst wie dit gaat vragen, en vóór welke dag.")


class NameWhoSaidIt(Refusal):
    """An answer of somebody outside has a name."""

    sentence = N_("Schrijf erbij wie dit antwoord gaf.")


class AnswerAhead(Refusal):
    """The day of the answer has not come yet."""

    sentence = N_("Deze dag moet nog komen. Wanneer was het antwoord er?")


class OlderAnswer(Refusal):
    """After opening only a newer answer takes the place of the one there is."""

    sentence = N_("Dit aanbod is open. Een nieuw antwoord is van %(day)s of later.")


class CheckAnswered(Refusal):
    """This question has its answer already."""

    sentence = N_("Deze vraag heeft al een antwoord. Er is niets veranderd.")


class TrialRuns(Refusal):
    """This service is being tried out already."""

    sentence = N_("Er loopt al een proef. Rond die eerst af.")


class TrialEnded(Refusal):
    """The trial came to an end in between."""

    sentence = N_("Deze proef is al afgerond. Er is niets veranderd.")


class LearnedNothing(Refusal):
    """A trial ends with what we learned."""

    sentence = N_("Schrijf op wat u leerde. Ook als het niet lukte.")
