"""Plain rules of shifts: moments on the wall, overlap, in time or late, and the ways to say no.

A shift is planned on the clock of Amsterdam and lasts a number of minutes that really pass, so
a night shift over the change of the clock ends an hour off on the wall, not in anybody's day.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

HORIZON_DAYS = 60  # how far ahead the shifts of a series are made
ANSWER_HOURS = 2  # asking "do you come?" is no use any later
ASK_AT = time(10)  # on the day before
ASK_FOR_HELP_AT = time(9)  # on the day that many days ahead
ASK_FOR_HELP_DAYS = 3
JUST_NOW = timedelta(minutes=2)  # how long ago a lost race is still a race
LOOK_BACK = timedelta(days=7)  # for who said not to come
LOOK_AHEAD = timedelta(days=14)  # for which shifts that asks for somebody
REASON_KEPT = timedelta(days=730)
FOR_OTHERS = "shifts.act_for_others"  # the permission to promise for somebody else
ROTA = "/rooster"  # where the shifts stand
CARD = "kaart"  # behind a shift: what its helpers read before it
COVER = "invaller"  # behind a shift: where somebody is found for it
MOST_REST = timedelta(hours=48)  # no service asks for more rest
SHORTEST_HOLD = timedelta(minutes=30)  # less is no time to answer for somebody at work

Interval = tuple[datetime, datetime]


class ShiftFull(Refusal):
    """All places of those who give are taken."""

    sentence = N_(
        "Deze dag is vol: er zijn genoeg helpers. Fijn dat u wilde helpen. "
        "Op andere dagen zoeken we nog mensen."
    )


class SeatsFull(Refusal):
    """All seats of those who receive are taken."""

    sentence = N_("Alle plekken zijn bezet. U kunt op de wachtlijst of een andere dag kiezen.")


class SeatsTooFew(Refusal):
    """There are seats, but not as many as were asked."""

    sentence = N_("Zoveel plekken zijn er niet meer. Aantal vrije plekken: %(left)s.")


class LastPlaceGone(Refusal):
    """Somebody took the last place a moment ago."""

    sentence = N_("Iemand nam net vóór u de laatste plek. Er is niets opgeslagen.")


class CarerRatio(Refusal):
    """There are seats, but not enough helpers for so many children."""

    sentence = N_(
        "Er zijn genoeg kinderen voor dit aantal volwassenen. "
        "Komt er een helper bij, dan komt er weer plek."
    )


class HelpersTooFew(Refusal):
    """There are seats for children, but fewer helpers than it takes at least."""

    sentence = N_(
        "Er zijn nog te weinig helpers. Minstens nodig: %(num)s. Tot die tijd kan er geen kind bij."
    )


class ShiftPast(Refusal):
    """The shift is over."""

    sentence = N_("Dit is al voorbij. In het rooster ziet u wat er nog komt.")


class ShiftStarted(Refusal):
    """The shift has begun."""

    sentence = N_("Dit is al begonnen. Wilt u nog komen? Bel %(lead_name)s: %(lead_phone)s.")


class TooLateToRelease(Refusal):
    """The shift has begun, so nobody can be found any more."""

    sentence = N_("Dit is al begonnen. Kunt u niet komen? Bel %(lead_name)s: %(lead_phone)s.")


class ShiftCancelled(Refusal):
    """The shift does not go ahead."""

    sentence = N_("Dit gaat niet door. %(reason)s")


class Overlap(Refusal):
    """This person promised to be elsewhere at that time."""

    sentence = N_(
        "U hebt dan al iets anders: %(other_service)s, %(when)s. "
        "Meld u daar eerst af of kies een ander moment."
    )


class AlreadyClaimed(Refusal):
    """This person stands on this side of the shift already, with another task or number."""

    sentence = N_("U staat al op de lijst. 1 keer is genoeg.")


class PromiseEnded(Refusal):
    """The promise was released before."""

    sentence = N_("U bent hiervoor al afgemeld. Wilt u toch komen? Kijk in het rooster.")


class TimeChanged(Refusal):
    """The answer was about another time than it is now."""

    sentence = N_("De tijd is veranderd. Het is nu %(when)s. Komt u dan ook?")


class NotAMember(Refusal):
    """Only running members promise."""

    sentence = N_("Dit is voor leden. Bent u nog geen lid? Dan kunt u het worden.")


class NoMemberThen(Refusal):
    """The membership ends before that day."""

    sentence = N_("Uw lidmaatschap stopt op %(day)s. Dit is daarna.")


class NotOffered(Refusal):
    """This person is a member who set this side off."""


class HelpingIsOff(NotOffered):
    """The member set giving off."""

    sentence = N_(
        "Bij Mijn gegevens staat dat u nu niet wilt meehelpen. Daar kunt u dat veranderen."
    )


class UsingIsOff(NotOffered):
    """The member set receiving off."""

    sentence = N_(
        "Bij Mijn gegevens staat dat u nu geen aanbod wilt gebruiken. Daar kunt u dat veranderen."
    )


class ClaimTooLate(Refusal):
    """It begins too soon to be put on the list by oneself."""

    sentence = N_("Het begint al snel. Wilt u toch komen? Bel %(lead_name)s: %(lead_phone)s.")


class RestTooShort(Refusal):
    """Between this and another promise to help there is too little rest."""

    sentence = N_(
        "Hier zit te weinig rust tussen. Na %(other_service)s hoort minstens %(num)s uur pauze."
    )


class QualificationMissing(Refusal):
    """The place asks for something that is not known of this person on that day."""

    sentence = N_(
        "Hiervoor is nodig: %(qualification)s. Dat staat nog niet bij uw gegevens. "
        "%(contact_name)s helpt u eraan: %(contact_phone)s."
    )


class TooYoung(Refusal):
    """Who helps here has an age from which one may, on the day itself."""

    sentence = N_("Hier doet u aan mee vanaf %(age)s jaar. Dat is voor de veiligheid van iedereen.")


class BirthDateMissing(Refusal):
    """Here one helps from an age on, and we do not know how old this person is."""

    sentence = N_(
        "Hier doet u aan mee vanaf %(age)s jaar. "
        "Uw geboortedatum weten we nog niet. Vul die eerst in bij Mijn gegevens."
    )


class ChildrenNotNamed(Refusal):
    """Children come by name here, and none was chosen."""

    sentence = N_("Kies welk kind er komt.")


class ChildAge(Refusal):
    """The child is younger or older on the day than those it is for."""

    sentence = N_(
        "Dit is voor kinderen van %(first)s tot en met %(last)s jaar. "
        "%(child)s is die dag %(age)s jaar."
    )


class ConsentMissing(Refusal):
    """No guardian said yes for this child yet."""

    sentence = N_(
        "De ouder of verzorger heeft nog geen ja gezegd. "
        "Zonder die toestemming kan een kind niet meedoen."
    )


class ChildBooked(Refusal):
    """The child is on the list already: another guardian did it."""

    sentence = N_("%(child)s staat al op de lijst. 1 keer is genoeg.")


class ChildElsewhere(Refusal):
    """The child is on the list for something else in this time, perhaps by another guardian."""

    sentence = N_(
        "%(child)s staat dan al op de lijst voor %(other_service)s. Meld uw kind daar eerst af."
    )


class ChildComes(Refusal):
    """Nobody takes a child away from us that still comes."""

    sentence = N_("%(child)s staat nog op de lijst voor %(when)s. Meld uw kind daar eerst af.")


class MonthlyCap(Refusal):
    """The member reached the number of times a month the member chose."""

    sentence = N_(
        "U koos zelf voor %(num)s keer per maand. Dat aantal is bereikt. "
        "Bij Mijn gegevens kunt u het veranderen."
    )


class NoSwap(Refusal):
    """Swapping takes two members, on two days."""

    sentence = N_("Ruilen kan alleen met iemand anders, op een andere dag.")


class SwapGone(Refusal):
    """One of the two places changed, or does not fit the other member any more."""

    sentence = N_(
        "Ruilen lukt niet meer, want 1 van de plekken is veranderd. U houdt uw eigen plek."
    )


class PlaceIsFree(Refusal):
    """Nobody needs to wait: there is room."""

    sentence = N_("Er is nog plek. U hoeft niet te wachten.")


class AlreadyWaiting(Refusal):
    """This person waits on this side of the shift already, for another place or number."""

    sentence = N_("U staat al op de wachtlijst. 1 keer is genoeg.")


class MoreThanPlaces(Refusal):
    """Asked for more places than the line has in all."""

    sentence = N_("Zoveel plekken zijn er niet. Het hoogste aantal is %(num)s.")


class PromotionExpired(Refusal):
    """The place that was offered was kept until a moment that is past."""

    sentence = N_(
        "Deze plek was voor u tot %(when)s. Nu is de volgende aan de beurt. "
        "U staat nog op de wachtlijst."
    )


class OfferGone(Refusal):
    """There is no offer any more, or another one since."""

    sentence = N_("Deze plek is niet meer voor u bewaard. In het rooster ziet u wat er nog kan.")


class NotBegun(Refusal):
    """Who was there can't be said before it begins."""

    sentence = N_("Dit is nog niet begonnen. Vul het in als het zover is.")


