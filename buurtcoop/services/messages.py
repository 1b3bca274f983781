"""What this room says to who wished for something: that it begins, or what we answer."""

from datetime import date

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.services.models import Wish, WishState
from buurtcoop.services.queries.wishes import heard_with
from buurtcoop.services.rules import WISHES

ONCE = "1"
WHO_WISHED = N_("Wie dit wenste, of wilde helpen of komen")


def _wish(said: Said) -> Wish:
    return db().get_one(Wish, said.subject_id, populate_existing=True)


def _runs(wish: Wish, on: date) -> bool:
    service = wish.service
    if service is None or service.opened_on is None or service.opened_on > on:
        return False
    return service.stops_on is None or service.stops_on >= on


def _begins_still(said: Said) -> bool:
    today = clock.today()
    return _runs(_wish(said), today) and said.recipient_id in heard_with(said.subject_id, today)


def _answered_still(said: Said) -> bool:
    wish = _wish(said)
    return wish.state is WishState.CLOSED and wish.words != ""


def _begins(said: Said) -> dict[str, object]:
    wish = _wish(said)
    service = wish.service
    assert service is not None, "a wish that began has its service"
    return {
        "words": wish.words,
        "mine": wish.person_id == said.recipient_id,
        "service": service.name,
        "summary": service.summary,
        "url": f"/aanbod/{service.slug}",
    }


def _answered(said: Said) -> dict[str, object]:
    wish = _wish(said)
    return {
        "words": wish.words,
        "mine": wish.person_id == said.recipient_id,
        "answer": wish.answer,
        "url": WISHES,
    }


WISH_BEGINS = Rule(
    name="services.wish_begins",
    about=N_("Een wens gaat beginnen"),
    subject_kind=Wish.__tablename__,
    audience=WHO_WISHED,
    quiet_hours=True,
    still_true=_begins_still,
    content=_begins,
)
WISH_ANSWERED = Rule(
    name="services.wish_answered",
    about=N_("Antwoord op een wens"),
    subject_kind=Wish.__tablename__,
    audience=WHO_WISHED,
    quiet_hours=True,
    still_true=_answered_still,
    content=_answered,
)
RULES: tuple[Rule, ...] = (WISH_BEGINS, WISH_ANSWERED)
