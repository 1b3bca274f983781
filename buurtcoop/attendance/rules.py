"""Plain rules of attendance: from when and until when it can be said, and the ways to say no."""

from datetime import datetime, time, timedelta

from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

MAY_RECORD = "shifts.lead"  # the permission to say who was there at any service
DOOR_OPENS = timedelta(minutes=30)  # before the start; it counts from the start
DOOR_CLOSES = timedelta(hours=12)  # after the end
TRIES = 5
TRIES_PER = timedelta(minutes=15)
CODE_DIGITS = 6
SAYS_FOR = timedelta(days=14)  # how long after the end one can say it oneself
ASK_AT = time(20)  # in the evening of that day, or else
ASK_NEXT_AT = time(9)  # the morning after
ASK_FOR = timedelta(days=3)  # what was over longer ago is on the list of the coordinator
ANSWER_FOR = timedelta(days=7)
CHASED_AFTER = timedelta(days=2)
CHASED_FOR = timedelta(days=60)
TALKED_OVER_FOR = timedelta(days=14)  # later nobody remembers how it came
TELL_AT = time(10)  # on the day after somebody was marked as missed
TELL_FOR = timedelta(days=3)
LIST = "/aanwezigheid"
NOT_THERE = N_("U was er niet bij.")  # why who did not come has nothing to pay


class AttendanceTooEarly(Refusal):
    """Who was there can't be said before it begins."""

    sentence = N_("Dit is nog niet begonnen. Vanaf %(when)s kunt u invullen wie er was.")


class NotTheLead(Refusal):
    """Only who leads this, or looks after the rota, says who was there."""

    sentence = N_("Wie er was, vult iemand in die dit leidt.")


class DidNotHappen(Refusal):
    """It was called off, so nobody was there."""

    sentence = N_("Dit ging niet door. Er valt niets in te vullen.")


class TooLateToSay(Refusal):
    """It is so long ago that only who leads it can still mend it."""

    sentence = N_("Dit is te lang geleden. Bel %(contact_name)s: %(contact_phone)s.")


class DoorCodeWrong(Refusal):
    """The code is not the one of this shift."""

    sentence = N_("Deze code klopt niet. Kijk nog eens bij wie dit leidt.")


class DoorClosed(Refusal):
    """The code works no longer."""

    sentence = N_("De code werkte tot %(when)s. Was u er? Zeg het dan zelf.")


def door_opens(starts_at: datetime) -> datetime:
    """From when the page for the code is there."""
    return starts_at - DOOR_OPENS


def door_closes(ends_at: datetime) -> datetime:
    """Until when the code works."""
    return ends_at + DOOR_CLOSES


def minutes_between(starts_at: datetime, ends_at: datetime) -> int:
    """How many minutes pass, at least one and at most a day."""
    return max(1, min(24 * 60, int((ends_at - starts_at).total_seconds()) // 60))


def asked_at(ends_at: datetime) -> datetime:
    """When who leads it is asked who was there: that evening, or the next morning."""
    day = clock.local(ends_at).date()
    evening = clock.at(day, ASK_AT)
    return evening if ends_at <= evening else clock.at(day + timedelta(days=1), ASK_NEXT_AT)


def told_at(said_at: datetime) -> datetime:
    """When somebody hears to have been missed: the day after that was said."""
    return clock.at(clock.local(said_at).date() + timedelta(days=1), TELL_AT)
