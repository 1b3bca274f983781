"""What of our messages needs somebody: who is to be called, what failed, and mail that waits."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, groupby
from zlib import crc32

from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.words import N_
from buurtcoop.messaging.models import Delivery, DeliveryState
from buurtcoop.messaging.queries import expired_since, in_trouble, stuck_since, waiting_at_desk
from buurtcoop.people.models import Channel, Person

COORDINATOR = "coordinator"
EXPIRED_SHOWN = timedelta(days=2)
MANY = 5
LARGEST_NUMBER = 2**31 - 1
CALL = N_("Bel %(name)s")
TEXT_MESSAGE = N_("Stuur %(name)s een sms")
PRINT = N_("Druk een brief af voor %(name)s")


def attention(now: datetime) -> list[Item]:
    """What waits for us: people, alone or as a crowd, mails that failed, and mail as a whole."""
    return [*_stuck(now), *_people(), *_failed(), *_too_late(now)]


def how_to_reach(person: Person) -> str:
    """What one of us does to reach this person: a message id with %(name)s."""
    if person.channel is Channel.PAPER or not person.phone:
        return PRINT
    return TEXT_MESSAGE if person.channel is Channel.TEXT else CALL


def _people() -> Iterator[Item]:
    """One by one, but who all wait for the same message alone are one thing to do."""
    waiting = sorted(waiting_at_desk(), key=lambda delivery: delivery.message.recipient_id)
    alike: dict[str, list[list[Delivery]]] = defaultdict(list)
    for _person_id, found in groupby(waiting, key=lambda delivery: delivery.message.recipient_id):
        own = list(found)
        rules = {delivery.message.rule for delivery in own}
        alike[rules.pop() if len(rules) == 1 else ""].append(own)
    for rule, people in alike.items():
        if rule and len(people) >= MANY:
            yield _crowd(rule, list(chain.from_iterable(people)), len(people))
        else:
            yield from map(_person, people)


def _crowd(rule: str, waiting: Sequence[Delivery], people: int) -> Item:
    first = min(waiting, key=lambda delivery: delivery.message.expires_at).message
    return Item(
        kind="messages.crowd",
        # The message they wait for: it stays the same when some of them have heard it.
        subject_id=crc32(rule.encode()) & LARGEST_NUMBER,
        title=Text(N_("Bel of schrijf %(num)s mensen"), {"num": people}),
        line=Text(first.about),
        path="/berichten",
        button=N_("Bekijk wie"),
        since=min(delivery.message.made_at for delivery in waiting),
        due=clock.local(first.expires_at).date(),
        owner_role=COORDINATOR,
    )


def _person(waiting: Sequence[Delivery]) -> Item:
    first = min(waiting, key=lambda delivery: delivery.message.expires_at).message
    person = first.recipient
    line = Text(N_("Dit bericht is te laat na %(when)s."), {"when": first.expires_at})
    if len(waiting) > 1:
        line = Text(
            N_("Er wachten %(num)s berichten. Het eerste is te laat na %(when)s."),
            {"num": len(waiting), "when": first.expires_at},
        )
    elif first.about:
        line = Text(first.about)
    return Item(
        kind="messages.desk",
        subject_id=person.id,
        title=Text(how_to_reach(person), {"name": person.full_name}),
        line=line,
        path=f"/berichten/voor/{person.id}",
        button=N_("Lees het bericht"),
        since=min(delivery.message.made_at for delivery in waiting),
        due=clock.local(first.expires_at).date(),
        owner_role=COORDINATOR,
    )


def _failed() -> list[Item]:
    return [
        Item(
            kind="messages.failed",
            subject_id=delivery.message_id,
            title=Text(
                N_("Kwam de mail aan bij %(name)s?")
                if delivery.state is DeliveryState.DOUBT
                else N_("Een mail aan %(name)s lukte niet"),
                {"name": delivery.message.recipient.full_name},
            ),
            line=Text(delivery.message.about),
            path=f"/berichten/{delivery.message_id}/verloop",
            button=N_("Bekijk wat er gebeurde"),
            since=delivery.message.made_at,
            due=clock.local(delivery.message.expires_at).date(),
            owner_role=COORDINATOR,
        )
        for delivery in in_trouble()
    ]


def _stuck(now: datetime) -> list[Item]:
    found = stuck_since(now)
    if found is None:
        return []
    count, since = found
    return [
        Item(
            kind="messages.stuck",
            subject_id=1,
            title=Text(N_("Mailen lukt nu niet")),
            line=Text(
                N_("Aantal mails dat wacht: %(num)s. De eerste wacht sinds %(when)s."),
                {"num": count, "when": since},
            ),
            path="/berichten",
            button=N_("Bekijk wat wacht"),
            since=since,
            due=clock.local(since).date(),
            owner_role=COORDINATOR,
        )
    ]


def _too_late(now: datetime) -> list[Item]:
    late = expired_since(now - EXPIRED_SHOWN)
    if not late:
        return []
    last = max(delivery.id for delivery in late)
    ended = min(delivery.ended_at or now for delivery in late)
    people = len({delivery.message.recipient_id for delivery in late})
    return [
        Item(
            kind="messages.expired",
            subject_id=last,
            title=Text(N_("Berichten die te laat waren")),
            line=Text(N_("Aantal mensen dat iets niet hoorde: %(num)s."), {"num": people}),
            path="/berichten",
            button=N_("Bekijk wie"),
            since=ended,
            due=clock.local(ended).date() + EXPIRED_SHOWN,
            owner_role=COORDINATOR,
        )
    ]
