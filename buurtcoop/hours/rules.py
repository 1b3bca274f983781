"""How this room says no."""

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

MOST_MINUTES = 24 * 60


class MinutesWrong(Refusal):
    """No number of minutes somebody can spend on a day."""

    sentence = N_("Kies een aantal minuten van 1 tot en met %(max)s.")


class AlreadyRecorded(Refusal):
    """This cause counts already, or somebody else recorded it at the same moment."""

    sentence = N_("Deze uren staan er al. Er is niets dubbel geteld.")


def refuse_minutes(minutes: int) -> None:
    """Raises MinutesWrong."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise MinutesWrong(max=MOST_MINUTES)
