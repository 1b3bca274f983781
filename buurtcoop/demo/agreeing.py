"""What each neighbour has before a first promise: the agreement, what a place asks, a child.

Everybody says yes on the spot, at the moment of the first promise; who has no mail address signs
on paper, and Noor writes it down.
"""

from dataclasses import dataclass, field
from datetime import date

from buurtcoop.agreements.models import AgreedHow, AgreementKind
from buurtcoop.agreements.operations import agree
from buurtcoop.agreements.queries import lacks
from buurtcoop.care.models import CareKind
from buurtcoop.care.operations import add_child, note
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.demo.skills import VOG
from buurtcoop.demo.stage import Stage
from buurtcoop.qualifications.operations import note_qualification
from buurtcoop.qualifications.queries import skills_of
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries import AGREED

CHILDREN = ("Mila", "Noud", "Saar", "Finn", "Yara", "Lev", "Jip", "Amira", "Teun", "Lina", "Kaan")
AGES = (7, 6, 8)  # of a first, second and third child, on the day the demo is made
MONTHS_APART = 11
PICK_UP = "Alleen ikzelf, of de andere ouder."
# What every so many children and guests have; the others have nothing to tell.
ALLERGIES = {3: "Noten. Bel mij meteen, en bij benauwdheid 112.", 5: "Bijensteken: zalf is mee."}
DIETS = {4: "Geen vlees.", 7: "Geen varkensvlees.", 11: "Geen noten."}


@dataclass
class Ready:
    """Who said yes to what so far, and whose children are known."""

    stage: Stage
    today: date
    _said: set[tuple[int, Side, int]] = field(default_factory=set)
    _children: dict[int, list[int]] = field(default_factory=dict)

    def for_place(self, service_id: int, side: Side, place: int) -> None:
        """See that this neighbour may promise on this side of this service."""
        if (service_id, side, place) in self._said:
            return
        self._said.add((service_id, side, place))
        service, person_id = db().get_one(Service, service_id), self.stage.person_ids[place]
        text = lacks(person_id, service_id, AGREED[side])
        if text is not None:
            by, signed, how = self._signed(place)
            agree(text.id, person_id, by, signed, how)
        if side is Side.GIVE:
            self._skill(service, person_id)
        elif service.asks_diet:
            self._diet(place, person_id)

    def children(self, service_id: int, place: int, number: int) -> list[int]:
        """The children this neighbour comes with, each with a guardian's yes for this service."""
        known = self._children.setdefault(place, [])
        for order in range(len(known), number):
            known.append(self._child(place, order))
        person_id = self.stage.person_ids[place]
        for child_id in known[:number]:
            text = lacks(child_id, service_id, AgreementKind.GUARDIAN)
            if text is not None:
                by, signed, how = self._signed(place)
                agree(text.id, person_id, by, signed, how, child_id, photos=place % 2 == 0)
        return known[:number]

    def _signed(self, place: int) -> tuple[Viewer, str, AgreedHow]:
        person = self.stage.people[place]
        how = AgreedHow.TYPED if person.email else AgreedHow.PAPER
        return self.stage.member(place), person.full_name, how

    def _skill(self, service: Service, person_id: int) -> None:
        """A licence or a talk, seen by Noor; a VOG was seen long before."""
        skill = service.skill
        if skill is None or skill.name == VOG or skill.id in skills_of(person_id, clock.today()):
            return
        note_qualification(person_id, skill.id, seen_on=clock.today(), by=self.stage.coordinator())

    def _diet(self, place: int, person_id: int) -> None:
        words = next((words for every, words in DIETS.items() if place % every == 0), "")
        if words:
            note(person_id, CareKind.DIET, words, self.stage.member(place))

    def _child(self, place: int, order: int) -> int:
        by = self.stage.member(place)
        born = self.today.replace(day=1, year=self.today.year - AGES[order])
        born = born.replace(month=1 + (born.month + place * MONTHS_APART) % 6)
        name = CHILDREN[(place + order * 4) % len(CHILDREN)]
        child = add_child(self.stage.person_ids[place], call_name=name, birth_date=born, by=by)
        note(child.id, CareKind.PICK_UP, PICK_UP, by)
        allergy = next((words for every, words in ALLERGIES.items() if child.id % every == 0), "")
        if allergy:
            note(child.id, CareKind.ALLERGY, allergy, by)
        return child.id
