"""How this room says no."""

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_


class NothingToPay(Refusal):
    """An amount of nothing or less is no charge."""

    sentence = N_("Kies een bedrag boven € 0,00.")


class WhyMissing(Refusal):
    """Nobody waives an amount without saying why."""

    sentence = N_("Schrijf op waarom dit niet betaald hoeft.")
