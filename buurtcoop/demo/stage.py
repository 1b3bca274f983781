"""Who and what is on stage while the demo is replayed: the ids that operations hand back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from buurtcoop.access.queries import viewer_of
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.demo.neighbours import TREASURER, Neighbour
from buurtcoop.people.models import Person


@dataclass(frozen=True)
class Event:
    """Something that happened at a moment."""

    at: datetime
    act: Callable[[], object]


@dataclass
class Stage:
    """What was made so far.

    `person_ids` by place in the list of neighbours, `agreement_ids` by source, letter and year.
    """

    people: list[Neighbour]
    coordinator_id: int = 0
    person_ids: dict[int, int] = field(default_factory=dict)
    service_ids: dict[str, int] = field(default_factory=dict)
    activity_ids: dict[str, int] = field(default_factory=dict)
    source_ids: dict[str, int] = field(default_factory=dict)
    skill_ids: dict[str, int] = field(default_factory=dict)
    agreement_ids: dict[tuple[str, str, int], int] = field(default_factory=dict)
    reserve_id: int = 0
    _viewers: dict[int, Viewer] = field(default_factory=dict)

    def named(self, full_name: str) -> int:
        """The person of a neighbour with this name; a bar parts prefix and surname."""
        return self.person_ids[self.place_of(full_name)]

    def place_of(self, full_name: str) -> int:
        """The place of this neighbour in the list; a bar parts prefix and surname."""
        wanted = full_name.replace("|", " ")
        return next(n for n, person in enumerate(self.people) if person.full_name == wanted)

    def coordinator(self) -> Viewer:
        """Noor, who acts for those who don't act themselves."""
        return self.viewer(self.coordinator_id)

    def treasurer(self) -> Viewer:
        """Who keeps the money."""
        return self.viewer(self.named(TREASURER))

    def member(self, place: int) -> Viewer:
        """Who enters a promise of this neighbour: who has a mail address does so, else Noor."""
        if self.people[place].email is None:
            return self.coordinator()
        return self.viewer(self.person_ids[place])

    def lead_of(self, slug: str) -> Viewer:
        """Who leads this service."""
        place = next(n for n, person in enumerate(self.people) if person.leads == slug)
        return self.viewer(self.person_ids[place])

    def viewer(self, person_id: int) -> Viewer:
        """This person with the roles of the day they were first seen acting."""
        if person_id not in self._viewers:
            person = db().get_one(Person, person_id)
            self._viewers[person_id] = viewer_of(person, proven=True)
        return self._viewers[person_id]
