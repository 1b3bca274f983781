"""An agreement of which something can be told, and who reads it."""

from dataclasses import dataclass
from datetime import date, datetime, time

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import Counts
from buurtcoop.insight import operations
from buurtcoop.insight.jobs import release_month
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from tests.cast import Cast
from tests.funding.aiming import a_goal, helped_for, was_held
from tests.funding.conftest import Sources
from tests.funding.conftest import sources as sources
from tests.funding.standing import Standing, a_standing
from tests.shifts.rota import a_service, members

DINNER, WALK = date(2027, 1, 7), date(2027, 1, 8)
END = date(2027, 12, 31)
NOT_PROMISED = "Niet dat eenzaamheid weggaat."


@dataclass(frozen=True)
class Funded:
    """The municipality pays for meals: numbers of rows, and short ways."""

    sources: Sources
    standing: Standing
    agreement: int
    other: int
    table: Service
    walking: Service
    guests: list[Person]

    @property
    def by(self) -> Viewer:
        """Who keeps the money."""
        return self.sources.truus

    def link(self, source_id: int | None = None, ends_on: date = END) -> tuple[str, str]:
        """The path and the code of a new link."""
        address, code = operations.give_link(
            source_id or self.sources.city, "Samira Haddad", ends_on, self.by
        )
        return "/financier/" + address.rsplit("/", 1)[1], code


def night_of(day: date) -> datetime:
    """When the jobs of that night are done."""
    return clock.at(day, time(4, 15))


def told_on(day: date) -> int:
    """The work of one night. Returns how many months were told."""
    with clock.stopped(night_of(day)):
        return release_month(clock.now())


@pytest.fixture
def funded(instance: Instance, sources: Sources, cast: Cast) -> Funded:
    """In January ten guests ate, three of them walked, and one cook helped two hours."""
    with instance.writing():
        standing = a_standing(sources)
        agreement = standing.agreed(sources.city, 3_200_000, not_promised=NOT_PROMISED)
        other = sources.promised(sources.kitchen, 500_000)
        table, walking = a_service(), a_service("Wandelen")
        guests = members(14)
        was_held(table, DINNER, helped=cast.bram, came=dict.fromkeys(guests[:10], 1))
        was_held(walking, WALK, helped=cast.bram, came=dict.fromkeys(guests[8:11], 1))
        helped_for(table, cast.bram, [(DINNER, 120)])
        a_goal(sources, agreement, words="Samen eten", counts=Counts.EVENINGS, unit="avonden")
        a_goal(sources, agreement, words="Nieuwe buren", counts=Counts.PEOPLE, unit="buren")
        line = standing.cost(sources.city, 12_345)
        standing.claim(line, agreement, 12_345)
        return Funded(sources, standing, agreement, other, table, walking, guests)
