"""What a month asks and what was done for it, when we say what, and how this room says no.

A month is over when it is over: what was short is not carried on, and what was more is not
saved. A debt that grows makes people stay away; a new month is a new beginning. So there is no
number about a member beyond the month itself, no score, and no list in the order of who did
least. A month is a local one (Amsterdam): an hour belongs to the day on the wall.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from dateutil.relativedelta import relativedelta

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

SETTINGS = "/ieder-doet-iets"
CONTACTS = f"{SETTINGS}/contact"
MINE = "/mijn/ieder-doet-iets"
# The permissions to begin and end a duty, and to get in touch about it.
CHANGE = "obligations.change"
CONTACT = "obligations.contact"

# Attendance comes in late: so long a past month still takes gifts, and nobody is called for it.
SETTLED_DAYS = 7
REMINDED_DAYS = 7  # the last days of a month, in which we remind
CALL_WITHIN = timedelta(days=7)
MOST_OPEN = 10  # a call takes attention: more begin when these are done
TALK_WITHIN = timedelta(days=14)
LONGEST_PAUSE_MONTHS = 12
REASONS_KEPT = timedelta(days=30)
ROWS_KEPT = timedelta(days=365)
FORMER_KEPT = timedelta(days=31)
AHEAD_MONTHS = 12


class Dated(Protocol):
    """From one day to another, both included; no last day: it runs on."""

    @property
    def starts_on(self) -> date:
        """The first day."""

    @property
    def ends_on(self) -> date | None:
        """The last day."""


class Asking(Dated, Protocol):
    """A duty."""

    @property
    def minutes(self) -> int:
        """How many a month."""


@dataclass(frozen=True, kw_only=True)
class Balance:
    """One month of one member, in minutes. `free`: by own word nothing is asked."""

    month: date
    asked: int
    done: int = 0
    received: int = 0
    given: int = 0
    free: bool = False

    @property
    def counted(self) -> int:
        """What counts for this member; never below nothing, also when hours were taken back."""
        return max(0, self.done - self.given) + self.received

    @property
    def open(self) -> int:
        """What is still asked; nothing once there is enough."""
        return max(0, self.asked - self.counted)

    @property
    def to_give(self) -> int:
        """What can be given away: what was really done, and not given yet."""
        return max(0, self.done - self.given)

    @property
    def over(self) -> int:
        """What of that is more than this month asks of the giver."""
        return min(self.to_give, max(0, self.counted - self.asked))


class DutyRuns(Refusal):
    """One duty runs at a time, or another person was just before."""

    sentence = N_("In die maand geldt al iets. Kies een latere maand.")


class DutyGone(Refusal):
    """It ended or was taken back before."""

    sentence = N_("Dit is al gestopt. Er is niets veranderd.")


class BeginsTooSoon(Refusal):
    """Members hear of a duty before it begins."""

    sentence = N_("Begin op z’n vroegst volgende maand. Dan weten leden het op tijd.")


class NoDuty(Refusal):
    """In this month nothing is asked of anybody."""

    sentence = N_("In deze maand vragen we aan niemand uren.")


class EndsBeforeStart(Refusal):
    """The last day lies before the first."""

    sentence = N_("De laatste dag ligt vóór de eerste dag. Welke klopt niet?")


class PauseTooLong(Refusal):
    """A pause is for some months; for longer there is the other answer."""

    sentence = N_("Een pauze duurt op z’n langst %(num)s maanden. Langer vrij kan ook: kies dat.")


class PauseNeedsEnd(Refusal):
    """A pause has a last day."""

    sentence = N_("Vul bij een pauze ook de laatste dag in.")


class StartsTooFar(Refusal):
    """The first day is long ago or far away."""

    sentence = N_("Deze dag ligt te ver weg. Kies een dag tussen %(first)s en %(last)s.")


class FreeNoMore(Refusal):
    """It ended before."""

    sentence = N_("Dit is al voorbij. Er is niets veranderd.")


class MonthClosed(Refusal):
    """The month is over and settled, or still to come."""

    sentence = N_("Deze maand is voorbij. Kijk bij de maand van nu.")


class NotAsked(Refusal):
    """This person did not ask for minutes in this month, or took it back."""

    sentence = N_("Deze vraag staat er niet meer. Er is niets veranderd.")


class OwnAsk(Refusal):
    """Nobody gives to oneself."""

    sentence = N_("Dit is uw eigen vraag. Geven kan alleen aan een ander.")


class MoreThanDone(Refusal):
    """No more is given than was really done in the month."""

    sentence = N_("Zoveel kunt u niet geven. U kunt geven wat u deze maand zelf hielp.")


class StepGone(Refusal):
    """Somebody else did it, or it is no longer needed."""

    sentence = N_("Dit is al gedaan of niet meer nodig. Er is niets veranderd.")


class NotYourOwn(Refusal):
    """Nobody calls oneself."""

    sentence = N_("Dit gaat over uzelf. Laat het een ander doen.")


def month_of(day: date) -> date:
    """The first day of its month: how a month is written everywhere here."""
    return day.replace(day=1)


def months_later(month: date, months: int) -> date:
    """So many months later, or earlier; the last day of that month when there is no such day."""
    later: date = month + relativedelta(months=months)
    return later


def last_of(month: date) -> date:
    """Its last day."""
    return months_later(month_of(month), 1) - timedelta(days=1)


def asked(
    month: date, duties: Iterable[Asking], memberships: Iterable[Dated], free: Iterable[Dated]
) -> int:
    """How many minutes this month asks of one member.

    Only of who is a member from its first day to its last, by a duty that runs as long; a month
    in which somebody is free for a day asks nothing at all.
    """
    if not any(_whole(each, month) for each in memberships) or is_free(month, free):
        return 0
    return next((each.minutes for each in duties if _whole(each, month)), 0)


def is_free(month: date, free: Iterable[Dated]) -> bool:
    """Whether somebody with these exemptions and pauses is free in this month."""
    return any(
        each.starts_on <= last_of(month) and (each.ends_on is None or each.ends_on >= month)
        for each in free
    )


def is_first(month: date, memberships: Iterable[Dated]) -> bool:
    """Whether this is the first whole month of somebody: then we only wait and see."""
    running = [each.starts_on for each in memberships if _whole(each, month)]
    return bool(running) and min(running) > months_later(month, -1)


def settled_month(today: date) -> date:
    """The last month over which we judge: over, and long enough for attendance to be in."""
    back = -1 if today.day > SETTLED_DAYS else -2
    return months_later(month_of(today), back)


def open_months(today: date) -> list[date]:
    """The months in which can be given and asked: this one, and the last until it is settled."""
    now = month_of(today)
    return [now] if today.day > SETTLED_DAYS else [now, months_later(now, -1)]


def months_since(month: date, today: date) -> list[date]:
    """The months after this one, to the month of today."""
    between = relativedelta(month_of(today), month)
    number = between.years * 12 + between.months
    return [months_later(month, 1 + each) for each in range(number)]


def reminded_from(month: date) -> date:
    """From this day on we remind of what is open in this month."""
    return last_of(month) - timedelta(days=REMINDED_DAYS - 1)


def refuse_days(starts_on: date, ends_on: date | None, *, pause: bool, today: date) -> None:
    """Raises StartsTooFar, EndsBeforeStart, PauseNeedsEnd, PauseTooLong."""
    first, last = min(open_months(today)), months_later(today, AHEAD_MONTHS)
    if not first <= starts_on <= last:
        raise StartsTooFar(first=first, last=last)
    if ends_on is not None and ends_on < starts_on:
        raise EndsBeforeStart
    if not pause:
        return
    if ends_on is None:
        raise PauseNeedsEnd
    if ends_on > months_later(starts_on, LONGEST_PAUSE_MONTHS):
        raise PauseTooLong(num=LONGEST_PAUSE_MONTHS)


def _whole(each: Dated, month: date) -> bool:
    return each.starts_on <= month and (each.ends_on is None or each.ends_on >= last_of(month))
