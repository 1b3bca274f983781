"""A round through the neighbourhood: Anna and Bram walk, Coor looks after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from buurtcoop.audit.operations import seal
from buurtcoop.briefing.models import Observation
from buurtcoop.briefing.operations import note
from buurtcoop.briefing.rules import ReportedTo
from buurtcoop.care.models import CareKind, CareNote
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, LONG, a_service, an_evening

DURING, END = EVENING + timedelta(hours=1), EVENING + LONG
KINDS = "Lamp stuk\nAfval"
CARD = "U loopt altijd met 2 mensen of meer.\nBij gevaar 112. Geen haast? 0900-8844."


@dataclass(frozen=True)
class Round:
    """A shift with two helpers, as plain numbers."""

    shift_id: int
    give: int
    receive: int
    anna: int  # the claim of Anna
    bram: int

    def at(self, page: str) -> str:
        """The address of one of its pages."""
        return f"/rooster/{self.shift_id}/{page}"


def a_patrol() -> Service:
    """A service that notes, drives and has a card, with two helpers at least."""
    service = a_service("Veilig op straat")
    service.slug = "veilig"
    service.card, service.log_kinds, service.log_days = CARD, KINDS, 28
    service.asks_kilometres, service.helpers_at_least = True, 2
    db().flush()
    return service


def a_round(service: Service, cast: Cast, starts_at: datetime = EVENING) -> Round:
    """A shift of it on which Anna and Bram help."""
    evening = an_evening(service, starts_at, places=4)
    claims = [
        shifts.claim(evening.give, person.id, seen_by(person)).id
        for person in (cast.anna, cast.bram)
    ]
    return Round(evening.shift_id, evening.give, evening.receive, *claims)


def noted(found: Round, who: Person, place: str = "Essenpad, bij de bank") -> Observation:
    """Something this person saw at six."""
    return note(
        found.shift_id,
        kind="Lamp stuk",
        place=place,
        at=time(17, 30),
        reported_to=ReportedTo.MUNICIPALITY,
        by=seen_by(who),
    )


def care_note(person: Person, kind: CareKind, words: str) -> None:
    """What somebody told us, locked."""
    row = CareNote(person_id=person.id, kind=kind, written_by_id=person.id, written_at=clock.now())
    db().add(row)
    db().flush()
    seal(row, "to_know", words)
    db().flush()


@contextmanager
def at(moment: datetime = DURING) -> Iterator[None]:
    """The clock stands still at another moment: an hour after the start when nothing is said."""
    with clock.stopped(moment):
        yield