class NotForOthers(Refusal):
    """Who may not act for others tried to."""

    sentence = N_("U kunt dit alleen voor uzelf doen. Voor een ander? Bel ons dan even.")


class NotYourRole(Refusal):
    """Who may not change the rota tried to."""

    sentence = N_("Het rooster veranderen hoort niet bij uw rol.")


class TimeSkipped(Refusal):
    """The clock goes forward over this moment."""

    sentence = N_("Deze tijd bestaat niet. Die nacht gaat de klok een uur vooruit.")


def starts(day: date, hour: time) -> datetime:
    """The moment the wall shows this day and hour; of an hour that comes twice the first.

    Raises TimeSkipped for an hour the clock skips.
    """
    try:
        return clock.at(day, hour)
    except ValueError as skipped:
        raise TimeSkipped from skipped


def starts_anyway(day: date, hour: time) -> datetime:
    """The same, but of an hour the clock skips the whole hour after it."""
    try:
        return clock.at(day, hour)
    except ValueError:
        return clock.at(day, time(hour.hour + 1))


def ends(start: datetime, minutes: int) -> datetime:
    """The moment this many minutes later, whatever the clock on the wall does meanwhile."""
    return start + timedelta(minutes=minutes)


def overlap(one: Interval, other: Interval) -> bool:
    """Whether two intervals share a moment; one that ends when the other begins does not."""
    return one[0] < other[1] and other[0] < one[1]


