"""Plain rules of cover: how many are asked, why, and the ways to say no."""

from datetime import datetime, timedelta
from enum import StrEnum

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

USUAL_NUMBER = 3  # so many are asked in one press
MOST_AT_ONCE = 8
KEPT = timedelta(days=730)


class Why(StrEnum):
    """Why this member is asked: something we know, never a score."""

    DID_THIS = "did_this"
    CAN = "can"
    GIVES = "gives"


WHY: dict[Why, str] = {
    Why.DID_THIS: N_("u deed dit eerder"),
    Why.CAN: N_("u kunt dit"),
    Why.GIVES: N_("u wilt graag meehelpen"),
}


def why(*, did_this: bool, skilled: bool) -> Why:
    """The reason that says most: done before, has what the place asks, or wants to help."""
    if did_this:
        return Why.DID_THIS
    return Why.CAN if skilled else Why.GIVES


def was_moved(moved_at: datetime | None, since: datetime) -> bool:
    """Whether a shift was moved after this moment."""
    return moved_at is not None and moved_at > since


class CoverFound(Refusal):
    """Somebody else said yes first."""

    sentence = N_("Er is al iemand gevonden. Dank u wel dat u wilde helpen.")


class NobodyToAsk(Refusal):
    """No member is free, able and not asked yet."""

    sentence = N_(
        "We vinden nu niemand om te vragen. %(contact_name)s zoekt met u mee: %(contact_phone)s."
    )


class NobodyMissing(Refusal):
    """There are enough helpers for this task."""

    sentence = N_("Hier zijn genoeg helpers. U hoeft niemand te zoeken.")


class PlaceKept(Refusal):
    """What is missing is kept for somebody from the waiting list."""

    sentence = N_(
        "Deze plek is net aangeboden aan iemand op de wachtlijst. Wacht dat antwoord even af."
    )


class AskedBeforeMove(Refusal):
    """It was given another time or place since this person was asked."""

    sentence = N_("Dit is intussen veranderd. Het is nu %(when)s. Kunt u dan? Kijk in het rooster.")


class AnsweredYes(Refusal):
    """Who says no has the place already."""

    sentence = N_("U zei al ja. Kunt u toch niet? Meld u dan af in het rooster.")
