"""When a wish asks for an answer, and the ways the needs round says no."""

from datetime import date, datetime, timedelta

from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

# Two who help and three who come: with so many something can begin.
ENOUGH_SUPPORT = 5
# Long enough to gather support, short enough to be remembered by who said it.
ANSWER_WITHIN = timedelta(days=14)
# A member hears in this time that a wish began; later it is no news any more.
TOLD_WITHIN = timedelta(days=30)
# What became of wishes is shown this long.
ENDED_SHOWN = timedelta(days=183)
TITLE_LENGTH = 60
WISHES = "/wensen"


class WishEnded(Refusal):
    """The wish began, was answered or was taken back in between."""

    sentence = N_("Deze wens is al klaar. Er is niets veranderd.")


class NoSide(Refusal):
    """Support without helping or coming says nothing."""

    sentence = N_("Kies of u wilt helpen, wilt komen, of allebei.")


def answer_by(made_at: datetime) -> date:
    """The last day on which a wish can wait for an answer."""
    return clock.local(made_at + ANSWER_WITHIN).date()


def in_short(words: str) -> str:
    """The begin of a wish, to stand in a list; whole words."""
    line = " ".join(words.split())
    if len(line) <= TITLE_LENGTH:
        return line
    return f"{line[: TITLE_LENGTH - 1].rsplit(' ', 1)[0]}…"
