"""When we call, how old one is, when a membership ends, and why not; no database here."""

from datetime import date, timedelta

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.days.rules import is_working_day

# Years. Who is of age decides alone (BW 1:233); younger people ask a parent first (BW 1:234).
OF_AGE = 18
OLDEST = 120
CALL_WITHIN = 2  # working days after an application
# From one network; more than a whole evening of helping neighbours to join takes.
SIGN_UPS = 20
SIGN_UPS_PER = timedelta(hours=1)


class TooYoung(Refusal):
    """Who is not of age becomes a member together with a parent."""

    sentence = N_(
        "Alleen lid worden kan vanaf %(age)s jaar. Bent u jonger? "
        "Bel ons dan samen met uw ouder of verzorger."
    )


class AdmissionNeedsTalk(Refusal):
    """Nobody is refused without a personal contact."""

    sentence = N_("Praat eerst met %(other_name)s en schrijf dat op. Daarna kunt u pas nee zeggen.")


class AlreadyDecided(Refusal):
    """Somebody else admitted or refused this applicant before."""

    sentence = N_("%(other_name)s heeft hier net over beslist. Er is nu niets veranderd.")


class AlreadyMember(Refusal):
    """A person is a member once at a time."""

    sentence = N_("%(other_name)s is al lid. Er is niets veranderd.")


class TalkToCome(Refusal):
    """Only a talk that was held can be written down."""

    sentence = N_("Schrijf een gesprek op als het is geweest. Kies een dag tot en met vandaag.")


class NotAMember(Refusal):
    """There is no membership to end or to change."""

    sentence = N_("U bent nu geen lid. Er valt niets op te zeggen of te veranderen.")


class NoMemberNow(Refusal):
    """Only of who is a member now this is kept, asked or agreed."""

    sentence = N_("Dit kan alleen bij wie nu lid is.")


class NoticeGiven(Refusal):
    """A membership is ended once."""

    sentence = N_("Uw opzegging is al binnen. Uw lidmaatschap stopt op %(day)s.")


class NoNotice(Refusal):
    """There is no notice to take back, or the last day has passed."""

    sentence = N_("Er staat geen opzegging open. Er is niets veranderd.")


class SameAddress(Refusal):
    """The wish is what it is already."""

    sentence = N_("Dit is al uw mailadres. Er is niets veranderd.")


def age_on(birth_date: date, day: date) -> int:
    """How many years old somebody is on this day."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


def born_by(day: date, age: int) -> date:
    """The last birth date with which somebody is this old on this day.

    >>> born_by(date(2028, 2, 29), 18)
    datetime.date(2010, 2, 28)
    """
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February, in a year without one
        return day.replace(year=day.year - age, day=28)


def is_age(birth_date: date, day: date) -> bool:
    """Whether somebody with this birth date can be alive on this day."""
    return birth_date <= day and age_on(birth_date, day) <= OLDEST


def call_before(day: date) -> date:
    """The day we promise to have called before: two working days lie between."""
    after, counted = day, 0
    while counted <= CALL_WITHIN:
        after += timedelta(days=1)
        counted += is_working_day(after)
    return after


def last_day(notice_on: date, notice_weeks: int) -> date:
    """The last day of a membership that is ended today.

    The law's own rule is the end of the book year with four weeks' notice, unless the statutes
    say otherwise (BW 2:36). Ours let a member go as many weeks after the notice as the coop's
    row says, whatever day that is: shorter for the member, which BW 2:60 leaves free.
    """
    return notice_on + timedelta(weeks=notice_weeks)
