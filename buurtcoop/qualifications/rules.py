"""How long what was seen counts, when it is time to renew, and how this room says no."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

RENEW_DAYS = 60  # how long before its last day we speak of renewing
KEPT_DAYS = 31  # after the membership ended
CHANGE = "skills.change"  # the permission to change the list
SEE_PROOF = "skills.see_proof"  # the permission to write down what was seen
LIST = "/kunnen"
MINE = "/mijn/kunnen"


class SkillNameTaken(Refusal):
    """Another skill has this name, on the list or off it."""

    sentence = N_("Deze naam is er al: %(name)s. Kies een andere naam.")


class NotOnList(Refusal):
    """The skill went off the list."""

    sentence = N_("Dit staat niet meer op de lijst: %(qualification)s.")


class NeedsProof(Refusal):
    """One's own word is not enough."""

    sentence = N_("Hiervan willen we iets zien: %(qualification)s. Laat het ons zien.")


class NotYourOwn(Refusal):
    """Nobody is the witness of one's own proof."""

    sentence = N_("Van uzelf kunt u dit niet opschrijven. Laat het een ander zien.")


class SeenInFuture(Refusal):
    """Only what was seen can be written down."""

    sentence = N_("Deze dag komt nog. Vul in op welke dag u het zag.")


class EndsBeforeSeen(Refusal):
    """The last day lies before the day it was seen."""

    sentence = N_("De laatste dag ligt vóór de dag waarop u het zag. Welke klopt niet?")


class RanOut(Refusal):
    """What was seen so long ago does not count today."""

    sentence = N_("Dit gold tot en met %(day)s. Vraag dit lid om een nieuw bewijs.")


class GoneBefore(Refusal):
    """It was taken back or renewed before."""

    sentence = N_("Dit was al weg of verlengd. Er is niets veranderd.")


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    later: date = day + relativedelta(months=months)
    return later


def renewed_from(valid_until: date) -> date:
    """From which day on we speak of renewing."""
    return valid_until - timedelta(days=RENEW_DAYS)
