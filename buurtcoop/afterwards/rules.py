"""When we ask and tell, how long things stay, and how this room says no."""

from datetime import date, datetime, time, timedelta

from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

# Who may read the lessons of every service, and what somebody gave and got.
READ = "afterwards.read"
# Who may take down a story of somebody else, such as one who calls.
TAKE_DOWN = "afterwards.take_down"

ASKED_DAYS = 60
THANKED_AT = time(9)
THANKED_WITHIN = timedelta(days=7)
KEPT = timedelta(days=2 * 365)
FIRST_YEARS = 1
MOST_YEARS = 3
ERASED_SHOWN = timedelta(days=30)
LOOSE_PHOTO_KEPT = timedelta(days=1)
# So that nobody fills the disk; somebody who tries a few photos never notices.
MOST_PHOTOS_A_DAY = 20


class NotThere(Refusal):
    """This person was not on the shift, on the side it takes."""

    sentence = N_("Dit vragen we alleen aan wie er was. U staat niet op de lijst van deze dag.")


class NotOver(Refusal):
    """It is still to come, or going on, or it did not go ahead."""

    sentence = N_("Dit is nog niet voorbij. Kom daarna nog eens terug.")


class TooLongAgo(Refusal):
    """Nobody can do much with an answer that comes so late."""

    sentence = N_(
        "Dit is langer dan %(num)s dagen geleden. Wilt u er nog iets over zeggen? Bel ons."
    )


class LessonStands(Refusal):
    """What was said on an earlier day is not changed any more."""

    sentence = N_("U gaf al antwoord op %(day)s. Dat antwoord blijft staan.")


class ThankedAlready(Refusal):
    """This person thanked for this shift."""

    sentence = N_("Uw bedankje staat er al. 1 keer is genoeg.")


class ConsentMissing(Refusal):
    """Without a yes nothing is shown."""

    sentence = N_(
        "Zonder uw ja laten we uw verhaal niet zien. Zet een vinkje als u het goed vindt."
    )


class OthersNotAsked(Refusal):
    """The people in the photo did not say yes, as far as we know."""

    sentence = N_("Vraag eerst of iedereen op de foto het goed vindt. Zet daarna het vinkje.")


class ConsentOver(Refusal):
    """The last day is past."""

    sentence = N_("Deze dag is al voorbij. Kies een latere dag.")


class ConsentTooLong(Refusal):
    """The last day is further than we ask a yes for."""

    sentence = N_("Kies een dag binnen %(num)s jaar. Daarna kunt u opnieuw ja zeggen.")


class TooManyPhotos(Refusal):
    """More photos of one person on one day than anybody needs."""

    sentence = N_("U gaf ons vandaag al %(num)s foto’s. Morgen kan het weer.")


class PhotoGone(Refusal):
    """The photo is not there any more, or stands with another story."""

    sentence = N_("De foto is er niet meer. Kies hem nog een keer.")


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def refuse_term(until: date, today: date) -> None:
    """Raises ConsentOver, ConsentTooLong."""
    if until < today:
        raise ConsentOver
    if until > years_after(today, MOST_YEARS):
        raise ConsentTooLong(num=MOST_YEARS)


def still_asked(ends_at: datetime, now: datetime) -> bool:
    """Whether we still want to hear how it was."""
    return ends_at <= now < ends_at + timedelta(days=ASKED_DAYS)


def thanked_before(now: datetime) -> datetime:
    """What was said before this moment is told: the day ended, and it was nine since."""
    wall = clock.local(now)
    today = wall.date()
    return clock.start_of(today if wall.time() >= THANKED_AT else today - timedelta(days=1))
