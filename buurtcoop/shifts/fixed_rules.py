"""The ways to say no about fixed places and days away."""

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_


class AwayThen(Refusal):
    """The member said to be away on that day."""

    sentence = N_("U bent dan weg. Dat staat bij uw dagen weg.")


class PlacesHeld(Refusal):
    """Other members hold all fixed places."""

    sentence = N_("Alle vaste plekken zijn vergeven. U kunt wel op losse dagen helpen.")


class AlreadyFixed(Refusal):
    """This member holds a place in this series already, with another task."""

    sentence = N_("U helpt hier al vast mee, met een andere taak.")


class SeriesOver(Refusal):
    """The series has no day left from then on."""

    sentence = N_("Dit komt dan niet meer terug. Kies een eerdere dag.")


class DaysTurned(Refusal):
    """The last day lies before the first."""

    sentence = N_("De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?")


class DaysPast(Refusal):
    """All of these days are over."""

    sentence = N_("Deze dagen zijn al voorbij. Kies een dag vanaf vandaag.")
