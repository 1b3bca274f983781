"""Goals for tests, with words that say nothing, so that a test only names what it is about."""

from datetime import date, datetime, time, timedelta
from typing import Any

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding import operations
from buurtcoop.funding.models import Counts, Goal, Promiser
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Booking, Claim, PromiseState, Shift, ShiftState
from tests.funding.conftest import Sources
from tests.shifts.rota import an_evening

EVENING = time(17)
STORY: dict[str, Any] = {
    "words": "Samen eten",
    "target": 40,
    "unit": "avonden",
    "counts": Counts.BY_HAND,
    "chosen_by": "Gekozen door de leden.",
    "tells_not": "Niet of het gezellig was.",
}
REASON = "Niemand kon koken."


def a_goal(sources: Sources, agreement_id: int, **other: Any) -> Goal:
    """A goal of this agreement, counted by hand unless said otherwise."""
    return operations.add_goal(agreement_id, **(STORY | other), by=sources.truus)


def was_held(
    service: Service, day: date, *, helped: Person | None, came: dict[Person, int] | None = None
) -> Shift:
    """An evening of the past, with who helped and who came with how many."""
    evening = an_evening(service, clock.at(day, EVENING))
    ended = clock.at(day, EVENING) + timedelta(hours=3)
    if helped:
        db().add(
            Claim(
                shift_id=evening.shift_id,
                line_id=evening.give,
                person_id=helped.id,
                made_by_id=helped.id,
                made_at=ended,
                state=PromiseState.KEPT,
                ended_at=ended,
            )
        )
    for person, people in (came or {}).items():
        promised(evening.shift_id, evening.receive, person, PromiseState.KEPT, people, ended)
    db().flush()
    return db().get_one(Shift, evening.shift_id)


def promised(
    shift_id: int,
    line_id: int,
    person: Person,
    state: PromiseState,
    people: int,
    ended: datetime,
) -> None:
    """A promise to come, and what became of it."""
    db().add(
        Booking(
            shift_id=shift_id,
            line_id=line_id,
            person_id=person.id,
            people=people,
            made_by_id=person.id,
            made_at=ended,
            state=state,
            ended_at=ended,
        )
    )


def called_off(shift: Shift) -> None:
    """It did not go ahead after all."""
    shift.state, shift.reason = ShiftState.CANCELLED, REASON
    db().flush()


def helped_for(service: Service, person: Person, minutes: list[tuple[date, int]]) -> None:
    """Minutes of helping for the activity of this service."""
    for number, (day, spent) in enumerate(minutes, start=1):
        db().add(
            TimeEntry(
                person_id=person.id,
                activity_id=service.activity_id,
                kind=HourKind.HELPING,
                on_day=day,
                minutes=spent,
                words=service.name,
                cause_kind="test",
                cause_id=person.id * 1_000 + number,
                round=1,
                made_at=clock.now(),
            )
        )
    db().flush()


def aimed_and_promised(agreement_id: int, by: Viewer) -> None:
    """A goal that is counted, one that ended, promises of both sides and a report that is open."""
    goal = operations.add_goal(agreement_id, **STORY, by=by)
    today = clock.today()
    operations.count_by_hand(goal.id, 2, today, "Lijst in de map", by)
    ended = operations.add_goal(agreement_id, **STORY, by=by)
    operations.end_goal(ended.id, "Het zei te weinig.", today, by)
    for whose in Promiser:
        operations.add_condition(agreement_id, "Een gesprek", whose, today, by)
    operations.add_report(agreement_id, "Verslag", today + timedelta(days=5), by)
