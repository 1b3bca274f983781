"""The ways to say no to a plan: a day, days that come back, and another time."""

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_


class SeriesEmpty(Refusal):
    """The series has no day at all."""

    sentence = N_("Deze regel geeft geen enkele dag. Kijk naar de eerste en de laatste dag.")


class SeriesChanged(Refusal):
    """Somebody else changed the series since this editor looked at it."""

    sentence = N_("Iemand anders veranderde deze reeks net. Kijk eerst wat er nu staat.")


class PlacesTaken(Refusal):
    """On one of the days more people come than there would be places."""

    sentence = N_("Op %(day)s zijn er al %(num)s plekken bezet. Kies er minstens zoveel.")


class FixedPlacesTaken(Refusal):
    """More fixed helpers than there would be places."""

    sentence = N_("Er zijn al %(num)s vaste helpers. Kies minstens zoveel plekken.")


class DayClosed(Refusal):
    """The cooperative is closed on that day."""

    sentence = N_("Op %(day)s zijn we dicht: %(reason)s. Kies een andere dag.")


class MomentPast(Refusal):
    """A shift can't be planned in the past."""

    sentence = N_("Dit moment is al voorbij. Kies een later moment.")


class ServiceNotOpen(Refusal):
    """The service is still being prepared."""

    sentence = N_("Dit is nog niet open: %(service)s. Open het eerst, dan kunt u dagen plannen.")


class TooFewPlanned(Refusal):
    """The service never goes ahead with so few helpers."""

    sentence = N_("Hier helpt niemand alleen. Kies minstens %(num)s helpers die er echt zijn.")


class ServiceNotRunning(Refusal):
    """The service is not offered on that day."""

    sentence = N_("Op %(day)s is dit er niet: %(service)s. Kies een dag waarop het er wel is.")
