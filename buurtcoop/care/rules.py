"""What stands about children and what helpers must know, and how this room says no."""

from datetime import timedelta

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

CHANGE = "care.change"  # the permission to do it for a member who calls
MINE = "/mijn/kinderen"
KNOW = "/mijn/goed-om-te-weten"
LONGEST_NOTE = 600
LONGEST_NAME = 60
MOST_CHILDREN = 12
KEPT = timedelta(days=31)  # 1 month after the membership, or the guardianship, ended
OWN = N_("om te zien wat u van uw kind opschreef")
OF_MEMBER = N_("om op te schrijven wat u over uzelf of uw kind vertelt")


class NotYours(Refusal):
    """Somebody writes about oneself and one's own children."""

    sentence = N_("U kunt dit alleen voor uzelf en uw eigen kinderen doen.")


class NotAChild(Refusal):
    """Who is of age speaks for oneself, and nobody is born later than today."""

    sentence = N_("Een kind is jonger dan %(age)s jaar. Klopt deze geboortedatum?")


class TooManyChildren(Refusal):
    """More children than anybody brings: somebody is playing with the form."""

    sentence = N_("Er staan al %(num)s kinderen bij u. Bel ons als dat er meer worden.")