def apart(one: Interval, other: Interval) -> timedelta:
    """How much time lies between two intervals that do not overlap."""
    return max(other[0] - one[1], one[0] - other[1])


def is_free(wanted: Interval, promised: Iterable[Interval]) -> bool:
    """Whether somebody with these promises is free for this."""
    return not any(overlap(wanted, interval) for interval in promised)


def held_until(now: datetime, hold_hours: int, starts_at: datetime) -> datetime | None:
    """Until when an offered place is kept; None when there is no time left for an answer."""
    until = min(now + timedelta(hours=hold_hours), answer_until(starts_at))
    return until if until - now >= SHORTEST_HOLD else None


def may_wait(now: datetime, starts_at: datetime) -> bool:
    """Whether waiting is of any use: there is time left to offer somebody a place."""
    return answer_until(starts_at) - now >= SHORTEST_HOLD


def in_time(now: datetime, starts_at: datetime, release_hours: int) -> bool:
    """Whether this is early enough to find somebody else."""
    return starts_at - now >= timedelta(hours=release_hours)


def asked_at(starts_at: datetime) -> datetime:
    """When people are asked whether they come: the day before on the wall, at ten."""
    return clock.at(clock.local(starts_at).date() - timedelta(days=1), ASK_AT)


def answer_until(starts_at: datetime) -> datetime:
    """Until when the question whether somebody comes is of any use."""
    return starts_at - timedelta(hours=ANSWER_HOURS)


def help_asked_at(starts_at: datetime) -> datetime:
    """From when missing helpers need somebody: days before on the wall, at nine."""
    first = clock.local(starts_at).date() - timedelta(days=ASK_FOR_HELP_DAYS)
    return clock.at(first, ASK_FOR_HELP_AT)


def reached(now: datetime, hour: time, days: int) -> datetime:
    """Before which start everything is due that is due this many days ahead at this hour."""
    wall = clock.local(now)
    ahead = days if wall.time() >= hour else days - 1
    return clock.start_of(wall.date() + timedelta(days=ahead + 1))
