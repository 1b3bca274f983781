"""What members wish for, what is tried out, and what everybody promised to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from buurtcoop.core import clock
from buurtcoop.demo.neighbours import RESIDENT
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.obligations.models import ExemptionKind
from buurtcoop.obligations.operations import set_free, start_duty
from buurtcoop.services.operations.trials import start_trial
from buurtcoop.services.operations.wishes import answer_wish, make_wish, support_wish

DAY = timedelta(days=1)
TWO_HOURS = 120


@dataclass(frozen=True)
class Wished:
    """A wish: whose, how long ago, and how many would help and come."""

    who: str
    words: str
    ago: timedelta
    help: int
    come: int
    answer: str = ""


WISHES = (
    Wished(RESIDENT, "Ik zou graag met anderen wandelen, op een vaste ochtend.", 9 * DAY, 4, 9),
    Wished("Grace Mensah", "Kunnen we samen Nederlands oefenen, met koffie?", 5 * DAY, 3, 5),
    Wished(
        "Bart Meijer",
        "Een plek om gereedschap te lenen.",
        70 * DAY,
        1,
        2,
        "Dat is er al: u leent bij Klussen en tuin. Vraag ernaar bij Henk.",
    ),
)
DUTY_IN = "artikel 9, lid 2"
FREE = (
    ("Lies Peeters", ExemptionKind.EXEMPT, "Ik zorg voor mijn man.", None),
    ("Bart Meijer", ExemptionKind.PAUSE, "Wij krijgen een baby.", 80 * DAY),
)


def wishes(stage: Stage, now: datetime) -> Iterator[Event]:
    """The needs round, and the trial that runs."""
    for wished in WISHES:
        yield Event(now - wished.ago, partial(_wish, stage, wished))
    yield Event(now - 20 * DAY, partial(_try_out, stage, now))


def duty(stage: Stage, now: datetime) -> Iterator[Event]:
    """From this month on everybody does 2 hours a month, or says why not."""
    month = clock.local(now).date().replace(day=1)
    yield Event(clock.at(month - 20 * DAY, time(10)), partial(_begin, stage, month))
    free = clock.at(month - 10 * DAY, time(19))
    for name, kind, why, lasts in FREE:
        yield Event(free, partial(_free, stage, name, kind, why, month, lasts))


def _wish(stage: Stage, wished: Wished) -> None:
    person_id = stage.named(wished.who)
    wish = make_wish(person_id, wished.words, stage.viewer(person_id))
    members = [
        place for place, person in enumerate(stage.people) if person.email and person.receives
    ]
    others = [place for place in members if stage.person_ids[place] != person_id]
    for number, place in enumerate(others[: wished.help + wished.come]):
        other = stage.person_ids[place]
        helps = number < wished.help
        support_wish(wish.id, other, gives=helps, receives=not helps, by=stage.viewer(other))
    if wished.answer:
        answer_wish(wish.id, wished.answer, stage.coordinator())


def _try_out(stage: Stage, now: datetime) -> None:
    start_trial(
        stage.service_ids["formulierenuur"],
        question="Komen er meer buren als we ook een ochtend doen?",
        ends_on=clock.local(now).date() + 40 * DAY,
        by=stage.coordinator(),
    )


def _begin(stage: Stage, month: date) -> None:
    start_duty(
        TWO_HOURS,
        month=month,
        article=DUTY_IN,
        helping="Alles wat u bij ons aanbod doet. Alleen oppassen en spelen telt niet mee.",
        decided_by="Algemene vergadering, besluit 4",
        by=stage.coordinator(),
    )


def _free(
    stage: Stage,
    name: str,
    kind: ExemptionKind,
    why: str,
    month: date,
    lasts: timedelta | None,
) -> None:
    person_id = stage.named(name)
    set_free(
        person_id,
        kind,
        starts_on=month,
        ends_on=month + lasts if lasts else None,
        by=stage.viewer(person_id),
        reason=why,
    )
