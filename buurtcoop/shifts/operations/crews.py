"""The crew lines of a plan, by the rules of its service."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from buurtcoop.services.models import Service
from buurtcoop.shifts import planning_rules
from buurtcoop.shifts.models import Side


@dataclass(frozen=True)
class LinePlan:
    """A crew line to be made."""

    side: Side
    role: str
    places: int
    minimum: int | None = None
    skill_id: int | None = None

    @property
    def wanted(self) -> int:
        """How many at least: all helpers when nobody said less, and any number of guests."""
        usual = self.places if self.side is Side.GIVE else 0
        return usual if self.minimum is None else self.minimum


def crew_of(service: Service, lines: Iterable[LinePlan]) -> list[LinePlan]:
    """The lines by the rules of the service: every helper has what it asks, and nobody is alone.

    Raises TooFewPlanned.
    """
    planned = [with_skill(service, line) for line in lines]
    refuse_too_few(service, planned)
    return planned


def with_skill(service: Service, line: LinePlan) -> LinePlan:
    """A line of helpers asks what the service asks of each of them."""
    if line.side is Side.RECEIVE or service.skill_id is None:
        return line
    return replace(line, skill_id=service.skill_id)


def refuse_too_few(service: Service, lines: Iterable[LinePlan]) -> None:
    """Raises TooFewPlanned."""
    least = sum(line.wanted for line in lines if line.side is Side.GIVE)
    if least < service.helpers_needed:
        raise planning_rules.TooFewPlanned(num=service.helpers_needed)
