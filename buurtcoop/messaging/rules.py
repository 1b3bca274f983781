"""What a message is before it is a row, and what decides when it may leave; no database here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

QUIET_FROM = time(21)
QUIET_UNTIL = time(7, 30)
# A worker holds a mail this long; that must outlast every pause of the mail server together.
LEASE = timedelta(minutes=5)
SENDING_TAKES = timedelta(minutes=3)
# A mail is late when it could have left this long ago. Late ones come one by one: the next after
# this person was left in peace for a while.
LATE = timedelta(minutes=15)
REST = timedelta(minutes=10)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
JITTER = 0.2
MOST_TRIES = 8
# In this hour the clock jumps twice a year: nothing that goes by the clock is begun in it.
SKIPPED_HOUR = 2


class Said(Protocol):
    """A message as the functions of its rule see it."""

    @property
    def id(self) -> int:
        """The number of the message."""

    @property
    def subject_id(self) -> int:
        """The row it is about; its kind is that of the rule."""

    @property
    def occurrence(self) -> str:
        """Which time: the local date or version it was put with."""

    @property
    def recipient_id(self) -> int:
        """The person who hears it."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a mail. `kind` is its media type, such as `text/calendar`."""

    name: str
    kind: str
    content: bytes
    parameters: Mapping[str, str] | None = None


def _nothing(said: Said) -> list[Attachment]:
    return []


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One of our messages: who hears it, when it may leave, and how it is made.

    `name` is also its template, `templates/mails/<name>.jinja`. `audience` and `about` are
    message ids for people: who hears this, and what it says in a few words.

    `still_true` is asked again right before sending; when it says no, nothing leaves.
    `content` gives plain values for the template. A value named `url` or `url_…` is a path of
    ours and becomes a whole address in a mail, and the phone number of the contact person in
    what is called or printed. Always there, and not to be given: name, contact, contact_name,
    contact_phone, coop_name, and by_mail: false when it is called or printed.

    `quiet_hours`: waits from 21.00 to 7.30. `harm_if_doubled`: when it is unsure whether the
    mail left, a person decides; other messages are then sent once more. `mail_only`: goes to
    the mail address or nowhere, never over our desk (a link to sign in with). `address`: to this
    address instead of the person's own (to prove that a new one is theirs).
    """

    name: str
    subject_kind: str
    audience: str
    quiet_hours: bool
    still_true: Callable[[Said], bool]
    content: Callable[[Said], dict[str, object]]
    attachments: Callable[[Said], list[Attachment]] = _nothing
    unsubscribable: bool = False
    harm_if_doubled: bool = False
    mail_only: bool = False
    address: Callable[[Said], str] | None = None
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Due:
    """What should have been said by now; said once per rule, subject, occurrence, recipient."""

    rule: Rule
    subject_id: int
    occurrence: str
    recipient_id: int
    expires_at: datetime


class LinkUnknown(Refusal):
    """No link of ours has this token."""

    sentence = N_(
        "Deze link kennen we niet. Misschien mist er een stuk. Neem de link uit de nieuwste mail."
    )


class LinkExpired(Refusal):
    """The link is too old."""

    sentence = N_("Deze link werkte tot %(when)s. Vraag een nieuwe: die hebt u zo.")


class LinkUsed(Refusal):
    """The link did its work before."""

    sentence = N_(
        "Deze link is al gebruikt. Uw antwoord was: %(answer)s. Wilt u iets anders? Log dan in."
    )


class NoLongerWaiting(Refusal):
    """Somebody else dealt with this message, or it is no longer true."""

    sentence = N_("Dit bericht wacht niet meer. Iemand was u voor, of het is niet meer nodig.")


def first_moment(now: datetime, expires_at: datetime, *, quiet_hours: bool) -> datetime:
    """From when a message may leave: at once, or after the quiet hours of the night.

    A message that would be too late in the morning does not wait: better late in the evening
    than not at all.
    """
    if not quiet_hours:
        return now
    morning = _end_of_quiet(now)
    return morning if morning < expires_at else now


def _end_of_quiet(now: datetime) -> datetime:
    wall = clock.local(now)
    if wall.time() >= QUIET_FROM:
        return clock.at(wall.date() + timedelta(days=1), QUIET_UNTIL)
    if wall.time() < QUIET_UNTIL:
        return clock.at(wall.date(), QUIET_UNTIL)
    return now


def next_try(now: datetime, tries: int, chance: float) -> datetime:
    """When to try again after so many tries; `chance` from -1 to 1 spreads it by a fifth."""
    pause = PAUSES[min(max(tries, 1), len(PAUSES)) - 1]
    return now + pause * (1 + JITTER * chance)


def in_skipped_hour(now: datetime) -> bool:
    """Whether the wall shows an hour that comes twice or never on the nights of the clock."""
    return clock.local(now).hour == SKIPPED_HOUR


def names_of(rules: Iterable[Rule]) -> list[str]:
    """The names of these rules, as messages carry them."""
    return [rule.name for rule in rules]
