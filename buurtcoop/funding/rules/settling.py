"""Why an agreement is not settled, and what a booking of it moves."""

from dataclasses import dataclass

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

# In the books: what came too early, what still comes, and what goes back.
AHEAD, TO_COME, TO_REPAY = "1400", "1250", "1450"
HELD = (AHEAD, TO_COME, TO_REPAY)
# The business keys of what settling books begin so, with the agreement behind it.
SETTLING_KEY = "settling:"
# The story that goes with a settlement, in characters.
LONGEST_STORY = 4_000


class NothingAgreed(Refusal):
    """A promise without terms can't be reckoned."""

    sentence = N_("Schrijf eerst op wat er in de brief staat. Daarna kunt u afrekenen.")


class SettlementOpen(Refusal):
    """One settlement of an agreement is worked on at a time."""

    sentence = N_("Er is al een afrekening begonnen. Ga daarmee verder.")


class CorrectionNeedsReason(Refusal):
    """Who settles again says why."""

    sentence = N_("Deze afspraak is al afgerekend. Schrijf op wat er niet klopte.")


class HandedInAlready(Refusal):
    """It was handed in, and stays as it is."""

    sentence = N_("Deze afrekening is al ingeleverd. Klopt er iets niet? Maak dan een correctie.")


class StoryMissing(Refusal):
    """What we did is told before it is handed in."""

    sentence = N_("Vertel eerst wat u deed met het geld. Daarna kunt u inleveren.")


class StoryTooLong(Refusal):
    """The story is longer than anybody reads."""

    sentence = N_("Dit is te lang. Er passen %(most)s tekens in.")


class SettledTooEarly(Refusal):
    """The agreement still runs on this day."""

    sentence = N_("De afspraak loopt tot en met %(last)s. Kies een dag daarna, of die dag zelf.")


class SettledAhead(Refusal):
    """The day has not come yet: money of later days would not be in it."""

    sentence = N_("Deze dag is er nog niet. Kies vandaag, of een dag daarvoor.")


class NotHandedIn(Refusal):
    """Nobody decides on what was not handed in."""

    sentence = N_("Lever de afrekening eerst in. Daarna komt hun brief.")


class DecidedAlready(Refusal):
    """Their letter is there; another one is about the next version."""

    sentence = N_("Hun besluit staat er al. Klopt het niet? Maak dan een correctie.")


class DecidedOutside(Refusal):
    """They give no more than the agreement, and no less than nothing."""

    sentence = N_("Kies een bedrag van %(min)s tot en met %(max)s.")


class DecidedTooEarly(Refusal):
    """Their letter is of a day before it was handed in."""

    sentence = N_("De brief kan niet van vóór het inleveren zijn. Ingeleverd is op %(day)s.")


class BookedLater(Refusal):
    """A booking of this agreement stands on a later day already."""

    sentence = N_("Er staat al een boeking van %(day)s. Kies die dag, of een dag daarna.")


class NoActivityToBook(Refusal):
    """Income is booked for an activity, and none is known of this agreement."""

    sentence = N_("Er is nog geen activiteit bij deze afspraak. Zet er eerst kosten op.")


@dataclass(frozen=True, kw_only=True)
class Held:
    """What an agreement has on the three accounts, in cents, each nothing or more.

    `ahead` came in and is not earned (1400), `to_come` is earned and did not come in (1250),
    `to_repay` goes back (1450).
    """

    ahead: Money = NOTHING
    to_come: Money = NOTHING
    to_repay: Money = NOTHING


def held(earned: Money, came_in: Money, *, settled: bool) -> Held:
    """What has to stand there when so much was earned and so much came in, both in cents."""
    over = max(NOTHING, came_in - earned)
    return Held(
        ahead=NOTHING if settled else over,
        to_come=max(NOTHING, earned - came_in),
        to_repay=over if settled else NOTHING,
    )


def moves(now: Held, wanted: Held) -> dict[str, Money]:
    """What to book on each account, debit positive; the income takes the other side."""
    by_account = {
        AHEAD: now.ahead - wanted.ahead,
        TO_COME: wanted.to_come - now.to_come,
        TO_REPAY: now.to_repay - wanted.to_repay,
    }
    return {account: amount for account, amount in by_account.items() if amount}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A figure that became another since a settlement was handed in: name as a message id.

    Both are cents, or both are numbers.
    """

    name: str
    then: Money | int
    now: Money | int
