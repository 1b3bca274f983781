"""What is said about swapping: the question, and what came of it."""

from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.cover.models import Swap, SwapState
from buurtcoop.cover.queries import offer
from buurtcoop.cover.rules import was_moved
from buurtcoop.cover.seen import Offer
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import Attachment, Rule, Said
from buurtcoop.shifts import ics
from buurtcoop.shifts.messages import CANNOT, NAMES, NO, YES, calendar_host, occurrence_of
from buurtcoop.shifts.models import Claim, PromiseState, Side
from buurtcoop.shifts.queries import promise
from buurtcoop.shifts.seen import Promise

SWAP = Swap.__tablename__
CLAIM = NAMES[Side.GIVE]


def _offer(said: Said) -> Offer:
    found = offer(said.subject_id)
    if found is None:
        raise LookupError(said.subject_id)
    return found


def _is_open(said: Said) -> bool:
    swap = db().get_one(Swap, said.subject_id, populate_existing=True)
    both = (promise(Claim, swap.claim_id), promise(Claim, swap.other_claim_id))
    return swap.state is SwapState.PROPOSED and all(
        place is not None
        and place.live
        and place.starts_at > clock.now()
        and not was_moved(place.moved_at, swap.made_at)
        for place in both
    )


def _question(said: Said) -> dict[str, object]:
    found = _offer(said)
    return {
        "service": found.given.service_name,
        "start": found.given.starts_at,
        "place": found.given.place,
        "own_service": found.wanted.service_name,
        "own_start": found.wanted.starts_at,
        "url_yes": _link(YES, said, found),
        "url_no": _link(NO, said, found),
    }


def _link(what: str, said: Said, found: Offer) -> str:
    return offer_link(
        f"{SWAP}.{what}",
        subject_kind=SWAP,
        subject_id=found.id,
        occurrence=said.occurrence,
        person_id=said.recipient_id,
        expires_at=min(found.given.starts_at, found.wanted.starts_at),
    )


def _is_declined(said: Said) -> bool:
    swap = db().get_one(Swap, said.subject_id, populate_existing=True)
    mine = promise(Claim, swap.claim_id)
    return mine is not None and mine.live and mine.starts_at > clock.now()


def _declined(said: Said) -> dict[str, object]:
    mine = _offer(said).given
    return {
        "service": mine.service_name,
        "start": mine.starts_at,
        "place": mine.place,
        "url": f"/rooster/{mine.shift_id}/ruilen",
    }


def _taken_over(said: Said) -> Promise:
    """The new promise; the occurrence is the number of the swap."""
    found = promise(Claim, said.subject_id)
    if found is None:
        raise LookupError(said.subject_id)
    return found


def _still_helps(said: Said) -> bool:
    found = _taken_over(said)
    return found.state is PromiseState.PROMISED and found.starts_at > clock.now()


def _agreed(said: Said) -> dict[str, object]:
    found, swapped = _taken_over(said), offer(int(said.occurrence))
    assert swapped is not None
    both = (swapped.given, swapped.wanted)
    other = next(place.name for place in both if place.person_id != said.recipient_id)
    return {
        "other_name": other,
        "service": found.service_name,
        "start": found.starts_at,
        "place": found.place,
        "role": found.role,
        "url": offer_link(
            f"{CLAIM}.{CANNOT}",
            subject_kind=CLAIM,
            subject_id=found.id,
            occurrence=occurrence_of(found.version),
            person_id=said.recipient_id,
            expires_at=found.starts_at,
        ),
    }


def _calendar(said: Said) -> list[Attachment]:
    found = _taken_over(said)
    content = ics.calendar_file([found], name=this_coop().short_name, host=calendar_host())
    return [
        Attachment(name=ics.FILE_NAME, kind=ics.KIND, content=content, parameters=ics.PUBLISHED)
    ]


SWAP_ASKED = Rule(
    name="cover.swap_asked",
    about=N_("De vraag of u wilt ruilen"),
    subject_kind=SWAP,
    audience=N_("Met wie iemand wil ruilen"),
    quiet_hours=True,
    still_true=_is_open,
    content=_question,
)
SWAP_AGREED = Rule(
    name="cover.swap_agreed",
    about=N_("U hebt geruild"),
    subject_kind=CLAIM,
    audience=N_("Wie geruild heeft"),
    quiet_hours=False,
    still_true=_still_helps,
    content=_agreed,
    attachments=_calendar,
)
SWAP_DECLINED = Rule(
    name="cover.swap_declined",
    about=N_("Ruilen gaat niet door"),
    subject_kind=SWAP,
    audience=N_("Wie wilde ruilen"),
    quiet_hours=True,
    still_true=_is_declined,
    content=_declined,
)
SWAPPING_RULES: tuple[Rule, ...] = (SWAP_ASKED, SWAP_AGREED, SWAP_DECLINED)
