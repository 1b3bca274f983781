"""How this room says no."""

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

MAY_WAIVE = "payments.waive"


class NothingToPay(Refusal):
    """An amount of nothing or less is no charge."""

    sentence = N_("Kies een bedrag boven € 0,00.")


class NotYours(Refusal):
    """Only who looks after the money or the members waives a charge."""

    sentence = N_("Dat iets niet betaald hoeft, hoort niet bij uw rol.")


class NotYourOwn(Refusal):
    """Nobody waives what one has to pay oneself."""

    sentence = N_("Dit gaat over uw eigen betaling. Vraag een ander om te beslissen.")


class WhyMissing(Refusal):
    """Nobody waives an amount without saying why."""

    sentence = N_("Schrijf op waarom dit niet betaald hoeft.")
